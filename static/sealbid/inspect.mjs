// SPDX-License-Identifier: Apache-2.0
// inspect.mjs: an inspection's draw from its public text (domain.md 8; sealing.md 8).
import { bytes, hex, join, must, order, unhex } from './bytes.mjs';
import { H } from './crypto.mjs';
import { rankHash, shortlist } from './draw.mjs';

const TEAM = 2, MOST = 10000, HEX = '[0-9a-f]{64}', INT = '0|[1-9][0-9]{0,15}', WORD = '[^ \\x00-\\x20\\x7f]+';
const ROWS = [
  ['plan', WORD], ['record', `${HEX}|-`], ['take', INT], ['cap', INT],
  ['commit*', INT, WORD, HEX], ['r*', INT, HEX], ['seed', HEX], ['object*', WORD, INT], ['whole*', WORD],
  ['inspector*', WORD], ['conflict*', WORD, WORD],
].map(([key, ...columns]) => [key.replace('*', ''), key.endsWith('*'), new RegExp(`^${key.replace('*', '')} ${columns.map(c => `(${c})`).join(' ')}$`)]);
const before = (a, b) => order(bytes(a), bytes(b)) < 0;
const rises = list => list.every((x, i) => i === 0 || before(list[i - 1][0], x[0]) || (list[i - 1][0] === x[0] && x.length > 1 && before(list[i - 1][1], x[1])));

/* { plan: […], …, object: [[name, weight], …] }; Wrong grammar. */
export function readInspect(text) {
  const lines = text.split('\n'), d = {};
  must(lines.shift() === 'sealbid/v1 inspect' && lines.pop() === '', 'grammar');
  for (const [key, many, form] of ROWS) {
    d[key] = [];
    for (let m; lines.length && (m = form.exec(lines[0])) && (many || d[key].length === 0); lines.shift()) d[key].push(m.slice(1));
    must(many || d[key].length === 1, 'grammar');
  }
  const names = new Set(d.object.map(o => o[0]));
  must(lines.length === 0 && [d.object.map(o => [o[0]]), d.whole, d.inspector, d.conflict].every(rises), 'grammar');
  must([d.commit, d.r].every(list => list.every((x, i) => x[0] === String(i + 1))), 'grammar');
  must(d.object.every(o => Number(o[1]) <= MOST) && !d.whole.some(w => names.has(w[0])), 'grammar');
  return d;
}

/* Is the seed what the parts make, each as it was committed to? */
export function seedFits(d) {
  const [record] = d.record[0];
  if (record === '-') return d.commit.length === 0 && d.r.length === 0;
  if (d.commit.length < 2 || d.r.length !== d.commit.length) return false;
  return d.commit.every(([, name, hash], i) => hex(H('sealbid/v1 plan-commit\n', `${d.plan[0][0]}\n${name}\n`, unhex(d.r[i][1]))) === hash) &&
    hex(H('sealbid/v1 plan-seed\n', unhex(record), ...d.r.map(r => unhex(r[1])))) === d.seed[0][0];
}

/* [[whole, object, [inspector, …]], …] in the order of the draw. */
export function visits(d) {
  const seed = unhex(d.seed[0][0]), cap = Number(d.cap[0][0]), conflicts = new Set(d.conflict.map(c => c.join(' ')));
  const tasks = new Map(d.inspector.map(([name]) => [name, 0]));
  function team(object) {
    const may = d.inspector.map(([name]) => name).filter(name => tasks.get(name) < cap && !conflicts.has(`${name} ${object}`));
    const best = may.map(name => [rankHash(seed, `${object}/${name}`), name]).sort((a, b) => order(a[0], b[0])).slice(0, TEAM).map(x => x[1]);
    if (best.length < TEAM) return [];
    best.forEach(name => tasks.set(name, tasks.get(name) + 1));
    return best;
  }
  const drawn = shortlist(seed, d.object, Math.min(Number(d.take[0][0]), d.object.length));
  return [...drawn.map(name => [false, name]), ...d.whole.map(([name]) => [true, name])].map(([whole, name]) => [whole, name, team(name)]);
}

/* What `sealbid inspect` prints, to the byte. */
export function drawnText(d) {
  const list = visits(d), first = list.findIndex(v => v[0]);
  const given = d.record[0][0] === '-' ? 'given' : `of ${d.r.length} contributions`;
  return `seed ${d.seed[0][0]} ${given}\n${list.map(([whole, name, team], i) =>
    `${whole ? 'whole' : 'drawn'} ${whole ? i - first + 1 : i + 1} ${name} ${team.join(' ') || '-'}\n`).join('')}`;
}

/* The hash of a note's text, and the list a plan's record names. */
export const recordOf = note => hex(H(note.slice(0, note.indexOf('\n\n') + 1)));
export const listOf = d => hex(H(join(...d.object.map(o => `${o.join(' ')}\n`))));
