// SPDX-License-Identifier: Apache-2.0
// _verifydiffer.mjs TOOL FROM TO DIR: markets of every rule, each with a file left out, put for another, or with a byte
// changed; the verdict of the tool, the first check that could not be passed and its code must be those of verify.mjs.
// Ends with «N passed, N failed».
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { verify } from '../../static/sealbid/verify.mjs';
import { check, dice, end } from './_check.mjs';
import { ruleCases } from './_rules.mjs';
import { getter, world } from './_world.mjs';

const [, , tool, from, to, dir] = process.argv, EACH = 12;
const VERDICT = { verified: 'verified', refuted: 'refuted', 'cannot tell': 'unknown' };
const stop = (checks, code) => { const c = checks.find(x => x.ok !== true); return c ? `${c.id} ${code(c)}` : ''; };
for (let k = Number(from); k < Number(to); k++) {
  const c = ruleCases[k % ruleCases.length], roll = dice(k * 7919 + 1), w = world(c.options), home = path.join(dir, `world-${k}`);
  const put = (p, data) => { const f = path.join(home, p); fs.mkdirSync(path.dirname(f), { recursive: true }); fs.writeFileSync(f, data); };
  for (const [p, data] of w.files) put(p, data);
  const paths = [...w.files.keys()].filter(p => p.startsWith('/p/') && !p.endsWith('index.txt'));
  for (let i = 0; i <= EACH; i++) {
    const files = new Map(w.files), p = paths[roll(paths.length)], how = i === 0 ? 'as it is' : ['left out', 'put for another', 'changed'][roll(3)];
    if (how === 'left out') { files.delete(p); fs.rmSync(path.join(home, p)); }
    else if (how !== 'as it is') {
      const data = how === 'changed' ? w.files.get(p).slice() : w.files.get(paths[roll(paths.length)]);
      if (how === 'changed') data[roll(data.length)] = roll(256);
      files.set(p, data);
      put(p, data);
    }
    const r = await verify(getter(files), w.id), s = spawnSync(tool, ['verify', home, w.id, '--json'], { encoding: 'utf8' });
    const its = JSON.parse(s.stdout || '{"checks":[]}'), mine = stop(r.checks, x => x.code), theirs = stop(its.checks, x => x.text.split(' ')[0]);
    /* A text that is no result is refuted by both: one reads its grammar, the other compares its lines. */
    const same = mine === theirs || (/result\.note$/.test(p) && how !== 'as it is');
    check(`${c.what}, ${p} ${how}`, VERDICT[its.verdict] === r.verdict && same, `${VERDICT[its.verdict]} ${theirs}, not ${r.verdict} ${mine}`);
    if (i) put(p, w.files.get(p));
  }
  fs.rmSync(home, { recursive: true });
}
end();
