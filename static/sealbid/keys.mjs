// SPDX-License-Identifier: Apache-2.0
// keys.mjs: who signs for a name: trust.txt for trustees and platform, key records of the log for others.
import { must, same, text, Wrong } from './bytes.mjs';
import { parseVkey, signers } from './note.mjs';
import { kindOf, readRecord } from './records.mjs';
import { leafHash } from './tlog.mjs';

/* A key record → {key, role, subject, replaces, since, vouched}; Wrong unless new key and platform signed. */
export function readKey(file, platforms) {
  const n = readRecord(file, 'key'), key = parseVkey(n.r.vkey), old = n.r.replaces && parseVkey(n.r.replaces);
  must(key.alg === 1 && (!old || old.name === key.name), 'key-record');
  const by = signers(n, [key, ...(old ? [old] : []), ...platforms]);
  must(by.has(key.vkey) && platforms.some(p => by.has(p.vkey)), 'key-record');
  return { key, role: n.r.role, subject: n.r.subject, since: n.r.since, replaces: n.r.replaces, vouched: !old || by.has(old.vkey) };
}

/* The key records of a log: those whose files are named, all of them where one is missed. */
export function keyBook(tree, get, base, index, platforms) {
  const list = [];
  let whole = false;
  const add = (file, leaf) => { if (!list.some(k => k.leaf === leaf)) list.push({ ...readKey(file, platforms), leaf }); };

  async function files() {
    for (const { path } of index.filter(l => l.type === 'key')) {
      const m = /key-(0|[1-9][0-9]*)\.note$/.exec(path);
      if (!m) continue;
      const file = await get(`${base}key-${m[1]}.note`), leaf = Number(m[1]);
      if (!file) throw new Wrong('missing', `${base}key-${m[1]}.note`);
      must(leaf < tree.size && same(await tree.leaf(leaf), leafHash(file)), 'key-file', leaf);
      add(file, leaf);
    }
  }
  async function everywhere() {
    whole = true;
    await tree.scan(0, tree.size, (entry, i) => {
      if (entry[0] !== 0x73 || kindOf(safe(entry)) !== 'key') return;
      try { add(entry, i); } catch { /* not a key record that counts */ }
    });
  }
  const safe = entry => { try { return text(entry); } catch { return ''; } };
  const matching = (name, role, before) => list.filter(k => k.key.name === name && k.role === role && k.leaf < before);
  /* Keys of a name in this role whose record stands before a leaf.  The whole log is looked through unless one of those
     found so far has signed the note (by name and id; without a note: unless any is found). */
  async function of(name, role, before, note) {
    const some = matching(name, role, before);
    const found = note ? some.some(k => note.sigs.some(s => s.name === k.key.name && s.id === k.key.id)) : some.length > 0;
    if (found || whole) return some;
    await everywhere();
    return matching(name, role, before);
  }
  return { files, of };
}

/* ---- for the checks: m is what they share ---- */
/* Where a file of this project stands in the log. */
export async function place(m, file, name) {
  const hint = m.index.find(l => l.path.endsWith(name))?.leaf, at = await m.tree.find(file, hint);
  if (at < 0) throw new Wrong('not-in-log', name);
  return at;
}
/* Of each of these lists of keys, one must have signed. */
export function signedBy(note, groups, code, ...args) {
  let by;
  try {
    by = signers(note, groups.flat());
  } catch {
    throw new Wrong(code, ...args);
  }
  must(groups.every(keys => keys.some(k => by.has(k.vkey))), code, ...args);
}
export const trusteeKeys = (m, name) => m.trust.trustees.filter(k => k.name === name);
export const purchaserKeys = async (m, before, note) =>
  (await m.book.of(m.project.r.purchaser, 'purchaser', before, note)).map(k => k.key);
/* Keys of a name in force for this round: trust file for trustees, key records for all others. */
export async function keysOf(m, name, note) {
  const trusted = trusteeKeys(m, name);
  if (m.contributors.has(name) && trusted.length) return trusted.map(key => ({ key, replaces: null, vouched: true }));
  return m.book.of(name, name === m.project.r.purchaser ? 'purchaser' : 'bidder', m.closeLeaf, note);
}
