// SPDX-License-Identifier: Apache-2.0
// rule.mjs: rule.txt, the sealed form, and the facts of an input (domain.md 6.3, 6.5; sealing.md 5).
import { bytes, must, text } from './bytes.mjs';
import { isName } from './note.mjs';
import { isFen, isHash, isInt, isToken, linesOf } from './records.mjs';

export const METHODS = ['lowest', 'reference', 'average', 'bafo', 'composite', 'credit', 'random'];
const unpriced = rule => rule === 'credit' || rule === 'random';

/* rule.txt → {rule, min, price, server, fields: [{key, type}], quote, …}, or Wrong. */
export function parseRule(file) {
  const lines = linesOf(text(file), 'sealbid/v1 rule');
  let at = 0;
  const next = (key, ok) => {
    must(at < lines.length && lines[at].key === key && ok(lines[at].value), 'rule');
    return lines[at++].value;
  };
  const int = (key, lo, hi) => Number(next(key, s => isInt(s) && Number(s) >= lo && Number(s) <= hi));
  const fen = key => Number(next(key, isFen));
  const r = { rule: next('rule', s => METHODS.includes(s)), min: int('min-entrants', 0, 100),
    price: next('price', s => s === 'required' || s === 'none'),
    server: next('server', s => s === 'allowed' || s === 'forbidden'), fields: [] };
  must((r.price === 'none') === unpriced(r.rule), 'rule');
  while (at < lines.length && lines[at].key === 'field') {
    const [key, type, more] = lines[at++].value.split(' ');
    must(isToken(key) && ['int', 'text', 'hash'].includes(type) && more === undefined, 'rule');
    must(!r.fields.some(f => f.key === key), 'rule');
    r.fields.push({ key, type });
  }
  if (r.price === 'none') r.fixed = fen('fixed-fen');
  else {
    r.quote = next('quote', s => s === 'amount' || s === 'rate');
    r.ceiling = fen('ceiling-fen');
    if (r.quote === 'amount') {
      r.floor = fen('floor-fen');
      must(r.floor <= r.ceiling, 'rule');
    } else {
      r.rateMin = int('rate-min', 0, 9999);
      r.rateMax = int('rate-max', r.rateMin, 9999);
      must(r.fields.some(f => f.key === 'rate-bp' && f.type === 'int'), 'rule');
    }
  }
  if (r.rule === 'bafo') r.first = next('first', s => s === '-' || isHash(s));
  if (r.rule === 'average' || r.rule === 'reference') {
    r.trim = int('trim-min', 0, 10000);
    must(r.trim === 0 || r.trim >= 3, 'rule');
  }
  if (r.rule === 'reference') {
    r.baseLow = int('base-low', 1, 100);
    r.baseCount = int('base-count', 1, 101 - r.baseLow);
  }
  if (r.rule === 'composite') {
    r.weight = int('price-weight', 0, 100);
    r.evaluators = Number(next('evaluators', s => /^[3579]$/.test(s)));
  }
  if (r.rule === 'credit') {
    r.long = int('long', 1, 10000);
    r.short = int('short', 1, r.long);
  }
  if (['lowest', 'bafo', 'composite'].includes(r.rule)) {
    r.alpMean = int('alp-mean-pct', 0, 100);
    r.alpNext = int('alp-next-pct', 0, 100);
  }
  must(at === lines.length, 'rule');
  return r;
}

const VALUE = { int: isInt, hash: isHash, text: s => bytes(s).length <= 500 };

/* {project, bidder, seq, amount (number or null), fields: {key: text or null}} → the form's text. */
export function writeForm(form, rule) {
  const line = f => `${f.key} ${form.fields[f.key] ?? '-'}\n`;
  return `sealbid/v1 form\nproject ${form.project}\nbidder ${form.bidder}\nseq ${form.seq}\n` +
    `amount-fen ${form.amount ?? '-'}\n${rule.fields.map(line).join('')}`;
}

/* The form of an envelope, or Wrong form or range. */
export function parseForm(data, head, rule, contributor) {
  let form;
  try {
    const lines = linesOf(text(data), 'sealbid/v1 form'), want = ['project', 'bidder', 'seq', 'amount-fen'];
    must(lines.length === 4 + rule.fields.length, 'form');
    want.push(...rule.fields.map(f => f.key));
    must(lines.every((l, i) => l.key === want[i]), 'form');
    const [project, bidder, seq, amount, ...rest] = lines.map(l => l.value);
    must(project === head.project && bidder === head.bidder && seq === String(head.seq), 'form');
    must(amount === '-' || isInt(amount), 'form');
    must(rest.every((v, i) => v === '-' || VALUE[rule.fields[i].type](v)), 'form');
    form = { project, bidder, seq: head.seq, amount: amount === '-' ? null : Number(amount),
      fields: Object.fromEntries(rest.map((v, i) => [rule.fields[i].key, v === '-' ? null : v])) };
  } catch {
    must(false, 'form');
  }
  const priced = rule.price === 'required' && !contributor;
  must(priced ? form.amount !== null && form.amount >= 1 && form.amount <= 1e13 : form.amount === null, 'range');
  return form;
}

/* What puts a bid out, the first that applies (domain.md 6.3). */
export const OUT = ['envelope', 'format', 'suspended', 'recused', 'conflict', 'requirement', 'related', 'over-ceiling', 'under-floor'];

export function priceProblem(form, rule) {
  if (rule.price === 'none') return null;
  if (rule.quote === 'rate') {
    const rate = form.fields['rate-bp'] === null ? NaN : Number(form.fields['rate-bp']);
    if (!(rate <= 10000)) return 'format';
    if (priceOfRate(rule.ceiling, rate) !== form.amount) return 'format';
    return rate < rule.rateMin ? 'over-ceiling' : rate > rule.rateMax ? 'under-floor' : null;
  }
  return form.amount > rule.ceiling ? 'over-ceiling' : form.amount < rule.floor ? 'under-floor' : null;
}
export const priceOfRate = (ceiling, rate) => Number((BigInt(ceiling) * BigInt(10000 - rate) + 5000n) / 10000n);

/* facts → Map name → code */
export function parseFacts(file) {
  const out = new Map();
  for (const { key, value } of linesOf(text(file), 'sealbid/v1 facts')) {
    const [name, code, more] = value.split(' ');
    must(key === 'out' && isName(name) && OUT.includes(code) && more === undefined && !out.has(name), 'input');
    out.set(name, code);
  }
  return out;
}
