// SPDX-License-Identifier: Apache-2.0
// terms.mjs: the rules of a round, fetched and proved against the trust file.
import { hex, must, text } from './bytes.mjs';
import { contributors } from './close.mjs';
import { H } from './crypto.mjs';
import { readKey, signedBy, trusteeKeys } from './keys.mjs';
import { fileHash } from './note.mjs';
import { get, need } from './page.mjs';
import { readRecord } from './records.mjs';
import { parseRule } from './rule.mjs';
import { fact, saveFact } from './store.mjs';
import { parseTrust } from './trust.mjs';

/* → {trust, log, project (record), policy, rule, changed: the trust file is another than last time} */
export async function readTerms(id) {
  const base = `/p/${id}/`;
  const [trustFile, vkey, file, ruleFile, index] = await Promise.all(
    [need('/trust.txt'), need('/log/vkey'), need(`${base}project.note`), need(`${base}rule.txt`), get(`${base}index.txt`)]);
  const m = { trust: parseTrust(trustFile) }, log = m.trust.logs.find(l => text(vkey) === `${l.vkey}\n`);
  must(log, 'trust-log');
  const p = readRecord(file, 'project');
  must(p.r.project === id && p.r.log === log.name, 'project-id');
  must(fileHash(ruleFile) === p.r['rule-sha256'], 'rule');
  const rule = parseRule(ruleFile);
  must(rule.rule === p.r.rule, 'rule');
  const purchaser = await purchaserKeys(base, index, p.r.purchaser, m.trust.platforms);
  signedBy(p, [...p.r.trustee.map(t => trusteeKeys(m, t[1])), m.trust.platforms, ...(purchaser.length ? [purchaser] : [])], 'project-signatures');
  const seen = hex(H(trustFile)), before = await fact('trust');
  if (!before) await saveFact('trust', seen);
  return { trust: m.trust, log, project: p.r, policy: p.hash, rule, contributors: contributors(p.r), seen,
    changed: Boolean(before && before !== seen) };
}
export const acceptTrust = terms => saveFact('trust', terms.seen);

/* Where the record of the purchaser's key is named and reachable, its signature is asked for too. */
async function purchaserKeys(base, index, name, platforms) {
  const paths = index ? [...text(index).matchAll(/^leaf \d+ key \S*(key-\d+\.note)$/gm)].map(m => m[1]) : [];
  const found = [];
  for (const path of paths) {
    const file = await get(base + path);
    if (!file) continue;
    const k = readKey(file, platforms);
    if (k.key.name === name && k.role === 'purchaser') found.push(k.key);
  }
  return found;
}
