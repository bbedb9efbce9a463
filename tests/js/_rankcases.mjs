// SPDX-License-Identifier: Apache-2.0
// _rankcases.mjs: random recalculation cases of every rule, full of ties and edges, and ways to spoil them.
import { hex } from '../../static/sealbid/bytes.mjs';
import { H } from '../../static/sealbid/crypto.mjs';
import { dice } from './_check.mjs';

export const RULES = ['lowest', 'average', 'reference', 'bafo', 'composite', 'credit', 'random'];
const CODES = ['envelope', 'format', 'suspended', 'recused', 'conflict', 'requirement', 'related'];

export function rolls(seed) {
  const roll = dice(seed * 2654435761 + 99);
  for (let i = 0; i < 9; i++) roll(2);
  return roll;
}
const pick = (roll, list) => list[roll(list.length)];
/* A number below 10^13 and more, from small dice. */
const big = roll => roll(10000000) * 1000000 + roll(1000000);

function parameters(rule, roll) {
  const trim = () => `trim-min ${pick(roll, [0, 3, 4, 5, 6, 10000])}\n`, low = 1 + roll(100), long = 1 + roll(9);
  const alp = `alp-mean-pct ${pick(roll, [0, 1, 30, 40, 100])}\nalp-next-pct ${pick(roll, [0, 1, 30, 50, 100])}\n`;
  return {
    lowest: () => alp, random: () => '', average: trim,
    reference: () => `${trim()}base-low ${low}\nbase-count ${1 + roll(101 - low)}\n`,
    bafo: () => `first ${hex(H(`policy ${roll(9)}`))}\n${alp}`,
    composite: () => `price-weight ${pick(roll, [0, 20, 50, 99, 100])}\nevaluators ${pick(roll, [3, 5, 7, 9])}\n${alp}`,
    credit: () => `long ${long}\nshort ${1 + roll(long)}\n`,
  }[rule]();
}

/* {rule, text, bids: [{name, line}]}; options: rule, n bids. */
export function randomCase(roll, options = {}) {
  const rule = options.rule ?? pick(roll, RULES), none = rule === 'credit' || rule === 'random', rate = !none && roll(4) === 0;
  const scale = pick(roll, [0, 0, 0, 1, 2]), ceiling = [6000000, 10000000000000, 1 + roll(9)][scale];
  const floor = pick(roll, [1, 1, 1, 1, 1 + roll(ceiling > 9e8 ? 1000000000 : ceiling), ceiling]), min = roll(40) ? roll(4) : 100;
  const rateMin = pick(roll, [0, 0, 100, 9999]), rateMax = rateMin + roll(10000 - rateMin), shelf = Array.from({ length: 3 }, () => roll(ceiling > 9e8 ? 999999999 : ceiling) + 1);
  const amount = () => Math.min(1e13, pick(roll, [...shelf, ...shelf, ceiling, ceiling + 1, floor, Math.max(1, floor - 1), 1 + big(roll) % (ceiling + 1), 1e13]));
  const bp = () => pick(roll, [0, 10000, rateMin, Math.max(0, rateMin - 1), rateMax, Math.min(10000, rateMax + 1), 2200, 2200, roll(10001)]);
  const offer = () => (none ? '-' : rate ? bp() : amount()), total = () => pick(roll, [0, 10000, 8200, 8200, roll(10001)]);
  const evaluators = () => Number(/evaluators (\d)/.exec(rest)[1]);
  const rest = parameters(rule, roll);
  const extra = { bafo: () => ` ${roll(3) ? offer() : '-'}`, composite: () => Array.from({ length: evaluators() }, () => ` ${total()}`).join(''),
    credit: () => ` ${pick(roll, [0, 99, 11000, 9200, 9200, roll(11001)])}` }[rule] ?? (() => '');
  const bids = [], n = options.n ?? pick(roll, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 12, 30]);
  for (let i = 0; i < n; i++) {
    const name = `${pick(roll, ['B', 'm.example/b/', 'a.b/c-d_e/'])}${i}`;
    bids.push({ name, line: roll(8) ? `bid ${name} in ${offer()}${extra()}\n` : `bid ${name} out ${pick(roll, CODES)}\n` });
  }
  const fields = `${roll(3) ? '' : 'field days int\nfield note text\n'}${rate ? 'field rate-bp int\n' : ''}${roll(9) ? '' : 'field plan hash\n'}`;
  const head = `sealbid/v1 case\nseed ${hex(H(`case ${roll(1000000)}`))}\nrule ${rule}\nmin-entrants ${min}\nprice ${none ? 'none' : 'required'}\n` +
    `server ${pick(roll, ['allowed', 'forbidden'])}\n${fields}${none ? `fixed-fen ${1 + roll(9000000)}\n` : rate ?
      `quote rate\nceiling-fen ${ceiling}\nrate-min ${rateMin}\nrate-max ${rateMax}\n` : `quote amount\nceiling-fen ${ceiling}\nfloor-fen ${floor}\n`}${rest}`;
  return { rule, head, bids, text: head + bids.map(b => b.line).join('') };
}

/* One thing changed: mostly malformed, sometimes still a case. */
export function mutate(text, roll) {
  const lines = text.slice(0, -1).split('\n'), at = roll(lines.length), words = lines[at].split(' '), w = roll(words.length);
  const put = s => { words[w] = s; lines[at] = words.join(' '); };
  const whole = () => `${lines.join('\n')}\n`;
  switch (roll(19)) {
  case 0: lines.splice(at, 1); return whole();
  case 1: lines.splice(at, 0, lines[at]); return whole();
  case 2: [lines[at], lines[roll(lines.length)]] = [lines[roll(lines.length)], lines[at]]; return whole();
  case 3: put(''); return whole();
  case 4: put(`0${words[w]}`); return whole();
  case 5: put(pick(roll, ['-', '0', '1', '-1', '+1', '1.0', '1e3', '9007199254740992', '10000000000001', '10000000000000', '18446744073709551617', '99999999999999999999'])); return whole();
  case 6: put(words[w].toUpperCase()); return whole();
  case 7: lines[at] += ' '; return whole();
  case 8: lines[at] += pick(roll, ['\r', '\t', '\x7f', '\u00e9', '\u2014', ' x', ' 1']); return whole();
  case 9: lines[at] = ` ${lines[at]}`; return whole();
  case 10: lines[at] = lines[at].replace(' ', '  '); return whole();
  case 11: return text.slice(0, -1);
  case 12: return text.slice(0, roll(text.length));
  case 13: return `${text}\n`;
  case 14: return `${text}x\n`;
  case 15: { const i = roll(text.length); return text.slice(0, i) + String.fromCharCode(roll(128)) + text.slice(i + 1); }
  case 16: lines.splice(at, 0, ''); return whole();
  case 17: lines[at] = pick(roll, ['bid B0 in 5', 'bid B0 out suspended', 'bid B0 out over-ceiling', 'field rate-bp text', 'field days int', 'quote rate', 'first -', 'bid', 'trim-min 2', 'evaluators 4',
    `bid ${'n'.repeat(65)} in 5`, `bid ${'n'.repeat(64)} in 5`, 'bid a//b in 5', 'bid /a in 5', 'bid a/ in 5', 'short 9', 'rate-max 0', 'floor-fen 10000000000000']); return whole();
  default: put(String(roll(12))); return whole();
  }
}
