// SPDX-License-Identifier: Apache-2.0
// panel.mjs: who may score proposals, in the order of the draw (domain.md 6.2), and whether those did who were drawn.
import { latin, must, order } from './bytes.mjs';
import { rankHash } from './draw.mjs';
import { isName } from './note.mjs';

/* So many of a list count. */
const LIST = 1000;

/* Lines «evaluator e/<id> <organisation code|-> …» of a notice; names: key names of purchaser and bidders, <host>/<kind>/<code>,
   whose own people are left out.  → [e/<id>] by rank hash. */
export function drawOrder(notice, seed, names) {
  const own = new Set(names.map(n => n.split('/').pop())), lots = new Map();
  for (const line of latin(notice).split('\n')) {
    const m = /^evaluator (e\/[^ /]+) ([^ \0]*) /.exec(line);
    if (m && lots.size < LIST && isName(m[1]) && !lots.has(m[1]) && (m[2] === '-' || !own.has(m[2]))) lots.set(m[1], rankHash(seed, m[1]));
  }
  return [...lots].sort((a, b) => order(a[1], b[1])).map(([name]) => name);
}

/* lots: as above; sheets: [{evaluator, leaf}]; events: [{leaf, missed: [name]}], ascending: who is on record to have missed.
   The next of the draw takes the seat that is free, and its sheet is handed in behind the record. */
export function checkPanel(lots, sheets, events) {
  const at = new Map(lots.map((name, i) => [name, i])), missed = new Set();
  const seated = leaf => sheets.length + events.filter(e => e.leaf < leaf).reduce((n, e) => n + e.missed.length, 0);
  for (const e of events) for (const name of e.missed) {
    must(at.get(name) < seated(e.leaf) && !missed.has(name), 'draw-missed', name);
    missed.add(name);
  }
  for (const s of sheets) must(at.get(s.evaluator) < seated(s.leaf) && !missed.has(s.evaluator), 'draw-evaluators', s.evaluator);
}
