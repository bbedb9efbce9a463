// SPDX-License-Identifier: Apache-2.0
// verify_open.mjs: checks 6 to 10: keys, envelopes, draw, result, award.
import { must, unhex, Wrong } from './bytes.mjs';
import { judge, opens } from './envelope.mjs';
import { readInput, uses } from './input.mjs';
import { keysOf, place, purchaserKeys, signedBy, trusteeKeys } from './keys.mjs';
import { fileHash, parseNote } from './note.mjs';
import { checkPanel, drawOrder } from './panel.mjs';
import { parseBlind, parseRecord, readRecord, recordHash } from './records.mjs';
import { compute } from './result.mjs';
import { blindHash } from './tlog.mjs';
import { history, voidRecord } from './verify_close.mjs';

/* ---- 6 ---- */
export async function keys(m) {
  if (m.failed) throw new Wrong('too-few', m.entrants, m.rule.min);
  m.keys = new Map();
  const p = m.project.r, leaves = [];
  for (const [i, name, pk] of p.trustee) {
    const file = await m.get(`${m.base}open-${i}.note`);
    if (!file) continue;
    const o = readRecord(file, 'open');
    must(o.r.policy === m.policy && o.r.project === m.id && o.r.trustee === i, 'key-open', name);
    must(o.r.close[0] === m.closeLeaf && o.r.close[1] === m.close.hash, 'key-open', name);
    signedBy(o, [trusteeKeys(m, name)], 'key-open', name);
    must(opens(unhex(o.r.sk), pk), 'key-pair', name);
    const leaf = await place(m, file, `open-${i}.note`);
    must(leaf > m.closeLeaf, 'key-early', name);
    m.keys.set(i, unhex(o.r.sk));
    leaves.push(leaf);
  }
  leaves.sort((a, b) => a - b);
  m.opened = leaves[p.threshold - 1] ?? m.tree.size;
  await ended(m);
  if (m.keys.size >= p.threshold) return ['keys-ok', m.keys.size, p.threshold];
  await fallback(m);
  return ['keys-fallback', m.secrets.size];
}
/* A void counts only before the t-th open, of which the log alone tells: a source that hides opens shall not make it count. */
async function ended(m) {
  const file = await m.get(`${m.base}void.note`), leaves = file ? [await voidRecord(m, file)] : [];
  const events = await history(m, m.closeLeaf + 1, m.opened);
  leaves.push(...events.filter(e => e.kind === 'void').map(e => e.leaf));
  const leaf = Math.min(...leaves);
  if (!(leaf < m.opened)) return;
  const by = new Set(events.filter(e => e.kind === 'open' && e.leaf < leaf).map(e => e.r.trustee));
  throw by.size >= m.project.r.threshold ? new Wrong('missing', 'open') : new Wrong('void');
}
/* Fewer than t keys: each opens their own, or nothing is opened. */
async function fallback(m) {
  const file = await m.get(`${m.base}fallback.note`), have = m.keys.size, t = m.project.r.threshold;
  if (!file) throw new Wrong('keys-waiting', have, t);
  const f = readRecord(file, 'fallback'), leaf = await place(m, file, 'fallback.note');
  must(f.r.policy === m.policy && f.r.close === m.close.hash && leaf > m.closeLeaf, 'fallback');
  signedBy(f, [await purchaserKeys(m, leaf, f), m.project.r.trustee.flatMap(x => trusteeKeys(m, x[1]))], 'fallback');
  m.secrets = new Map();
  for (const s of m.active) {
    const own = await m.get(`${m.base}selfopen-${s.hash}.note`);
    if (!own) throw new Wrong('fallback-waiting', m.secrets.size, m.active.length);
    const o = readRecord(own, 'selfopen');
    must(o.r.policy === m.policy && o.r.file === s.hash, 'selfopen', s.bidder);
    signedBy(o, [(await keysOf(m, s.bidder, o)).map(k => k.key)], 'selfopen', s.bidder);
    must(await place(m, own, `selfopen-${s.hash}.note`) > leaf, 'selfopen', s.bidder);
    m.secrets.set(s.hash, unhex(o.r.s));
  }
}

/* ---- 7 ---- */
export async function envelopes(m) {
  const file = await m.get(`${m.base}result.note`);
  m.result = file && readRecord(file, 'result');
  m.judged = [];
  for (const s of m.active) {
    const contributor = m.contributors.has(s.bidder);
    const verdict = judge(m.files.get(s.hash), { project: m.project.r, policy: m.policy, rule: m.rule, sub: s, contributor,
      keys: m.keys, secret: m.secrets?.get(s.hash) });
    m.judged.push({ ...s, contributor, verdict });
    m.options.progress?.(m.judged.length, m.active.length);
    await m.options.pause?.();
  }
  m.inputs = await inputs(m);
  m.computed = compute({ policy: m.policy, project: m.project.r, close: m.close.hash, rule: m.rule, envelopes: m.judged,
    inputs: m.inputs, first: await firstRound(m) });
  const valid = m.judged.filter(e => e.verdict.valid).length;
  if (m.result) {
    const want = parseRecord(m.computed.text, 'result');
    const bad = want.bid.findIndex((b, i) => b.join() !== (m.result.r.bid[i] ?? []).join());
    must(bad < 0 && want.bid.length === m.result.r.bid.length, 'envelope-result', bad < 0 ? want.bid.length + 1 : bad + 1);
    for (const hash of m.result.r.input) if (!m.inputs.some(i => i.hash === hash)) throw new Wrong('missing', 'input');
  }
  return ['envelopes-ok', valid, m.judged.length - valid];
}

/* The records of what a rule needs beside the bids, each file committed before by a blind leaf. */
async function inputs(m) {
  const found = [], scores = new Map();
  for (let k = 1; ; k++) {
    const file = await m.get(`${m.base}input-${k}.note`);
    if (!file) break;
    const note = readRecord(file, 'input'), leaf = await place(m, file, `input-${k}.note`);
    must(note.r.policy === m.policy && leaf > m.leaf, 'input', k);
    signedBy(note, [m.trust.platforms], 'input', k);
    const items = [];
    for (const [at, sha, nonce] of note.r.item) {
      const data = await m.need(`${m.base}in/${sha}`);
      must(fileHash(data) === sha && at < leaf, 'input', k);
      must(parseBlind(await m.tree.entry(at)).h === blindHash(unhex(nonce), unhex(sha)), 'input', k);
      items.push({ leaf: at, data });
    }
    if (!uses(m.rule, note.r.kind)) continue;
    try {
      const input = readInput(note.r.kind, items);
      /* A name has one score, whatever the file. */
      for (const [name, n] of input.scores) must((scores.get(name) ?? n) === n, 'input');
      for (const [name, n] of input.scores) scores.set(name, n);
      found.push({ hash: note.hash, leaf, ...input });
    } catch {
      throw new Wrong('input-file', k);
    }
  }
  found.sort((a, b) => a.leaf - b.leaf);
  /* Nobody scores who has seen another's sheet. */
  const sheets = found.filter(i => i.kind === 'sheet');
  must(sheets.every(i => i.sheets.every(s => s.leaf < sheets[0].leaf)), 'input-late');
  return found;
}

/* bafo's second round names the policy of the first: that round is verified like this one, from the same files.  Rounds
   are looked at backwards from this one, BACK of them. */
const BACK = 50;
async function firstRound(m) {
  if (!m.rule.first || m.rule.first === '-') return null;
  const [code, n] = m.id.split('/');
  for (let k = Number(n) - 1; k >= 1 && k >= Number(n) - BACK; k--) {
    const id = `${code}/${k}`, file = await m.get(`/p/${id}/project.note`);
    if (!file || !isPolicy(file, m.rule.first)) continue;
    /* A first round of bafo, the same purchaser's, with offers of one kind. */
    const fits = f => f.rule.rule === 'bafo' && f.rule.first === '-' && f.rule.quote === m.rule.quote && f.project.r.purchaser === m.project.r.purchaser;
    const r = await m.options.verify(m.get, id, { trust: m.options.trust, pause: m.options.pause, fits });
    const bad = r.checks.find(c => c.ok === false) ?? r.checks.find(c => c.ok === null && !c.none);
    if (bad?.code === 'first-round') throw new Wrong('first-round', id);
    must(!r.checks.some(c => c.ok === false), 'first-refuted', id, bad?.id);
    if (bad) throw new Wrong('first-unchecked', id, bad.id);
    must(r.computed && !r.computed.failed, 'first-round', id);
    for (const w of r.warnings) if (!m.warnings.some(x => x.code === w.code && x.args.join() === w.args.join())) m.warn(w.code, ...w.args);
    return r.computed;
  }
  throw new Wrong('missing', `/p/${code}/`);
}
/* What is no note is no round. */
function isPolicy(file, hash) {
  try {
    return recordHash(parseNote(file).text) === hash;
  } catch {
    return false;
  }
}

/* ---- 8 ---- */
export async function draw(m) {
  if (!m.result) throw new Wrong('no-result');
  must(!m.computed.lacks, ...(m.computed.lacks ?? ['input']));
  must(m.result.r.seed === m.computed.own, 'draw-seed');
  must(m.result.r.int.map(x => x.join()).join('\n') === m.computed.ints.map(x => x.join()).join('\n'), 'draw-ints');
  await panel(m);
  return m.computed.seed ? ['draw-ok', m.computed.seed] : ['draw-none'];
}
/* Those who were drawn have scored, or the next of the draw for whom the log says to have missed. */
async function panel(m) {
  if (m.rule.rule !== 'composite' || !m.computed.own || m.computed.failed) return;
  const names = [m.project.r.purchaser, ...m.judged.filter(e => !e.contributor).map(e => e.bidder)];
  const inputs = m.inputs.filter(i => i.kind === 'sheet'), shown = Math.min(...inputs.map(i => i.leaf));
  const events = (await history(m, m.closeLeaf + 1, shown)).filter(e => e.kind === 'missed');
  checkPanel(drawOrder(m.notice, unhex(m.computed.own), names), inputs.flatMap(i => i.sheets),
    events.map(e => ({ leaf: e.leaf, missed: e.r.evaluator })));
}

/* ---- 9 ---- */
export async function result(m) {
  if (!m.result) throw new Wrong('no-result');
  must(m.result.text === m.computed.text, 'result-differs');
  signedBy(m.result, [m.trust.platforms], 'result-signature');
  const leaf = await place(m, m.result.file, 'result.note');
  must(leaf > m.closeLeaf && (m.secrets || leaf > m.opened), 'result-early');
  m.resultLeaf = leaf;
  if (m.computed.failed) return ['result-failed', m.computed.bids.length, Math.max(1, m.rule.min)];
  return m.computed.first ? ['result-first', m.computed.bids.length] : ['result-ok', m.computed.rank.length, m.computed.rank[0].name];
}

/* ---- 10 ---- */
export async function award(m) {
  const file = await m.get(`${m.base}award.note`);
  if (!file) throw new Wrong(m.computed.failed ? 'no-rank' : m.computed.first ? 'no-rank-yet' : 'no-award');
  const a = readRecord(file, 'award'), leaf = await place(m, file, 'award.note');
  must(a.r.policy === m.policy, 'award-policy');
  // Facts were corrected since: it was about the result before.
  if (m.inputs.some(i => i.kind === 'facts' && i.leaf > leaf)) throw new Wrong('no-award');
  must(leaf > m.resultLeaf, 'award-early');
  signedBy(a, [await purchaserKeys(m, leaf, a)], 'award-signature');
  const { winner, reason } = a.r, amount = a.r['amount-fen'];
  if (winner === null) {
    must(amount === null && (m.computed.failed || reason !== '-'), 'award-reason');
    return ['award-nobody', reason];
  }
  const at = m.computed.rank.findIndex(b => b.name === winner);
  must(at >= 0, 'award-unranked', winner);
  must(amount === (m.rule.price === 'none' ? m.rule.fixed : m.computed.rank[at].amount), 'award-amount');
  must(at === 0 || reason !== '-', 'award-reason');
  return ['award-ok', winner, at + 1];
}
