// SPDX-License-Identifier: Apache-2.0
// rule.mjs: rule.txt and the sealed form (domain.md 6.3, 6.5; sealing.md 5).
import { bytes, must, text } from './bytes.mjs';
import { isFen, isHash, isInt, linesOf } from './records.mjs';

export const METHODS = ['lowest', 'reference', 'average', 'bafo', 'composite', 'credit', 'random'];
const unpriced = rule => rule === 'credit' || rule === 'random';

/* The lines of a rule, taken from whatever reads lines: next(key, ok) is the value of the next line or throws, more(key)
   tells whether the next one has this key.  → {rule, min, price, server, fields: [{key, type}], quote, …} */
export function readRule(next, more) {
  const int = (key, lo, hi) => Number(next(key, s => isInt(s) && Number(s) >= lo && Number(s) <= hi));
  const fen = (key, most = 1e13) => Number(next(key, s => isFen(s) && Number(s) <= most));
  const r = { rule: next('rule', s => METHODS.includes(s)), min: int('min-entrants', 0, 100) };
  r.price = next('price', s => s === (unpriced(r.rule) ? 'none' : 'required'));
  r.server = next('server', s => s === 'allowed' || s === 'forbidden');
  r.fields = [];
  while (more('field')) {
    const [key, type] = next('field', s => /^[a-z0-9-]+ (int|text|hash)$/.test(s) && !r.fields.some(f => f.key === s.split(' ')[0])).split(' ');
    r.fields.push({ key, type });
  }
  if (r.price === 'none') r.fixed = fen('fixed-fen');
  else offers(r, { next, int, fen });
  if (r.rule === 'bafo') r.first = next('first', s => s === '-' || isHash(s));
  parameters(r, { next, int });
  return r;
}
/* In what and between which bounds is offered. */
function offers(r, { next, int, fen }) {
  const rate = r.fields.some(f => f.key === 'rate-bp' && f.type === 'int');
  r.quote = next('quote', s => s === 'amount' || (s === 'rate' && rate));
  r.ceiling = fen('ceiling-fen');
  if (r.quote === 'amount') r.floor = fen('floor-fen', r.ceiling);
  else {
    r.rateMin = int('rate-min', 0, 9999);
    r.rateMax = int('rate-max', r.rateMin, 9999);
  }
}
function parameters(r, { next, int }) {
  if (r.rule === 'average' || r.rule === 'reference')
    r.trim = Number(next('trim-min', s => isInt(s) && (s === '0' || (Number(s) >= 3 && Number(s) <= 10000))));
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
}

/* rule.txt, or Wrong; `lines` is its text without the tag, as a case repeats it. */
export function parseRule(file) {
  const body = text(file), lines = linesOf(body, 'sealbid/v1 rule');
  let at = 0;
  const more = key => at < lines.length && lines[at].key === key;
  const r = readRule((key, ok) => {
    must(more(key) && ok(lines[at].value), 'rule');
    return lines[at++].value;
  }, more);
  must(at === lines.length, 'rule');
  return { ...r, lines: body.slice(body.indexOf('\n') + 1) };
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

/* What puts a bid out, the first that applies (domain.md 6.3); the last two follow from the offer alone. */
export const OUT = ['envelope', 'format', 'suspended', 'recused', 'conflict', 'requirement', 'related', 'over-ceiling', 'under-floor'];
export const FACTS = OUT.slice(0, 7);

export const priceOfRate = (ceiling, rate) => Number((BigInt(ceiling) * BigInt(10000 - rate) + 5000n) / 10000n);
/* What an offer (fen, or bp of a rate) comes to in fen; null where none is asked. */
export const priceOf = (rule, offer) => (rule.price === 'none' ? null : rule.quote === 'rate' ? priceOfRate(rule.ceiling, offer) : offer);
export const tooLow = (rule, offer) => (rule.quote === 'rate' ? offer > rule.rateMax || priceOf(rule, offer) < 1 : offer < rule.floor);
export function priceProblem(rule, offer) {
  if (rule.price === 'none') return null;
  if (rule.quote === 'rate' ? offer < rule.rateMin : offer > rule.ceiling) return 'over-ceiling';
  return tooLow(rule, offer) ? 'under-floor' : null;
}

/* The offer of a form; undefined where rate and amount do not fit each other: `format`. */
export function offerOf(form, rule) {
  if (rule.price === 'none' || rule.quote !== 'rate') return form.amount;
  const rate = form.fields['rate-bp'] === null ? NaN : Number(form.fields['rate-bp']);
  return rate <= 10000 && priceOfRate(rule.ceiling, rate) === form.amount ? rate : undefined;
}
