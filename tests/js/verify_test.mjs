// SPDX-License-Identifier: Apache-2.0
// verify_test.mjs: whole markets that verify, each way they may not, and single bytes changed.
import { text, bytes } from '../../static/sealbid/bytes.mjs';
import { CHECKS, verify } from '../../static/sealbid/verify.mjs';
import { check, dice, end, same } from './_check.mjs';
import { busy, cases, filesOf } from './_cases.mjs';
import { randomWorld } from './_dump.mjs';
import { ruleCases } from './_rules.mjs';
import { getter, world } from './_world.mjs';

const marks = r => r.checks.map(c => (c.ok === true ? '+' : c.ok === false ? 'x' : c.none ? '.' : '?')).join('');
const said = r => r.checks.map(c => `${c.id}:${c.code}(${c.args})`).join(' ');
async function expect(what, options, want, verdict, more = {}) {
  const w = world(options), r = await verify(getter(more.without ? new Map([...w.files].filter(([p]) => !more.without.test(p))) : w.files), w.id, more);
  check(`${what}: ${want}`, marks(r) === want && r.verdict === verdict, `${marks(r)} ${r.verdict} ${said(r)}`);
  if (more.code) check(`${what}: says ${more.code}`, r.checks.some(c => c.code === more.code) || r.warnings.some(c => c.code === more.code), said(r));
  return { w, r };
}
const ALL = '++++++++++';

const { r: plain, w: market } = await expect('a market', {}, ALL, 'verified');
same('ten checks', plain.checks.map(c => c.id).join(), CHECKS.join());
same('the result', plain.result, market.text);
same('one warning', plain.warnings.map(x => x.code).join(), 'trust-from-site');
await expect('a trust file from elsewhere', {}, ALL, 'verified', { trust: market.files.get('/trust.txt') });
await expect('a long log', { filler: 66000 }, ALL, 'verified');
for (const c of [...cases, ...ruleCases]) {
  const w = world(c.options), r = await verify(getter(filesOf(c, w)), w.id);
  check(`${c.what}: ${c.want}`, r.verdict === c.verdict && (!c.want || marks(r) === c.want), `${marks(r)} ${r.verdict} ${said(r)}`);
  if (c.code) check(`${c.what}: says ${c.code}`, r.checks.some(x => x.code === c.code) || r.warnings.some(x => x.code === c.code), said(r));
}

/* ---- random markets: the same text whichever keys were published ---- */
for (let seed = 1; seed <= Number(process.env.RANDOM_WORLDS || 25); seed++) {
  const o = randomWorld(seed), probe = world({ ...o, stop: 'close' }), closed = await verify(getter(probe.files), probe.id);
  const few = closed.checks.some(c => c.code === 'too-few');
  if (few) { check(`random ${seed}: too few`, closed.verdict === 'verified', said(closed)); continue; }
  const texts = new Set();
  for (const opens of [o.opens, Array.from({ length: o.n }, (_, i) => o.n - i).slice(0, o.t), Array.from({ length: o.n }, (_, i) => i + 1)]) {
    const w = world({ ...o, opens }), r = await verify(getter(w.files), w.id);
    check(`random ${seed}`, r.verdict === 'verified', said(r));
    texts.add(r.result);
  }
  check(`random ${seed}: one result`, texts.size === 1);
}

/* ---- every byte ---- */
const roll = dice(20261126);
const whole = world({ filler: 270, extend: true, facts: { 10: 'suspended' }, bids: [...busy, ['60', 77], ['68', 78, { sealer: 'server' }], ['t1', null]], opens: [1, 3] });
const base = await verify(getter(whole.files), whole.id);
check('the market to be changed', marks(base) === ALL, said(base));
const read = new Set();
await verify(async p => { read.add(p); return whole.files.get(p) ?? null; }, whole.id);
const unread = [...whole.files.keys()].filter(p => !read.has(p) && !/\/tile\//.test(p));
same('files that nobody reads', unread.join(), '');
const paths = [...read].filter(p => whole.files.has(p) && !p.endsWith('index.txt') && p !== '/trust.txt');
let bad = [], tries = 0;
const mutate = async (path, at, value, w = whole) => {
  const file = w.files.get(path).slice();
  if (file[at] === value) return;
  file[at] = value;
  tries++;
  const r = await verify(getter(new Map(w.files).set(path, file)), w.id);
  if (r.verdict === 'verified') bad.push(`${path}@${at}=${value}`);
  if (r.checks.some(c => c.code === 'internal')) bad.push(`internal ${path}@${at} ${said(r)}`);
};
for (let i = 0; i < Number(process.env.MUTATIONS || 250); i++) {
  const path = paths[i % paths.length], n = whole.files.get(path).length;
  await mutate(path, roll(n), roll(3) ? whole.files.get(path)[0] ^ (1 + roll(255)) : roll(256));
}
check(`${tries} single bytes changed`, bad.length === 0, bad.slice(0, 5).join(' '));
/* The same with sheets, with credit, and with a first round. */
for (const what of ['composite', 'credit', 'bafo']) {
  const w = world(ruleCases.find(c => c.what === what).options), seen = new Set();
  await verify(async p => { seen.add(p); return w.files.get(p) ?? null; }, w.id);
  const files = [...seen].filter(p => w.files.has(p) && !p.endsWith('index.txt') && p !== '/trust.txt'), n = Number(process.env.MUTATIONS || 250) / 5;
  bad = [];
  tries = 0;
  check(`${what}: inputs and first rounds are read`, files.some(p => /\/in\/|T-1\/1\/result/.test(p)));
  for (let i = 0; i < n; i++) {
    const path = files[(i * 7) % files.length], size = w.files.get(path).length;
    await mutate(path, roll(size), roll(256), w);
  }
  check(`${what}: ${tries} single bytes changed`, bad.length === 0 && tries > n / 2, bad.slice(0, 5).join(' '));
}
/* The trust file: keys and quorum count, addresses and names of groups do not. */
bad = [];
for (const m of text(whole.files.get('/trust.txt')).matchAll(/\+([0-9a-f]{8})\+(\S{44})/g)) await mutate('/trust.txt', m.index + 15, 0x21);
check('each key of the trust file', bad.length === 0, bad.join(' '));
check('bytes', bytes('x').length === 1);
end();
