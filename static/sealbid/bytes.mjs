// SPDX-License-Identifier: Apache-2.0
// bytes.mjs: texts, hex, base64 and integers as sealbid/v1 writes them, each strict.

/* What is wrong, as a code that a page or a tool puts into words. */
export class Wrong extends Error {
  constructor(code, ...args) {
    super(args.length ? `${code} ${args.join(' ')}` : code);
    this.code = code;
    this.args = args;
  }
}
export const must = (ok, code, ...args) => { if (!ok) throw new Wrong(code, ...args); };

const encoder = new TextEncoder();
export const bytes = text => encoder.encode(text);
/* UTF-8 or Wrong; a byte order mark is a character like others. */
export function text(data) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Wrong('grammar');
  }
}
export function join(...parts) {
  const all = parts.map(p => (typeof p === 'string' ? bytes(p) : p));
  const out = new Uint8Array(all.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of all) { out.set(p, at); at += p.length; }
  return out;
}
export function same(a, b) {
  if (!a || !b || a.length !== b.length) return false;
  let d = 0;
  for (let i = 0; i < a.length; i++) d |= a[i] ^ b[i];
  return d === 0;
}
/* Bytewise order, the shorter first. */
export function order(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

export const hex = data => Array.from(data, b => b.toString(16).padStart(2, '0')).join('');
export function unhex(s) {
  must(/^([0-9a-f]{2})*$/.test(s), 'grammar');
  return Uint8Array.from(s.match(/../g) || [], h => parseInt(h, 16));
}
/* A character a byte, whatever they are. */
export function latin(data) {
  let s = '';
  for (let i = 0; i < data.length; i += 8192) s += String.fromCharCode(...data.subarray(i, i + 8192));
  return s;
}
export const base64 = data => btoa(latin(data));
export function unbase64(s) {
  must(/^[A-Za-z0-9+/]*={0,2}$/.test(s) && s.length % 4 === 0, 'grammar');
  const data = Uint8Array.from(atob(s), c => c.charCodeAt(0));
  must(base64(data) === s, 'grammar');
  return data;
}

export function be(n, size) {
  const out = new Uint8Array(size);
  let v = BigInt(n);
  for (let i = size - 1; i >= 0; i--, v >>= 8n) out[i] = Number(v & 255n);
  return out;
}
export const unbe = data => data.reduce((v, b) => (v << 8n) | BigInt(b), 0n);
export function le(n, size) { return be(n, size).reverse(); }
export const unle = data => unbe(Uint8Array.from(data).reverse());
