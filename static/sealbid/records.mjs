// SPDX-License-Identifier: Apache-2.0
// records.mjs: the grammar of every record (sealing.md 1, 4, 5, 8), strict.
import { hex, must, text, unbase64, unhex } from './bytes.mjs';
import { H, lowOrder } from './crypto.mjs';
import { clean, isName, parseNote, parseVkey } from './note.mjs';

export const isInt = s => /^(0|[1-9][0-9]{0,15})$/.test(s) && Number(s) <= Number.MAX_SAFE_INTEGER;
export const isHash = s => /^[0-9a-f]{64}$/.test(s);
export const isId = s => s.length <= 32 && /^[0-9A-Za-z][0-9A-Za-z._-]*\/[1-9][0-9]*$/.test(s) && !s.includes('..');
export const isToken = s => /^[a-z0-9-]+$/.test(s);
export const isFen = s => isInt(s) && Number(s) >= 1 && Number(s) <= 1e13;
const attempt = fn => { try { fn(); return true; } catch { return false; } };
const isDate = s => /^\d{4}-\d{2}-\d{2}$/.test(s) && attempt(() => must(new Date(`${s}T00:00:00Z`).toISOString().startsWith(s), 'grammar'));
const oneOf = (...words) => s => words.includes(s);

const TYPES = {
  int: isInt, hash: isHash, id: isId, name: isName, token: isToken, fen: isFen, date: isDate,
  positive: s => isInt(s) && s !== '0',
  trustee: s => /^[1-7]$/.test(s),
  vkey: s => attempt(() => parseVkey(s)),
  role: oneOf('bidder', 'trustee', 'purchaser', 'platform'),
  what: oneOf('envelope', 'withdraw'), status: oneOf('active', 'superseded', 'withdrawn'),
  sealer: oneOf('browser', 'offline', 'server'),
  path: s => /^[!-~]+$/.test(s),
  box: s => attempt(() => must(unbase64(s).length === 80, 'grammar')),
  blob: s => attempt(() => must(unbase64(s).length > 16, 'grammar')),
  /* the last part of a line, with its spaces */
  text: () => true,
  bid: s => /^valid (\S+) ([0-9a-f]{64})$/.test(s) ? /^valid (-|[1-9][0-9]*) /.test(s) && (s[6] === '-' || isFen(s.split(' ')[1])) : s === 'invalid',
  salt: s => s === 'invalid' || /^valid [0-9a-f]{64}$/.test(s),
};
const REST = new Set(['text', 'bid', 'salt']);
const NUMBER = new Set(['int', 'fen', 'positive', 'trustee']);

/* One line: key and types; key* stands 0 or more times, key+ once or more, a|b either, type? may be -. */
const SUB = 'sub* int hash hash name positive what status';
const KINDS = {
  key: 'role role/vkey vkey/subject text/since int/replaces vkey?',
  project: 'log name/project id/purchaser name/notice-sha256 hash/rule token/rule-sha256 hash/opens int/deadline int/' +
    'selfopen-until int/form-bytes int/max-subs int/threshold trustee/trustee+ trustee name hash/attach-pk hash?',
  blind: 'h hash/reveal-by date',
  close: `policy hash/project id/deadline int/count int/${SUB}/claim* hash trustee int/more* hash`,
  more: `policy hash/part positive/${SUB}`,
  open: 'policy hash/project id/close int hash/trustee trustee/sk hash',
  result: 'policy hash/project id/close hash/seed hash?/bid|salt* name positive bid/input* hash/out* name token/' +
    'int* token int int/rank* positive name fen?',
  extend: 'policy hash/deadline int',
  void: 'policy hash/reason text',
  input: 'policy hash/kind token/item+ int hash hash name',
  missed: 'policy hash/evaluator+ name',
  award: 'policy hash/winner name?/amount-fen fen?/reason text',
  fallback: 'policy hash/close hash',
  selfopen: 'policy hash/file hash/s hash',
  cover: 'leaf* int hash hash',
  webapp: 'release text/file* hash path',
  withdraw: 'policy hash/project id/bidder name/seq positive',
  offer: 'project id/terms hash/trustee trustee/pk hash',
  ready: 'policy hash/trustee trustee/time int',
  claim: 'policy hash/file hash/time int',
  refusal: 'policy hash?/file hash/time int/reason token',
  envelope: 'policy hash/project id/bidder name/seq positive/sealer sealer/commit hash/box+ trustee box/ct blob',
  plan: 'plan token/list hash int/take positive/draws int/commit+ positive name hash',
  'plan-open': 'plan hash/r+ positive hash',
};

function compile(spec) {
  return spec.split('/').map(line => {
    const [key, ...types] = line.split(' '), last = key.slice(-1);
    const many = last === '*' || last === '+';
    return { keys: (many ? key.slice(0, -1) : key).split('|'), many, least: last === '*' ? 0 : 1,
      types: types.map(t => (t.endsWith('?') ? { name: t.slice(0, -1), none: true } : { name: t })) };
  });
}
const compiled = new Map();
const grammar = kind => {
  if (!compiled.has(kind)) compiled.set(kind, compile(KINDS[kind]));
  return compiled.get(kind);
};

/* Lines «key SP value»; Wrong unless each is. */
export function linesOf(body, tag) {
  must(clean(body) && body.endsWith('\n'), 'grammar');
  const [first, ...rest] = body.slice(0, -1).split('\n');
  must(first === tag, 'grammar');
  return rest.map(line => {
    const m = /^([a-z0-9-]+) (.+)$/.exec(line);
    must(m && m[2] === m[2].replace(/^ +| +$/g, ''), 'grammar');
    return { key: m[1], value: m[2] };
  });
}

function parts(value, spec, key) {
  const types = spec.types.map(t => (REST.has(t.name) && t.name !== 'text' ? { name: key } : t));
  const split = value.split(' '), n = types.length, tail = REST.has(types[n - 1].name);
  const got = tail ? [...split.slice(0, n - 1), split.slice(n - 1).join(' ')] : split;
  must(got.length === n && (!tail || split.length >= n), 'grammar');
  return got.map((s, i) => {
    if (types[i].none && s === '-') return null;
    must(TYPES[types[i].name](s), 'grammar');
    return NUMBER.has(types[i].name) ? Number(s) : s;
  });
}

/* The kind of a text, or null where it is none of ours. */
export function kindOf(body) {
  const m = /^sealbid\/v1 ([a-z-]+)\n/.exec(body);
  return m ? m[1] : null;
}

/* Text of a record → its values: one each, arrays where a line has several or stands often. */
export function parseRecord(body, kind) {
  must(KINDS[kind], 'grammar');
  const lines = linesOf(body, `sealbid/v1 ${kind}`), record = { kind };
  let at = 0;
  for (const spec of grammar(kind)) {
    const found = [];
    while (at < lines.length && spec.keys.includes(lines[at].key) && (spec.many || !found.length)) {
      const got = parts(lines[at].value, spec, lines[at].key);
      if (spec.keys.length > 1) got.unshift(lines[at].key);
      found.push(got.length > 1 ? got : got[0]);
      at++;
    }
    must(found.length >= spec.least, 'grammar');
    record[spec.keys[0]] = spec.many ? found : found[0];
  }
  must(at === lines.length, 'grammar');
  must(write(kind, record) === body, 'grammar');
  if (RULES[kind]) RULES[kind](record);
  return record;
}

/* Values → text, the inverse of parseRecord. */
export function write(kind, record) {
  let out = `sealbid/v1 ${kind}\n`;
  for (const spec of grammar(kind))
    for (const value of spec.many ? record[spec.keys[0]] || [] : [record[spec.keys[0]]]) {
      const all = (Array.isArray(value) ? value : [value]).map(v => (v === null ? '-' : String(v)));
      out += `${spec.keys.length > 1 ? '' : `${spec.keys[0]} `}${all.join(' ')}\n`;
    }
  return out;
}

/* What the lines must be to each other. */
const ascending = (list, of) => list.every((x, i) => i === 0 || of(list[i - 1]) < of(x));
const counted = list => list.every((x, i) => x[0] === i + 1);
const RULES = {
  project(r) {
    const n = r.trustee.length, pks = r.trustee.map(t => t[2]);
    must(r.threshold >= 2 && r.threshold < n && n <= 7 && counted(r.trustee), 'grammar');
    must(r.opens < r.deadline && r['selfopen-until'] > r.deadline + 86400, 'grammar');
    must([1024, 2048, 4096, 8192, 16384, 32768].includes(r['form-bytes']), 'grammar');
    must(r['max-subs'] >= 1 && r['max-subs'] <= 5000, 'grammar');
    must(new Set(pks).size === n && new Set(r.trustee.map(t => t[1])).size === n, 'grammar');
    must(pks.every(pk => !lowOrder(unhex(pk))), 'grammar');
    must(!/^(sealbid|market|cosignature)\//.test(r.log), 'grammar');
  },
  close(r) {
    must(r.sub.length === Math.min(r.count, 200) && r.more.length === Math.max(0, Math.ceil(r.count / 200) - 1), 'grammar');
    must(ascending(r.sub, s => s[0]) && r.claim.length <= 150, 'grammar');
    must(r.claim.every((c, i, a) => !i || a[i - 1][2] < c[2] || (a[i - 1][2] === c[2] && a[i - 1][1] <= c[1])), 'grammar');
  },
  more(r) {
    must(r.part >= 2 && r.sub.length >= 1 && r.sub.length <= 200 && ascending(r.sub, s => s[0]), 'grammar');
  },
  envelope(r) { must(r.box.length >= 3 && r.box.length <= 7 && counted(r.box), 'grammar'); },
  result(r) { must(r.rank.every((x, i) => x[0] === i + 1), 'grammar'); },
  plan(r) { must(r.commit.length >= 2 && counted(r.commit), 'grammar'); },
  'plan-open'(r) { must(counted(r.r), 'grammar'); },
};

export const recordHash = body => hex(H(body));

/* A note that holds one record of this kind (or of any, without it). */
export function readRecord(file, kind) {
  const note = parseNote(file);
  const what = kind || kindOf(note.text);
  must(what, 'grammar');
  const record = parseRecord(note.text, what);
  if (what === 'envelope' || what === 'withdraw') must(note.sigs.length === 1, 'grammar');
  return { ...note, r: record, hash: recordHash(note.text), fileHash: hex(H(file)) };
}
export const parseBlind = entry => {
  must(entry.length === 105, 'grammar');
  return parseRecord(text(entry), 'blind');
};
