// SPDX-License-Identifier: Apache-2.0
// judge.mjs DIR ID: prints the text of `result` as computed from a folder with the paths of sealing.md 11.
// For comparing with the C program.  Exit 0 printed, 2 usage, 3 what stands in the way on stderr.
// With --loose, log, signatures and places are not looked at: project.note, rule.txt, close.note, more, bodies, opens
// and inputs alone are used.
import path from 'node:path';
import { activeOf, contributors, submissions } from '../../static/sealbid/close.mjs';
import { unhex } from '../../static/sealbid/bytes.mjs';
import { judge, opens } from '../../static/sealbid/envelope.mjs';
import { readInput, uses } from '../../static/sealbid/input.mjs';
import { readRecord } from '../../static/sealbid/records.mjs';
import { compute } from '../../static/sealbid/result.mjs';
import { parseRule } from '../../static/sealbid/rule.mjs';
import { verify } from '../../static/sealbid/verify.mjs';
import { folder } from './verify.mjs';

/* What a round comes to from its files alone: no log, no signature. */
async function round(get, id) {
  const read = async (name, kind) => {
    const file = await get(`/p/${id}/${name}`);
    return file && (kind ? readRecord(file, kind) : file);
  };
  const project = await read('project.note', 'project'), rule = parseRule(await read('rule.txt')), close = await read('close.note', 'close');
  const more = [], keys = new Map(), inputs = [], envelopes = [];
  for (let k = 2; k < close.r.more.length + 2; k++) more.push((await read(`more-${k}.note`, 'more')).r);
  for (const [i, , pk] of project.r.trustee) {
    const o = await read(`open-${i}.note`, 'open');
    if (o && opens(unhex(o.r.sk), pk)) keys.set(i, unhex(o.r.sk));
  }
  for (let k = 1, n; (n = await read(`input-${k}.note`, 'input')); k++) {
    if (!uses(rule, n.r.kind)) continue;
    const items = [];
    for (const [leaf, sha] of n.r.item) items.push({ leaf, data: await read(`in/${sha}`) });
    inputs.push({ hash: n.hash, ...readInput(n.r.kind, items) });
  }
  let first = null;
  for (let k = Number(id.split('/')[1]) - 1; rule.first && rule.first !== '-' && !first && k >= 1; k--) {
    const prior = `${id.split('/')[0]}/${k}`, file = await get(`/p/${prior}/project.note`);
    if (file && readRecord(file, 'project').hash === rule.first) first = await round(get, prior);
  }
  const own = contributors(project.r);
  for (const s of activeOf(submissions(close.r, more))) {
    const contributor = own.has(s.bidder), secret = keys.size < project.r.threshold ? await read(`selfopen-${s.hash}.note`, 'selfopen') : null;
    envelopes.push({ ...s, contributor, verdict: judge(await read(`${s.hash}.note`), { project: project.r, policy: project.hash, rule, sub: s,
      keys, contributor, secret: secret ? unhex(secret.r.s) : undefined }) });
  }
  return compute({ policy: project.hash, project: project.r, close: close.hash, rule, envelopes, inputs, first });
}
export const alone = async (get, id) => (await round(get, id)).text;

if (path.basename(process.argv[1]) === 'judge.mjs') {
  const args = process.argv.slice(2), loose = args.includes('--loose'), [dir, id] = args.filter(a => a !== '--loose');
  if (!id) {
    console.error('usage: node tests/js/judge.mjs DIR ID [--loose]');
    process.exit(2);
  }
  const get = folder(dir);

  try {
    const r = loose ? null : await verify(get, id), text = loose ? await alone(get, id) : r.result;
    if (text === null) {
      console.error(r.checks.map(c => `${c.id} ${c.code} ${c.args.join(' ')}`).join('\n'));
      process.exitCode = 3;
    } else process.stdout.write(text);
  } catch (e) {
    console.error(e.message);
    process.exitCode = 3;
  }
}
