// SPDX-License-Identifier: Apache-2.0
// close.mjs: the set fixed at the deadline: statuses, sequences, further parts (sealing.md 4, 7).
import { must } from './bytes.mjs';

export const subOf = ([leaf, hash, nonce, bidder, seq, what, status]) => ({ leaf, hash, nonce, bidder, seq, what, status });

/* Submissions in leaf order without status → with it: a name's last one decides. */
export function statuses(subs) {
  const last = new Map();
  subs.forEach(s => last.set(s.bidder, s));
  return subs.map(s => {
    const decides = last.get(s.bidder);
    return { ...s, status: decides.what === 'withdraw' ? 'withdrawn' : decides === s ? 'active' : 'superseded' };
  });
}

/* All submissions of a close and its `more` records, or Wrong. */
export function submissions(close, more) {
  must(more.every((m, i) => m.part === i + 2 && m.policy === close.policy), 'close-more');
  must(more.every((m, i) => m.sub.length === Math.min(200, close.count - 200 * (i + 1))), 'close-count');
  const subs = [close, ...more].flatMap(r => r.sub).map(subOf);
  must(subs.length === close.count, 'close-count');
  must(subs.every((s, i) => !i || subs[i - 1].leaf < s.leaf), 'close-order');
  must(new Set(subs.map(s => s.hash)).size === subs.length, 'close-twice');
  const seqs = new Map();
  for (const s of subs) {
    must(s.seq === (seqs.get(s.bidder) ?? 0) + 1, 'close-seq', s.bidder);
    seqs.set(s.bidder, s.seq);
  }
  must(statuses(subs).every((s, i) => s.status === subs[i].status), 'close-status');
  must(close.claim.every(c => subs.some(s => s.hash === c[0])), 'close-claim');
  return subs;
}

export const contributors = project => new Set([project.purchaser, ...project.trustee.map(t => t[1])]);
/* The last submission of a name: an active envelope, or the withdraw that took all back. */
export const deciding = subs => subs.filter((s, i) => s.status === 'active' ||
  (s.what === 'withdraw' && s.status === 'withdrawn' && !subs.slice(i + 1).some(x => x.bidder === s.bidder)));
export const activeOf = subs => subs.filter(s => s.status === 'active');
