// SPDX-License-Identifier: Apache-2.0
// input.mjs: what a rule needs beside the bids: facts, credit, score sheets (domain.md 6.5).
import { must, text } from './bytes.mjs';
import { isName } from './note.mjs';
import { isInt, isToken, linesOf } from './records.mjs';
import { FACTS } from './rule.mjs';

/* The kinds that a rule uses; a record of another kind is of no effect. */
export const uses = (rule, kind) => kind === 'facts' || (kind === 'credit' && rule.rule === 'credit') ||
  (kind === 'sheet' && rule.rule === 'composite');
const upTo = most => s => isInt(s) && Number(s) <= most;

/* «key name value» lines → Map name → value. */
function table(lines, key, ok) {
  const found = new Map();
  for (const line of lines) {
    const [name, value, more] = line.value.split(' ');
    must(line.key === key && isName(name) && value !== undefined && ok(value) && more === undefined && !found.has(name), 'input');
    found.set(name, value);
  }
  return found;
}
const numbers = map => new Map([...map].map(([name, value]) => [name, Number(value)]));

/* → Map name → code */
export const parseFacts = file => table(linesOf(text(file), 'sealbid/v1 facts'), 'out', s => FACTS.includes(s));
/* → Map name → hundredths of a point */
export const parseCredit = file => numbers(table(linesOf(text(file), 'sealbid/v1 credit'), 'score', upTo(11000)));
/* → {evaluator, totals: Map name → 0…10000} */
export function parseSheet(file) {
  const [head, ...lines] = linesOf(text(file), 'sealbid/v1 sheet');
  must(head?.key === 'evaluator' && isName(head.value) && /^e\/[^/]+$/.test(head.value), 'input');
  const seen = new Set();
  let points = 0;
  while (points < lines.length && lines[points].key === 'point') {
    const [name, criterion, n, more] = lines[points++].value.split(' ');
    must(isName(name) && isToken(criterion ?? '') && upTo(10000)(n ?? '') && more === undefined && !seen.has(`${name} ${criterion}`), 'input');
    seen.add(`${name} ${criterion}`);
  }
  return { evaluator: head.value, totals: numbers(table(lines.slice(points), 'total', upTo(10000))) };
}
const PARSE = { facts: parseFacts, credit: parseCredit, sheet: parseSheet };

/* The files of one record: [{leaf of the blind, data}] → {kind, facts, scores, sheets}. */
export function readInput(kind, items) {
  const input = { kind, facts: new Map(), scores: new Map(), sheets: [] };
  for (const { leaf, data } of items) {
    const read = PARSE[kind](data);
    if (kind === 'sheet') input.sheets.push({ leaf, ...read });
    else for (const [name, value] of read) {
      const all = kind === 'facts' ? input.facts : input.scores;
      must(!all.has(name) || all.get(name) === value, 'input');
      all.set(name, value);
    }
  }
  return input;
}
