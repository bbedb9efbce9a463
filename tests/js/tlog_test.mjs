// SPDX-License-Identifier: Apache-2.0
// tlog_test.mjs: all proofs of small trees, each spoilt; published logs of many sizes read through their tiles.
import { bytes, same as equal, text } from '../../static/sealbid/bytes.mjs';
import { consistencyProof, consistent, included, inclusionProof, leafHash, rangeRoot, tileNumber, writeTiles } from '../../static/sealbid/tlog.mjs';
import { openTree } from '../../static/sealbid/tree.mjs';
import { check, dice, end, same } from './_check.mjs';

const N = Number(process.env.TREES || 70), leaf = Array.from({ length: N }, (_, i) => leafHash(bytes(`leaf ${i}`))), roots = Array.from({ length: N + 1 }, (_, n) => rangeRoot(leaf, 0, n));
const spoil = (p, i) => p.map((h, j) => (j === i ? h.map((b, k) => (k ? b : b ^ 1)) : h));
let good = 0, bad = 0, want = 0;
for (let n = 1; n <= N; n++) {
  for (let m = 0; m < n; m++) {
    const p = inclusionProof(leaf.slice(0, n), m), ok = q => included(m, n, leaf[m], q, roots[n]);
    want++;
    if (ok(p)) good++;
    const wrong = [...p.map((_, i) => spoil(p, i)), [...p, leaf[0]], ...(p.length ? [p.slice(1), p.slice(0, -1)] : [])];
    if (wrong.some(ok) || included(m, n, leaf[(m + 1) % N], p, roots[n]) || included(n, n, leaf[m], p, roots[n])) bad++;
  }
}
check(`inclusion: ${want} proofs`, good === want && bad === 0, `${good} ${bad}`);
good = bad = want = 0;
for (let b = 1; b <= N; b++) {
  for (let a = 1; a <= b; a++) {
    const p = consistencyProof(leaf.slice(0, b), a), ok = q => consistent(a, b, roots[a], roots[b], q);
    want++;
    if (ok(p)) good++;
    const wrong = [...p.map((_, i) => spoil(p, i)), [...p, leaf[0]], ...(p.length ? [p.slice(1), p.slice(0, -1)] : [])];
    if (wrong.some(ok) || (a < b && consistent(a, b, roots[a - 1], roots[b], p))) bad++;
  }
}
check(`consistency: ${want} proofs`, good === want && bad === 0, `${good} ${bad}`);
same('tile numbers', [0, 5, 999, 1000, 1234067].map(tileNumber).join(' '), '000 005 999 x001/000 x001/x234/067');

/* ---- logs of many sizes ---- */
const most = 65999, entries = Array.from({ length: most }, (_, i) => bytes(`entry ${i}`)), hashes = entries.map(leafHash), roll = dice(7);
for (const n of [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 600, 1000, 65535, 65536, 65537, 65999]) {
  const files = writeTiles(entries.slice(0, n)), root = rangeRoot(hashes, 0, n), get = async p => files.get(p) ?? null;
  const tree = await openTree(get, n, root);
  let ok = true;
  for (let i = 0; i < 40 && n; i++) {
    const k = roll(n);
    ok &&= equal(await tree.leaf(k), hashes[k]) && equal(await tree.entry(k), entries[k]) && await tree.find(entries[k], i % 2 ? k : undefined) === k;
  }
  const olds = [0, 1, Math.floor(n / 2), Math.floor(n / 256) * 256, n - 1, n].filter(m => m >= 0 && m <= n);
  for (const m of olds) ok &&= equal(await tree.rootAt(m), rangeRoot(hashes, 0, m));
  if (n) ok &&= await tree.find(bytes('no such entry')) === -1;
  check(`a log of ${n}`, ok);
  await openTree(get, n, leafHash(bytes('x'))).then(() => check(`a log of ${n}: wrong root`, false), e => same(`a log of ${n}: wrong root`, e.code, 'tree'));
  let caught = 0, tries = 0;
  for (const [path, data] of [...files].filter((_, i) => files.size < 20 || i % 29 === 0)) {
    const changed = data.slice();
    changed[roll(data.length)] ^= 1 << roll(8);
    tries++;
    const scan = async () => {
      const t = await openTree(async p => (p === path ? changed : files.get(p) ?? null), n, root);
      if (path.includes('/tile/entries/') || n < 2000) await t.scan(0, n, () => {});
      else for (let i = 0; i < n; i += 256) await t.leaf(i);
    };
    await scan().then(() => {}, () => { caught++; });
  }
  check(`a log of ${n}: ${tries} changed files`, caught === tries, caught);
}
/* Partial tiles may go when the full one exists. */
const full = writeTiles(entries.slice(0, 512));
full.set('/log/tile/1/000.p/1', full.get('/log/tile/1/000.p/2').subarray(0, 32));
const tree = await openTree(async p => full.get(p) ?? null, 300, rangeRoot(hashes, 0, 300))
  .catch(e => e);
check('a full tile stands for its part', tree.size === 300 && text(await tree.entry(299)) === 'entry 299', tree);
end();
