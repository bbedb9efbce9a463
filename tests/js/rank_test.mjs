// SPDX-License-Identifier: Apache-2.0
// rank_test.mjs: the real `sealbid rank` on the page's three cases and on files that are none.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { check, end, same } from './_check.mjs';

const TOOL = process.env.SEALBID || 'build/bin/sealbid', dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sealbid-rank-'));
const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
function rank(bytes) {
  const file = path.join(dir, 'case');
  fs.writeFileSync(file, bytes);
  return spawnSync(TOOL, ['rank', file], { env, encoding: 'utf8', maxBuffer: 1 << 26 });
}
const cases = [];
for (const line of fs.readFileSync('tests/rank_page.txt', 'utf8').split('\n').slice(0, -1)) {
  if (line.startsWith('sealbid/v1 case')) cases.push({ text: '', ranking: '' });
  cases.at(-1).text += `${line.slice(0, 72).trimEnd()}\n`;
  if (line.length > 72) cases.at(-1).ranking += `${line.slice(72)}\n`;
}
same('three cases', cases.length, 3);
for (const [i, c] of cases.entries()) {
  const r = rank(c.text);
  same(`case ${i}: printed to the byte`, r.stdout, c.ranking);
  same(`case ${i}: exit 0, nothing on stderr`, `${r.status} ${r.stderr}`, '0 ');
}
for (const [what, bytes, line] of [
  ['empty', '', 1],
  ['cut', cases[0].text.slice(0, -1), 16],
  ['CRLF', cases[0].text.replaceAll('\n', '\r\n'), 1],
  ['a bid twice', `${cases[2].text}bid B1 in - 9800\n`, 14],
  ['not UTF-8', Buffer.concat([Buffer.from(cases[0].text), Buffer.from([0x62, 0xff, 0x0a])]), 17],
]) {
  const r = rank(bytes);
  same(`${what}: exit 2, nothing on stdout`, `${r.status} ${r.stdout}`, '2 ');
  check(`${what}: the line is named`, new RegExp(`^malformed line ${line}: .+\\n$`).test(r.stderr), r.stderr);
}
const most = `${cases[0].text.replace(/^bid .*\n/gm, '')}${Array.from({ length: 10000 }, (_, i) => `bid ${'n'.repeat(60)}${i.toString(16).padStart(4, '0')} in ${1000000 + i}\n`).join('')}`;
const r = rank(most);
same('ten thousand bids', r.status, 0);
same('ten thousand bids: the last', /^rank 10000 n+270f 1009999$/m.test(r.stdout), true);
same('a file that is not there cannot be told of', spawnSync(TOOL, ['rank', path.join(dir, 'none')], { env }).status, 3);
same('without a file: usage', spawnSync(TOOL, ['rank'], { env }).status, 2);
fs.rmSync(dir, { recursive: true });
end();
