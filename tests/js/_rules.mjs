// SPDX-License-Identifier: Apache-2.0
// _rules.mjs: made-up markets of every rule: those whose verdict is known, and random ones.
import { dice } from './_check.mjs';

const PRICE = 'quote amount\nceiling-fen 6000000\nfloor-fen 1000\n', ALP = 'alp-mean-pct 40\nalp-next-pct 30\n';
export const ruleText = (rule, lines, { min = 3, server = 'allowed', fields = '', offers } = {}) => {
  const none = rule === 'credit' || rule === 'random';
  return `sealbid/v1 rule\nrule ${rule}\nmin-entrants ${min}\nprice ${none ? 'none' : 'required'}\nserver ${server}\n${fields}${
    offers ?? (none ? 'fixed-fen 4800000\n' : PRICE)}${lines}`;
};
const COMPOSITE = ruleText('composite', `price-weight 20\nevaluators 3\n${ALP}`), CREDIT = ruleText('credit', 'long 3\nshort 2\n');
const FIRST = ruleText('bafo', `first -\n${ALP}`), SECOND = ruleText('bafo', `first @\n${ALP}`, { min: 0 });
const BIDS = [['10', 4680000], ['28', 4950000], ['36', 4680000], ['44', 5100000]];
const unpriced = BIDS.map(([who]) => [who, null]), scores = { 10: 9800, 28: 9200, 36: 10000, 44: 9200 };
const sheets = [{ 10: 8000, 28: 7000, 36: 6500, 44: 9900 }, { 10: 8100, 28: 7000, 36: 6500, 44: 9800 }, { 10: 7900, 28: 7100, 36: 6500, 44: 10000 }];
const bafo = (bids, first = {}, more = {}) => ({ id: 'T-1/2', rule: SECOND, bids, first: { rule: FIRST, bids: BIDS, ...first }, ...more });

const ALL = '++++++++++', TOP = '+++++++++.';
export const ruleCases = [];
const add = (what, options, want, verdict, more = {}) => ruleCases.push({ what, options, want, verdict, ...more });
add('average', { rule: ruleText('average', 'trim-min 3\n'), bids: BIDS }, ALL, 'verified');
add('reference', { rule: ruleText('reference', 'trim-min 4\nbase-low 95\nbase-count 4\n'), bids: BIDS }, ALL, 'verified');
add('average: one that was dropped wins', { rule: ruleText('average', 'trim-min 3\n'), bids: BIDS,
  award: r => ({ winner: r.ranked.dropped[0][0], 'amount-fen': 4680000, reason: '最低' }) }, '+++++++++x', 'refuted', { code: 'award-unranked' });
add('reference: another draw', { rule: ruleText('reference', 'trim-min 4\nbase-low 90\nbase-count 11\n'), bids: BIDS,
  text: t => t.replace(/int base-percent 11 (\d+)/, (_, n) => `int base-percent 11 ${(Number(n) + 1) % 11}`) }, '+++++++xx?', 'refuted', { code: 'draw-ints' });
add('random', { rule: ruleText('random', ''), bids: unpriced }, ALL, 'verified');
add('random: the fixed price', { rule: ruleText('random', ''), bids: unpriced, award: r => ({ winner: r.rank[0].name, 'amount-fen': 4700000, reason: '-' }) },
  '+++++++++x', 'refuted', { code: 'award-amount' });
add('by rate', { rule: ruleText('average', 'trim-min 0\n', { fields: 'field rate-bp int\n', offers: 'quote rate\nceiling-fen 6000000\nrate-min 100\nrate-max 4000\n' }),
  bids: [['10', 4680000, { fields: { 'rate-bp': '2200' } }], ['28', 4800000, { fields: { 'rate-bp': '2000' } }], ['36', 4680000, { fields: { 'rate-bp': '2200' } }],
    ['44', 4800001, { fields: { 'rate-bp': '2000' } }], ['52', 6000000, { fields: { 'rate-bp': '0' } }], ['60', 3000000, { fields: { 'rate-bp': '5000' } }],
    ['68', 3000000]] }, ALL, 'verified');
add('too few are valid', { rule: ruleText('average', 'trim-min 3\n'), bids: BIDS, facts: { 10: 'related', 28: 'related' } }, '+++++++++.', 'verified', { code: 'result-failed' });
/* ---- credit ---- */
add('credit', { rule: CREDIT, bids: unpriced, credit: scores }, ALL, 'verified');
add('credit: another of the short list, with a reason', { rule: CREDIT, bids: unpriced, credit: scores,
  award: r => ({ winner: r.rank[1].name, 'amount-fen': 4800000, reason: '更熟悉现场' }) }, ALL, 'verified');
add('credit: another of the short list, without', { rule: CREDIT, bids: unpriced, credit: scores,
  award: r => ({ winner: r.rank[1].name, 'amount-fen': 4800000, reason: '-' }) }, '+++++++++x', 'refuted', { code: 'award-reason' });
add('credit: one outside the short list', { rule: CREDIT, bids: unpriced, credit: scores,
  award: r => ({ winner: r.ranked.dropped[0][0], 'amount-fen': 4800000, reason: '更熟悉现场' }) }, '+++++++++x', 'refuted', { code: 'award-unranked' });
add('credit that is hidden', { rule: CREDIT, bids: unpriced, credit: scores }, '++++++????', 'unknown', { without: /input-1/, code: 'missing' });
add('credit and facts', { rule: CREDIT, bids: [...unpriced, ['52', null]], credit: { ...scores, 52: 0 }, facts: { 36: 'suspended' } }, ALL, 'verified');
add('credit of all but one', { rule: CREDIT, bids: unpriced, credit: { 10: 9800, 28: 9200, 36: 10000 } }, '+++++++x??', 'refuted', { code: 'input-score' });
add('credit, not there yet', { rule: CREDIT, bids: unpriced, stop: 'open' }, '+++++++???', 'unknown', { code: 'no-result' });
add('credit beyond the scale', { rule: CREDIT, bids: unpriced, credit: scores, spoilt: { 10: 11001 } }, '++++++x???', 'refuted', { code: 'input-file' });
add('no use for credit', { bids: BIDS, credit: scores }, ALL, 'verified');
/* ---- composite ---- */
add('composite', { rule: COMPOSITE, bids: BIDS, sheets }, ALL, 'verified');
add('composite: too dear needs no score', { rule: COMPOSITE, bids: [...BIDS, ['52', 6000001]], sheets }, ALL, 'verified');
add('composite: a sheet too few', { rule: COMPOSITE, bids: BIDS, sheets: sheets.slice(1) }, '+++++++x??', 'refuted', { code: 'input-sheets' });
add('composite: a sheet that leaves one out', { rule: COMPOSITE, bids: BIDS, sheets: [...sheets.slice(1), { 10: 1, 28: 2, 36: 3 }] }, '+++++++x??', 'refuted', { code: 'input-score' });
add('composite: no sheets, too few are valid', { rule: COMPOSITE, bids: BIDS, facts: { 10: 'related', 28: 'related' } }, '+++++++++.', 'verified', { code: 'result-failed' });
add('composite: sheets after the others’', { rule: COMPOSITE, bids: BIDS, sheets, apart: true }, '++++++x???', 'refuted', { code: 'input-late' });
const LIST = Array.from({ length: 9 }, (_, i) => [`e/${i + 1}`, i === 4 ? '91440101MA5C000028' : i === 7 ? '0007' : i % 2 ? '-' : `9144010100000000${i}X`]);
const panel = (more = {}) => ({ rule: COMPOSITE, bids: BIDS, sheets, list: LIST, ...more });
add('panel: three of nine', panel(), ALL, 'verified');
add('panel: whoever works for a bidder or the purchaser is passed over', panel({ bids: [...BIDS, ['t1', null]],
  list: [...LIST, ...BIDS.map(([who], i) => [`e/${20 + i}`, `91440101MA5C0000${who}`])] }), ALL, 'verified');
add('panel: the fourth of the draw has scored', panel({ authors: d => [d[0], d[1], d[3]] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: a bidder’s own has scored', panel({ authors: d => [d[0], d[1], 'e/5'] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one of no list has scored', panel({ authors: d => [d[0], d[1], 'e/77'] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: no list', panel({ list: [], authors: () => ['e/1', 'e/2', 'e/3'] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one missed, the next has scored', panel({ missed: d => [d[1]], authors: d => [d[0], d[2], d[3]] }), ALL, 'verified');
add('panel: two missed', panel({ missed: d => [d[1], d[0]], authors: d => [d[2], d[3], d[4]] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one missed, one too far has scored', panel({ missed: d => [d[1]], authors: d => [d[0], d[2], d[4]] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: who missed has scored', panel({ missed: d => [d[1]] }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one missed, which is said afterwards', panel({ missed: d => [d[1]], authors: d => [d[0], d[2], d[3]], afterwards: true }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one missed, which nobody signed', panel({ missed: d => [d[1]], authors: d => [d[0], d[2], d[3]], forged: true }), '+++++++x++', 'refuted', { code: 'draw-evaluators' });
add('panel: one missed who was not drawn', panel({ missed: d => [d[4]] }), '+++++++x++', 'refuted', { code: 'draw-missed' });
add('panel: one missed twice', panel({ missed: d => [d[1], d[1]], authors: d => [d[0], d[2], d[3]] }), '+++++++x++', 'refuted', { code: 'draw-missed' });
add('composite: an evaluator’s sheet twice', { rule: COMPOSITE, bids: BIDS, sheets, authors: d => [d[0], d[1], d[1]] }, '+++++++x??', 'refuted', { code: 'input-sheets' });
add('composite: sheets that are hidden', { rule: COMPOSITE, bids: BIDS, sheets }, '++++++????', 'unknown', { without: /input-1/, code: 'missing' });
/* ---- bafo ---- */
add('bafo, first round', { rule: FIRST, bids: BIDS }, TOP, 'verified', { code: 'no-rank-yet' });
add('bafo, an award after the first round', { rule: FIRST, bids: BIDS, award: r => ({ winner: r.bids[0].name, 'amount-fen': 4680000, reason: '-' }) },
  '+++++++++x', 'refuted', { code: 'award-unranked' });
add('bafo', bafo([['10', 4700000], ['28', 4600000], ['36', 999]]), ALL, 'verified');
add('bafo, all silent', bafo([]), ALL, 'verified');
add('bafo, a stranger and a second thought', bafo([['77', 4000000], ['44', 4500000], ['44', 4400000], ['10', 4500000], ['10', null, { withdraw: true }]]), ALL, 'verified');
add('bafo, out in the first and in the second', bafo([['10', 4500000], ['44', 4500000]], { facts: { 10: 'related' }, bids: [...BIDS, ['52', 6000001]] }, { facts: { 44: 'suspended' } }), ALL, 'verified');
add('bafo, the first round is not there', bafo([['10', 4500000]]), '++++++????', 'unknown', { without: /T-1\/1\//, code: 'missing' });
add('bafo, part of the first round is not there', bafo([['10', 4500000]]), '++++++????', 'unknown', { without: /T-1\/1\/open-1/, code: 'first-unchecked' });
add('bafo, the first round is wrong', bafo([['10', 4500000]], { text: t => t.replace('valid 4950000', 'valid 4950001') }), '++++++x???', 'refuted', { code: 'first-refuted' });
add('bafo, names another rule', bafo([['10', 4500000]], { rule: ruleText('average', 'trim-min 3\n') }), '++++++x???', 'refuted', { code: 'first-round' });
add('bafo, too few in the first', bafo([['10', 4500000]], { facts: { 10: 'related', 28: 'related' } }), '++++++x???', 'refuted', { code: 'first-round' });
for (let seed = 1; seed <= 21; seed++) add(`random of a rule ${seed}`, randomRule(seed), null, 'verified');

/* A market of the (seed mod 7)-th rule, the same from the same number. */
export function randomRule(seed, name = null) {
  const roll = dice(seed * 2246822519 + 7), rules = ['lowest', 'average', 'reference', 'bafo', 'composite', 'credit', 'random'];
  for (let i = 0; i < 9; i++) roll(2);
  const rule = name ?? rules[seed % 7], none = rule === 'credit' || rule === 'random', who = Array.from({ length: 3 + roll(6) }, (_, i) => String(10 + i));
  const price = () => [4000000, 4000000, 4400000, 5000000, 6000001, 999, 1000][roll(7)] + (roll(2) ? 0 : roll(900000));
  const bids = who.map(w => [w, none ? null : price()]);
  if (roll(3) === 0) bids.push(['t1', null]);
  const table = most => Object.fromEntries(who.map(w => [w, roll(2) ? roll(most) : Math.floor(most / 2)]));
  const lines = { lowest: ALP, random: '', average: `trim-min ${[0, 3, 5][roll(3)]}\n`, reference: `trim-min ${[0, 3, 6][roll(3)]}\nbase-low ${90 + roll(5)}\nbase-count ${1 + roll(6)}\n`,
    bafo: `first -\n${ALP}`, composite: `price-weight ${roll(101)}\nevaluators ${[3, 5][roll(2)]}\n${ALP}`, credit: `long ${2 + roll(5)}\nshort ${1 + roll(2)}\n` }[rule];
  const o = { rule: ruleText(rule, lines, { min: roll(4) }), bids, filler: roll(40) };
  if (roll(2)) o.facts = { [who[roll(who.length)]]: 'conflict' };
  if (rule === 'credit') o.credit = table(11001);
  if (rule === 'composite') o.sheets = Array.from({ length: Number(/evaluators (\d)/.exec(lines)[1]) }, () => table(10001));
  if (rule !== 'bafo') return o;
  /* A first round in which all fail has no second. */
  return { id: 'T-1/2', rule: SECOND, filler: roll(9), bids: who.filter(() => roll(3)).map(w => [w, price()]), first: { ...o, rule: FIRST.replace('min-entrants 3', 'min-entrants 1'),
    bids: [...bids, ['90', 4100000]] } };
}
