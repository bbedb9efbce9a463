// SPDX-License-Identifier: Apache-2.0
// inspect_test.mjs: the real `sealbid inspect` on the example of domain.md 8, and a seed by node's own hash.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { drawnText, listOf, readInspect, recordOf, seedFits } from '../../static/sealbid/inspect.mjs';
import { check, end, same } from './_check.mjs';

const TOOL = process.env.SEALBID || 'build/bin/sealbid', dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sealbid-inspect-'));
const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
function inspect(text) {
  const file = path.join(dir, 'inspect.txt');
  fs.writeFileSync(file, text);
  return spawnSync(TOOL, ['inspect', file], { env, encoding: 'utf8' });
}
const hash = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((p) => Buffer.from(p)))).digest();
const lists = 'object K1 1\nobject K2 1\nobject K3 1\nobject K4 5\nobject K5 5\nobject K6 20\nobject K7 20\nobject K8 5\n' +
  'inspector G1\ninspector G2\ninspector G3\ninspector G4\n';
const seed = hash('example seed').toString('hex');
const example = `sealbid/v1 inspect\nplan 2026-1\nrecord -\ntake 3\ncap 20\nseed ${seed}\n${lists}`;
let r = inspect(example);
same('the example', r.stdout, `seed ${seed} given\ndrawn 1 K7 G2 G4\ndrawn 2 K6 G4 G1\ndrawn 3 K8 G4 G3\n`);
same('exit 0, nothing on stderr', `${r.status} ${r.stderr}`, '0 ');
r = inspect(`${example}conflict G2 K7\n`);
same('G2 in conflict', r.stdout.split('\n')[1], 'drawn 1 K7 G4 G1');
r = inspect(example.replace('K2 1', 'K1 1'));
same('a double: exit 2, nothing on stdout', `${r.status} ${r.stdout}`, '2 ');

// Two organisations; commitments and seed made here.
const record = hash('a record'), parts = [hash('one'), hash('two')], names = ['m.example/t/1', 'm.example/t/2'];
const commits = parts.map((p, i) => hash('sealbid/v1 plan-commit\n', `2026-1\n${names[i]}\n`, p).toString('hex'));
const made = (opened) => `sealbid/v1 inspect\nplan 2026-1\nrecord ${record.toString('hex')}\ntake 3\ncap 20\n` +
  commits.map((c, i) => `commit ${i + 1} ${names[i]} ${c}\n`).join('') +
  opened.map((p, i) => `r ${i + 1} ${p.toString('hex')}\n`).join('') +
  `seed ${hash('sealbid/v1 plan-seed\n', record, ...opened).toString('hex')}\n${lists}`;
r = inspect(made(parts));
same('exit 0 for a seed of two', r.status, 0);
check('it says whose', /^seed [0-9a-f]{64} of 2 contributions\n/.test(r.stdout), r.stdout);
r = inspect(made([parts[0], hash('another')]));
same('a part that was not committed: exit 1, nothing on stdout', `${r.status} ${r.stdout}`, '1 ');
r = inspect(made(parts).replace(/^seed ../m, 'seed 00'));
same('another seed: exit 1', r.status, 1);

// A contribution: signed commitment and what opens it.
const at = (name) => path.join(dir, name);
spawnSync(TOOL, ['keygen', '--name', names[0], '--role', 'trustee', '--out', at('key')], { env });
r = spawnSync(TOOL, ['contribute', '2026-1', '--key', at('key'), '--secret', at('r'), '--out', at('note')], { env, encoding: 'utf8' });
same('contribute: exit 0', `${r.status} ${r.stderr}`, '0 ');
const opened = Buffer.from(/^r ([0-9a-f]{64})\n$/.exec(fs.readFileSync(at('r'), 'utf8'))[1], 'hex');
const commit = hash('sealbid/v1 plan-commit\n', `2026-1\n${names[0]}\n`, opened).toString('hex');
check('it commits to what opens it', fs.readFileSync(at('note'), 'utf8').startsWith(`market/v1 plan-commit\nplan 2026-1\ncommit ${commit}\n\n`), '');
same('the secret is for its owner alone', fs.statSync(at('r')).mode & 0o777, 0o600);

// The page's twin: the same bytes as the tool, on the example and on 200 random plans.
same('the example by the twin', drawnText(readInspect(example)), inspect(example).stdout);
same('a conflict by the twin', drawnText(readInspect(`${example}conflict G2 K7\n`)), inspect(`${example}conflict G2 K7\n`).stdout);
check('two parts', seedFits(readInspect(made(parts))), '');
check('a part that was not committed', !seedFits(readInspect(made([parts[0], hash('another')]))), '');
check('another seed', !seedFits(readInspect(made(parts).replace(/^seed ../m, 'seed 00'))), '');
same('the list', listOf(readInspect(example)), hash(lists.replace(/^inspector.*\n/gm, '').replace(/^object /gm, '')).toString('hex'));
same('the record of a note', recordOf('sealbid/v1 plan\nplan 1\n\n\u2014 a b\n'), hash('sealbid/v1 plan\nplan 1\n').toString('hex'));
let state = 12345;
const upto = (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % (n + 1); };
const some = (n, make) => Array.from({ length: n }, (_, i) => make(i)).sort((a, b) => (a < b ? -1 : 1));
function random(k) {
  const names = some(upto(20), (i) => `K${i}`), whole = some(upto(4), (i) => `W${i}`), staff = some(upto(6), (i) => `G${i}`);
  const pairs = new Set(Array.from({ length: upto(8) }, () => `${staff[upto(staff.length - 1)]} ${[...names, ...whole][upto(names.length + whole.length - 1)]}`));
  return `sealbid/v1 inspect\nplan 2026-${k}\nrecord -\ntake ${upto(22)}\ncap ${upto(4)}\nseed ${hash(`seed ${k}`).toString('hex')}\n` +
    names.map((n) => `object ${n} ${upto(9) === 0 ? 0 : upto(100)}\n`).join('') + whole.map((n) => `whole ${n}\n`).join('') +
    staff.map((n) => `inspector ${n}\n`).join('') + [...pairs].filter((p) => !/undefined/.test(p)).sort().map((p) => `conflict ${p}\n`).join('');
}
let unlike = 0, read = 0;
for (let k = 0; k < 200; k++) {
  const body = random(k), other = inspect(body), twin = other.status === 0 ? drawnText(readInspect(body)) : '';
  read += other.status === 0;
  unlike += twin !== other.stdout;
}
same('200 random plans, the same bytes', `${read} ${unlike}`, '200 0');
for (const bad of [example.replace('take 3', 'take 03'), example.replace('K2 1', 'K1 1'), example.replace('K1 1', 'K1 10001'), `${example}\n`,
  example.replace('cap 20\n', ''), example.replace('object K1 1\nobject K2 1', 'object K2 1\nobject K1 1')]) {
  let refused = false;
  try { readInspect(bad); } catch { refused = true; }
  check('both refuse', refused && inspect(bad).status === 2, bad.slice(0, 120));
}
fs.rmSync(dir, { recursive: true });
end();
