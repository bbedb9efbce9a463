// SPDX-License-Identifier: Apache-2.0
// _rankdiffer.mjs SEALBID FROM TO DIR: random cases FROM…TO-1, half of them spoilt, ranked by the program and anew: the
// same bytes, the same status, the same line named.  Ends with «N passed, N failed».
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { check, end } from './_check.mjs';
import { mutate, randomCase, rolls } from './_rankcases.mjs';
import { ranked } from './rank.mjs';

const [, , program, from, to, dir] = process.argv, seen = { good: 0, bad: 0 };
const line = err => /^(?:sealbid: )?malformed line (\d+): ./m.exec(err)?.[1] ?? `none: ${err}`;
for (let k = Number(from); k < Number(to); k++) {
  const roll = rolls(k), c = randomCase(roll);
  let { text } = c;
  for (let n = k % 2 ? 1 + roll(2) : 0; n > 0 && text.length > 1; n--) text = mutate(text, roll);
  const data = new Uint8Array(Buffer.from(text)), file = `${dir}/${from}.case`;
  fs.writeFileSync(file, data);
  const mine = ranked(data), theirs = spawnSync(program, ['rank', file], { encoding: 'latin1', maxBuffer: 1 << 26 });
  const ok = theirs.status === mine.status && theirs.stdout === mine.out && (mine.status === 0 || line(theirs.stderr) === line(mine.err));
  seen[mine.status ? 'bad' : 'good']++;
  if (!check(`case ${k} (${c.rule})`, ok, `status ${theirs.status}, not ${mine.status}; ${theirs.stderr}${mine.err}`)) {
    fs.copyFileSync(file, `${dir}/differs-${k}.case`);
    console.log(`${text.slice(0, 1500)}--- program:\n${theirs.stdout.slice(0, 1500)}--- here:\n${mine.out.slice(0, 1500)}`);
  }
}
check('cases good and bad', seen.good > 0 && seen.bad > 0);
console.log(`${seen.good} ranked, ${seen.bad} malformed`);
end();
