// SPDX-License-Identifier: Apache-2.0
// verify_close.mjs: checks 4 and 5: the set that was fixed, and the files in it.
import { must, same, text, unhex, Wrong } from './bytes.mjs';
import { activeOf, deciding, submissions } from './close.mjs';
import { opens } from './envelope.mjs';
import { keysOf, place, purchaserKeys, signedBy, trusteeKeys } from './keys.mjs';
import { fileHash, parseNote } from './note.mjs';
import { kindOf, parseBlind, parseRecord, readRecord } from './records.mjs';
import { blindHash, included, leafHash, parseProof, readCheckpoint } from './tlog.mjs';

const safe = fn => { try { return fn(); } catch { return null; } };

/* The records of this policy among entries lo…hi that are rightly signed: [{kind, leaf, r, file}]. */
export async function history(m, lo, hi) {
  const found = [];
  await m.tree.scan(lo, hi, async (file, leaf) => {
    const kind = file[0] === 0x73 ? safe(() => kindOf(text(file))) : null;
    if (!['close', 'more', 'void', 'extend', 'open', 'missed'].includes(kind)) return;
    const note = safe(() => readRecord(file, kind));
    if (!note || note.r.policy !== m.policy) return;
    if (await counts(m, kind, note, leaf)) found.push({ kind, leaf, ...note });
  });
  return found;
}
async function counts(m, kind, note, leaf) {
  if (kind === 'open') return goodOpen(m, note);
  const groups = [m.trust.platforms];
  if (kind === 'void' || kind === 'extend') groups.push(await purchaserKeys(m, leaf, note));
  if (!safe(() => (signedBy(note, groups, 'signature'), true))) return false;
  if (kind !== 'extend') return true;
  const by = m.project.r.trustee.filter(t => safe(() => (signedBy(note, [trusteeKeys(m, t[1])], 'signature'), true)));
  return by.length >= m.project.r.threshold;
}
/* An `open` of this round's close: by its trustee, with the right key. */
function goodOpen(m, note) {
  const t = m.project.r.trustee[note.r.trustee - 1];
  return Boolean(t && m.close && note.r.close[1] === m.close.hash && safe(() => opens(unhex(note.r.sk), t[2])) &&
    safe(() => (signedBy(note, [trusteeKeys(m, t[1])], 'signature'), true)));
}
/* A file beside the log, where there is one, is the log's. */
async function beside(m, name, file) {
  const own = await m.get(m.base + name);
  must(!own || same(own, file), 'beside', name);
}

/* ---- 4 ---- */
export async function close(m) {
  const file = await m.get(`${m.base}close.note`);
  if (!file) return noClose(m);
  const c = readRecord(file, 'close'), p = m.project.r;
  must(c.r.policy === m.policy && c.r.project === m.id, 'close-policy');
  signedBy(c, [m.trust.platforms], 'close-signature');
  const leaf = await place(m, file, 'close.note');
  must(leaf > m.leaf, 'close-leaf');
  const past = await history(m, m.leaf, leaf);
  must(!past.some(e => e.kind === 'void'), 'close-void');
  must(!past.some(e => e.kind === 'close'), 'close-second', leaf);
  let { deadline } = p, k = 0;
  for (const e of past.filter(x => x.kind === 'extend')) {
    must(e.r.deadline > deadline, 'close-extend');
    ({ deadline } = e.r);
    await beside(m, `extend-${++k}.note`, e.file);
  }
  must(c.r.deadline === deadline, 'close-deadline');
  const more = [];
  for (const [i, hash] of c.r.more.entries()) {
    const at = leaf - c.r.more.length + i, part = past.find(e => e.kind === 'more' && e.leaf === at);
    must(part && part.hash === hash, 'close-more', i + 2);
    await beside(m, `more-${i + 2}.note`, part.file);
    more.push(part.r);
  }
  const subs = submissions(c.r, more);
  for (const s of subs) {
    must(s.leaf > m.leaf && s.leaf < leaf, 'close-leaf', s.leaf);
    const blind = parseBlindAt(await m.tree.entry(s.leaf));
    must(blind && blind.h === blindHash(unhex(s.nonce), unhex(s.hash)), 'close-blind', s.leaf);
  }
  Object.assign(m, { close: c, closeLeaf: leaf, subs, deadline, active: activeOf(subs) });
  m.entrants = m.active.filter(s => !m.contributors.has(s.bidder)).length;
  m.times = { ...m.times, deadline };
  if (leaf >= m.witnessed) m.warn('unwitnessed');
  await lateness(m, file);
  return ['close-ok', subs.length, leaf];
}
const parseBlindAt = entry => safe(() => parseBlind(entry));

/* Without close: a round that was ended, or one that is not over.  A void that comes behind a close of the log says
   nothing without the close: it may have come too late. */
async function noClose(m) {
  const file = await m.get(`${m.base}void.note`);
  if (!file) throw new Wrong('not-closed');
  const leaf = await voidRecord(m, file);
  if ((await history(m, m.leaf, leaf)).some(e => e.kind === 'close')) throw new Wrong('missing', `${m.base}close.note`);
  throw new Wrong('void');
}
export async function voidRecord(m, file) {
  const v = readRecord(file, 'void'), leaf = await place(m, file, 'void.note');
  must(v.r.policy === m.policy && leaf > m.leaf, 'void-record');
  signedBy(v, [await purchaserKeys(m, leaf, v), m.trust.platforms], 'void-record');
  return leaf;
}

/* The proof of `close` in the smallest tree that met the quorum, where it is kept like a receipt. */
async function lateness(m, file) {
  const proof = await m.get(`/receipt/${fileHash(file)}.cosigned.tlog-proof`);
  if (!proof) return;
  const p = parseProof(proof), c = readCheckpoint(p.checkpoint, m.log, m.trust.witnesses);
  must(p.index === m.closeLeaf && included(p.index, c.size, leafHash(file), p.proof, c.root), 'close-proof');
  const time = m.trust.times(c.times);
  must(time !== null || m.options.trust || m.trust.quorum === 'none', 'quorum');
  if (time === null) return;
  m.times.close = time;
  if (time > m.deadline + 120) m.warn('close-late', m.deadline, time);
}

/* ---- 5 ---- */
export async function bodies(m) {
  m.files = new Map();
  /* Over a slow line they come side by side. */
  if (m.options.eager) deciding(m.subs).forEach(s => { m.get(`${m.base}${s.hash}.note`).catch(() => {}); });
  for (const s of deciding(m.subs)) {
    const file = await m.need(`${m.base}${s.hash}.note`);
    must(fileHash(file) === s.hash, 'body-hash', s.bidder);
    const note = safe(() => parseNote(file)), by = note?.sigs.length === 1 ? note.sigs[0] : null;
    must(by, 'body-signature', s.bidder);
    const record = safe(() => parseRecord(note.text, s.what));
    /* A body that is no envelope can be listed only as one the platform took; V judges it, but its signature must hold. */
    if (s.what === 'withdraw') must(record && record.policy === m.policy && record.project === m.id &&
      record.bidder === s.bidder && record.seq === s.seq, 'body-record', s.bidder);
    await rightlySigned(m, s, note, record);
    m.files.set(s.hash, file);
  }
  if (m.entrants < m.rule.min) {
    must(!(await m.get(`${m.base}result.note`)), 'result-unexpected');
    m.failed = true;
  }
  return ['bodies-ok', m.files.size, m.entrants];
}

/* By a key in force of that name; by the platform what the server sealed. */
async function rightlySigned(m, s, note, record) {
  const served = record?.sealer === 'server';
  const platform = m.trust.platforms.some(k => k.name === note.sigs[0].name && k.id === note.sigs[0].id);
  if (s.what === 'envelope' && served) {
    must(m.rule.server === 'allowed', 'body-sealer', s.bidder);
    signedBy(note, [m.trust.platforms], 'body-signature', s.bidder);
    return;
  }
  if (s.what === 'withdraw' && platform) {
    signedBy(note, [m.trust.platforms], 'body-signature', s.bidder);
    await servedBefore(m, s);
    return;
  }
  const own = await keysOf(m, s.bidder, note);
  signedBy(note, [own.map(k => k.key)], 'body-signature', s.bidder);
  const key = own.find(k => k.key.id === note.sigs[0].id);
  if (key.replaces && !key.vouched && s.seq > 1) m.warn('key-changed', s.bidder);
}
/* What the platform withdrew must have been sealed by it; its body need not be public. */
async function servedBefore(m, s) {
  const last = m.subs.filter(x => x.bidder === s.bidder && x.what === 'envelope').pop();
  const file = last && await m.get(`${m.base}${last.hash}.note`);
  if (!file) { m.warn('withdrawn-by-platform', s.bidder); return; }
  must(fileHash(file) === last.hash && readRecord(file, 'envelope').r.sealer === 'server', 'body-withdraw', s.bidder);
}
