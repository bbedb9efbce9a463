// SPDX-License-Identifier: Apache-2.0
// crypto.mjs: the primitives of sealbid/v1 over @noble (sealing.md, notation and 10).
import { edwards } from '@noble/curves/abstract/edwards.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { bytes, join, le, same, unle } from './bytes.mjs';

export const L = 2n ** 252n + 27742317777372353535851937790883648493n;
export const H = (...parts) => sha256(join(...parts));
export const B = (n, x, key) => blake2b(x, key ? { dkLen: n, key } : { dkLen: n });
export const publicKey = sk => x25519.getPublicKey(sk);
export const random = n => globalThis.crypto.getRandomValues(new Uint8Array(n));

export const signer = seed => ({ public: ed25519.getPublicKey(seed), sign: message => ed25519.sign(message, seed) });
/* The same curve once more (RFC 8032): who only verifies does without all that signs. */
const P = 2n ** 255n - 19n;
const Point = /* @__PURE__ */ edwards({ p: P, n: L, h: 8n, a: P - 1n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n });
/* The verdict of libsodium, which is the gate: S·B − k·A is R, byte for byte, without cofactor; no point of small order,
   nothing that is written otherwise than it would be. */
export function signed(message, signature, key) {
  try {
    const s = unscalar(signature.subarray(32)), a = Point.fromBytes(key);
    if (s === null || a.isSmallOrder()) return false;
    const r = signature.subarray(0, 32), k = mod(unle(sha512(join(r, key, message))));
    const point = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
    return !point.isSmallOrder() && same(point.toBytes(), r);
  } catch {
    return false;
  }
}

/* A point that gives the same secret to everybody is no key. */
export function lowOrder(pk) {
  try {
    x25519.getSharedSecret(new Uint8Array(32).fill(0x77), pk);
    return false;
  } catch {
    return true;
  }
}

const words = b => Uint32Array.from({ length: b.length / 4 }, (_, i) =>
  (b[4 * i] | b[4 * i + 1] << 8 | b[4 * i + 2] << 16 | b[4 * i + 3] << 24) >>> 0);
const SIGMA = words(bytes('expand 32-byte k'));
function boxKey(sk, pk) {
  const out = new Uint32Array(8), key = new Uint8Array(32);
  hsalsa(SIGMA, words(x25519.getSharedSecret(sk, pk)), new Uint32Array(4), out);
  out.forEach((w, i) => key.set([w & 255, w >>> 8 & 255, w >>> 16 & 255, w >>> 24], 4 * i));
  return key;
}

/* crypto_box_easy with the nonce of a sealed box, the short-lived key given. */
export function box(message, pk, ephemeral) {
  const e = publicKey(ephemeral);
  return join(e, xsalsa20poly1305(boxKey(ephemeral, pk), B(24, join(e, pk))).encrypt(message));
}
/* crypto_box_seal_open, or null. */
export function unbox(sealed, sk) {
  try {
    const e = sealed.subarray(0, 32);
    return xsalsa20poly1305(boxKey(sk, e), B(24, join(e, publicKey(sk)))).decrypt(sealed.subarray(32));
  } catch {
    return null;
  }
}
const ZERO = new Uint8Array(24);
export const encrypt = (key, ad, data) => xchacha20poly1305(key, ZERO, ad).encrypt(data);
export function decrypt(key, ad, data) {
  try {
    return xchacha20poly1305(key, ZERO, ad).decrypt(data);
  } catch {
    return null;
  }
}

export const mod = x => ((x % L) + L) % L;
export function inverse(x) {
  let r = 1n;
  for (let b = mod(x), e = L - 2n; e > 0n; e >>= 1n, b = b * b % L) if (e & 1n) r = r * b % L;
  return r;
}
/* A scalar's bytes; as a number, or null where it is not canonical. */
export const scalar = x => le(x, 32);
export function unscalar(b) {
  const x = unle(b);
  return b.length === 32 && x < L ? x : null;
}
export function randomScalar() {
  for (;;) {
    const x = mod(unle(random(64)));
    if (x) return x;
  }
}
