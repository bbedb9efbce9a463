// SPDX-License-Identifier: Apache-2.0
// ranking_test.mjs: the examples of domain.md 6, its grammar, and its properties over random cases, by a second derivation
// in fractions.
import fs from 'node:fs';
import { bytes, hex } from '../../static/sealbid/bytes.mjs';
import { parseCase, writeCase } from '../../static/sealbid/case.mjs';
import { H } from '../../static/sealbid/crypto.mjs';
import { drawInt, rankHash } from '../../static/sealbid/draw.mjs';
import { rank, rankCase } from '../../static/sealbid/rank.mjs';
import { check, end, same } from './_check.mjs';
import { mutate, randomCase, rolls, RULES } from './_rankcases.mjs';
import { ranked } from './rank.mjs';

const SEED = '326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81';
/* A case from its own lines, each parted by « / ». */
const caseOf = (rule, lines, bids, { seed = SEED, min = 3, offers = 'quote amount / ceiling-fen 6000000 / floor-fen 1' } = {}) => {
  const none = rule === 'credit' || rule === 'random';
  return [`sealbid/v1 case / seed ${seed} / rule ${rule} / min-entrants ${min} / price ${none ? 'none' : 'required'} / server allowed`,
    none ? 'fixed-fen 4800000' : offers, lines, ...bids].filter(Boolean).join(' / ').replaceAll(' / ', '\n') + '\n';
};
const linesOf = (text, key) => text.split('\n').filter(l => l.startsWith(`${key} `)).map(l => l.slice(key.length + 1));
const order = text => linesOf(text, 'rank').map(l => l.split(' ')[1]).join(' ');

/* ---- 6.5: three cases, byte for byte ---- */
const CASES = [
  ['lowest', `min-entrants 3 / price required / server allowed / quote amount / ceiling-fen 6000000 / floor-fen 1 / alp-mean-pct 40 / alp-next-pct 30 /
bid B1 in 4680000 / bid B2 in 6000001 / bid B3 out suspended / bid B4 in 4680000 / bid B7 in 3000000`,
  'afdc10d6c906ac4a25eab1e5bdf87aeb35617d5ee918b3e7f47998672fe6e78b', `out B2 over-ceiling / out B3 suspended / valid 3 / draw B4 B1 B7 /
rank 1 B7 3000000 / rank 2 B4 4680000 / rank 3 B1 4680000 / alp B7 next`],
  ['reference', `min-entrants 3 / price required / server forbidden / field rate-bp int / quote rate / ceiling-fen 6000000 / rate-min 0 / rate-max 4000 /
trim-min 4 / base-low 95 / base-count 4 / bid B1 in 2200 / bid B4 in 2200 / bid B6 in 667 / bid B7 in 3500`,
  '78e93b5f9c0e522af13dc39ab98b7c547cb1f84e0fb7418d0e8cbdf1ebcaf56e', `valid 4 / draw B6 B4 B1 B7 / base 98 / mean 9360000 2 / ref-fen 4586400 /
dropped B7 low / dropped B6 high / int base-percent 4 3 / rank 1 B4 4680000 / rank 2 B1 4680000`],
  ['credit', `min-entrants 3 / price none / server allowed / fixed-fen 4800000 / long 3 / short 2 / bid B1 in - 9800 / bid B2 in - 9200 /
bid B5 in - 10000 / bid B6 in - 9200`,
  '4eef7bb3b2c9f83d285836c7c922a077ee6abb3c6168131b0d733fefeedaa25f', `valid 4 / draw B6 B1 B5 B2 / dropped B2 credit / long 1 B5 10000 100 /
long 2 B1 9800 98 / long 3 B6 9200 92 / int shortlist-1 290 48 / int shortlist-2 192 123 / rank 1 B1 - / rank 2 B6 -`]];
const broken = s => s.replace(/ \/\s/g, '\n');
for (const [rule, lines, hash, want] of CASES) {
  const text = `sealbid/v1 case\nseed ${SEED}\nrule ${rule}\n${broken(lines)}\n`;
  same(`${rule}: the hash of the law's case`, hex(H(text)), hash);
  same(`${rule}: the law's ranking`, rank(text), `sealbid/v1 ranking\ncase ${hash}\nrule ${rule}\n${broken(want)}\n`);
  same(`${rule}: bytes or text`, rank(bytes(text)), rank(text));
}

/* ---- 6.1 ---- */
same('the example seed', hex(H('example seed')), SEED);
const seed = Uint8Array.from(SEED.match(/../g), h => parseInt(h, 16));
for (const [name, h] of Object.entries({ B6: '0cfc1b89', B4: '487b97e5', B1: '4bacca22', B5: '8bf195be', B3: 'ba4aa263', B2: 'c2539d3e', B7: 'df818d50' }))
  same(`rank hash of ${name}`, hex(rankHash(seed, name)).slice(0, 8), h);
same('draw-int of the base', String(drawInt(seed, 'base-percent', 4)), '3');

/* ---- 6.2: the example in yuan ---- */
const YUAN = { B1: 46800, B2: 49500, B3: 51000, B4: 46800, B5: 53000, B6: 56000, B7: 39000 }, ALP = 'alp-mean-pct 40 / alp-next-pct 30';
const bids = (extra = () => '', prices = YUAN) => Object.entries(prices).map(([n, y]) => `bid ${n} in ${y * 100}${extra(n)}`);
const { B7, ...six } = YUAN;
same('lowest', order(rank(caseOf('lowest', ALP, bids()))), 'B7 B4 B1 B2 B3 B5 B6');
check('lowest: without B7 the tie goes to B4', B7 && order(rank(caseOf('lowest', ALP, bids(() => '', six)))).startsWith('B4 B1 '));
const average = rank(caseOf('average', 'trim-min 5', bids()));
same('average', order(average), 'B2 B3 B4 B1 B5');
same('average: dropped', linesOf(average, 'dropped').join(), 'B7 low,B6 high');
same('average: mean', linesOf(average, 'mean').join(), '24710000 5');
const reference = rank(caseOf('reference', 'trim-min 6 / base-low 95 / base-count 4', bids()));
same('reference', `${order(reference)} ${linesOf(reference, 'base')} ${linesOf(reference, 'ref-fen')}`, 'B2 B4 B1 B3 B5 98 4843160');
for (const [base, ref] of [[95, 4694900], [96, 4744320], [97, 4793740]]) {
  const r = rank(caseOf('reference', `trim-min 6 / base-low ${base} / base-count 1`, bids()));
  same(`reference with ${base}`, `${order(r)} ${linesOf(r, 'ref-fen')}`, `B4 B1 B2 B3 B5 ${ref}`);
}
const second = { B1: 46500, B2: 46000, B4: 46000, B6: 46000, B5: 54000, B7: 29000 };
const bafo = rank(caseOf('bafo', `first ${'0'.repeat(64)} / ${ALP}`, bids(n => (second[n] ? ` ${second[n] * 100}` : ' -')), { offers: 'quote amount / ceiling-fen 6000000 / floor-fen 3000000' }));
same('bafo', order(bafo), 'B7 B6 B4 B2 B1 B3 B5');
same('bafo: whose first stands', linesOf(bafo, 'first-stands').join(), 'B3 silent,B5 second-higher,B7 second-under-floor');
const quality = { B1: 82, B2: 88, B3: 90, B4: 75, B5: 93, B6: 95, B7: 60 };
const composite = rank(caseOf('composite', `price-weight 20 / evaluators 3 / ${ALP}`, bids(n => ` ${quality[n] * 100}`.repeat(3))));
same('composite', order(composite), 'B6 B5 B3 B2 B1 B4 B7');
same('composite: points', linesOf(composite, 'total').slice(0, 3).join(), 'B6 899285,B5 891169,B3 872941');
const score = { B1: 98, B2: 92, B3: 88.5, B4: 76, B5: 100, B6: 92, B7: 60 };
const credit = rank(caseOf('credit', 'long 5 / short 3', Object.entries(score).map(([n, s]) => `bid ${n} in - ${s * 100}`)));
same('credit: drawn', order(credit), 'B5 B2 B1');
same('credit: long', linesOf(credit, 'long').map(l => l.split(' ')[1]).join(' '), 'B5 B1 B6 B2 B3');
same('random', order(rank(caseOf('random', '', Object.keys(YUAN).map(n => `bid ${n} in -`)))), 'B6 B4 B1 B5 B3 B2 B7');
const ring = lines => rank(caseOf('average', lines, bids(() => '', { H1: 50000, H2: 52000, H3: 54000, R1: 60000, R2: 69000, R3: 69000 }), { offers: 'quote amount / ceiling-fen 9000000 / floor-fen 1' }));
check('a ring wins by the mean, untrimmed', order(ring('trim-min 0')).startsWith('R1 ') && linesOf(ring('trim-min 0'), 'mean')[0] === '35400000 6');
check('and trimmed', order(ring('trim-min 5')).startsWith('R1 ') && linesOf(ring('trim-min 5'), 'mean')[0] === '23500000 4');
/* ---- 6.4 ---- */
same('39000 is marked by neither', linesOf(rank(caseOf('lowest', ALP, bids())), 'alp').join(), '');
same('30000 is marked by both', linesOf(rank(caseOf('lowest', ALP, bids(() => '', { ...YUAN, B7: 30000 }))), 'alp').join(), 'B7 mean next');
same('a test of 0 is off', linesOf(rank(caseOf('lowest', 'alp-mean-pct 0 / alp-next-pct 30', bids(() => '', { ...YUAN, B7: 30000 }))), 'alp').join(), 'B7 next');
/* ---- 6.3 ---- */
const rate = (lo, hi, ceiling) => ({ min: 0, offers: `field rate-bp int / quote rate / ceiling-fen ${ceiling} / rate-min ${lo} / rate-max ${hi}` });
same('a rate becomes a price once', linesOf(rank(caseOf('average', 'trim-min 0', ['bid A in 2200', 'bid B in 1', 'bid C in 10000', 'bid D in 99', 'bid E in 4001'], rate(100, 4000, 6000001))), 'rank').join(), '1 A 4680001');
same('a price below 1 is under the floor', linesOf(rank(caseOf('average', 'trim-min 0', ['bid A in 5000', 'bid B in 5001', 'bid C in 9999'], rate(0, 9999, 1))), 'out').join(), 'B under-floor,C under-floor');
same('nobody: too few', rank(caseOf('random', '', [], { min: 0 })).split('\n').slice(3).join(' '), 'valid 0 failed too-few ');

/* ---- the grammar: the first wrong line is named ---- */
const plain = caseOf('lowest', ALP, ['bid A in 5', 'bid B in 6', 'bid C in 7']);
const named = text => /line (\d+)/.exec(ranked(bytes(text)).err)?.[1] ?? 'ranked';
for (const [what, text, n] of [
  ['nothing', '', '1'], ['another tag', plain.replace('case', 'cases'), '1'], ['no LF at the end', plain.slice(0, -1), '14'],
  ['an empty line', `${plain}\n`, '15'], ['no rule after the seed', plain.split('\n').slice(0, 2).join('\n') + '\n', '3'],
  ['a price where none is', plain.replace('price required', 'price none'), '5'], ['a short seed', plain.replace('seed 3', 'seed '), '2'],
  ['a floor above the ceiling', plain.replace('floor-fen 1', 'floor-fen 6000001'), '9'], ['an offer of 0', plain.replace('in 5', 'in 0'), '12'],
  ['10^13 and one', plain.replace('in 5', 'in 10000000000001'), '12'], ['a name twice', plain.replace('bid C', 'bid A'), '14'],
  ['a code of the price', plain.replace('B in 6', 'B out over-ceiling'), '13'], ['an extra', plain.replace('in 6', 'in 6 6'), '13'],
  ['rate without its field', plain.replace('quote amount', 'quote rate'), '7'], ['a field twice', plain.replace('quote', 'field a int\nfield a text\nquote'), '8'],
  ['two spaces', plain.replace('bid B in', 'bid B  in'), '13'], ['a space at the end', plain.replace('in 6', 'in 6 '), '13'], ['a zero before', plain.replace('in 6', 'in 06'), '13'],
  ['carriage returns', plain.replaceAll('\n', '\r\n'), '1'], ['no ASCII', plain.replace('bid B', 'bid Ｂ'), '13'],
  ['two wrong lines', plain.replace('in 5', 'in x').replace('in 7', 'in x'), '12'], ['a name too long', plain.replace('bid A', `bid ${'a'.repeat(65)}`), '12'],
  ['the longest name', plain.replace('bid A', `bid ${'a'.repeat(64)}`), 'ranked'], ['bafo without its first round', caseOf('bafo', `first - / ${ALP}`, []), '10'],
  ['trim of 2', caseOf('average', 'trim-min 2', []), '10'], ['base beyond 100', caseOf('reference', 'trim-min 0 / base-low 100 / base-count 2', []), '12'],
  ['four evaluators', caseOf('composite', `price-weight 20 / evaluators 4 / ${ALP}`, []), '11'], ['short beyond long', caseOf('credit', 'long 2 / short 3', []), '9'],
  ['10001 bids', caseOf('random', '', Array.from({ length: 10001 }, (_, i) => `bid b${i} in -`)), String(7 + 10001)],
]) same(`malformed: ${what}`, named(text), n);

/* ---- 6.6 over random cases: the same derived anew, in fractions, by the words of the law ---- */
const frac = (n, d = 1n) => ({ n: BigInt(n), d: BigInt(d) }), less = (a, b) => a.n * b.d < b.n * a.d, equal = (a, b) => a.n * b.d === b.n * a.d;
const minus = (a, b) => { const n = a.n * b.d - b.n * a.d; return frac(n < 0n ? -n : n, a.d * b.d); };
function anew(c) {
  const r = c.rule, price = o => (r.quote === 'rate' ? (BigInt(r.ceiling) * (10000n - BigInt(o)) + 5000n) / 10000n : BigInt(o));
  const under = o => (r.quote === 'rate' ? o > r.rateMax || price(o) < 1n : o < r.floor), over = o => (r.quote === 'rate' ? o < r.rateMin : o > r.ceiling);
  const rho = b => hex(H('sealbid/v1 draw-rank\n', c.seed, `${b.name}\n`)), priced = r.price === 'required';
  const valid = c.bids.filter(b => !b.code && !(priced && (over(b.offer) || under(b.offer)))).map(b => {
    const first = priced ? price(b.offer) : 0n, x = b.extra[0];
    return { ...b, rho: rho(b), p: r.rule === 'bafo' && x !== null && price(x) <= first && !under(x) ? price(x) : first };
  });
  if (valid.length < Math.max(1, r.min)) return { failed: true };
  const by = (...keys) => (a, b) => { for (const k of keys) { const x = k(a), y = k(b); if (x < y) return -1; if (x > y) return 1; } return 0; };
  const p = b => b.p, h = b => b.rho, spread = (list, far) => [...list].sort((a, b) => (equal(far(a), far(b)) ? by(p, h)(a, b) : less(far(a), far(b)) ? -1 : 1));
  const down = list => [...list].sort((a, b) => (a.rho < b.rho ? 1 : -1));
  let kept = valid;
  if (r.trim > 0 && valid.length >= r.trim) {
    const low = down(valid.filter(b => valid.every(x => b.p <= x.p)))[0], rest = valid.filter(b => b !== low);
    kept = rest.filter(b => b !== down(rest.filter(y => rest.every(x => y.p >= x.p)))[0]);
  }
  const S = kept.reduce((n, b) => n + b.p, 0n), mean = frac(S, kept.length);
  if (r.rule === 'lowest' || r.rule === 'bafo') return { rank: [...valid].sort(by(p, h)) };
  if (r.rule === 'random') return { rank: [...valid].sort(by(h)) };
  if (r.rule === 'average') return { rank: spread(kept, b => minus(frac(b.p), mean)), kept, mean };
  if (r.rule === 'reference') {
    const base = BigInt(r.baseLow) + drawInt(c.seed, 'base-percent', r.baseCount), exact = frac(S * base, BigInt(kept.length) * 100n);
    const ref = (2n * exact.n + exact.d) / (2n * exact.d);       /* to the nearest fen, halves up */
    return { rank: spread(kept, b => minus(frac(b.p), frac(ref))), kept, base, ref };
  }
  if (r.rule === 'composite') {
    const least = valid.reduce((n, b) => (b.p < n ? b.p : n), valid[0].p);
    const points = b => {
      const t = [...b.extra].sort((x, y) => x - y), k = t.length >= 5 ? t.slice(1, -1) : t, T = BigInt(k.reduce((n, x) => n + x, 0));
      const quality = frac(T * BigInt(100 - r.weight), 10000n * BigInt(k.length)), money = frac(BigInt(r.weight) * least, b.p);
      return frac(quality.n * money.d + money.n * quality.d, quality.d * money.d);
    };
    return { rank: [...valid].sort((a, b) => (equal(points(a), points(b)) ? by(p, h)(a, b) : less(points(b), points(a)) ? -1 : 1)), points };
  }
  const long = [...valid].sort(by(b => -b.extra[0], h)).slice(0, r.long), drawn = [];
  for (let j = 1, left = valid.filter(b => long.includes(b)); j <= r.short && left.length; j++) {
    const weight = b => BigInt(Math.max(1, Math.trunc(b.extra[0] / 100)));
    let x = drawInt(c.seed, `shortlist-${j}`, left.reduce((n, b) => n + weight(b), 0n));
    const taken = left.find(b => { if (x < weight(b)) return true; x -= weight(b); return false; });
    drawn.push(taken);
    left = left.filter(b => b !== taken);
  }
  return { rank: drawn, long };
}
function marksAnew(r, order) {
  return order.flatMap((b, i) => {
    const behind = order.slice(i + 1).map(x => x.p), n = BigInt(behind.length), sum = behind.reduce((x, y) => x + y, 0n), marks = [];
    const least = behind.filter(x => x >= b.p).sort((x, y) => (x < y ? -1 : 1))[0];
    /* (mean − p) / mean ≥ pct / 100, with mean = sum / n */
    if (n && r.alpMean && !less(frac(sum - b.p * n, sum), frac(r.alpMean, 100))) marks.push('mean');
    if (least !== undefined && r.alpNext && !less(frac(least - b.p, least), frac(r.alpNext, 100))) marks.push('next');
    return marks.length ? [`${b.name} ${marks.join(' ')}`] : [];
  });
}
const bad = [], prove = (k, what, ok) => { if (!ok) bad.push(`case ${k}: ${what}`); };
const N = Number(process.env.CASES || 2000), seen = {};
for (let k = 0; k < N; k++) {
  const roll = rolls(k), { text, rule, head } = randomCase(roll, { rule: RULES[k % 7] }), c = parseCase(text), r = rankCase(c), again = anew(c), out = rank(text);
  prove(k, 'written again', writeCase(c.head, c.bids) === text && c.head === head);
  prove(k, 'P8', rank(bytes(text)) === out);
  prove(k, 'P4', r.failed === Boolean(again.failed) && r.failed === (r.valid < Math.max(1, c.rule.min)));
  prove(k, 'out and valid are all', r.out.length + r.valid === c.bids.length);
  seen[`${rule} ${r.failed ? 'failed' : 'ranked'}`] = (seen[`${rule} ${r.failed ? 'failed' : 'ranked'}`] ?? 0) + 1;
  const more = writeCase(c.head, [...c.bids, { name: 'zz', code: 'related' }]), [, , ...with1] = rank(more).split('\n'), [, , ...without] = out.split('\n');
  prove(k, 'P9', with1.filter(l => l !== 'out zz related').join('\n') === without.join('\n'));
  if (r.failed) { prove(k, 'after failed nothing', /\nvalid \d+\nfailed too-few\n$/.test(out)); continue; }
  const names = r.rank.map(b => b.name), outs = new Set(r.out.map(x => x[0])), valid = c.bids.map(b => b.name).filter(n => !outs.has(n)), dropped = new Set(r.dropped.map(d => d[0]));
  prove(k, 'the same order', names.join() === again.rank.map(b => b.name).join());
  prove(k, 'the same amounts', r.rank.map(b => b.amount).join() === again.rank.map(b => (c.rule.price === 'none' ? '' : b.p)).join());
  prove(k, 'P1', [...r.draw].sort().join() === [...valid].sort().join());
  prove(k, 'P3', new Set(names).size === names.length && names.every(n => valid.includes(n) && !dropped.has(n)));
  const turned = writeCase(c.head, [...c.bids].reverse()), lines = t => t.split('\n').filter(l => !/^(case|out|first-stands) /.test(l)).join('\n');
  if (rule !== 'credit') prove(k, 'P2', lines(rank(turned)) === lines(out));
  if (rule === 'lowest') {
    prove(k, 'P5', again.rank.every(b => b.p >= again.rank[0].p));
    const top = again.rank[0].name, swap = f => rankCase({ ...c, bids: c.bids.map(b => (b.code ? b : { ...b, offer: f(b) })) });
    const dearer = c.rule.quote === 'amount' && swap(b => (b.name !== top && !outs.has(b.name) ? c.rule.ceiling : b.offer));
    if (dearer) prove(k, 'P5: dearer losers', dearer.rank[0].name === top || again.rank[0].p === BigInt(c.rule.ceiling));
    const cheaper = c.rule.quote === 'amount' && swap(b => (b.name === top ? Math.max(c.rule.floor, b.offer - 1) : b.offer));
    if (cheaper) prove(k, 'P5: a cheaper winner', cheaper.rank[0].name === top);
  }
  if (rule === 'average') {
    prove(k, 'P6', again.kept.every(b => !less(minus(frac(b.p), again.mean), minus(frac(again.rank[0].p), again.mean))));
    prove(k, 'P6: two dropped', (r.dropped.length === 2) === (c.rule.trim > 0 && c.rule.trim <= r.valid) && r.dropped.length % 2 === 0);
    const small = c.rule.quote === 'amount' && c.rule.ceiling <= 6000000;
    if (small) {
      const moved = rankCase({ ...c, rule: { ...c.rule, ceiling: 1e13, floor: 1 }, bids: c.bids.filter(b => valid.includes(b.name)).map(b => ({ ...b, offer: 7 * b.offer + 12345 })) });
      prove(k, 'P7', moved.rank.map(b => b.name).join() === names.join());
    }
  }
  if (rule === 'reference') {
    prove(k, 'P10', r.base >= BigInt(c.rule.baseLow) && r.base < BigInt(c.rule.baseLow + c.rule.baseCount) && r.base === again.base && r.ref === again.ref);
    const next = rankCase({ ...c, rule: { ...c.rule, baseLow: Number(r.base) + 1, baseCount: 1 } });
    prove(k, 'P10: ref grows with base', next.ref >= r.ref);
  }
  if (rule === 'credit') {
    const long = new Set(r.long.map(l => l[0])), least = Math.min(...r.long.map(l => l[1]));
    prove(k, 'P11', names.every(n => long.has(n)) && names.length === Math.min(c.rule.short, long.size) && long.size === Math.min(c.rule.long, r.valid));
    prove(k, 'P11: credit outside', c.bids.filter(b => valid.includes(b.name) && !long.has(b.name)).every(b => b.extra[0] <= least));
    prove(k, 'long in order', r.long.map(l => l[0]).join() === again.long.map(b => b.name).join());
  }
  if (rule === 'composite') {
    prove(k, 'P12', r.totals.every(([, n]) => n >= 0n && n <= 1000000n));
    prove(k, 'totals', r.totals.every(([name, n]) => { const q = again.points(again.rank.find(b => b.name === name)); return n === q.n * 10000n / q.d; }));
  }
  if (c.rule.alpMean !== undefined) prove(k, 'P15', r.alp.map(a => a.join(' ')).join() === marksAnew(c.rule, again.rank).join());
}
check(`${N} random cases`, bad.length === 0, bad.slice(0, 5).join(' '));
check('each rule ranked and failed', RULES.every(x => seen[`${x} ranked`] > 5 && seen[`${x} failed`] > 5), JSON.stringify(seen));

/* P12 and P13 at their edge. */
const edge = rankCase(parseCase(caseOf('composite', `price-weight 100 / evaluators 9 / ${ALP}`, [`bid A in 1${' 10000'.repeat(9)}`, `bid B in 6000000${' 0'.repeat(9)}`], { min: 1 })));
same('P12: cheapest and best has all points', edge.totals.map(t => t.join()).join(' '), 'A,1000000 B,0');
const HUGE = 10000, big = lines => ({ offers: `quote amount / ceiling-fen 10000000000000 / floor-fen 1`, ...lines });
for (const rule of RULES) {
  const extra = { bafo: ' 10000000000000', composite: ' 10000'.repeat(9), credit: ' 11000' }[rule] ?? '';
  const lines = { lowest: ALP, average: 'trim-min 3', reference: 'trim-min 3 / base-low 100 / base-count 1', bafo: `first ${SEED} / ${ALP}`, composite: `price-weight 50 / evaluators 9 / ${ALP}`,
    credit: 'long 10000 / short 50', random: '' }[rule], none = rule === 'credit' || rule === 'random';
  const t = rank(caseOf(rule, lines, Array.from({ length: HUGE }, (_, i) => `bid b${i} in ${none ? '-' : '10000000000000'}${extra}`), big()));
  same(`P13: ${rule}, 10000 bids of 10^13`, linesOf(t, 'rank').length, { average: HUGE - 2, reference: HUGE - 2, credit: 50 }[rule] ?? HUGE);
  if (rule === 'reference') same('P13: the reference', linesOf(t, 'ref-fen').join(), '10000000000000');
  if (rule === 'composite') check('P13: all points', linesOf(t, 'total').every(l => l.endsWith(' 1000000')));
}

/* Spoilt cases are refused with a line, or ranked; nothing else comes out. */
let odd = 0, refused = 0;
for (let k = 0; k < N; k++) {
  const roll = rolls(k + 500000), text = mutate(randomCase(roll).text, roll);
  try {
    const r = ranked(bytes(text)), at = Number(/line (\d+)/.exec(r.err)?.[1]);
    refused += r.status === 2;
    if (r.status === 2 && !(at >= 1 && at <= text.split('\n').length + 1)) odd++;
  } catch { odd++; }
}
check('spoilt cases', odd === 0 && refused > N / 2, `${odd} ${refused}`);
const { execFileSync, spawnSync } = await import('node:child_process');
const file = `${fs.mkdtempSync('/tmp/rank-')}/case.txt`, tool = (...a) => spawnSync('node', ['tests/js/rank.mjs', ...a], { encoding: 'utf8' });
fs.writeFileSync(file, plain);
same('the tool prints the ranking', execFileSync('node', ['tests/js/rank.mjs', file], { encoding: 'utf8' }), rank(plain));
fs.writeFileSync(file, plain.slice(0, -1));
const r = tool(file);
check('the tool: malformed', r.status === 2 && r.stdout === '' && /^malformed line 14: ./.test(r.stderr), JSON.stringify(r));
check('the tool: usage', tool().status === 2);
fs.rmSync(file.replace(/\/case.txt$/, ''), { recursive: true });
end();
