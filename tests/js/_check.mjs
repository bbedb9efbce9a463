// SPDX-License-Identifier: Apache-2.0
// _check.mjs: counting, for tests that plain node runs.
import fs from 'node:fs';

let passed = 0, failed = 0;
export function check(what, ok, detail) {
  if (ok) passed++;
  else {
    failed++;
    console.log(`not ok: ${what}${detail === undefined ? '' : `: ${String(detail).slice(0, 400)}`}`);
  }
  return Boolean(ok);
}
export const same = (what, got, want) => check(what, got === want, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
export function refused(what, fn, code) {
  try {
    fn();
  } catch (e) {
    return code ? same(what, e.code, code) : check(what, e.code !== undefined, e.stack);
  }
  return check(what, false, 'was accepted');
}
export function end() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
/* The vectors' folder; without it the test says so and counts as one passed. */
export function vectors() {
  const dir = process.env.VECTORS || '../shared/vectors';
  if (fs.existsSync(`${dir}/expected.json`)) return { dir, read: name => new Uint8Array(fs.readFileSync(`${dir}/${name}`)),
    json: name => JSON.parse(fs.readFileSync(`${dir}/${name}`, 'utf8')) };
  console.log(`skipped: no test vectors in ${dir}`);
  check('skipped', true);
  end();
  return process.exit(0);
}
/* Small numbers that are the same in every run. */
export function dice(seed) {
  let x = seed >>> 0 || 1;
  return n => {
    x ^= x << 13; x >>>= 0; x ^= x >>> 17; x ^= x << 5; x >>>= 0;
    return x % n;
  };
}
