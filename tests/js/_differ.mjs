// SPDX-License-Identifier: Apache-2.0
// _differ.mjs [RULE]: reads rounds from `judge rounds` on stdin, judges each anew, and compares the text of `result` to the byte.
// Ends with «N passed, N failed».
import readline from 'node:readline';
import { text, unbase64 } from '../../static/sealbid/bytes.mjs';
import { check, end } from './_check.mjs';
import { alone } from './judge.mjs';

let files = new Map(), k = 0, valid = 0, invalid = 0, ranked = 0, out = 0;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [what, name, data] = line.split(' ');
  if (what === 'file') { files.set(name, unbase64(data)); continue; }
  const want = text(unbase64(data));
  let got;
  try {
    got = await alone(async path => files.get(path.slice(`/p/${name}/`.length)) ?? null, name);
  } catch (e) {
    got = e.stack;
  }
  check(`round ${k}`, got === want, `${got}\n--- C:\n${want}`);
  k++;
  valid += (want.match(/ valid /g) ?? []).length;
  invalid += (want.match(/ invalid\n/g) ?? []).length;
  ranked += (want.match(/\nrank /g) ?? []).length;
  out += (want.match(/\nout /g) ?? []).length;
  files = new Map();
}
/* A stream that went dry would pass. */
/* bafo's first round has no ranking. */
check('rounds of every sort', k > 0 && valid > 0 && invalid > 0 && ranked > 0 === (process.argv[2] !== 'bafo') && out > 0, `${k} ${valid} ${invalid} ${ranked} ${out}`);
console.log(`${k} rounds: ${valid} envelopes valid, ${invalid} invalid, ${out} out, ${ranked} places`);
end();
