// SPDX-License-Identifier: Apache-2.0
// rank.mjs: who wins, by every rule, and the ranking of a case (domain.md 6.2 to 6.5).  Whatever may leave 2^53 is BigInt.
import { bytes, hex, order } from './bytes.mjs';
import { parseCase } from './case.mjs';
import { H } from './crypto.mjs';
import { drawInt, rankHash, shortlist } from './draw.mjs';
import { priceOf, priceProblem, tooLow } from './rule.mjs';

/* Which bids are valid (domain.md 6.3): {out: [[name, code]], valid: [bid with its price], stands: [[name, why]]}. */
export function admit(rule, bids) {
  const out = [], valid = [], stands = [];
  for (const b of bids) {
    const code = b.code ?? priceProblem(rule, b.offer);
    if (code) { out.push([b.name, code]); continue; }
    const final = rule.rule === 'bafo' ? lastOffer(rule, b) : { price: priceOf(rule, b.offer) };
    if (final.why) stands.push([b.name, final.why]);
    valid.push({ ...b, price: final.price });
  }
  return { out, valid, stands };
}
/* bafo: the second offer if it counts, else the first. */
function lastOffer(rule, { offer, extra: [second] }) {
  const price = priceOf(rule, offer);
  if (second === null) return { price, why: 'silent' };
  if (priceOf(rule, second) > price) return { price, why: 'second-higher' };
  return tooLow(rule, second) ? { price, why: 'second-under-floor' } : { price: priceOf(rule, second) };
}

const sum = list => list.reduce((n, x) => n + BigInt(x), 0n);
const abs = n => (n < 0n ? -n : n);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byDraw = (a, b) => order(a.draw, b.draw);
const byPrice = (a, b) => a.price - b.price || byDraw(a, b);
/* Sorted by a BigInt made of each, then as a price. */
const nearest = (bids, far) => {
  const d = new Map(bids.map(b => [b, far(BigInt(b.price))]));
  return [...bids].sort((a, b) => compare(d.get(a), d.get(b)) || byPrice(a, b));
};

/* One lowest out, then one highest of the rest; of equals the one with the largest rank hash. */
function trim(rule, bids) {
  if (rule.trim === 0 || bids.length < rule.trim) return { kept: bids, dropped: [] };
  const last = (list, better) => list.reduce((x, y) => (better(y, x) || (y.price === x.price && byDraw(y, x) > 0) ? y : x));
  const low = last(bids, (y, x) => y.price < x.price), rest = bids.filter(b => b !== low);
  const high = last(rest, (y, x) => y.price > x.price);
  return { kept: rest.filter(b => b !== high), dropped: [[low.name, 'low'], [high.name, 'high']] };
}
function average(bids, rule) {
  const { kept, dropped } = trim(rule, bids), S = sum(kept.map(b => b.price)), m = BigInt(kept.length);
  return { rank: nearest(kept, p => abs(m * p - S)), dropped, mean: [S, kept.length] };
}
function reference(bids, rule, seed) {
  const ints = [], { kept, dropped } = trim(rule, bids), S = sum(kept.map(b => b.price)), m = BigInt(kept.length);
  const base = BigInt(rule.baseLow) + drawInt(seed, 'base-percent', rule.baseCount, ints);
  const ref = (2n * S * base + 100n * m) / (200n * m);
  return { rank: nearest(kept, p => abs(p - ref)), dropped, base, mean: [S, kept.length], ref, ints };
}

/* Points = N / D, compared exactly. */
function points(rule, least, b) {
  const t = [...b.extra].sort((x, y) => x - y), kept = t.length >= 5 ? t.slice(1, -1) : t;
  const k = BigInt(kept.length), w = BigInt(rule.weight), p = BigInt(b.price);
  return { N: 10000n * k * w * BigInt(least) + (100n - w) * sum(kept) * p, D: 10000n * k * p, unit: k * p };
}
function composite(bids, rule) {
  const least = bids.reduce((n, b) => Math.min(n, b.price), Infinity), of = new Map(bids.map(b => [b, points(rule, least, b)]));
  const rank = [...bids].sort((a, b) => compare(of.get(b).N * of.get(a).D, of.get(a).N * of.get(b).D) || byPrice(a, b));
  return { rank, totals: rank.map(b => [b.name, of.get(b).N / of.get(b).unit]) };
}
function credit(bids, rule, seed) {
  const sorted = [...bids].sort((a, b) => b.extra[0] - a.extra[0] || byDraw(a, b)), kept = sorted.slice(0, rule.long), ints = [];
  const tickets = b => Math.max(1, Math.floor(b.extra[0] / 100)), inLong = new Set(kept);
  const drawn = shortlist(seed, bids.filter(b => inLong.has(b)).map(b => [b, tickets(b)]), rule.short, ints);
  return { rank: drawn, dropped: sorted.slice(rule.long).map(b => [b.name, 'credit']),
    long: kept.map(b => [b.name, b.extra[0], tickets(b)]), ints };
}

const lowest = bids => ({ rank: [...bids].sort(byPrice) });
const RULES = { lowest, bafo: lowest, average, reference, composite, credit, random: bids => ({ rank: [...bids].sort(byDraw) }) };

/* 6.4: what is marked as abnormally low, from the last place up. */
function marks(rule, rank) {
  const found = [], behind = [];          /* the prices behind, ascending */
  let total = 0n;
  for (let i = rank.length - 1; i >= 0; i--) {
    const { name, price } = rank[i], n = behind.length, p = BigInt(price), said = [];
    let lo = 0, hi = n;
    while (lo < hi) { const mid = (lo + hi) >> 1; if (behind[mid] < price) lo = mid + 1; else hi = mid; }
    if (n && rule.alpMean && (total - p * BigInt(n)) * 100n >= BigInt(rule.alpMean) * total) said.push('mean');
    if (lo < n && rule.alpNext && BigInt(behind[lo] - price) * 100n >= BigInt(rule.alpNext) * BigInt(behind[lo])) said.push('next');
    if (said.length) found.unshift([name, said.join(' ')]);
    behind.splice(lo, 0, price);
    total += p;
  }
  return found;
}

/* {seed, rule, bids} as parseCase gives them → {out, stands, valid, failed, draw, rank: [{name, amount}], …}. */
export function rankCase({ seed, rule, bids }) {
  const { out, valid, stands } = admit(rule, bids), failed = valid.length < Math.max(1, rule.min);
  const none = { ints: [], rank: [], dropped: [], long: [], totals: [], alp: [] };
  if (failed) return { ...none, out, stands, valid: valid.length, failed, draw: [] };
  for (const b of valid) b.draw = rankHash(seed, b.name);
  const r = RULES[rule.rule](valid, rule, seed);
  return { ...none, ...r, out, stands, valid: valid.length, failed, draw: [...valid].sort(byDraw).map(b => b.name),
    rank: r.rank.map(b => ({ name: b.name, amount: b.price })), alp: rule.alpMean === undefined ? [] : marks(rule, r.rank) };
}

/* The ranking in the format of domain.md 6.5; hash: of the case's bytes. */
export function writeRanking(hash, rule, r) {
  const lines = [`case ${hash}`, `rule ${rule.rule}`], add = (key, list) => list.forEach(l => lines.push([key, ...l].join(' ')));
  add('out', r.out);
  add('first-stands', r.stands);
  add('valid', [[r.valid]]);
  if (r.failed) add('failed', [['too-few']]);
  else {
    add('draw', [r.draw]);
    if (r.base !== undefined) add('base', [[r.base]]);
    if (r.mean) add('mean', [r.mean]);
    if (r.ref !== undefined) add('ref-fen', [[r.ref]]);
    add('dropped', r.dropped);
    add('long', r.long.map((l, i) => [i + 1, ...l]));
    add('int', r.ints);
    add('rank', r.rank.map((b, i) => [i + 1, b.name, b.amount ?? '-']));
    add('total', r.totals);
    add('alp', r.alp);
  }
  return `sealbid/v1 ranking\n${lines.join('\n')}\n`;
}

/* A case, as text or bytes → the ranking's text, or Wrong malformed with the line. */
export function rank(file) {
  const data = typeof file === 'string' ? bytes(file) : file, c = parseCase(data);
  return writeRanking(hex(H(data)), c.rule, rankCase(c));
}
