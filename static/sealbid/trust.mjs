// SPDX-License-Identifier: Apache-2.0
// trust.mjs: trust.txt, a tlog-policy file with our lines (sealing.md 3).
import { must, same, text } from './bytes.mjs';
import { clean, isName, parseVkey, WITNESS } from './note.mjs';

/* → {logs, witnesses, platforms, trustees (vkeys parsed), met(times)}, or Wrong. */
export function parseTrust(file) {
  const body = text(file);
  must(body.endsWith('\n') && clean(body.replaceAll('\t', ' ')), 'trust');
  const t = { logs: [], witnesses: [], platforms: [], trustees: [] }, members = new Map();
  let quorum = null;
  for (const line of body.split('\n')) {
    const w = line.replace(/^[ \t]+|[ \t]+$/g, '').split(/[ \t]+/);
    if (w[0] === '#' && (w[1] === 'platform' || w[1] === 'trustee')) {
      must(w.length === 3, 'trust');
      add(t[`${w[1]}s`], w[2]);
    } else if (w[0] === '' || w[0].startsWith('#')) continue;
    else if (w[0] === 'log') {
      must(w.length === 2 || w.length === 3, 'trust');
      add(t.logs, w[1]);
    } else if (w[0] === 'witness') {
      must((w.length === 3 || w.length === 4) && isName(w[1]) && fresh(w[1]), 'trust');
      const key = parseVkey(w[2]);
      /* Under two names one witness would count twice. */
      must(key.alg === WITNESS && !t.witnesses.some(k => same(k.key, key.key)), 'trust');
      t.witnesses.push(key);
      members.set(w[1], { key });
    } else if (w[0] === 'group') {
      const need = w[2] === 'any' ? 1 : w[2] === 'all' ? w.length - 3 : /^[1-9][0-9]*$/.test(w[2]) ? Number(w[2]) : 0;
      must(w.length > 3 && isName(w[1]) && fresh(w[1]) && need >= 1 && need <= w.length - 3, 'trust');
      must(w.slice(3).every((n, i, all) => members.has(n) && all.indexOf(n) === i), 'trust');
      members.set(w[1], { need, of: w.slice(3) });
    } else {
      must(w[0] === 'quorum' && w.length === 2 && !quorum && (w[1] === 'none' || members.has(w[1])), 'trust');
      [, quorum] = w;
    }
  }
  must(t.logs.length && quorum, 'trust');
  return { ...t, quorum, times: found => quorumTime(quorum, members, found) };

  function add(list, vkey) {
    const key = parseVkey(vkey);
    must(key.alg !== WITNESS && !list.some(k => k.name === key.name && k.id === key.id), 'trust');
    list.push(key);
  }
  function fresh(name) { return name !== 'none' && !members.has(name); }
}

/* When the quorum was met (the time of the last cosignature it needs), or null. */
function quorumTime(name, members, found, seen = new Map()) {
  if (name === 'none') return null;
  const m = members.get(name);
  if (m.key) return found.get(m.key.vkey) ?? null;
  if (seen.has(name)) return seen.get(name);	/* nested groups are met once */
  const times = m.of.map(n => quorumTime(n, members, found, seen)).filter(t => t !== null).sort((a, b) => a - b);
  seen.set(name, times.length >= m.need ? times[m.need - 1] : null);
  return seen.get(name);
}
