// SPDX-License-Identifier: Apache-2.0

// audit.go DIR: a log of ours under the eyes of golang.org/x/mod/sumdb, whose authors know nothing of us: each signed
// checkpoint, each tile and bundle of each size, all receipts, all consistency proofs.  Ends with «N passed, N failed».
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var (
	dir            string
	passed, failed int
	verifier       note.Verifier
)

func check(what string, err error) bool {
	if err == nil {
		passed++
		return true
	}
	failed++
	if failed < 20 {
		fmt.Printf("not ok: %s: %v\n", what, err)
	}
	return false
}

func differs(same bool, what string) error {
	if same {
		return nil
	}
	return fmt.Errorf("%s", what)
}

// Their tile/8/L/N is our tile/L/N; data tiles are ours alone.
type files struct{}

func (files) Height() int { return 8 }
func (files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(dir, "log", path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (files) SaveTiles([]tlog.Tile, [][]byte) {}

func tree(file []byte) (tlog.Tree, error) {
	n, err := note.Open(file, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("checkpoint of %d lines", len(lines)-1)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// The entries of a size, from its bundles.
func entries(size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		w := int(size - n*256)
		if w > 256 {
			w = 256
		}
		path := (tlog.Tile{H: 8, L: 0, N: n, W: w}).Path()
		data, err := os.ReadFile(filepath.Join(dir, "log", strings.Replace(path, "tile/8/0/", "tile/entries/", 1)))
		if err != nil {
			return nil, err
		}
		for i := 0; i < w; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("bundle %d ends early", n)
			}
			k := 2 + int(binary.BigEndian.Uint16(data))
			all, data = append(all, data[2:k]), data[k:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("bundle %d is too long", n)
		}
	}
	return all, nil
}

// Every leaf, and every node that begins a tile, through the proved tiles.
func auditSize(t tlog.Tree) error {
	if t.N == 0 {
		// RFC 6962; theirs says nothing about a tree of no leaf.
		return differs(t.Hash == sha256.Sum256(nil), "root of nothing")
	}
	list, err := entries(t.N)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(t, files{})
	var want []int64
	for level := 0; t.N>>uint(level) > 0; level += 8 {
		for i := int64(0); i < t.N>>uint(level); i++ {
			want = append(want, tlog.StoredHashIndex(level, i))
		}
	}
	hashes, err := reader.ReadHashes(want)
	if err != nil {
		return err
	}
	for i, entry := range list {
		if hashes[i] != tlog.RecordHash(entry) {
			return fmt.Errorf("entry %d is not its leaf", i)
		}
	}
	return nil
}

func hashesOf(text string) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		h, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func receipt(file []byte) error {
	cut := bytes.Index(file, []byte("\n\n"))
	if cut < 0 {
		return fmt.Errorf("no checkpoint")
	}
	t, err := tree(file[cut+2:])
	if err != nil {
		return err
	}
	lines := strings.SplitN(string(file[:cut]), "\n", 4)
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || len(extra) != 74 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("extra: %v", err)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	rest := ""
	if len(lines) == 4 {
		rest = lines[3]
	}
	proof, err := hashesOf(rest)
	if err != nil {
		return err
	}
	list, err := entries(t.N)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(tlog.RecordProof(proof), t.N, t.Hash, index, tlog.RecordHash(list[index]))
}

func consistency(trees map[int64]tlog.Tree, name string, file []byte) error {
	var a, b int64
	if _, err := fmt.Sscanf(name, "%d-%d", &a, &b); err != nil {
		return err
	}
	proof, err := hashesOf(string(file))
	if err != nil {
		return err
	}
	own, err := tlog.ProveTree(b, a, tlog.TileHashReader(trees[b], files{}))
	if err != nil {
		return err
	}
	if fmt.Sprint(own) != fmt.Sprint(tlog.TreeProof(proof)) {
		return fmt.Errorf("another proof than theirs")
	}
	return tlog.CheckTree(tlog.TreeProof(proof), b, trees[b].Hash, a, trees[a].Hash)
}

func each(pattern string, fn func(name string, file []byte)) {
	paths, _ := filepath.Glob(filepath.Join(dir, pattern))
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if check(p, err) {
			fn(filepath.Base(p), data)
		}
	}
}

func main() {
	dir = os.Args[1]
	vkey, err := os.ReadFile(filepath.Join(dir, "log/vkey"))
	if check("vkey", err) {
		verifier, err = note.NewVerifier(strings.TrimSpace(string(vkey)))
	}
	if !check("vkey", err) {
		os.Exit(1)
	}
	trees := map[int64]tlog.Tree{}
	receipts, proofs := 0, 0
	each("log/checkpoint.*", func(name string, file []byte) {
		t, err := tree(file)
		if !check(name, err) {
			return
		}
		trees[t.N] = t
		check(name, auditSize(t))
	})
	each("receipt/*", func(name string, file []byte) { receipts++; check(name, receipt(file)) })
	each("consistency/*", func(name string, file []byte) { proofs++; check(name, consistency(trees, name, file)) })
	check("as many as were made", differs(len(trees) == 605 && receipts > 80 && proofs == 91,
		fmt.Sprintf("%d sizes, %d receipts, %d proofs", len(trees), receipts, proofs)))
	// What is wrong is seen: a tile of another tree.
	if t, ok := trees[600]; ok {
		t.Hash[0] ^= 1
		check("a wrong root is refused", differs(auditSize(t) != nil, "was accepted"))
	}
	fmt.Printf("%d sizes, %d receipts, %d consistency proofs\n", len(trees), receipts, proofs)
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
