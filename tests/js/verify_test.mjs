// SPDX-License-Identifier: Apache-2.0
// verify_test.mjs: whole markets that verify, each way they may not, and single bytes changed.
import { base64, text, unbase64, bytes } from '../../static/sealbid/bytes.mjs';
import { signText, writeNote } from '../../static/sealbid/note.mjs';
import { CHECKS, verify } from '../../static/sealbid/verify.mjs';
import { check, dice, end, same } from './_check.mjs';
import { randomWorld } from './_dump.mjs';
import { getter, world } from './_world.mjs';

const marks = r => r.checks.map(c => (c.ok === true ? '+' : c.ok === false ? 'x' : c.none ? '.' : '?')).join('');
const said = r => r.checks.map(c => `${c.id}:${c.code}(${c.args})`).join(' ');
async function expect(what, options, want, verdict, more = {}) {
  const w = world(options), r = await verify(getter(more.without ? new Map([...w.files].filter(([p]) => !more.without.test(p))) : w.files), w.id, more);
  check(`${what}: ${want}`, marks(r) === want && r.verdict === verdict, `${marks(r)} ${r.verdict} ${said(r)}`);
  if (more.code) check(`${what}: says ${more.code}`, r.checks.some(c => c.code === more.code) || r.warnings.some(c => c.code === more.code), said(r));
  return { w, r };
}
const ALL = '++++++++++';

const { r: plain, w: market } = await expect('a market', {}, ALL, 'verified');
same('ten checks', plain.checks.map(c => c.id).join(), CHECKS.join());
same('the result', plain.result, market.text);
same('one warning', plain.warnings.map(x => x.code).join(), 'trust-from-site');
await expect('a trust file from elsewhere', {}, ALL, 'verified', { trust: market.files.get('/trust.txt') });
await expect('other two keys', { opens: [2, 3] }, ALL, 'verified');
await expect('all keys', { opens: [3, 1, 2] }, ALL, 'verified');
await expect('3 of 5', { n: 5, t: 3, opens: [5, 1, 4] }, ALL, 'verified');
await expect('full tiles', { filler: 300 }, ALL, 'verified');
await expect('a long log', { filler: 66000 }, ALL, 'verified');
await expect('no index', {}, ALL, 'verified', { without: /index.txt/ });
await expect('no index, long', { filler: 700 }, ALL, 'verified', { without: /index.txt/ });
const busy = [['10', 4680000], ['28', 4950000], ['10', 4600000], ['36', 4680000], ['28', null, { withdraw: true }], ['44', 5100000], ['36', 4700000, { sealer: 'browser' }]];
await expect('replaced and withdrawn', { bids: busy }, ALL, 'verified');
await expect('contributors', { bids: [['10', 5], ['t1', null], ['28', 6], ['buyer', null], ['36', 7]] }, ALL, 'verified');
await expect('server sealed', { bids: [['10', 5, { sealer: 'server' }], ['28', 6], ['36', 7], ['44', 8, { sealer: 'server' }], ['44', null, { withdraw: true, sealer: 'server' }]] }, ALL, 'verified', { code: 'withdrawn-by-platform' });
await expect('withdrawn by the platform, unasked', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8, { sealer: 'server' }], ['10', null, { withdraw: true, sealer: 'server' }], ['52', 9]] }, ALL, 'verified', { code: 'withdrawn-by-platform' });
await expect('facts', { facts: { 10: 'suspended' }, bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8]] }, ALL, 'verified');
await expect('too dear', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 6000001]] }, ALL, 'verified');
await expect('too few valid', { bids: [['10', 5], ['28', 6], ['44', 6000001]] }, '+++++++++.', 'verified', { code: 'result-failed' });
await expect('too few entrants', { bids: [['10', 5], ['28', 6]], stop: 'close' }, '+++++.....', 'verified', { code: 'too-few' });
await expect('entrants without contributors', { bids: [['10', 5], ['28', 6], ['t1', null]], stop: 'close' }, '+++++.....', 'verified');
await expect('not closed', { stop: 'project' }, '+++???????', 'unknown', { code: 'not-closed' });
await expect('closed', { stop: 'close' }, '+++++?????', 'unknown', { code: 'keys-waiting' });
await expect('one key', { stop: 'open', opens: [2] }, '+++++?????', 'unknown', { code: 'keys-waiting' });
await expect('opened, no result yet', { stop: 'open' }, '+++++++???', 'unknown', { code: 'no-result' });
await expect('no award yet', { award: () => null }, '+++++++++.', 'verified', { code: 'no-award' });
await expect('extended', { extend: true }, ALL, 'verified');
await expect('void before the close', { void: 'early', stop: 'project' }, '+++.......', 'verified', { code: 'void' });
await expect('void and closed', { void: 'early' }, '+++x??????', 'refuted', { code: 'close-void' });
await expect('void after the close', { void: 'late', stop: 'close' }, '+++++.....', 'verified', { code: 'void' });
await expect('fallback, all', { fallback: 4 }, ALL, 'verified', { code: 'keys-fallback' });
await expect('fallback, some', { fallback: 3, stop: 'open' }, '+++++?????', 'unknown', { code: 'fallback-waiting' });
await expect('unwitnessed', { unwitnessed: true }, ALL, 'verified', { code: 'unwitnessed' });
await expect('witnessed late', { late: true }, ALL, 'verified', { code: 'close-late' });
const many = Array.from({ length: 205 }, (_, i) => [String(1000 + Math.floor(i / 9)), null, { withdraw: true }]);
await expect('more', { bids: [...many, ['10', 5], ['28', 6], ['36', 7]] }, ALL, 'verified');
await expect('second place, with a reason', { award: r => ({ winner: r.rank[1].name, 'amount-fen': r.rank[1].amount, reason: '第一名放弃' }) }, ALL, 'verified');
/* An envelope whose box is broken is invalid, and the result says so. */
const broken = (file, me) => {
  const body = text(file).split('\n\n')[0].replace(/box 1 (\S+)/, (_, b) => { const d = unbase64(b); d[40] ^= 1; return `box 1 ${base64(d)}`; });
  return writeNote(`${body}\n`, [signText(`${body}\n`, me.name, me.seed)]);
};
await expect('one invalid', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8, { break: broken }]] }, ALL, 'verified');

/* ---- refuted ---- */
await expect('second place, no reason', { award: r => ({ winner: r.rank[1].name, 'amount-fen': r.rank[1].amount, reason: '-' }) }, '+++++++++x', 'refuted', { code: 'award-reason' });
await expect('award of another amount', { award: r => ({ winner: r.rank[0].name, 'amount-fen': 9, reason: '-' }) }, '+++++++++x', 'refuted', { code: 'award-amount' });
await expect('award to a stranger', { award: () => ({ winner: 'm.example/b/x', 'amount-fen': 9, reason: 'x' }) }, '+++++++++x', 'refuted', { code: 'award-unranked' });
await expect('ranks turned', { text: t => t.replace(/rank 1 (\S+) (\d+)\nrank 2 (\S+) (\d+)/, 'rank 1 $3 $4\nrank 2 $1 $2') }, '++++++++x?', 'refuted', { code: 'result-differs' });
await expect('another seed', { text: t => t.replace(/seed ./, m => `seed ${m[5] === '0' ? '1' : '0'}`) }, '+++++++xx?', 'refuted', { code: 'draw-seed' });
await expect('another price', { text: t => t.replace('valid 4950000', 'valid 4950001') }, '++++++x???', 'refuted', { code: 'envelope-result' });
await expect('another key', { spoil: { open: o => ({ ...o, sk: `00${o.sk.slice(2)}` }) }, stop: 'open' }, '+++++x????', 'refuted', { code: 'key-pair' });
await expect('another close named', { spoil: { open: o => ({ ...o, close: [o.close[0] + 1, o.close[1]] }) }, stop: 'open' }, '+++++x????', 'refuted', { code: 'key-open' });
for (const [what, fn, code] of [
  ['a sub dropped', c => ({ ...c, count: 3, sub: c.sub.slice(0, 3) }), null],
  ['another deadline', c => ({ ...c, deadline: c.deadline + 1 }), 'close-deadline'],
  ['another nonce', c => ({ ...c, sub: c.sub.map((s, i) => (i ? s : [s[0], s[1], s[3] && s[2].replace(/^./, x => (x === '0' ? '1' : '0')), ...s.slice(3)])) }), 'close-blind'],
  ['another seq', c => ({ ...c, sub: c.sub.map((s, i) => (i ? s : [...s.slice(0, 4), 2, ...s.slice(5)])) }), 'close-seq'],
  ['another status', c => ({ ...c, sub: c.sub.map((s, i) => (i ? s : [...s.slice(0, 6), 'superseded'])) }), 'close-status'],
  ['a claim of nothing', c => ({ ...c, claim: [['0'.repeat(64), 1, 5]] }), 'close-claim'],
]) if (code) await expect(what, { spoil: { close: fn }, stop: 'close' }, '+++x??????', 'refuted', { code });

/* ---- random markets: the same text whichever keys were published ---- */
for (let seed = 1; seed <= Number(process.env.RANDOM_WORLDS || 25); seed++) {
  const o = randomWorld(seed), probe = world({ ...o, stop: 'close' }), closed = await verify(getter(probe.files), probe.id);
  const few = closed.checks.some(c => c.code === 'too-few');
  if (few) { check(`random ${seed}: too few`, closed.verdict === 'verified', said(closed)); continue; }
  const texts = new Set();
  for (const opens of [o.opens, Array.from({ length: o.n }, (_, i) => o.n - i).slice(0, o.t), Array.from({ length: o.n }, (_, i) => i + 1)]) {
    const w = world({ ...o, opens }), r = await verify(getter(w.files), w.id);
    check(`random ${seed}`, r.verdict === 'verified', said(r));
    texts.add(r.result);
  }
  check(`random ${seed}: one result`, texts.size === 1);
}

/* ---- every byte ---- */
const roll = dice(20261126);
const whole = world({ filler: 270, extend: true, facts: { 10: 'suspended' }, bids: [...busy, ['60', 77], ['68', 78, { sealer: 'server' }], ['t1', null]], opens: [1, 3] });
const base = await verify(getter(whole.files), whole.id);
check('the market to be changed', marks(base) === ALL, said(base));
const read = new Set();
await verify(async p => { read.add(p); return whole.files.get(p) ?? null; }, whole.id);
const unread = [...whole.files.keys()].filter(p => !read.has(p) && !/\/tile\//.test(p));
same('files that nobody reads', unread.join(), '');
const paths = [...read].filter(p => whole.files.has(p) && !p.endsWith('index.txt') && p !== '/trust.txt');
let bad = [], tries = 0;
const mutate = async (path, at, value) => {
  const file = whole.files.get(path).slice();
  if (file[at] === value) return;
  file[at] = value;
  tries++;
  const r = await verify(getter(new Map(whole.files).set(path, file)), whole.id);
  if (r.verdict === 'verified') bad.push(`${path}@${at}=${value}`);
  if (r.checks.some(c => c.code === 'internal')) bad.push(`internal ${path}@${at} ${said(r)}`);
};
for (let i = 0; i < Number(process.env.MUTATIONS || 250); i++) {
  const path = paths[i % paths.length], n = whole.files.get(path).length;
  await mutate(path, roll(n), roll(3) ? whole.files.get(path)[0] ^ (1 + roll(255)) : roll(256));
}
check(`${tries} single bytes changed`, bad.length === 0, bad.slice(0, 5).join(' '));
/* The trust file: keys and quorum count, addresses and names of groups do not. */
bad = [];
for (const m of text(whole.files.get('/trust.txt')).matchAll(/\+([0-9a-f]{8})\+(\S{44})/g)) await mutate('/trust.txt', m.index + 15, 0x21);
check('each key of the trust file', bad.length === 0, bad.join(' '));
check('bytes', bytes('x').length === 1);
end();
