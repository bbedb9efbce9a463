// SPDX-License-Identifier: Apache-2.0
// calendar.mjs [FILE]: the exceptions to Monday-Friday that the npm package
// chinese-days knows, one a line: «2026-02-14<TAB>work» or «...<TAB>off».
// FILE is its dist/chinese-days.json, node_modules/... if not given.
import { readFileSync } from 'node:fs';

const where = process.argv[2] ??
	new URL('../node_modules/chinese-days/dist/chinese-days.json',
		import.meta.url);
const { holidays, workdays } = JSON.parse(readFileSync(where, 'utf8'));
const kinds = new Map();

for (const day of Object.keys(holidays)) kinds.set(day, 'off');
for (const day of Object.keys(workdays)) {
	if (kinds.has(day)) throw new Error(`${day} is both off and work`);
	kinds.set(day, 'work');
}
if (kinds.size === 0) throw new Error('no days in ' + where);
for (const day of kinds.keys())
	if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error(`no date: ${day}`);
process.stdout.write([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))
	.map(([day, kind]) => `${day}\t${kind}\n`).join(''));
