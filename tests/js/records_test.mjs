// SPDX-License-Identifier: Apache-2.0
// records_test.mjs: every record kind: written, read, and each byte changed is refused or another record.
import { bytes, hex, text, unhex } from '../../static/sealbid/bytes.mjs';
import { publicKey, signed } from '../../static/sealbid/crypto.mjs';
import { keyOf, parseNote, parseVkey, signers, signText, writeNote } from '../../static/sealbid/note.mjs';
import { isId, parseRecord, readRecord, write } from '../../static/sealbid/records.mjs';
import { parseTrust } from '../../static/sealbid/trust.mjs';
import { check, end, refused, same } from './_check.mjs';
import { world } from './_world.mjs';

const h = c => c.repeat(64), seed = new Uint8Array(32).fill(3), me = keyOf('m.example/op', seed), pk = n => hex(publicKey(new Uint8Array(32).fill(n)));
const SAMPLES = {
  key: { role: 'bidder', vkey: me.vkey, subject: '某 机构', since: 5, replaces: null },
  project: { log: 'm.example/log/1', project: 'T-1/1', purchaser: 'm.example/p/1', 'notice-sha256': h('a'), rule: 'lowest', 'rule-sha256': h('b'), opens: 1,
    deadline: 100, 'selfopen-until': 90000, 'form-bytes': 4096, 'max-subs': 250, threshold: 2, trustee: [1, 2, 3].map(i => [i, `t/${i}`, pk(i)]), 'attach-pk': null },
  blind: { h: h('1'), 'reveal-by': '2026-02-28' },
  close: { policy: h('a'), project: 'T-1/1', deadline: 5, count: 2, sub: [[7, h('1'), h('2'), 'b/1', 1, 'envelope', 'active'], [9, h('3'), h('4'), 'b/2', 1, 'withdraw', 'withdrawn']],
    claim: [[h('1'), 1, 5]], more: [] },
  more: { policy: h('a'), part: 2, sub: [[7, h('1'), h('2'), 'b/1', 1, 'envelope', 'active']] },
  open: { policy: h('a'), project: 'T-1/1', close: [3, h('c')], trustee: 1, sk: h('d') },
  result: { policy: h('a'), project: 'T-1/1', close: h('c'), seed: h('d'), bid: [['bid', 'b/1', 1, `valid 55 ${h('e')}`], ['salt', 't/1', 1, `valid ${h('e')}`], ['bid', 'b/2', 1, 'invalid']],
    input: [h('f')], out: [['b/2', 'suspended']], int: [['base-percent', 4, 3]], rank: [[1, 'b/1', 55]] },
  extend: { policy: h('a'), deadline: 9 }, void: { policy: h('a'), reason: '两  个' }, input: { policy: h('a'), kind: 'facts', item: [[1, h('1'), h('2'), 'x']] },
  award: { policy: h('a'), winner: null, 'amount-fen': null, reason: '-' }, fallback: { policy: h('a'), close: h('b') }, selfopen: { policy: h('a'), file: h('b'), s: h('c') },
  cover: { leaf: [[1, h('0'), h('1')]] }, webapp: { release: '1.0 x', file: [[h('1'), 'static/seal.js']] }, withdraw: { policy: h('a'), project: 'T-1/1', bidder: 'b/1', seq: 2 },
  offer: { project: 'T-1/1', terms: h('a'), trustee: 1, pk: h('b') }, ready: { policy: h('a'), trustee: 1, time: 5 }, claim: { policy: h('a'), file: h('b'), time: 5 },
  refusal: { policy: null, file: h('b'), time: 5, reason: 'late' }, 'plan-open': { plan: h('a'), r: [[1, h('b')], [2, h('c')]] },
  plan: { plan: 'p-1', list: [h('a'), 9], take: 2, draws: 5, commit: [[1, 'a', h('b')], [2, 'b', h('c')]] },
};
for (const [kind, r] of Object.entries(SAMPLES)) {
  const body = write(kind, r), again = parseRecord(body, kind);
  same(`${kind}: the same text`, write(kind, again), body);
  const data = bytes(body);
  let loose = 0;
  for (let i = 0; i < data.length; i++) for (const v of [0, 9, 10, 13, 32, 45, 48, 0x7f, 0xe2, data[i] ^ 1, data[i] ^ 0x20]) {
    if (v === data[i]) continue;
    const changed = data.slice();
    changed[i] = v;
    try {
      const t = text(changed);
      if (write(kind, parseRecord(t, kind)) !== t) loose++;
    } catch (e) { if (e.code === undefined) { loose++; console.log(e.stack); } }
  }
  check(`${kind}: ${data.length} bytes changed`, loose === 0, loose);
  for (const [what, t] of [['a line more', `${body}x 1\n`], ['a line twice', body.replace(/\n(.+)\n/, '\n$1\n$1\n')], ['no end', body.slice(0, -1)], ['an empty line', `${body}\n`],
    ['CR', body.replace('\n', '\r\n')], ['a blank at the end', body.replace(/\n$/, ' \n')], ['two blanks', body.replace(/\n([a-z0-9-]+) /, '\n$1  ')]])
    if (kind !== 'cover' || what !== 'a line twice') refused(`${kind}: ${what}`, () => parseRecord(t, kind));
}
for (const [what, r] of [['t = n', { threshold: 3 }], ['t = 1', { threshold: 1 }], ['pk twice', { trustee: [1, 2, 3].map(i => [i, `t/${i}`, pk(1)]) }], ['pk low', { trustee: [1, 2, 3].map(i => [i, `t/${i}`, i === 2 ? h('0') : pk(i)]) }],
  ['form-bytes', { 'form-bytes': 4000 }], ['selfopen-until', { 'selfopen-until': 86500 }], ['order', { trustee: [1, 3, 2].map(i => [i, `t/${i}`, pk(i)]) }]])
  refused(`project: ${what}`, () => parseRecord(write('project', { ...SAMPLES.project, ...r }), 'project'));
for (const [id, ok] of [['T-1/1', true], ['T/0', false], ['T/01', false], ['a..b/1', false], ['-a/1', false], [`${'a'.repeat(31)}/1`, false], ['a/b/1', false]]) same(`id ${id}`, isId(id), ok);

/* ---- notes ---- */
const body = write('void', SAMPLES.void), line = signText(body, me.name, seed), note = parseNote(writeNote(body, [line]));
same('signed', signers(note, [me]).size, 1);
refused('one pair twice', () => parseNote(writeNote(body, [line, line])));
refused('no signature', () => parseNote(bytes(`${body}\n`)));
refused('17 signatures', () => parseNote(writeNote(body, Array.from({ length: 17 }, (_, i) => signText(body, `k/${i}`, seed)))));
refused('two signatures on a withdraw', () => { const b = write('withdraw', SAMPLES.withdraw); readRecord(writeNote(b, ['a', 'b'].map(n => signText(b, n, seed))), 'withdraw'); });
refused('a wrong one by a known key', () => signers(parseNote(writeNote(write('void', { ...SAMPLES.void, reason: 'x' }), [line])), [me]), 'signature');
same('an unknown one is skipped', signers(note, []).size, 0);
refused('a record key signs no checkpoint', () => { const b = 'x/log/1\n0\nAAAA\n'; signers(parseNote(writeNote(b, [signText(b, me.name, seed)])), [me]); }, 'signature');
refused('a log key signs no record', () => signers(note, [me], { log: true }), 'signature');
refused('vkey: another id', () => parseVkey(me.vkey.replace(/\+./, m => `+${m[1] === '0' ? '1' : '0'}`)));

/* ---- trust ---- */
const trust = text(world({ stop: 'project', bids: [] }).files.get('/trust.txt'));
same('trust: trustees', parseTrust(bytes(trust)).trustees.length, 3);
for (const [what, t] of [['no quorum', trust.replace(/quorum .*\n/, '')], ['unknown group', trust.replace('quorum both', 'quorum all')], ['too many needed', trust.replace('group both all', 'group both 3')],
  ['a witness twice', trust.replace(/(witness w1 .*\n)/, '$1$1')], ['unknown word', `${trust}more x\n`]]) refused(`trust: ${what}`, () => parseTrust(bytes(t)));

/* A key with a part of small order: what libsodium takes (no cofactor), as tests/seal_record_test.c has it. */
const mixed = unhex('e7b40e257c2b24e81e37cf46babdfcfc3586bda26789d4d9354484225c601031');
check('good without cofactor', signed(bytes('message 7'),
  unhex('72dfcec4dc8f8d98fbf05e2a9da6ee89c2c0da9455f1f5042738fe629646ef5d33ea91994d04612be4622d8f60e765e86966f1518f970fdc555ce213f292e30f'), mixed));
check('good with a cofactor alone', !signed(bytes('message 0'),
  unhex('a128896d8342f2948cf4a341b8f8b43bdc3ba5d9c0ca2f50377f06d0087cdd06ca0ad0e7c63f702af16e7de9ce56b49c5f4629c2e752a1c081c8485f20fc1204'), mixed));
end();
