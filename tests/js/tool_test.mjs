// SPDX-License-Identifier: Apache-2.0
// tool_test.mjs: the real sealbid against a market in memory: three agents bring rounds from draft to opening, are killed on the way.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { hex, text, unhex } from '../../static/sealbid/bytes.mjs';
import { judge, openKey } from '../../static/sealbid/envelope.mjs';
import { fileHash, parseVkey, signers, signText, writeNote } from '../../static/sealbid/note.mjs';
import { readRecord } from '../../static/sealbid/records.mjs';
import { parseRule } from '../../static/sealbid/rule.mjs';
import { check, end, same } from './_check.mjs';
import { platform } from './_platform.mjs';

const TOOL = process.env.SEALBID || 'build/bin/sealbid', dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sealbid-'));
const env = { ...process.env, no_proxy: '*', ASAN_OPTIONS: 'detect_leaks=0' };
const at = name => path.join(dir, name), read = name => fs.readFileSync(at(name), 'utf8');
const sleep = ms => new Promise(done => { setTimeout(done, ms); });
const now = () => Math.floor(Date.now() / 1000);
const begun = Date.now(), trace = what => { if (process.env.V) console.log(`${((Date.now() - begun) / 1000).toFixed(1)} ${what}`); };
async function until(what, ok, seconds = 30) {
  for (const stop = Date.now() + 1000 * seconds; Date.now() < stop; await sleep(50)) if (ok()) { trace(what); return true; }
  return check(`in time: ${what}`, false);
}
/* Not spawnSync: the platform must go on answering. */
const run = (...args) => typed('', ...args);
function typed(input, ...args) {
  return new Promise(done => {
    const c = spawn(TOOL, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    c.stdin.on('error', () => {});
    c.stdin.end(input);
    let out = '', err = '';
    c.stdout.on('data', d => { out += d; });
    c.stderr.on('data', d => { err += d; });
    const start = Date.now();
    c.on('close', (status, signal) => trace(`${args[0]} ${args[1]} ${Date.now() - start} ms`) || done({ status: status ?? signal, out, err }));
  });
}
const options = o => Object.entries(o).flatMap(([k, v]) => (v === true ? [`--${k}`] : [`--${k}`, v]));
const seedOf = (file, word = 'seed') => new RegExp(`^${word} (.*)$`, 'm').exec(read(file))[1];

/* ---- keys ---- */
async function keygen(file, name, role) {
  const { status, out } = await run('keygen', ...options({ name, role, out: at(file) }));
  same(`keygen ${file}`, status, 0);
  return out.trim();
}
const trustees = [], witnesses = [], bidders = [];
for (const i of [1, 2, 3]) {
  fs.mkdirSync(at(`t${i}`));
  trustees.push(await keygen(`t${i}/key`, `m.example/t/${i}`, 'trustee'));
  witnesses.push(await keygen(`t${i}/witness`, `w${i}.example/w`, 'witness'));
}
for (const b of 'abcd') bidders.push(await keygen(`${b}.key`, `m.example/b/${b}`, 'bidder'));
const buyer = await keygen('buyer.key', 'm.example/p/1', 'purchaser');
same('a key file is never overwritten', (await run('keygen', ...options({ name: 'x', role: 'bidder', out: at('a.key') }))).status, 3);
same('an unknown role is usage', (await run('keygen', ...options({ name: 'x', role: 'king', out: at('x.key') }))).status, 2);
same('without a command: usage', (await run()).status, 2);
same('help is help', (await run('help')).status, 0);

const p = await platform({ buyer, bidders, trustees, witnesses });
const trust = at('trust.txt');
fs.writeFileSync(trust, p.trust);
for (const [vkey, file] of [[buyer, 'buyer.key'], ...bidders.map((b, i) => [b, `${'abcd'[i]}.key`])])
  p.register(vkey, signText(p.unsigned.find(u => u.vkey === vkey).body, vkey.split('+')[0], unhex(seedOf(file))));

/* ---- agents ---- */
const agents = [];
function start(i, ...more) {
  const c = spawn(TOOL, ['trustee', 'agent', p.url, ...options({ key: at(`t${i}/key`), state: at(`t${i}/state`), trust, every: '1',
    'witness-key': at(`t${i}/witness`) }), ...more], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const a = { i, process: c, out: agents[i]?.out ?? '', ended: new Promise(done => { c.on('exit', (code, signal) => done(code ?? signal)); }) };
  c.stdout.on('data', d => { a.out += d; });
  c.stderr.on('data', d => { a.out += d; });
  agents[i] = a;
  return a;
}
const kill = async i => { agents[i].process.kill('SIGKILL'); await agents[i].ended; };

/* Without a state file nothing is done. */
const lost = start(1);
same('no state file: the agent does not begin', await lost.ended, 3);

/* Round one: from draft to three openings, with accidents.  Round two: one trustee is gone for good. */
const T1 = now() + 16, T2 = T1 + 12;
const one = p.round('T-1/1', T1), two = p.round('T-2/1', T2);
/* Round three asks for a rate; it is never opened here. */
const RATE = 'sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nfield rate-bp int\nquote rate\n' +
  'ceiling-fen 9999999\nrate-min 500\nrate-max 4000\nalp-mean-pct 40\nalp-next-pct 30\n';
const byRate = p.round('T-8/1', T2 + 3600, {}, RATE);
p.round('T-9/1', T2, { 'rule-sha256': '0'.repeat(64) });
p.round('T-9/2', T2, { trustee: [1, 2, 3].map(i => [i, `m.example/t/${i + 3}`, null]) });
p.extra = ['close T-2/1', 'close T-1/1', 'draft ../../etc/passwd', 'draft T-404/1', 'nonsense', 'open T-1/1'];

/* Trustee 1 is killed as its first offer, signature and opening reach the platform, which takes them or does not: in round
   one it does, and the answer is lost; in round two it never heard. */
const cuts = new Set();
p.cut = (what, r, body, taken) => {
  if (r === byRate || !text(body).includes('m.example/t/1 ') || cuts.has(what + r.id) || taken !== (r.id === 'T-1/1') || what === 'ready') return false;
  cuts.add(what + r.id);
  agents[1].process.kill('SIGKILL');
  agents[1].ended.then(() => start(1));
  return true;
};
p.trouble = 5;
for (const i of [1, 2, 3]) start(i, '--init');
await until('trustee 1 was killed four times', () => cuts.size === 4);
same('a second --init is refused', (await run('trustee', 'agent', p.url, ...options({ key: at('t2/key'), state: at('t2/state'), trust, init: true }))).status, 2);
await until('three signatures', () => [one, two, byRate].every(r => r.lines.length === 3));

/* ---- the purchaser signs without a browser ---- */
for (const r of [one, two, byRate]) {
  fs.writeFileSync(at('draft.note'), p.files.get(`${r.base}draft.note`));
  const s = await run('sign', at('draft.note'), ...options({ key: at('buyer.key'), post: p.url, trust }));
  same(`the purchaser signs ${r.id}`, s.status, 0);
  same(`${r.id} is registered`, r.state, 'registered');
}
const sent = (what, id) => p.posts.filter(x => x.what === what && x.id === id && x.body.includes('m.example/t/1 ')).map(x => x.body);
for (const what of ['offer', 'sign']) {
  same(`what was taken is not sent again: ${what}`, sent(what, 'T-1/1').length, 1);
  check(`what was not is, and the same bytes: ${what}`, sent(what, 'T-2/1').length === 2 && new Set(sent(what, 'T-2/1')).size === 1);
}
check('a rule that does not fit: no offer', !p.posts.some(x => x.id === 'T-9/1'));
check('trustees that are not in the trust file: no offer', !p.posts.some(x => x.id === 'T-9/2'));
/* Other terms under an id that is signed. */
p.files.set('/p/T-1/1/draft.note', p.files.get('/p/T-9/1/draft.note'));
p.extra.push('draft T-1/1', 'draft T-2/1');
const changed = text(p.files.get('/p/T-2/1/draft.note')).split('\n\n')[0].replace(/max-subs 250/, 'max-subs 251');
p.files.set('/p/T-2/1/draft.note', new TextEncoder().encode(`${changed}\n\n`));
const before = p.posts.filter(x => x.what === 'sign' || x.what === 'offer').length;

/* ---- bidders ---- */
const project = r => `${p.url}/p/${r.id}`;
fs.writeFileSync(at('form'), 'days 30\n');
async function bid(r, who, amount, seq = '1') {
  const name = `${r.id.replace('/', '-')}-${who}-${seq}`;
  const s = await run('seal', project(r), ...options({ key: at(`${who}.key`), seq, amount, form: at('form'), out: at(name), secret: at(`${name}.secret`), trust }));
  same(`seal ${name}`, s.status, 0);
  return { name, hash: s.out.trim() };
}
const submit = (name, ...more) => run('submit', p.url, at(name), ...options({ trust, token: 'let-me' }), ...more);
for (const r of [one, two]) {
  for (const [who, amount] of [['a', '4680000'], ['b', '4950000'], ['c', '4600000']]) {
    const { name } = await bid(r, who, amount), s = await submit(name);
    same(`submit ${name}`, s.status, 0);
    check('and says so', s.out.startsWith('submitted'), s.out);
    check('the receipt is kept', fs.existsSync(at(`${name}.receipt`)));
  }
}
same('the secret file is its owner\'s', fs.statSync(at('T-1-1-a-1.secret')).mode & 0o777, 0o600);
check('and has what self-opening needs', /^sealbid\/v1 secret\nproject T-1\/1\nbidder m\.example\/b\/a\nfile [0-9a-f]{64}\ns [0-9a-f]{64}\n\nsealbid\/v1 form\n/.test(read('T-1-1-a-1.secret')));
const again = await bid(one, 'a', '4500000', '2');
p.lie = receipt => { const x = receipt.slice(); x[x.length - 20] ^= 1; return x; };
let s = await submit(again.name);
check('a false receipt is no receipt', s.status !== 0 && !s.out.includes('submitted'), s.out);
check('and is not kept', !fs.existsSync(at(`${again.name}.receipt`)));
p.lie = () => p.rounds.get('T-1/1').subs[0].receipt;
s = await submit(again.name);
same('a receipt of another file is none', s.status, 1);
p.lie = null;
same('the same file again has its receipt', (await submit(again.name)).status, 0);
same('without a token: refused', (await run('submit', p.url, at(again.name), ...options({ trust }))).status, 1);
same('the amount is part of the rule', (await run('seal', project(one), ...options({ key: at('d.key'), seq: '1', amount: '0', form: at('form'), out: at('x'), trust }))).status, 2);
same('a bidder without a price', (await run('seal', project(one), ...options({ key: at('d.key'), seq: '1', amount: '-', form: at('form'), out: at('x'), trust }))).status, 1);
same('a rate where none is asked', (await run('seal', project(one), ...options({ key: at('d.key'), seq: '1', rate: '500', form: at('form'), out: at('x'), trust }))).status, 2);
check('nothing was written', !fs.existsSync(at('x')));

/* ---- a rate ---- */
const rated = (...more) => run('seal', project(byRate), ...options({ key: at('d.key'), seq: '1', trust }), ...more);
for (const rate of ['12.5', '10001', '-1', '']) same(`no rate: ${rate}`, (await rated('--rate', rate, '--out', at('x'))).status, 2);
same('neither rate nor amount', (await rated('--out', at('x'))).status, 2);
same('an amount alone tells no rate', (await rated('--amount', '8765999', '--out', at('x'))).status, 2);
same('an amount that the rate does not make', (await rated('--rate', '1234', '--amount', '8765998', '--out', at('x'))).status, 1);
check('nothing was written', !fs.existsSync(at('x')));
same('an amount that it makes', (await rated('--rate', '1234', '--amount', '8765999', '--out', at('y'))).status, 0);
same('a rate is sealed', (await rated('--rate', '1234', '--out', at('rated'), '--secret', at('rated.secret'))).status, 0);
check('with the price it makes', /\namount-fen 8765999\nrate-bp 1234\n$/.test(read('rated.secret')), read('rated.secret'));

/* ---- the platform is deaf to one bidder: a trustee claims, while its agent runs ---- */
const witnessed = () => text(p.files.get('/log/checkpoint.cosigned')).split('\n')[1] === String(p.entries.length);
await until('the bids are witnessed', witnessed);
const d = await bid(one, 'd', '4400000'), late = await bid(two, 'd', '4400000');
p.deaf = true;
same('no answer: not submitted', (await submit(d.name)).status, 3);
p.deaf = false;
s = await run('trustee', 'claim', at(d.name), ...options({ key: at('t2/key'), state: at('t2/state'), trust, out: at('claim.note'), post: p.url }));
check('the claim is signed and taken', s.status === 0 && one.claims.length === 1, `${s.out}${s.err}`);
check('before the deadline', now() < T1);
s = await run('trustee', 'open', p.url, 'T-1/1', ...options({ key: at('t2/key'), state: at('t2/state'), trust, yes: true }));
same('by hand, early: cannot', s.status, 3);
check('the step is named', /^close +not yet/m.test(s.out), s.out);

/* ---- opening ---- */
await until('three openings', () => one.opens.size === 3);
check('no key before the deadline', p.posts.filter(x => x.what === 'open').every(x => x.at / 1000 >= (x.id === 'T-1/1' ? T1 : T2)));
await until('trustee 1 sends its key again', () => sent('open', 'T-1/1').length >= 2);
same('the same bytes', new Set(sent('open', 'T-1/1')).size, 1);
check('all told that they were ready', [1, 2, 3].every(i => one.ready.includes(i)), one.ready);
same('signed terms were signed once', p.posts.filter(x => x.what === 'sign' || x.what === 'offer').length, before);
same('the claimed bid won', one.result.rank[0].name, 'm.example/b/d');
check('the mirror has the envelopes', fs.readdirSync(at('t2/state.mirror')).length >= 4);

/* One is lost for ever: two are enough. */
await kill(3);
await until('trustee 1 sends that key again, too', () => sent('open', 'T-2/1').length === 2);
await until('two openings of the second round', () => two.opens.size >= 2);
check('a key that was not taken is sent again, the same', sent('open', 'T-2/1').length === 2 && new Set(sent('open', 'T-2/1')).size === 1);
check('without the third', !two.opens.has(3));
fs.copyFileSync(at('T-1-1-b-1'), at('again'));
same('a file that was taken has its receipt at any time', (await submit('again')).status, 0);
s = await submit(`${late.name}`);
check('one that comes late is refused, with a signed word', s.status === 1 && s.err.includes('late') && read(`${late.name}.refusal`).includes('reason late'), s.err);

/* ---- what anybody can check, from files ---- */
await until('the result is witnessed', witnessed);
for (const [name, data] of p.files) {
  if (name.includes('T-9') || name.includes('T-404') || name.includes('draft')) continue;
  fs.mkdirSync(path.dirname(at(`site${name}`)), { recursive: true });
  fs.writeFileSync(at(`site${name}`), data);
}
for (const id of ['T-1/1', 'T-2/1']) {
  s = await run('verify', at('site'), id, ...options({ trust, json: true }));
  const v = JSON.parse(s.out);
  /* The award is the purchaser's, and not made yet. */
  check(`verify ${id}: nothing is refuted`, s.status !== 1 && v.checks.slice(0, 9).every(c => c.ok === true), s.out);
}

s = await run('log', 'audit', at('site'), ...options({ trust, state: at('audited') }));
check('the whole log is in order', s.status === 0, s.out);
same('and remembered', Number(read('audited').split('\n')[1]), p.entries.length);
s = await run('receipt', at('T-1-1-c-1.receipt'), at('T-1-1-c-1'), at('site'), ...options({ trust }));
check('a receipt is kept by the close', s.status === 0 && s.out.includes('active'), s.out);
same('and it is of no other file', (await run('receipt', at('T-1-1-c-1.receipt'), at('T-1-1-b-1'), ...options({ trust }))).status, 1);
const closed = fs.readFileSync(at('site/p/T-1/1/close.note'));
closed[closed.length - 30] ^= 1;
fs.writeFileSync(at('site/p/T-1/1/close.note'), closed);
same('one byte of the close changed: refuted', (await run('verify', at('site'), 'T-1/1', ...options({ trust }))).status, 1);
same('a folder without the round: cannot tell', (await run('verify', at('t1'), 'T-1/1', ...options({ trust }))).status, 3);

/* ---- by hand: dry and firm ---- */
s = await run('trustee', 'open', p.url, 'T-2/1', ...options({ key: at('t3/key'), state: at('t3/state'), trust, yes: true, json: true }));
const report = JSON.parse(s.out.split('\n')[0]);
check('by hand, all conditions hold and the key goes out', s.status === 0 && report.verdict === 'yes' && two.opens.size === 3, s.out + s.err);
same('fifteen conditions', report.checks.length, 15);
/* A state that cannot be written: nothing leaves. */
const three = p.round('T-3/1', now() + 500);
p.extra = [];
for (const i of [1, 2]) { agents[i].process.kill('SIGTERM'); same(`SIGTERM ends agent ${i} in order`, await agents[i].ended, 0); }
fs.mkdirSync(at('t3/state.new'));
s = await run('trustee', 'accept', p.url, 'T-3/1', ...options({ key: at('t3/key'), state: at('t3/state'), trust, yes: true }));
check('a state that cannot be written: nothing is sent', s.status === 3 && !p.posts.some(x => x.id === 'T-3/1'), s.out + s.err);
fs.rmdirSync(at('t3/state.new'));
s = await run('trustee', 'accept', p.url, 'T-3/1', ...options({ key: at('t3/key'), state: at('t3/state'), trust, yes: true }));
check('then it is offered, and not yet signed', s.status === 3 && three.record.trustee[2][2], s.out + s.err);
const others = [1, 2].map(i => run('trustee', 'accept', p.url, 'T-3/1', ...options({ key: at(`t${i}/key`), state: at(`t${i}/state`), trust, yes: true, wait: '20' })));
for (const o of others) same('with --wait it is signed', (await o).status, 0);
const third = () => run('trustee', 'accept', p.url, 'T-3/1', ...options({ key: at('t3/key'), state: at('t3/state'), trust, yes: true }));
same('the third signs, too', (await third()).status, 0);
same('and is told so again', (await third()).status, 0);
same('three signatures under it', three.lines.length, 3);

/* ---- a log that forks ---- */
fs.mkdirSync(at('w'));
await keygen('w/key', 'w9.example/w', 'witness');
const witness = () => run('witness', p.url, ...options({ key: at('w/key'), state: at('w/state'), trust }), ...(fs.existsSync(at('w/state')) ? [] : ['--init']));
check('a stranger\'s cosignature is refused', (await witness()).status === 1);
p.entries[1] = new TextEncoder().encode('market/v1 another past\n');
p.round('T-4/1', now() + 500);
const size = p.entries.length;
p.register(buyer, signText(p.unsigned[0].body, buyer.split('+')[0], unhex(seedOf('buyer.key'))));
same('the log grew', p.entries.length, size + 1);
s = await witness();
check('a witness sees the fork', s.status === 1 && s.out.includes('FORK'), s.out + s.err);

/* ---- a bidder opens its own ---- */
const own = 'T-1-1-c-1';
s = await run('selfopen', at(`${own}.secret`), at(own), ...options({ key: at('c.key'), out: at('selfopen.note') }));
same('selfopen', s.status, 0);
const opened = readRecord(new Uint8Array(fs.readFileSync(at('selfopen.note'))), 'selfopen');
check('signed by the bidder', signers(opened, [parseVkey(bidders[2])]).size === 1);
const verdict = judge(new Uint8Array(fs.readFileSync(at(own))), { project: one.record, policy: opened.r.policy, rule: parseRule(p.files.get('/p/T-1/1/rule.txt')),
  sub: { bidder: 'm.example/b/c', seq: 1 }, secret: unhex(opened.r.s), contributor: false });
check('it opens the envelope', verdict.valid && verdict.form.amount === 4600000 && opened.r.file === fileHash(new Uint8Array(fs.readFileSync(at(own)))), JSON.stringify(verdict));
same('not with another envelope', (await run('selfopen', at(`${own}.secret`), at('T-1-1-b-1'), ...options({ key: at('c.key'), out: at('no') }))).status, 2);
same('nor by another bidder', (await run('selfopen', at(`${own}.secret`), at(own), ...options({ key: at('b.key'), out: at('no') }))).status, 2);
s = await run('seal', at('site/p/T-2/1/project.note'), ...options({ key: at('a.key'), seq: '2', withdraw: true, out: at('no'), trust }));
check('after the deadline nothing is sealed', s.status === 1 && s.err.includes('deadline') && !fs.existsSync(at('no')), s.err);

/* ---- a key behind a passphrase; terms from a folder; a withdraw ---- */
same('keygen --passphrase', (await typed('long and dull\n', 'keygen', ...options({ name: 'm.example/b/e', role: 'bidder', out: at('e.key'), passphrase: true }))).status, 0);
check('the seed is not to be seen', !read('e.key').includes('seed '));
fs.mkdirSync(at('terms'));
for (const f of ['project.note', 'rule.txt']) fs.writeFileSync(at(`terms/${f}`), p.files.get(`/p/T-3/1/${f}`) ?? '');
const taken = () => run('seal', at('terms/project.note'), ...options({ key: at('a.key'), seq: '2', withdraw: true, out: at('withdraw'), trust }));
check('unsigned terms are none', (await taken()).status !== 0);
fs.writeFileSync(at('draft.note'), p.files.get('/p/T-3/1/draft.note'));
same('the purchaser signs into a file', (await run('sign', at('draft.note'), ...options({ key: at('buyer.key'), out: at('line') }))).status, 0);
three.lines.push(read('line').trimEnd());
const body = text(p.files.get('/p/T-3/1/draft.note')).split('\n\n')[0];
fs.writeFileSync(at('terms/project.note'), writeNote(`${body}\n`, [...three.lines, signText(`${body}\n`, p.op.name, p.op.seed)]));
s = await taken();
check('under signed ones a withdraw is made', s.status === 0, s.err);
same('of this bidder', readRecord(new Uint8Array(fs.readFileSync(at('withdraw'))), 'withdraw').r.bidder, 'm.example/b/a');
const locked = input => typed(input, 'seal', at('terms/project.note'), ...options({ key: at('e.key'), seq: '1', amount: '100', form: at('form'), out: at('e.note'), trust }));
same('a wrong passphrase', (await locked('long and dul\n')).status, 3);
same('the right one', (await locked('long and dull\n')).status, 0);

/* ---- a site that is none ---- */
const odd = { redirect: 0, large: 0, elsewhere: 0 };
const site = http.createServer((req, res) => {
  if (req.headers.host.startsWith('localhost')) { odd.elsewhere++; res.end(p.trust); return; }
  const kind = req.url.split('/')[1];
  odd[kind]++;
  if (kind === 'redirect') res.writeHead(302, { location: `http://localhost:${site.address().port}/trust.txt` }).end();
  else res.writeHead(200).end(Buffer.alloc(3 << 20, 'x'));
});
await new Promise(done => { site.listen(0, '127.0.0.1', done); });
for (const kind of ['redirect', 'large']) {
  s = await run('trustee', 'open', `http://127.0.0.1:${site.address().port}/${kind}`, 'T-1/1', ...options({ key: at('t1/key'), state: at('t1/state'), yes: true }));
  check(`${kind}: cannot tell`, s.status === 3 && odd[kind] === 1, s.out + s.err);
}
same('no redirect is followed', odd.elsewhere, 0);
site.closeAllConnections();
site.close();
same('another scheme is usage or nothing', (await run('trustee', 'agent', 'file:///etc', ...options({ key: at('t1/key'), state: at('t1/state'), trust }))).status, 2);

/* ---- secrets ---- */
const said = agents.map(a => a?.out ?? '').join('');
check('agents told what they did', ['offer T-1/1', 'sign T-1/1', 'ready T-1/1', 'open T-1/1', 'cosign: '].every(w => said.includes(w)), said);
const secrets = [1, 2, 3].flatMap(i => [seedOf(`t${i}/key`), seedOf(`t${i}/key`, 'open-seed'),
  hex(openKey(unhex(seedOf(`t${i}/key`, 'open-seed')), 'T-1/1'))]);
check('and no secret', secrets.every(x => !said.includes(x)));
check('nor is one in a state', [1, 2, 3].every(i => secrets.every(x => !read(`t${i}/state`).includes(x))));
if (process.env.V) console.log(said);

agents.forEach(a => a?.process.kill('SIGKILL'));
p.stop();
fs.rmSync(dir, { recursive: true });
end();
