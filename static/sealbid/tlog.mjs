// SPDX-License-Identifier: Apache-2.0
// tlog.mjs: trees, proofs, tiles, checkpoints and receipts (sealing.md 2, 7).
import { base64, bytes, hex, join, must, same, text, unbase64 } from './bytes.mjs';
import { H } from './crypto.mjs';
import { parseNote, signers } from './note.mjs';
import { isInt, parseBlind } from './records.mjs';

const ZERO = Uint8Array.of(0), ONE = Uint8Array.of(1);
export const leafHash = entry => H(ZERO, entry);
export const nodeHash = (l, r) => H(ONE, l, r);
const half = n => 2 ** Math.floor(Math.log2(n - 1));
const odd = n => n % 2 === 1, down = n => Math.floor(n / 2);

/* Root of leaves lo…hi of a list of leaf hashes. */
export function rangeRoot(leaves, lo = 0, hi = leaves.length) {
  if (hi === lo) return H('');
  if (hi - lo === 1) return leaves[lo];
  const k = half(hi - lo);
  return nodeHash(rangeRoot(leaves, lo, lo + k), rangeRoot(leaves, lo + k, hi));
}
export function inclusionProof(leaves, m, lo = 0, hi = leaves.length) {
  if (hi - lo === 1) return [];
  const k = half(hi - lo);
  return m < lo + k ? [...inclusionProof(leaves, m, lo, lo + k), rangeRoot(leaves, lo + k, hi)]
    : [...inclusionProof(leaves, m, lo + k, hi), rangeRoot(leaves, lo, lo + k)];
}
export function consistencyProof(leaves, m, lo = 0, hi = leaves.length, whole = true) {
  if (m === hi) return whole ? [] : [rangeRoot(leaves, lo, hi)];
  const k = half(hi - lo);
  return m <= lo + k ? [...consistencyProof(leaves, m, lo, lo + k, whole), rangeRoot(leaves, lo + k, hi)]
    : [...consistencyProof(leaves, m, lo + k, hi, false), rangeRoot(leaves, lo, lo + k)];
}

export function included(m, n, leaf, proof, root) {
  if (!(m < n)) return false;
  let fn = m, sn = n - 1, r = leaf;
  for (const c of proof) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      r = nodeHash(c, r);
      while (!odd(fn) && fn !== 0) { fn = down(fn); sn = down(sn); }
    } else r = nodeHash(r, c);
    fn = down(fn);
    sn = down(sn);
  }
  return sn === 0 && same(r, root);
}
export function consistent(a, b, rootA, rootB, proof) {
  if (a === b) return proof.length === 0 && same(rootA, rootB);
  if (!(a > 0 && a < b) || proof.length === 0) return false;
  const p = Number.isInteger(Math.log2(a)) ? [rootA, ...proof] : proof;
  let fn = a - 1, sn = b - 1;
  while (odd(fn)) { fn = down(fn); sn = down(sn); }
  let fr = p[0], sr = p[0];
  for (const c of p.slice(1)) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!odd(fn) && fn !== 0) { fn = down(fn); sn = down(sn); }
    } else sr = nodeHash(sr, c);
    fn = down(fn);
    sn = down(sn);
  }
  return sn === 0 && same(fr, rootA) && same(sr, rootB);
}

/* ---- tiles ---- */
export function tileNumber(n) {
  let out = String(n % 1000).padStart(3, '0');
  for (let m = Math.floor(n / 1000); m > 0; m = Math.floor(m / 1000)) out = `x${String(m % 1000).padStart(3, '0')}/${out}`;
  return out;
}
export const tilePath = (level, n, width = 256) => `/log/tile/${level}/${tileNumber(n)}${width < 256 ? `.p/${width}` : ''}`;

export function parseBundle(data) {
  const out = [];
  for (let at = 0; at < data.length;) {
    must(at + 2 <= data.length, 'tile');
    const n = data[at] * 256 + data[at + 1];
    must(at + 2 + n <= data.length, 'tile');
    out.push(data.subarray(at + 2, at + 2 + n));
    at += 2 + n;
  }
  return out;
}
export const writeBundle = entries => join(...entries.flatMap(e => [Uint8Array.of(e.length >> 8, e.length & 255), e]));

/* All files of a log of these entries, as a Map path → bytes: every tile of the size, for tests. */
export function writeTiles(entries) {
  const files = new Map();
  let hashes = entries.map(leafHash);
  for (let n = 0; n * 256 < entries.length; n++) {
    const part = entries.slice(n * 256, n * 256 + 256);
    files.set(tilePath('entries', n, part.length), writeBundle(part));
  }
  for (let level = 0; hashes.length; level++) {
    for (let n = 0; n * 256 < hashes.length; n++) {
      const part = hashes.slice(n * 256, n * 256 + 256);
      files.set(tilePath(level, n, part.length), join(...part));
    }
    hashes = Array.from({ length: Math.floor(hashes.length / 256) }, (_, i) => rangeRoot(hashes, 256 * i, 256 * i + 256));
  }
  return files;
}

/* ---- checkpoints ---- */
/* File → {origin, size, root, times: vkey → time of the witnesses, note}, or Wrong. */
export function readCheckpoint(file, logKey, witnesses = []) {
  const note = parseNote(file), lines = note.text.slice(0, -1).split('\n');
  must(lines.length === 3 && lines[0] === logKey.name && isInt(lines[1]), 'checkpoint');
  const root = unbase64(lines[2]);
  must(root.length === 32, 'checkpoint');
  must(signers(note, [logKey], { log: true }).has(logKey.vkey), 'checkpoint-signature');
  return { origin: lines[0], size: Number(lines[1]), root, times: signers(note, witnesses), note };
}
export const checkpointText = (origin, size, root) => `${origin}\n${size}\n${base64(root)}\n`;

/* ---- blind leaves and receipts ---- */
export const blindHash = (nonce, file) => hex(H('sealbid/v1 blind\n', nonce, file));
export const blindText = (nonce, file, revealBy) => `sealbid/v1 blind\nh ${blindHash(nonce, file)}\nreveal-by ${revealBy}\n`;
/* The last day, in Beijing, of the month after that of a time. */
export function revealBy(unix) {
  const d = new Date((unix + 8 * 3600) * 1000);
  return new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 2, 0)).toISOString().slice(0, 10);
}

/* A tlog-proof → {index, proof, extra, checkpoint (file)}. */
export function parseProof(file) {
  const s = text(file), cut = s.indexOf('\n\n');
  must(cut > 0, 'grammar');
  const lines = s.slice(0, cut).split('\n');
  must(lines.shift() === 'c2sp.org/tlog-proof@v1', 'grammar');
  const extra = lines[0]?.startsWith('extra ') ? unbase64(lines.shift().slice(6)) : null;
  const index = /^index (\S+)$/.exec(lines.shift() ?? '');
  must(index && isInt(index[1]) && lines.length <= 63, 'grammar');
  const proof = lines.map(unbase64);
  must(proof.every(p => p.length === 32), 'grammar');
  return { index: Number(index[1]), proof, extra, checkpoint: bytes(s.slice(cut + 2)) };
}
export const writeProof = (index, proof, extra, checkpoint) => bytes('c2sp.org/tlog-proof@v1\n' +
  (extra ? `extra ${base64(extra)}\n` : '') + `index ${index}\n${proof.map(p => `${base64(p)}\n`).join('')}\n${text(checkpoint)}`);

/* A receipt for the file of this hash → {leaf, nonce, revealBy, size, times}, or Wrong. */
export function readReceipt(file, wanted, logKey, witnesses) {
  const p = parseProof(file);
  must(p.extra && p.extra.length === 74, 'receipt');
  const nonce = p.extra.subarray(0, 32), hash = p.extra.subarray(32, 64), day = text(p.extra.subarray(64));
  must(hex(hash) === wanted, 'receipt-file');
  const entry = bytes(blindText(nonce, hash, day));
  parseBlind(entry);
  const c = readCheckpoint(p.checkpoint, logKey, witnesses);
  must(included(p.index, c.size, leafHash(entry), p.proof, c.root), 'receipt-proof');
  return { leaf: p.index, nonce: hex(nonce), revealBy: day, size: c.size, times: c.times };
}
