// SPDX-License-Identifier: Apache-2.0
// tree.mjs: a published log read through its tiles; nothing that it gives is unproved.
import { must, same, Wrong } from './bytes.mjs';
import { H } from './crypto.mjs';
import { leafHash, nodeHash, parseBundle, rangeRoot, tilePath } from './tlog.mjs';

/* get: path → bytes or null.  The tree of this size and root, or Wrong tree, tile, missing. */
export async function openTree(get, size, root) {
  const tiles = new Map(), bundles = new Map();
  const count = level => Math.floor(size / 256 ** level);

  /* A partial tile may have given way to the full one: its beginning is the same. */
  async function fetched(level, n, width) {
    const own = await get(tilePath(level, n, width));
    if (own || width === 256) return { data: own, all: true };
    return { data: await get(tilePath(level, n)), all: false };
  }
  async function load(level, n, width) {
    const { data, all } = await fetched(level, n, width);
    if (!data) throw new Wrong('missing', tilePath(level, n, width));
    must(data.length === (all ? 32 * width : 8192), 'tile', tilePath(level, n, width));
    return Array.from({ length: width }, (_, i) => data.subarray(32 * i, 32 * i + 32));
  }
  const key = (level, n) => `${level}/${n}`;

  /* The right edge makes the root, so the root proves the right edge. */
  let edge = [];
  for (let level = 0; count(level) > 0; level++) {
    const width = count(level) % 256, n = Math.floor(count(level) / 256);
    if (!width) continue;
    const hashes = await load(level, n, width), roots = [];
    tiles.set(key(level, n), hashes);
    for (let bit = 128, at = 0; bit; bit >>= 1) if (width & bit) { roots.push(rangeRoot(hashes, at, at + bit)); at += bit; }
    edge = [...roots, ...edge];
  }
  must(same(edge.length ? edge.reduceRight((r, l) => nodeHash(l, r)) : H(''), root), 'tree');

  /* A full tile is proved by its parent. */
  async function hashes(level, n) {
    if (tiles.has(key(level, n))) return tiles.get(key(level, n));
    must((n + 1) * 256 <= count(level), 'tile');
    const list = await load(level, n, 256), parent = await hashes(level + 1, Math.floor(n / 256));
    must(same(rangeRoot(list), parent[n % 256]), 'tile', tilePath(level, n));
    tiles.set(key(level, n), list);
    return list;
  }
  async function leaf(i) {
    must(i < size, 'leaf', i);
    return (await hashes(0, Math.floor(i / 256)))[i % 256];
  }
  async function bundle(n) {
    if (bundles.has(n)) return bundles.get(n);
    const want = await hashes(0, n), { data } = await fetched('entries', n, want.length);
    if (!data) throw new Wrong('missing', tilePath('entries', n, want.length));
    const list = parseBundle(data);
    must(list.length >= want.length && want.every((h, i) => same(h, leafHash(list[i]))), 'tile', tilePath('entries', n, want.length));
    bundles.set(n, list);
    return list;
  }
  /* fn(entry, index) for each leaf from lo up to, without, hi. */
  async function scan(lo, hi, fn) {
    for (let n = Math.floor(lo / 256); n * 256 < Math.min(hi, size); n++) {
      const list = await bundle(n);
      for (let i = Math.max(lo, n * 256); i < Math.min(hi, size, n * 256 + 256); i++) await fn(list[i % 256], i);
    }
  }
  async function entry(i) {
    must(i < size, 'leaf', i);
    return (await bundle(Math.floor(i / 256)))[i % 256];
  }
  /* Where this entry stands: first at the hint, then from the newest tile back; -1 if nowhere. */
  async function find(data, hint) {
    const h = leafHash(data);
    if (hint !== undefined && hint < size && same(await leaf(hint), h)) return hint;
    for (let n = Math.floor((size - 1) / 256); n >= 0; n--) {
      const i = (await hashes(0, n)).findIndex(x => same(x, h));
      if (i >= 0) return 256 * n + i;
    }
    return -1;
  }
  /* The root this log had at an earlier size. */
  async function node(level, i) {
    const up = Math.floor(level / 8), width = 2 ** (level % 8), at = i * width;
    const list = await hashes(up, Math.floor(at / 256));
    return rangeRoot(list, at % 256, at % 256 + width);
  }
  async function rootAt(n) {
    const parts = [];
    for (let at = 0, level = Math.floor(Math.log2(n || 1)); level >= 0 && at < n; level--)
      if (at + 2 ** level <= n) { parts.push(await node(level, at / 2 ** level)); at += 2 ** level; }
    return parts.length ? parts.reduceRight((r, l) => nodeHash(l, r)) : H('');
  }
  return { size, leaf, entry, scan, find, rootAt };
}
