// SPDX-License-Identifier: Apache-2.0
// vectors_test.mjs: the test vectors of sealbid/v1, both ways.
import { base64, bytes, hex, text, unbase64, unhex, unle } from '../../static/sealbid/bytes.mjs';
import { H, L, publicKey, unscalar } from '../../static/sealbid/crypto.mjs';
import { activeOf, contributors, deciding, submissions } from '../../static/sealbid/close.mjs';
import { drawInt, drawSeed, rankHash, shortlist } from '../../static/sealbid/draw.mjs';
import { judge, openKey, opens, seal } from '../../static/sealbid/envelope.mjs';
import { keyOf, parseNote, parseVkey, signers, signText, WITNESS, cosignText, writeNote } from '../../static/sealbid/note.mjs';
import { parseRecord, readRecord, write } from '../../static/sealbid/records.mjs';
import { blindHash, blindText, checkpointText, consistencyProof, consistent, included, inclusionProof, leafHash, parseBundle,
  rangeRoot, readCheckpoint, readReceipt, revealBy, tileNumber, tilePath, writeBundle, writeProof, writeTiles } from '../../static/sealbid/tlog.mjs';
import { order } from '../../static/sealbid/bytes.mjs';
import { check, end, refused, same, vectors } from './_check.mjs';

const v = vectors(), x = v.json('expected.json'), log = v.json('log.json');
const vkey = name => parseVkey(text(v.read(`${name}.vkey`)).trim());
const rule = { price: 'required', fields: [{ key: 'days', type: 'int' }] };
const projectFile = v.read('project.note'), project = readRecord(projectFile, 'project'), policy = project.hash;

/* ---- notes and records ---- */
same('policy', policy, x.policy);
const all = ['p', 't1', 't2', 't3', 'op'].map(vkey);
same('project: five signatures', signers(project, all).size, 5);
for (const name of ['env1', 'env2', 'env3']) same(`${name}: signed`, signers(readRecord(v.read(`${name}.note`), 'envelope'), [vkey(name)]).size, 1);
for (const [name, kind] of [['project', 'project'], ['close', 'close'], ['open1', 'open'], ['env1', 'envelope'], ['refusal', 'refusal']]) {
  const note = parseNote(v.read(`${name}.note`));
  same(`${name}: written again`, write(kind, parseRecord(note.text, kind)), note.text);
}
same('refusal: reason', readRecord(v.read('refusal.note'), 'refusal').r.reason, 'signature');
for (const t of x.trustees) {
  same(`trustee ${t.i}: sk`, hex(openKey(unhex(t.open_seed), x.project_id)), t.sk);
  check(`trustee ${t.i}: pk`, opens(unhex(t.sk), t.pk) && project.r.trustee[t.i - 1][2] === t.pk);
  same(`trustee ${t.i}: vkey`, keyOf(t.name, unhex(t.identity_seed)).vkey, vkey(`t${t.i}`).vkey);
}
const lines = [[project.r.purchaser, x.purchaser_seed], ...x.trustees.map(t => [t.name, t.identity_seed]), [vkey('op').name, x.platform_seed]]
  .map(([name, seed]) => signText(project.text, name, unhex(seed)));
same('project: signed anew', text(writeNote(project.text, lines)), text(projectFile));

/* ---- envelopes ---- */
const keys = new Map(x.trustees.map(t => [t.i, unhex(t.sk)]));
const pairs = [[1, 2], [1, 3], [2, 3], [1, 2, 3]];
const pick = list => new Map(list.map(i => [i, keys.get(i)]));
x.envelopes.forEach((e, n) => {
  const file = v.read(e.file), name = e.file, sub = { bidder: e.bidder, seq: e.seq };
  const form = parseForm(e.form);
  const made = seal({ project: project.r, policy, rule, bidder: e.bidder, seq: e.seq, sealer: e.sealer, amount: form.amount,
    fields: { days: form.days }, seed: unhex(e.bidder_seed), s: unle(unhex(e.s)) });
  same(`${name}: sealed byte for byte`, text(made.file), text(file));
  same(`${name}: form`, made.form, e.form);
  for (const p of pairs) {
    const r = judge(file, { project: project.r, policy, rule, sub, keys: pick(p) });
    check(`${name}: valid with ${p}`, r.valid && r.s === e.s && hex(r.salt) === e.salt && r.form.amount === form.amount, JSON.stringify(r));
  }
  const self = judge(file, { project: project.r, policy, rule, sub, secret: unhex(e.s) });
  check(`${name}: opened by its bidder`, self.valid && hex(self.salt) === e.salt);
  check(`${name}: a wrong secret`, !judge(file, { project: project.r, policy, rule, sub, secret: unhex(x.envelopes[(n + 1) % 3].s) }).valid);
  check(`${name}: seq bound`, judge(file, { project: project.r, policy, rule, sub: { ...sub, seq: 2 }, keys }).code === 'bind');
  same(`${name}: blind`, blindHash(unhex(e.nonce), H(file)), e.blind_h);
});
function parseForm(f) {
  const m = /amount-fen (\d+)\ndays (\d+)\n/.exec(f);
  return { amount: Number(m[1]), days: m[2] };
}
for (const [name, e] of Object.entries(x.negative)) {
  const file = v.read(name), r = readRecord(file, 'envelope').r, sub = { bidder: r.bidder, seq: r.seq };
  for (const [p, code] of Object.entries(e.code_by_keys))
    same(`${name} with ${p}`, judge(file, { project: project.r, policy, rule, sub, keys: pick(p.split(',').map(Number)) }).code, code);
  refused(`${name}: signature`, () => signers(readRecord(file, 'envelope'), ['env1', 'env2', 'env3'].map(vkey)), 'signature');
}
same('no scalar at L', unscalar(Uint8Array.from(L.toString(16).match(/../g).reverse(), h => parseInt(h, 16))), null);

/* ---- close and draw ---- */
const close = readRecord(v.read('close.note'), 'close');
same('close: record hash', close.hash, x.close.record_hash);
const subs = submissions(close.r, []);
check('close: three active', activeOf(subs).length === 3 && deciding(subs).length === 3 && !contributors(project.r).has(subs[0].bidder));
const seed = drawSeed(policy, close.hash, x.envelopes.map(e => ({ hash: e.file_hash, salt: unhex(e.salt) })));
const d = x.draw;
same('draw: seed', hex(seed), d.seed);
const ranked = x.envelopes.map((e, i) => [i, rankHash(seed, e.bidder)]).sort((a, b) => order(a[1], b[1])).map(a => a[0]);
same('draw: order', ranked.join(), d.order.join());
for (const i of d.ints) {
  const used = [];
  same(`draw-int ${i.label}`, String(drawInt(seed, i.label, i.n, used)), String(i.x));
}
for (const [n, w] of d.shortlist.entries()) {
  const used = [], got = shortlist(seed, w.weights.map((x, i) => [i, x]), w.take, used);
  same(`shortlist ${n}`, got.join(), w.picked.join());
  same(`shortlist ${n}: draws`, used.map(u => u.join()).join(), w.steps.map(t => [t.label, t.n, t.x].join()).join());
}
const example = unhex('326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81');
same('domain.md: rank hash', hex(rankHash(example, 'B6')).slice(0, 8), '0cfc1b89');
same('domain.md: draw-int', String(drawInt(example, 'base-percent', 4)), '3');

/* ---- receipts ---- */
const logKey = vkey('log'), w1 = vkey('w1');
for (const name of ['receipt1.tlog-proof', 'receipt1.cosigned.tlog-proof']) {
  const file = v.read(name), r = readReceipt(file, x.envelopes[0].file_hash, logKey, [w1]);
  check(name, r.leaf === 10 && r.nonce === x.envelopes[0].nonce && r.revealBy === revealBy(project.r.deadline));
  if (name.includes('cosigned')) same('the witness’s time', r.times.get(w1.vkey), log.project_log.cosignature_46.time);
  refused(`${name}: another file`, () => readReceipt(file, x.envelopes[1].file_hash, logKey, [w1]), 'receipt-file');
  let bad = 0;
  for (let i = 0; i < file.length; i++) {
    const m = file.slice();
    m[i] ^= 1;
    try {
      const r = readReceipt(m, x.envelopes[0].file_hash, logKey, [w1]);
      if (name.includes('cosigned') && !r.times.size) bad++;
    } catch { bad++; }
  }
  check(`${name}: each byte counts`, bad === file.length, `${bad} of ${file.length}`);
}

/* ---- the log ---- */
const b64 = list => list.map(base64);
same('empty tree', base64(rangeRoot([])), log.hash.empty_root);
const foo = parseNote(bytes(log.signed_note.note));
same('C2SP example', signers(foo, [parseVkey(log.signed_note.vkey)], { log: true }).size, 1);
const T = log.tessera, leaves = T.entries.map(e => leafHash(bytes(e))), key = parseVkey(T.vkey);
for (let n = 0; n <= 15; n++) {
  same(`root ${n}`, base64(rangeRoot(leaves, 0, n)), T.roots[n]);
  const file = writeNote(checkpointText(key.name, n, rangeRoot(leaves, 0, n)), [T.signature_lines[n]]);
  same(`checkpoint ${n}`, readCheckpoint(file, key).size, n);
}
same('bundle', hex(writeBundle(T.entries.slice(0, 5).map(bytes))), T.bundle_5_hex);
same('bundle read', parseBundle(unhex(T.bundle_5_hex)).map(text).join(), T.entries.slice(0, 5).join());
const files = writeTiles(T.entries.map(bytes));
same('tile', hex(H(files.get('/log/tile/0/000.p/15'))), T.tile_0_000_p15_sha256);
same('bundle file', hex(H(files.get('/log/tile/entries/000.p/15'))), T.bundle_000_p15_sha256);
const inc = log.inclusion;
same('inclusion made', b64(inclusionProof(leaves, inc.index)).join(), inc.proof.join());
check('inclusion holds', included(inc.index, inc.size, leaves[inc.index], inc.proof.map(unbase64), rangeRoot(leaves)));
for (const c of log.consistency) {
  const proof = consistencyProof(leaves.slice(0, c.new), c.old);
  same(`consistency ${c.old} ${c.new} made`, b64(proof).join(), c.proof.join());
  check(`consistency ${c.old} ${c.new}`, consistent(c.old, c.new, rangeRoot(leaves, 0, c.old), rangeRoot(leaves, 0, c.new), proof));
}
for (const [n, p] of Object.entries(log.tile_index_path)) same(`tile ${n}`, tileNumber(Number(n)), p);
const cos = log.cosignature;
same('cosigner', keyOf('witness.example.org/w1', unhex(cos.seed), WITNESS).vkey, cos.vkey);
same('cosignature', cosignText(checkpointText(key.name, cos.on_size, rangeRoot(leaves)), 'witness.example.org/w1', unhex(cos.seed), cos.time), cos.line);
const big = Array.from({ length: log.large.size }, (_, i) => bytes(`leaf ${i}`)), bigLeaves = big.map(leafHash);
same('70000: root', base64(rangeRoot(bigLeaves)), log.large.root);
same('65537: root', base64(rangeRoot(bigLeaves, 0, 65537)), log.large.root_65537);
const bigFiles = writeTiles(big), count = p => [...bigFiles.keys()].filter(f => f.includes('/entries/') === p).length;
check('70000: files', count(false) === log.large.tile_files && count(true) === log.large.bundle_files);
same('70000: tile 1/000', hex(H(bigFiles.get(tilePath(1, 0)))), log.large.tile_1_000_sha256);
for (const p of log.large.partial) check(p, bigFiles.has(`/log/${p}`));

/* the project's log: all entries as the vectors tell */
const P = log.project_log, entries = Array.from({ length: 46 }, (_, i) => bytes(`test/v1 filler ${i}\n`));
entries[9] = projectFile;
x.envelopes.forEach((e, i) => { entries[10 + i] = bytes(blindText(unhex(e.nonce), H(v.read(e.file)), '2026-02-28')); });
entries[42] = v.read('close.note');
[1, 2, 3].forEach(i => { entries[42 + i] = v.read(`open${i}.note`); });
const pl = entries.map(leafHash);
for (const [n, root] of Object.entries(P.roots)) same(`project log ${n}`, base64(rangeRoot(pl, 0, Number(n))), root);
same('project log: consistency', b64(consistencyProof(pl, 13)).join(), P.consistency_13_46.join());
const extra = unbase64(/extra (\S+)/.exec(text(v.read('receipt1.tlog-proof')))[1]);
same('receipt made', text(writeProof(10, inclusionProof(pl.slice(0, 13), 10), extra, bytes(P.checkpoint_13))), text(v.read('receipt1.tlog-proof')));
check('X25519', hex(publicKey(unhex(x.trustees[0].sk))) === x.trustees[0].pk);
end();
