// SPDX-License-Identifier: Apache-2.0
// words_test.mjs: each code that the scripts may say has its sentence, each sentence a use; modules keep their size.
import fs from 'node:fs';
import { check, end } from './_check.mjs';

const read = f => fs.readFileSync(f, 'utf8');
const dir = 'static/sealbid/', modules = fs.readdirSync(dir).map(f => dir + f);
const codesIn = f => [...read(f).matchAll(/<dt>([^<]+)<\/dt><dd>([^<]+)<\/dd>/g)].map(m => m[1]);
const seal = new Set(codesIn('views/_seal_words.html')), verify = new Set(codesIn('views/_verify_words.html'));
const refs = (files, pattern) => new Set(files.flatMap(f => [...read(f).matchAll(pattern)].map(m => m[1])));

const pages = ['static/seal.mjs', 'static/sign.mjs', `${dir}submit.mjs`, `${dir}device.mjs`, `${dir}page.mjs`];
const said = refs(pages, /(?:words|say|button|download)\((?:root, |place, )?'([a-z-]+)'/g);
for (const code of said) check(`seal words: ${code}`, seal.has(code));
for (const r of ['grammar', 'policy', 'void', 'early', 'late', 'bidder', 'sealer', 'signature', 'eligible', 'seq', 'cap', 'key', 'double'])
  check(`refusal: ${r}`, seal.has(`refused-${r}`));
const checks = modules.filter(f => /verify|panel|tree|keys|tlog|note|records|close|trust\.mjs|rule|bytes/.test(f));
const thrown = new Set([
  ...refs(checks, /must\([^;]*?, '([a-z-]+)'(?:, [^;]*)?\);/g), ...refs(checks, /new Wrong\('([a-z-]+)'/g),
  ...refs(checks, /return \['([a-z-]+)'/g), ...refs(checks, /warn\('([a-z-]+)'/g),
  ...refs(checks, /signedBy\([^;]*?, '([a-z-]+)'(?:, [^;]*)?\);/g)]);
/* What is refused before it reaches a check, or belongs to sealing. */
const inner = new Set(['text', 'form', 'range', 'receipt', 'receipt-file', 'receipt-proof']);
for (const code of thrown) check(`verify words: ${code}`, verify.has(`v-${code}`) || inner.has(code));
/* What would have followed: sentences, labels and reasons. */
const explain = new Set(codesIn('views/verify/explain.html')), parts = read('static/explain.mjs'), core = read(`${dir}explain.mjs`);
const literal = [...parts.matchAll(/(?:words|say|stop)\((?:root, )?'(x-[a-z-]+)'/g)].map(m => m[1]);
const follows = [...core.matchAll(/push\(\['([a-z-]+)'|\[\['(same|gone|unfailed|mean)'|'(changed|failed|still-failed)',? ?/g)].map(m => m[1] ?? m[2] ?? m[3]);
const reasons = ['envelope', 'format', 'suspended', 'recused', 'conflict', 'requirement', 'related', 'over-ceiling', 'under-floor', 'low', 'high', 'credit',
  'drawn', 'gone', 'failed', 'silent', 'second-higher', 'second-under-floor'].map(c => `why-${c}`);
const sorts = ['price', 'rate', 'credit'], labels = [...sorts, 'first-price', 'second-price', 'first-rate', 'second-rate'];
const uses = new Set([...literal, ...[...follows, ...reasons, ...labels, ...['sign', 'unit', 'bad'].flatMap(k => sorts.map(x => `${k}-${x}`))].map(c => `x-${c}`)]);
check('explain: sentences are found', follows.length >= 14, follows.join());
for (const code of uses) check(`explain words: ${code}`, explain.has(code));
for (const code of explain) check(`explain: ${code} is said`, uses.has(code) || code === 'title-error' || code === '{{KEY_NAME}}');
for (const f of [...modules, 'static/seal.mjs', 'static/explain.mjs', 'static/verify.mjs', 'static/sign.mjs', 'static/opening.mjs', 'static/money.mjs']) {
  const s = read(f);
  check(`${f}: at most 300 lines`, s.split('\n').length <= 300);
  check(`${f}: licence line`, s.startsWith('// SPDX-License-Identifier: Apache-2.0\n'));
  if (f !== 'static/money.mjs') check(`${f}: no words a person reads`, !/[\u4e00-\u9fff]/.test(s));
}
end();
