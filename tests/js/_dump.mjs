// SPDX-License-Identifier: Apache-2.0
// _dump.mjs DIR: writes a whole made-up market as files, for a look or another program.
import fs from 'node:fs';
import path from 'node:path';
import { world } from './_world.mjs';

const w = world({ filler: 270, bids: [['10', 4680000], ['28', 4950000], ['10', 4600000], ['36', 4600000], ['44', 6000001], ['t1', null]] });
for (const [p, data] of w.files) {
  const file = path.join(process.argv[2], p);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, data);
}
console.log(w.id);
