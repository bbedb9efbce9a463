// SPDX-License-Identifier: Apache-2.0
// money.mjs: amounts as people type, read and say them.
export const digitsOf = s => s.replace(/[\uff10-\uff19]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  .replace(/[\uff0c,\s\u3000]/g, '').replace(/[\uff0e\u3002]/g, '.').replace(/\u5143$/, '');

/* 大写: as the page's own list of signs has it. */
const SIGNS = '零壹贰叁肆伍陆柒捌玖';
export function capital(fen) {
  const yuan = fen / 100n, jiao = fen / 10n % 10n, cent = fen % 10n;
  const groups = ['', '万', '亿', '万亿'], units = ['', '拾', '佰', '仟'];
  let text = '', zero = false;
  for (let i = yuan.toString().length - 1, s = yuan.toString(); i >= 0; i--) {
    const n = Number(s[s.length - 1 - i]);
    if (n) { text += (zero ? '零' : '') + SIGNS[n] + units[i % 4]; zero = false; } else zero = text !== '';
    if (i % 4 === 0 && i > 0 && Number(s.slice(Math.max(0, s.length - i - 4), s.length - i))) { text += groups[i / 4]; zero = false; }
  }
  if (text) text += '元';
  if (!jiao && !cent) return (text || '零元') + '整';
  if (jiao) text += SIGNS[jiao] + '角'; else if (text) text += '零';
  return cent ? text + SIGNS[cent] + '分' : text;
}
export function fenOf(typed) {
  const wan = /\u4e07$/.test(digitsOf(typed)), t = digitsOf(typed).replace(/\u4e07$/, '');
  const m = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(t);
  if (!m || (!wan && (m[2] || '').length > 2)) return null;
  const frac = (m[2] || '').padEnd(6, '0');
  return BigInt(m[1] + frac) * (wan ? 10000n : 1n) / 10000n;
}
/* «12.5%» → 1250 hundredths of a percent, or null. */
export function bpOf(typed) {
  const m = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(digitsOf(typed).replace(/[%\uff05]$/, ''));
  const bp = m && !/^0\d/.test(m[1]) ? Number(m[1]) * 100 + Number((m[2] || '').padEnd(2, '0')) : null;
  return bp !== null && bp <= 10000 ? bp : null;
}
/* 11680000 → 116,800.00 */
export function figures(fen) {
  const n = BigInt(fen);
  return `${String(n / 100n).replace(/\B(?=(\d{3})+$)/g, ',')}.${String(n % 100n).padStart(2, '0')}`;
}
