// SPDX-License-Identifier: Apache-2.0
// explain.mjs: two rankings of one rule, and what differs between them, as codes for sentences.
import { parseCase } from './case.mjs';
import { rankCase } from './rank.mjs';

/* A side: the case and all that its ranking says. */
export function side(file) {
  const c = parseCase(file);
  return of(c);
}
export const of = c => ({ c, r: rankCase(c) });

/* Where a name stands: {place, or why not: a code of out, gone, low, high, credit, drawn}. */
export function stand(name, { c, r }) {
  const bid = c.bids.find(b => b.name === name), at = r.rank.findIndex(b => b.name === name);
  if (at >= 0) return { place: at + 1 };
  const out = r.out.find(x => x[0] === name) ?? r.dropped.find(x => x[0] === name);
  return { place: null, why: !bid ? 'gone' : out ? out[1] : r.failed ? 'failed' : 'drawn' };
}
/* The values that a visitor may change: [[code, where]]; where: offer, or the index of an extra. */
export function asked({ rule }) {
  const offer = rule.quote === 'rate' ? 'rate' : 'price';
  if (rule.rule === 'bafo') return [[`first-${offer}`, 'offer'], [`second-${offer}`, 0]];
  if (rule.rule === 'credit') return [['credit', 0]];
  return rule.price === 'none' ? [] : [[offer, 'offer']];
}
export const value = (bid, where) => (where === 'offer' ? bid.offer : bid.extra[where]);

/* What was changed: gone NAME, or changed NAME CODE FROM TO (numbers or null). */
export function changes(was, now) {
  return was.c.bids.filter(b => !b.code).flatMap(b => {
    const other = now.c.bids.find(x => x.name === b.name);
    if (!other) return [['gone', b.name]];
    return asked(was.c).filter(([, w]) => value(b, w) !== value(other, w)).map(([code, w]) => ['changed', b.name, code, value(b, w), value(other, w)]);
  });
}

/* What follows: [[code, …args]], the first place first; names, places and fen are bare, a reason is {why}. */
export function differences(was, now) {
  const min = Math.max(1, now.c.rule.min), first = s => s.r.rank[0]?.name;
  if (now.r.failed) return [[was.r.failed ? 'still-failed' : 'failed', now.r.valid, min]];
  if (was.r.failed) return [['unfailed', now.r.valid, first(now)]];
  const said = [];
  if (first(was) !== first(now)) said.push(['first', first(was), first(now)]);
  const names = [...now.r.rank.map(b => b.name), ...was.r.rank.map(b => b.name).filter(n => stand(n, now).place === null)];
  for (const name of names) {
    const a = stand(name, was), b = stand(name, now);
    if (a.place === null) said.push(['ranked', name, b.place, { why: a.why }]);
    else if (b.place === null) said.push(['unranked', name, a.place, { why: b.why }]);
    else if (a.place !== b.place) said.push(['moved', name, a.place, b.place]);
  }
  for (const [name, why] of now.r.dropped)
    if (!was.r.rank.some(b => b.name === name) && stand(name, was).why !== why) said.push(['dropped', name, { why }]);
  for (const [name, why] of now.r.stands)
    if (!was.r.stands.some(s => s.join() === `${name},${why}`)) said.push(['stands', name, { why }]);
  const marked = s => s.r.alp.map(a => a[0]);
  for (const name of marked(now).filter(n => !marked(was).includes(n))) said.push(['low-now', name]);
  for (const name of marked(was).filter(n => !marked(now).includes(n) && stand(n, now).place !== null)) said.push(['low-no-more', name]);
  return said.length ? said : [['same']];
}

/* The figures on the way: [[code, text or fen as BigInt]]. */
export function figuresOf({ r }) {
  const list = [], half = ([S, m]) => (2n * S + BigInt(m)) / (2n * BigInt(m));
  if (r.mean) list.push(['mean', half(r.mean)]);
  if (r.base !== undefined) list.push(['base', `${r.base}%`]);
  if (r.ref !== undefined) list.push(['ref', r.ref]);
  return list;
}
