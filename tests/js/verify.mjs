// SPDX-License-Identifier: Apache-2.0
// verify.mjs DIR ID [--json] [--trust FILE]: the ten checks over a folder with the paths of sealing.md 11.
// Exit 0 verified, 1 refuted, 2 usage, 3 cannot tell.
import fs from 'node:fs';
import path from 'node:path';
import { verify } from '../../static/sealbid/verify.mjs';

/* A folder as a site; a path that leaves it is not there. */
export const folder = dir => async p => {
  const file = path.join(dir, p);
  if (!file.startsWith(path.join(dir, '/'))) return null;
  try {
    return new Uint8Array(fs.readFileSync(file));
  } catch {
    return null;
  }
};

if (path.basename(process.argv[1]) === 'verify.mjs') {
  const args = process.argv.slice(2), json = args.includes('--json'), t = args.indexOf('--trust');
  const trust = t >= 0 ? new Uint8Array(fs.readFileSync(args.splice(t, 2)[1])) : undefined;
  const [dir, id] = args.filter(a => a !== '--json');
  if (!id) {
    console.error('usage: node tests/js/verify.mjs DIR ID [--json] [--trust FILE]');
    process.exit(2);
  }
  const r = await verify(folder(dir), id, { trust });
  const words = c => [c.code, ...c.args].join(' ');
  if (json) console.log(JSON.stringify({ verdict: r.verdict, source: dir, trust: trust ? 'file' : 'source',
    checks: r.checks.map(c => ({ id: c.id, ok: c.ok, text: words(c), none: c.none })), warnings: r.warnings.map(words) }));
  else {
    r.checks.forEach(c => console.log(`${c.ok ? 'ok' : c.ok === false ? 'FAIL' : c.none ? 'n/a' : '?'}\t${c.id}\t${words(c)}`));
    r.warnings.forEach(w => console.log(`warning\t${words(w)}`));
    console.log(r.verdict);
  }
  process.exitCode = { verified: 0, refuted: 1, unknown: 3 }[r.verdict];
}
