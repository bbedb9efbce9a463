// SPDX-License-Identifier: Apache-2.0
// rank.mjs FILE: the ranking of a recalculation case (domain.md 6.5), as `sealbid rank` prints it.
// Exit 0 printed, 2 malformed or usage, 3 cannot be read.
import fs from 'node:fs';
import path from 'node:path';
import { rank } from '../../static/sealbid/rank.mjs';

/* {status, out, err} for the bytes of a case. */
export function ranked(data) {
  try {
    return { status: 0, out: rank(data), err: '' };
  } catch (e) {
    if (e.code !== 'malformed') throw e;
    return { status: 2, out: '', err: `malformed line ${e.args[0]}: ${e.args[1]}\n` };
  }
}

if (path.basename(process.argv[1]) === 'rank.mjs') {
  if (process.argv.length !== 3) {
    console.error('usage: node tests/js/rank.mjs FILE');
    process.exit(2);
  }
  let data;
  try {
    data = new Uint8Array(fs.readFileSync(process.argv[2]));
  } catch (e) {
    console.error(e.message);
    process.exit(3);
  }
  const r = ranked(data);
  process.stdout.write(r.out);
  process.stderr.write(r.err);
  process.exitCode = r.status;
}
