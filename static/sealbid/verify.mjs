// SPDX-License-Identifier: Apache-2.0
// verify.mjs: the ten checks of sealing.md 12, over whatever gives bytes for a path.
import { must, same, text, Wrong } from './bytes.mjs';
import { contributors } from './close.mjs';
import { keyBook, place, purchaserKeys, signedBy, trusteeKeys } from './keys.mjs';
import { fileHash } from './note.mjs';
import { isInt, readRecord } from './records.mjs';
import { parseRule } from './rule.mjs';
import { readCheckpoint } from './tlog.mjs';
import { openTree } from './tree.mjs';
import { parseTrust } from './trust.mjs';
import { bodies, close } from './verify_close.mjs';
import { award, draw, envelopes, keys, result } from './verify_open.mjs';

export const CHECKS = ['trust', 'checkpoint', 'project', 'close', 'bodies', 'keys', 'envelopes', 'draw', 'result', 'award'];
/* Not refuted: something is not there, or not yet. */
const OPEN = new Set(['missing', 'unchecked', 'not-closed', 'keys-waiting', 'fallback-waiting', 'no-result', 'first-unchecked', 'not-in-log', 'unreachable', 'internal']);
/* Nothing to check, for good reason. */
const NONE = new Set(['too-few', 'void', 'no-award', 'no-rank', 'no-rank-yet']);

/* get(path) → Promise of bytes or null; options: trust (bytes from elsewhere), say(check) as each is done.
   → {verdict: verified|refuted|unknown, checks: [{id, ok, none, code, args}], warnings: [{code, args}], result: its text,
   computed: all that result.mjs gives, project} */
export async function verify(get, id, options = {}) {
  const m = { get, id, base: `/p/${id}/`, options: { verify, ...options }, warnings: [], warn: (code, ...args) => m.warnings.push({ code, args }) };
  m.need = async path => (await get(path)) ?? (() => { throw new Wrong('missing', path); })();
  const steps = { trust, checkpoint, project, close, bodies, keys, envelopes, draw, result, award };
  const checks = [];
  let stop = null;
  for (const name of CHECKS) {
    const check = { id: name, ...(stop ?? await run(steps[name], m)) };
    /* A draw that differs leaves the result to be compared. */
    if (check.ok !== true && !stop && !(check.ok === false && check.code.startsWith('draw-'))) stop = follows(check);
    checks.push(check);
    options.say?.(check);
  }
  const verdict = checks.some(c => c.ok === false) ? 'refuted' : checks.some(c => c.ok === null && !c.none) ? 'unknown' : 'verified';
  return { verdict, checks, warnings: m.warnings, result: m.computed?.text ?? null, times: m.times ?? null,
    computed: m.computed ?? null, project: m.project?.r ?? null };
}

async function run(step, m) {
  try {
    const [code, ...args] = await step(m);
    return { ok: true, none: false, code, args };
  } catch (e) {
    const code = e.code && e.args ? e.code : 'internal', none = NONE.has(code);
    return { ok: none || OPEN.has(code) ? null : false, none, code, args: code === 'internal' ? [String(e)] : e.args };
  }
}
/* What the later checks say when one could not be passed. */
const follows = c => ({ ok: null, none: c.none, code: c.none ? c.code : 'unchecked', args: c.none ? c.args : [] });

/* ---- 1 ---- */
async function trust(m) {
  m.trust = parseTrust(m.options.trust ?? await m.need('/trust.txt'));
  if (!m.options.trust) m.warn('trust-from-site');
  must(m.trust.platforms.length && m.trust.trustees.length, 'trust');
  const vkey = text(await m.need('/log/vkey')), log = m.trust.logs.find(l => vkey === `${l.vkey}\n`);
  must(log, 'trust-log');
  m.log = log;
  return ['trust-ok', m.trust.trustees.length, m.trust.witnesses.length];
}

/* ---- 2 ---- */
async function checkpoint(m) {
  const read = async path => {
    const file = await m.get(path);
    return file && readCheckpoint(file, m.log, m.trust.witnesses);
  };
  const cosigned = await read('/log/checkpoint.cosigned'), newest = await read('/log/checkpoint');
  if (!cosigned && !newest) throw new Wrong('missing', '/log/checkpoint');
  const time = cosigned && m.trust.times(cosigned.times);
  /* By its own trust file the site says that this one meets the quorum. */
  must(!cosigned || time !== null || m.options.trust || m.trust.quorum === 'none', 'quorum');
  const [old, top] = !newest || (cosigned && cosigned.size > newest.size) ? [newest, cosigned] : [cosigned, newest];
  m.tree = await openTree(m.get, top.size, top.root);
  if (old) must(same(await m.tree.rootAt(old.size), old.root), 'fork', old.size, top.size);
  m.witnessed = cosigned && time !== null ? cosigned.size : 0;
  m.index = parseIndex(await m.get(`${m.base}index.txt`));
  m.times = { witnessed: time ?? null };
  return ['checkpoint-ok', top.size];
}
/* leaf <index> <type> <path>: hints, nothing else. */
function parseIndex(file) {
  if (!file) return [];
  try {
    return text(file).split('\n').map(l => l.split(' ')).filter(w => w.length === 4 && w[0] === 'leaf' && isInt(w[1]))
      .map(w => ({ leaf: Number(w[1]), type: w[2], path: w[3] }));
  } catch {
    return [];
  }
}

/* ---- 3 ---- */
async function project(m) {
  const p = readRecord(await m.need(`${m.base}project.note`), 'project');
  must(p.r.project === m.id && p.r.log === m.log.name, 'project-id');
  m.project = p;
  m.policy = p.hash;
  m.leaf = await place(m, p.file, 'project.note');
  m.book = keyBook(m.tree, m.get, m.base, m.index, m.trust.platforms);
  await m.book.files();
  const purchaser = await purchaserKeys(m, m.leaf, p);
  must(purchaser.length, 'purchaser-key');
  signedBy(p, [purchaser, ...p.r.trustee.map(t => trusteeKeys(m, t[1])), m.trust.platforms], 'project-signatures');
  m.notice = await m.need(`${m.base}notice.txt`);
  must(fileHash(m.notice) === p.r['notice-sha256'], 'notice');
  const rule = await m.need(`${m.base}rule.txt`);
  must(fileHash(rule) === p.r['rule-sha256'], 'rule');
  m.rule = parseRule(rule);
  must(m.rule.rule === p.r.rule, 'rule');
  m.contributors = contributors(p.r);
  must(!m.options.fits || m.options.fits(m), 'first-round', m.id);
  return ['project-ok', p.r.trustee.length, p.r.threshold];
}
