// SPDX-License-Identifier: Apache-2.0
// envelope_test.mjs: one verdict for every t keys, 2 of 3 and 3 of 5: good envelopes and broken ones.
import { base64, bytes, text, unbase64, unhex } from '../../static/sealbid/bytes.mjs';
import { box, L, publicKey, scalar } from '../../static/sealbid/crypto.mjs';
import { hex } from '../../static/sealbid/bytes.mjs';
import { judge, openKey, seal } from '../../static/sealbid/envelope.mjs';
import { signText, writeNote } from '../../static/sealbid/note.mjs';
import { parseForm, parseRule, writeForm } from '../../static/sealbid/rule.mjs';
import { check, end, refused, same } from './_check.mjs';

const RULE = parseRule(bytes('sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nfield days int\n' +
  'quote amount\nceiling-fen 6000000\nfloor-fen 1\nalp-mean-pct 40\nalp-next-pct 30\n'));
const bidder = 'm.example/b/91440101MA5C000010', seed = new Uint8Array(32).fill(0x40), policy = 'ab'.repeat(32);

function subsets(n, t) {
  const out = [];
  for (let m = 0; m < 1 << n; m++) {
    const s = Array.from({ length: n }, (_, i) => i + 1).filter(i => m >> (i - 1) & 1);
    if (s.length >= t) out.push(s);
  }
  return out;
}

for (const [n, t] of [[3, 2], [5, 3]]) {
  const sk = Array.from({ length: n }, (_, i) => openKey(new Uint8Array(32).fill(0x11 + i), 'T-1/1'));
  const project = { project: 'T-1/1', threshold: t, 'form-bytes': 1024, trustee: sk.map((k, i) => [i + 1, `t/${i}`, hex(publicKey(k))]) };
  const good = seal({ project, policy, rule: RULE, bidder, seq: 1, amount: 4680000, fields: { days: '30' }, seed });
  const sub = { bidder, seq: 1 }, lines = text(good.file).split('\n\n')[0].split('\n');
  /* Whatever the keys: the same verdict; the code may differ. */
  const verdict = (what, file, want) => {
    const all = subsets(n, t).map(s => judge(file, { project, policy, rule: RULE, sub, keys: new Map(s.map(i => [i, sk[i - 1]])) }));
    check(`${t} of ${n}: ${what}`, all.every(v => v.valid === want), all.map(v => v.code).join());
    return all;
  };
  const change = (i, fn) => {
    const l = [...lines];
    l[i] = fn(l[i]);
    const body = `${l.filter(x => x !== null).join('\n')}\n`;
    return writeNote(body, [signText(body, bidder, seed)]);
  };
  const flip = (line, at) => {
    const [, head, b] = /^(.* )(\S+)$/.exec(line), data = unbase64(b);
    data[(at + data.length) % data.length] ^= 1;
    return head + base64(data);
  };
  for (const v of verdict('valid', good.file, true)) same('amount', v.form.amount, 4680000);
  verdict('another seq', change(4, () => 'seq 2'), false);
  verdict('another sealer', change(5, () => 'sealer offline'), false);
  verdict('another commit', change(6, l => `commit ${l[7] === '0' ? '1' : '0'}${l.slice(8)}`), false);
  for (let i = 0; i < n; i++) for (const at of [0, 33, 79]) verdict(`box ${i + 1}, byte ${at}`, change(7 + i, l => flip(l, at)), false);
  for (const at of [0, 500, -1]) verdict(`ct, byte ${at}`, change(7 + n, l => flip(l, at)), false);
  verdict('a line more', change(7 + n, l => `${l}\nextra 1`), false);
  verdict('a box less', change(7 + n - 1, () => null), false);
  /* A share that is another one, or not below L, sealed rightly for its trustee. */
  for (const [what, y] of [['another share', scalar(5n)], ['share L', scalar(L)], ['share too large', new Uint8Array(32).fill(255)]])
    for (let i = 0; i < n; i++)
      verdict(`${what} in box ${i + 1}`, change(7 + i, () => `box ${i + 1} ${base64(box(y, publicKey(sk[i]), new Uint8Array(32).fill(9)))}`), false);
  /* s = 0: all shares of the zero polynomial. */
  const zero = seal({ project, policy, rule: RULE, bidder, seq: 1, amount: 1, fields: { days: '30' }, seed, s: 0n });
  verdict('s = 0', zero.file, false);
  /* Forms that do not hold, sealed honestly. */
  for (const [what, amount, days] of [['no amount', null, '3'], ['too dear a number', 1e13 + 1, '3'], ['zero', 0, '3'], ['field of another type', 5, 'x']])
    verdict(what, seal({ project, policy, rule: RULE, bidder, seq: 1, amount, fields: { days }, seed }).file, false);
  verdict('no field value', seal({ project, policy, rule: RULE, bidder, seq: 1, amount: 5, seed }).file, true);
  verdict('another set of fields', seal({ project, policy, rule: { ...RULE, fields: [] }, bidder, seq: 1, amount: 5, seed }).file, false);
  const contributed = seal({ project, policy, rule: RULE, bidder, seq: 1, amount: null, fields: {}, seed });
  check('a contributor has no amount', judge(contributed.file, { project, policy, rule: RULE, sub, contributor: true,
    keys: new Map([1, 2, 3].map(i => [i, sk[i - 1]])) }).valid);
  check('a contributor with an amount', !judge(good.file, { project, policy, rule: RULE, sub, contributor: true,
    keys: new Map([1, 2, 3].map(i => [i, sk[i - 1]])) }).valid);
  same('one length', seal({ project, policy, rule: RULE, bidder, seq: 1, amount: 9, seed }).file.length, good.file.length);
  check('two seals differ', hex(seal({ project, policy, rule: RULE, bidder, seq: 1, amount: 9, seed }).file) !== hex(good.file));
  refused('a form too long', () => seal({ project: { ...project, 'form-bytes': 64 }, policy, rule: RULE, bidder, seq: 1, amount: 9, seed }), 'too-long');
  check('self-opened', judge(good.file, { project, policy, rule: RULE, sub, secret: unhex(good.secret) }).valid);
}

/* ---- rule.txt ---- */
const rule = s => parseRule(bytes(s));
const LOW = 'sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nquote amount\nceiling-fen 6000000\nfloor-fen 1\nalp-mean-pct 40\nalp-next-pct 30\n';
same('lowest', rule(LOW).ceiling, 6000000);
const REF = 'sealbid/v1 rule\nrule reference\nmin-entrants 3\nprice required\nserver forbidden\nfield rate-bp int\nquote rate\nceiling-fen 6000000\nrate-min 0\nrate-max 4000\ntrim-min 4\nbase-low 95\nbase-count 4\n';
same('reference', rule(REF).baseCount, 4);
same('credit', rule('sealbid/v1 rule\nrule credit\nmin-entrants 3\nprice none\nserver allowed\nfixed-fen 4800000\nlong 3\nshort 2\n').short, 2);
for (const [what, s] of [['twice', LOW.replace('floor-fen 1\n', 'floor-fen 1\nfloor-fen 1\n')], ['order', LOW.replace('quote amount\nceiling-fen 6000000', 'ceiling-fen 6000000\nquote amount')],
  ['floor', LOW.replace('floor-fen 1', 'floor-fen 6000001')], ['price', LOW.replace('price required', 'price none')], ['more', `${LOW}more 1\n`],
  ['rate without its field', REF.replace('field rate-bp int\n', '')], ['no end', LOW.slice(0, -1)], ['leading zero', LOW.replace('fen 1', 'fen 01')]])
  refused(`rule: ${what}`, () => rule(s));
const form = writeForm({ project: 'T-1/1', bidder, seq: 1, amount: 7, fields: { days: '3' } }, RULE);
same('form', parseForm(bytes(form), { project: 'T-1/1', bidder, seq: 1 }, RULE, false).fields.days, '3');
refused('form of another', () => parseForm(bytes(form), { project: 'T-1/1', bidder: 'x', seq: 1 }, RULE, false), 'form');
end();
