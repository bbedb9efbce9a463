// SPDX-License-Identifier: Apache-2.0
// _dump.mjs DIR [SEED|--bids N|--rule NAME [SEED]]: writes a whole made-up market as files, for a look or another
// program; with a seed, a random one; with --bids, one of so many bids; with --rule, one of that rule, and its case.txt.
import fs from 'node:fs';
import path from 'node:path';
import { base64, text, unbase64 } from '../../static/sealbid/bytes.mjs';
import { signText, writeNote } from '../../static/sealbid/note.mjs';
import { caseOf } from '../../static/sealbid/case.mjs';
import { dice } from './_check.mjs';
import { randomRule } from './_rules.mjs';
import { world } from './_world.mjs';

/* An envelope whose box, share or text is damaged, rightly signed all the same. */
const damage = kind => (file, me) => {
  let body = `${text(file).split('\n\n')[0]}\n`;
  const flip = (s, at) => { const d = unbase64(s); d[at % d.length] ^= 1; return base64(d); };
  if (kind < 3) body = body.replace(new RegExp(`box ${kind + 1} (\\S+)`), (m, b) => m.replace(b, flip(b, 40 + kind)));
  else if (kind === 3) body = body.replace(/ct (\S+)/, (m, b) => m.replace(b, flip(b, 99)));
  else body = body.replace(/commit (\S)/, (m, c) => `commit ${c === '0' ? '1' : '0'}`);
  return writeNote(body, [signText(body, me.name, me.seed)]);
};

/* Ties, replacements, withdrawals, contributors, damaged envelopes, facts: from one number the same world. */
export function randomWorld(seed) {
  const roll = dice(seed * 2654435761 + 1);
  for (let i = 0; i < 9; i++) roll(2);
  const [n, t] = [[3, 2], [4, 3], [5, 3], [3, 2]][roll(4)], bids = [], out = new Set();
  for (let i = 0, k = 1 + roll(9); i < k; i++) {
    const who = String(10 + roll(7)), what = roll(12);
    if (what === 0 && bids.some(b => b[0] === who)) bids.push([who, null, { withdraw: true }]);
    else if (what === 1) bids.push([['t1', 't2', 'buyer'][roll(3)], null]);
    else bids.push([who, [100, 100, 200, 5000000, 6000000, 6000001][roll(6)] + (roll(3) ? 0 : roll(50)),
      { sealer: ['offline', 'browser', 'server'][roll(3)], ...(what === 2 ? { break: damage(roll(5)) } : {}) }]);
    if (!roll(6)) out.add(who);
  }
  for (const [who, , how] of bids) if (how?.sealer === 'server' && bids.some(b => b[0] === who && b[2]?.sealer !== 'server')) how.sealer = 'browser';
  const codes = ['suspended', 'recused', 'conflict', 'requirement', 'related'];
  const opens = Array.from({ length: n }, (_, i) => i + 1).sort(() => roll(3) - 1).slice(0, t + roll(n - t + 1));
  return { id: 'T-1/1', n, t, bids, opens, filler: roll(4) ? roll(30) : 250 + roll(600), extend: !roll(5), late: !roll(5),
    facts: out.size ? Object.fromEntries([...out].map(w => [w, codes[roll(5)]])) : undefined };
}

if (path.basename(process.argv[1]) === '_dump.mjs') {
  const [, , dir, seed, value, nth] = process.argv;
  const bids = Array.from({ length: Number(value) || 0 }, (_, i) => [String(1000 + i), 4000000 + i % 50]);
  const w = world(seed === '--bids' ? { filler: 300, bids } : seed === '--rule' ? randomRule(Number(nth ?? 1), value) : seed ? { ...randomWorld(Number(seed)) } :
    { filler: 270, bids: [['10', 4680000], ['28', 4950000], ['10', 4600000], ['36', 4600000], ['44', 6000001], ['t1', null]] });
  const file = w.result && caseOf(w.result);
  if (seed === '--rule' && file) w.files.set(`${w.base}case.txt`, file);
  for (const [p, data] of w.files) {
    const file = path.join(dir, p);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, data);
  }
  console.log(w.id);
}
