// SPDX-License-Identifier: Apache-2.0
// envelope.mjs: sealing and judging an envelope (sealing.md 5, 6).
import { base64, bytes, hex, join, must, same, unbase64, unhex, unle } from './bytes.mjs';
import { B, box, decrypt, encrypt, inverse, L, mod, publicKey, randomScalar, scalar, unbox, unscalar } from './crypto.mjs';
import { signText, writeNote } from './note.mjs';
import { readRecord } from './records.mjs';
import { parseForm, writeForm } from './rule.mjs';

const core = h => `policy ${h.policy}\nproject ${h.project}\nbidder ${h.bidder}\nseq ${h.seq}\nsealer ${h.sealer}\n`;

/* Everything that one secret decides, for a header and a project. */
function derive(s, head) {
  const ctx = B(32, bytes(`sealbid/v1 ctx\n${core(head)}`)), key = scalar(s);
  const D = (label, n, j) => B(n, join(`sealbid/v1 ${label}\n`, ctx, j === undefined ? '' : Uint8Array.of(j)), key);
  return { commit: hex(D('commit', 32)), salt: D('salt', 32), key: D('enc', 32), D };
}
function boxes(s, d, project) {
  const a = [s];
  for (let j = 1; j < project.threshold; j++) a.push(mod(unle(d.D('coef', 64, j))));
  return project.trustee.map(([i, , pk]) => {
    const y = a.reduceRight((sum, c) => mod(sum * BigInt(i) + c), 0n);
    return box(scalar(y), unhex(pk), d.D('eph', 32, i));
  });
}
/* All text before the line ct: the associated data. */
const before = (head, commit, list) => `sealbid/v1 envelope\n${core(head)}commit ${commit}\n` +
  list.map((b, i) => `box ${i + 1} ${base64(b)}\n`).join('');

function pad(data, size) {
  must(data.length < size, 'too-long');
  const out = new Uint8Array(size);
  out.set(data);
  out[data.length] = 0x80;
  return out;
}
function unpad(data) {
  let i = data.length - 1;
  while (i >= 0 && data[i] === 0) i--;
  must(i >= 0 && data[i] === 0x80, 'pad');
  return data.subarray(0, i);
}

/* A form sealed for a project: {file, secret (hex), form}.  head: policy, project, bidder, seq, sealer. */
export function seal({ project, policy, rule, bidder, seq, amount, fields = {}, sealer = 'browser', seed, signAs = bidder, s }) {
  const head = { policy, project: project.project, bidder, seq, sealer };
  const secret = s ?? randomScalar(), d = derive(secret, head), list = boxes(secret, d, project);
  const form = writeForm({ project: project.project, bidder, seq, amount, fields }, rule);
  const ad = before(head, d.commit, list);
  const ct = encrypt(d.key, bytes(ad), pad(bytes(form), project['form-bytes']));
  const body = `${ad}ct ${base64(ct)}\n`;
  return { file: writeNote(body, [signText(body, signAs, seed)]), secret: hex(scalar(secret)), form };
}

const fails = code => ({ valid: false, code });

/* keys: Map i → sk, of which the t lowest are used; or secret: 32 bytes, for self-opening.
   → {valid, code} or {valid, s, salt, form}. */
export function judge(file, { project, policy, rule, sub, keys, secret, contributor }) {
  let e;
  try {
    e = readRecord(file, 'envelope').r;
    must(e.box.length === project.trustee.length, 'grammar');
    must(unbase64(e.ct).length === project['form-bytes'] + 16, 'grammar');
  } catch {
    return fails('grammar');
  }
  if (e.policy !== policy || e.project !== project.project || e.bidder !== sub.bidder || e.seq !== sub.seq) return fails('bind');
  const list = e.box.map(b => unbase64(b[1]));
  let s;
  if (secret) s = unscalar(secret);
  else {
    const shares = [];
    for (const i of [...keys.keys()].sort((x, y) => x - y).slice(0, project.threshold)) {
      const y = unbox(list[i - 1], keys.get(i));
      if (!y) return fails('box-open');
      shares.push([BigInt(i), unscalar(y)]);
    }
    if (shares.some(([, y]) => y === null)) return fails('share');
    s = combine(shares);
  }
  if (!s) return fails(s === null ? 'share' : 'commit');
  const d = derive(s, e);
  if (d.commit !== e.commit) return fails('commit');
  if (!boxes(s, d, project).every((b, i) => same(b, list[i]))) return fails('box-derive');
  const plain = decrypt(d.key, bytes(before(e, e.commit, list)), unbase64(e.ct));
  if (!plain) return fails('aead');
  try {
    return { valid: true, s: hex(scalar(s)), salt: d.salt, form: parseForm(unpad(plain), e, rule, contributor), sealer: e.sealer };
  } catch (problem) {
    return fails(problem.code);
  }
}

/* The polynomial at 0. */
function combine(shares) {
  return shares.reduce((sum, [xi, yi]) => {
    let n = 1n, d = 1n;
    for (const [xj] of shares) if (xj !== xi) { n = mod(n * xj); d = mod(d * (xj - xi)); }
    return mod(sum + yi * n % L * inverse(d));
  }, 0n);
}

/* A trustee's key for one project, from its opening seed. */
export const openKey = (seed, id) => B(32, bytes(`sealbid/v1 open-key\n${id}`), seed);
export const opens = (sk, pk) => hex(publicKey(sk)) === pk;
