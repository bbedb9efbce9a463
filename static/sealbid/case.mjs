// SPDX-License-Identifier: Apache-2.0
// case.mjs: the recalculation case: seed, rule, bids (domain.md 6.5).
import { Wrong, bytes, latin, unhex } from './bytes.mjs';
import { isName } from './note.mjs';
import { isFen, isHash, isInt } from './records.mjs';
import { FACTS, readRule } from './rule.mjs';

const MOST = 10000;

/* Lines one by one, so that the first wrong one is the one that is named: all of them are ASCII. */
function reader(body) {
  const lines = body.split('\n'), whole = lines[lines.length - 1] === '';
  if (whole) lines.pop();
  let at = 0;
  const fail = words => { throw new Wrong('malformed', at + 1, words); };
  function line() {
    if (at >= lines.length) return null;
    if (at === lines.length - 1 && !whole) fail('no line feed at the end');
    if (at === 0) return lines[0];
    const m = /^([a-z0-9-]+) ([!-~](?:[ -~]*[!-~])?)$/.exec(lines[at]);
    return m ? { key: m[1], value: m[2] } : fail('not key and value');
  }
  function next(key, ok) {
    const l = line();
    if (!l || l.key !== key) fail(`expected ${key}`);
    if (!ok(l.value)) fail(`bad ${key}`);
    at++;
    return l.value;
  }
  function tag(want) {
    if (line() !== want) fail(`expected ${want}`);
    at++;
  }
  return { next, tag, fail, more: key => line()?.key === key, left: () => at < lines.length, done: () => lines.slice(0, at) };
}

/* What one offer, and what stands behind it, may be: of one word, or of one word an evaluator. */
const bp = most => s => isInt(s) && Number(s) <= most;
function words(rule) {
  const offer = rule.price === 'none' ? s => s === '-' : rule.quote === 'rate' ? bp(10000) : isFen;
  const extra = rule.rule === 'bafo' ? [s => s === '-' || offer(s)] : rule.rule === 'credit' ? [bp(11000)] :
    rule.rule === 'composite' ? Array(rule.evaluators).fill(bp(10000)) : [];
  return [offer, ...extra];
}
const number = s => (s === '-' ? null : Number(s));

/* Bytes or text → {seed, rule, head, bids: [{name, offer, extra: [n|null]} | {name, code}]}, or Wrong malformed.
   head: all before the bids. */
export function parseCase(file) {
  const r = reader(latin(typeof file === 'string' ? bytes(file) : file));
  r.tag('sealbid/v1 case');
  const seed = unhex(r.next('seed', isHash));
  const rule = readRule((key, ok) => r.next(key, key === 'first' ? isHash : ok), r.more);
  const head = `${r.done().join('\n')}\n`, bids = [], names = new Set(), ok = words(rule);
  const fits = value => {
    const [name, how, ...rest] = value.split(' ');
    if (!isName(name) || names.has(name) || names.size === MOST) return false;
    return how === 'in' ? rest.length === ok.length && rest.every((s, i) => ok[i](s)) : how === 'out' && rest.length === 1 && FACTS.includes(rest[0]);
  };
  while (r.left()) {
    const [name, how, ...rest] = r.next('bid', fits).split(' ');
    names.add(name);
    bids.push(how === 'out' ? { name, code: rest[0] } : { name, offer: number(rest[0]), extra: rest.slice(1).map(number) });
  }
  return { seed, rule, head, bids };
}

const bidLine = b => (b.code ? `bid ${b.name} out ${b.code}\n` : `bid ${b.name} in ${[b.offer, ...b.extra].map(n => n ?? '-').join(' ')}\n`);
/* The inverse: a head and bids → text. */
export const writeCase = (head, bids) => head + bids.map(bidLine).join('');
/* The case of a round, from what result.mjs computed; null where nothing is ranked. */
export const caseOf = c => (c.ranked ? writeCase(`sealbid/v1 case\nseed ${c.seed}\n${c.rule.lines}`, c.offers) : null);
