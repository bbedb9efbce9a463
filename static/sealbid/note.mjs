// SPDX-License-Identifier: Apache-2.0
// note.mjs: signed notes and verifier keys (sealing.md 1).
import { base64, be, bytes, hex, join, must, same, text, unbase64, unbe, unhex } from './bytes.mjs';
import { H, signed, signer } from './crypto.mjs';

export const NAME = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;
export const isName = s => s.length <= 64 && NAME.test(s);
export const ED25519 = 1, WITNESS = 4;
const LIMIT = 65535, MARK = '\u2014 ';

const keyId = (name, alg, pk) => H(name, '\n', Uint8Array.of(alg), pk).subarray(0, 4);

/* name+id+key → {name, id, alg, key, vkey} */
export function parseVkey(s) {
  const m = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(s);
  must(m && isName(m[1]), 'grammar');
  const blob = unbase64(m[3]), alg = blob[0], key = blob.subarray(1);
  must((alg === ED25519 || alg === WITNESS) && key.length === 32, 'grammar');
  const id = keyId(m[1], alg, key);
  must(same(id, unhex(m[2])), 'grammar');
  return { name: m[1], id: hex(id), alg, key, vkey: s };
}
export function makeVkey(name, pk, alg = ED25519) {
  must(isName(name), 'grammar');
  return parseVkey(`${name}+${hex(keyId(name, alg, pk))}+${base64(join(Uint8Array.of(alg), pk))}`);
}
export const keyOf = (name, seed, alg) => makeVkey(name, signer(seed).public, alg);

/* File → {text, record (bytes), sigs: [{name, id, blob}], file}.  Grammar only. */
export function parseNote(file) {
  must(file.length > 0 && file.length <= LIMIT, 'grammar');
  let cut = -1;
  for (let i = file.length - 2; i > 0 && cut < 0; i--) if (file[i] === 10 && file[i + 1] === 10) cut = i;
  must(cut > 0, 'grammar');
  const record = file.slice(0, cut + 1), rest = text(file.subarray(cut + 2));
  const body = text(record);
  must(!body.includes('\n\n') && body[0] !== '\n', 'grammar');
  must(clean(body) && rest.endsWith('\n'), 'grammar');
  const lines = rest.slice(0, -1).split('\n');
  must(lines.length >= 1 && lines.length <= 16, 'grammar');
  const sigs = lines.map(parseSignature);
  must(new Set(sigs.map(s => `${s.name} ${s.id}`)).size === sigs.length, 'grammar');
  return { text: body, record, sigs, file };
}
export const clean = s => !/[\x00-\x09\x0b-\x1f\x7f]/.test(s); // eslint-disable-line no-control-regex

export function parseSignature(line) {
  must(line.startsWith(MARK), 'grammar');
  const parts = line.slice(2).split(' ');
  must(parts.length === 2 && isName(parts[0]), 'grammar');
  const blob = unbase64(parts[1]);
  must(blob.length > 4, 'grammar');
  return { name: parts[0], id: hex(blob.subarray(0, 4)), blob: blob.subarray(4) };
}

/* What a key of this sort may sign (domain separation). */
function allowed(body, key, log) {
  const record = /^(sealbid\/v1|market\/v1)[ \n]/.test(body);
  return log ? !/^(sealbid|market|cosignature)\//.test(body) : key.alg === WITNESS || record;
}
const cosigned = (body, time) => bytes(`cosignature/v1\ntime ${time}\n${body}`);

/* Is sig by key over the text?  A witness's time, or true; false where wrong. */
function holds(note, sig, key) {
  if (key.alg === ED25519) return sig.blob.length === 64 && signed(note.record, sig.blob, key.key);
  if (sig.blob.length !== 72) return false;
  const time = unbe(sig.blob.subarray(0, 8));
  if (time === 0n || time >= 2n ** 53n) return false;
  return signed(cosigned(note.text, time), sig.blob.subarray(8), key.key) && Number(time);
}

/* Which of the keys have signed: vkey → true or the witness's time.  Wrong if a known one is wrong. */
export function signers(note, keys, options = {}) {
  const found = new Map();
  for (const sig of note.sigs) {
    const key = keys.find(k => k.name === sig.name && k.id === sig.id);
    if (!key) continue;
    must(allowed(note.text, key, options.log), 'signature', sig.name);
    const ok = holds(note, sig, key);
    must(ok, 'signature', sig.name);
    found.set(key.vkey, ok);
  }
  return found;
}

/* One signature line, without its LF. */
export function signText(body, name, seed) {
  const s = signer(seed);
  return `${MARK}${name} ${base64(join(keyId(name, ED25519, s.public), s.sign(bytes(body))))}`;
}
export function cosignText(body, name, seed, time) {
  const s = signer(seed);
  return `${MARK}${name} ${base64(join(keyId(name, WITNESS, s.public), be(time, 8), s.sign(cosigned(body, time))))}`;
}
export const writeNote = (body, lines) => bytes(`${body}\n${lines.join('\n')}\n`);
export const fileHash = file => hex(H(file));
