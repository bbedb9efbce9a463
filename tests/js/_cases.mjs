// SPDX-License-Identifier: Apache-2.0
// _cases.mjs DIR [--rules]: the markets that both verifiers are tried on; with DIR they are written there as folders,
// with --rules also those of _rules.mjs, and DIR/cases.txt says what each must come to: number, marks, verdict, a code
// that must be said, the result, the round, and what it is.
import fs from 'node:fs';
import path from 'node:path';
import { base64, text, unbase64 } from '../../static/sealbid/bytes.mjs';
import { signText, writeNote } from '../../static/sealbid/note.mjs';
import { randomWorld } from './_dump.mjs';
import { ruleCases } from './_rules.mjs';
import { world } from './_world.mjs';

const ALL = '++++++++++';
export const cases = [];
const add = (what, options, want, verdict, more = {}) => cases.push({ what, options, want, verdict, ...more });

add('a market', {}, ALL, 'verified');
add('other two keys', { opens: [2, 3] }, ALL, 'verified');
add('all keys', { opens: [3, 1, 2] }, ALL, 'verified');
add('3 of 5', { n: 5, t: 3, opens: [5, 1, 4] }, ALL, 'verified');
add('full tiles', { filler: 300 }, ALL, 'verified');
add('no index', {}, ALL, 'verified', { without: /index.txt/ });
add('no index, long', { filler: 700 }, ALL, 'verified', { without: /index.txt/ });
export const busy = [['10', 4680000], ['28', 4950000], ['10', 4600000], ['36', 4680000], ['28', null, { withdraw: true }], ['44', 5100000], ['36', 4700000, { sealer: 'browser' }]];
add('replaced and withdrawn', { bids: busy }, ALL, 'verified');
add('contributors', { bids: [['10', 5], ['t1', null], ['28', 6], ['buyer', null], ['36', 7]] }, ALL, 'verified');
add('server sealed', { bids: [['10', 5, { sealer: 'server' }], ['28', 6], ['36', 7], ['44', 8, { sealer: 'server' }], ['44', null, { withdraw: true, sealer: 'server' }]] }, ALL, 'verified', { code: 'withdrawn-by-platform' });
add('withdrawn by the platform, unasked', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8, { sealer: 'server' }], ['10', null, { withdraw: true, sealer: 'server' }], ['52', 9]] }, ALL, 'verified', { code: 'withdrawn-by-platform' });
add('facts', { facts: { 10: 'suspended' }, bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8]] }, ALL, 'verified');
add('facts that are hidden', { facts: { 10: 'suspended' }, bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8]] }, '++++++????', 'unknown', { without: /input-1/, code: 'missing' });
add('too dear', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 6000001]] }, ALL, 'verified');
const RATE = 'sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nfield rate-bp int\nquote rate\n' +
  'ceiling-fen 6000001\nrate-min 100\nrate-max 3000\nalp-mean-pct 40\nalp-next-pct 30\n';
const rate = (who, bp, fen = Math.floor((6000001 * (10000 - bp) + 5000) / 10000)) => [who, fen, { fields: { 'rate-bp': bp === null ? null : String(bp) } }];
add('rates', { rule: RATE, bids: [rate('10', 1000), rate('28', 99), rate('36', 3001), rate('44', 100), rate('52', 3000), rate('60', 777, 5), rate('68', 10000, 1), rate('76', null, 7)] }, ALL, 'verified');
add('too few valid', { bids: [['10', 5], ['28', 6], ['44', 6000001]] }, '+++++++++.', 'verified', { code: 'result-failed' });
add('too few entrants', { bids: [['10', 5], ['28', 6]], stop: 'close' }, '+++++.....', 'verified', { code: 'too-few' });
add('too few, and a result', { bids: [['10', 5], ['28', 6]] }, '++++x?????', 'refuted', { code: 'result-unexpected' });
add('entrants without contributors', { bids: [['10', 5], ['28', 6], ['t1', null]], stop: 'close' }, '+++++.....', 'verified');
add('not closed', { stop: 'project' }, '+++???????', 'unknown', { code: 'not-closed' });
add('closed', { stop: 'close' }, '+++++?????', 'unknown', { code: 'keys-waiting' });
add('one key', { stop: 'open', opens: [2] }, '+++++?????', 'unknown', { code: 'keys-waiting' });
add('opened, no result yet', { stop: 'open' }, '+++++++???', 'unknown', { code: 'no-result' });
add('no award yet', { award: () => null }, '+++++++++.', 'verified', { code: 'no-award' });
add('extended', { extend: true }, ALL, 'verified');
add('void before the close', { void: 'early', stop: 'project' }, '+++.......', 'verified', { code: 'void' });
add('void and closed', { void: 'early' }, '+++x??????', 'refuted', { code: 'close-void' });
add('void after the close', { void: 'late', stop: 'close' }, '+++++.....', 'verified', { code: 'void' });
add('void after the close, which is hidden', { void: 'late', stop: 'close' }, '+++???????', 'unknown', { code: 'missing', without: /close.note/ });
add('void after the opening', { void: 'last' }, ALL, 'verified');
add('void after the opening, which is hidden', { void: 'last' }, '+++++?????', 'unknown', { code: 'missing', without: /open-/ });
add('fallback, all', { fallback: 4 }, ALL, 'verified', { code: 'keys-fallback' });
add('fallback, some', { fallback: 3, stop: 'open' }, '+++++?????', 'unknown', { code: 'fallback-waiting' });
add('unwitnessed', { unwitnessed: true }, ALL, 'verified', { code: 'unwitnessed' });
add('witnessed late', { late: true }, ALL, 'verified', { code: 'close-late' });
add('a key replaced with the old one', { replace: { 10: true } }, ALL, 'verified');
add('a key replaced without the old one', { replace: { 10: false }, bids: [['10', 4680000], ...busy.slice(1)] }, ALL, 'verified', { code: 'key-changed' });
add('a key that index.txt leaves out', { replace: { 10: true }, hide: true }, ALL, 'verified');
const many = Array.from({ length: 205 }, (_, i) => [String(1000 + Math.floor(i / 9)), null, { withdraw: true }]);
add('more', { bids: [...many, ['10', 5], ['28', 6], ['36', 7]] }, ALL, 'verified');
add('second place, with a reason', { award: r => ({ winner: r.rank[1].name, 'amount-fen': r.rank[1].amount, reason: '第一名放弃' }) }, ALL, 'verified');
/* An envelope whose box is broken is invalid, and the result says so. */
const broken = (file, me) => {
  const body = text(file).split('\n\n')[0].replace(/box 1 (\S+)/, (_, b) => { const d = unbase64(b); d[40] ^= 1; return `box 1 ${base64(d)}`; });
  return writeNote(`${body}\n`, [signText(`${body}\n`, me.name, me.seed)]);
};
add('one invalid', { bids: [['10', 5], ['28', 6], ['36', 7], ['44', 8, { break: broken }]] }, ALL, 'verified');

/* ---- refuted ---- */
add('second place, no reason', { award: r => ({ winner: r.rank[1].name, 'amount-fen': r.rank[1].amount, reason: '-' }) }, '+++++++++x', 'refuted', { code: 'award-reason' });
add('award of another amount', { award: r => ({ winner: r.rank[0].name, 'amount-fen': 9, reason: '-' }) }, '+++++++++x', 'refuted', { code: 'award-amount' });
add('award to a stranger', { award: () => ({ winner: 'm.example/b/x', 'amount-fen': 9, reason: 'x' }) }, '+++++++++x', 'refuted', { code: 'award-unranked' });
add('ranks turned', { text: t => t.replace(/rank 1 (\S+) (\d+)\nrank 2 (\S+) (\d+)/, 'rank 1 $3 $4\nrank 2 $1 $2') }, '++++++++x?', 'refuted', { code: 'result-differs' });
add('another seed', { text: t => t.replace(/seed ./, m => `seed ${m[5] === '0' ? '1' : '0'}`) }, '+++++++xx?', 'refuted', { code: 'draw-seed' });
add('another price', { text: t => t.replace('valid 4950000', 'valid 4950001') }, '++++++x???', 'refuted', { code: 'envelope-result' });
add('a bid left out of the result', { text: t => t.replace(/bid .*\n/, '') }, '++++++x???', 'refuted', { code: 'envelope-result' });
add('another key', { spoil: { open: o => ({ ...o, sk: `00${o.sk.slice(2)}` }) }, stop: 'open' }, '+++++x????', 'refuted', { code: 'key-pair' });
add('another close named', { spoil: { open: o => ({ ...o, close: [o.close[0] + 1, o.close[1]] }) }, stop: 'open' }, '+++++x????', 'refuted', { code: 'key-open' });
add('a result before the opening', { early: true }, '++++++++x?', 'refuted', { code: 'result-early' });
add('a second close', { second: true }, '+++x??????', 'refuted', { code: 'close-second' });
add('a leaf after the close', { after: true }, '+++x??????', 'refuted', { code: 'close-leaf' });
const flip = s => s.replace(/^./, x => (x === '0' ? '1' : '0'));
const first = fn => c => ({ ...c, sub: c.sub.map((s, i) => (i ? s : fn(s))) });
for (const [what, fn, code] of [
  ['a sub dropped in the count alone', c => ({ ...c, count: 3 }), 'grammar'],
  ['another deadline', c => ({ ...c, deadline: c.deadline + 1 }), 'close-deadline'],
  ['another nonce', first(s => [s[0], s[1], flip(s[2]), ...s.slice(3)]), 'close-blind'],
  ['another file', first(s => [s[0], flip(s[1]), ...s.slice(2)]), 'close-blind'],
  ['another leaf', first(s => [s[0] - 1, ...s.slice(1)]), 'close-blind'],
  ['another seq', first(s => [...s.slice(0, 4), 2, ...s.slice(5)]), null],
  ['another status', first(s => [...s.slice(0, 6), 'superseded']), null],
  ['another name', first(s => [...s.slice(0, 3), 'm.example/b/x', ...s.slice(4)]), 'body-signature'],
  ['a claim of nothing', c => ({ ...c, claim: [['0'.repeat(64), 1, 5]] }), null],
  ['another project', c => ({ ...c, project: 'T-1/2' }), 'close-policy'],
]) add(what, { spoil: { close: fn }, stop: 'close' }, what === 'another name' ? '++++x?????' : '+++x??????', 'refuted', { code });
/* Which the bidder alone can show, by its receipt. */
add('a sub dropped', { spoil: { close: c => ({ ...c, count: 3, sub: c.sub.slice(0, 3) }) }, stop: 'close' }, '+++++?????', 'unknown');
for (let seed = 1; seed <= 25; seed++) {
  const o = randomWorld(seed), few = entrants(o.bids) < 3;
  add(`random ${seed}`, few ? { ...o, stop: 'close' } : o, few ? '+++++.....' : null, 'verified');
}
function entrants(bids) {
  const last = new Map(bids.map(b => [b[0], b]));
  return [...last.values()].filter(b => !b[2]?.withdraw && !/^(t\d|buyer)$/.test(b[0])).length;
}
export const filesOf = (c, w) => (c.without ? new Map([...w.files].filter(([p]) => !c.without.test(p))) : w.files);

if (path.basename(process.argv[1]) === '_cases.mjs') {
  const dir = process.argv[2];
  const lines = [...cases, ...(process.argv[3] === '--rules' ? ruleCases : [])].map((c, k) => {
    const w = world(c.options);
    for (const [p, data] of filesOf(c, w)) {
      const file = path.join(dir, String(k), p);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, data);
    }
    return `${k} ${c.want ?? '-'} ${c.verdict} ${c.code ?? '-'} ${w.text === null ? '-' : Buffer.from(w.text).toString('base64')} ${w.id} ${c.what}\n`;
  });
  fs.writeFileSync(path.join(dir, 'cases.txt'), lines.join(''));
}
