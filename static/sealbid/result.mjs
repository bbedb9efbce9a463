// SPDX-License-Identifier: Apache-2.0
// result.mjs: the text of `result`, a function of public data (sealing.md 4).
import { hex } from './bytes.mjs';
import { drawSeed } from './draw.mjs';
import { rank } from './rank.mjs';
import { write } from './records.mjs';
import { OUT, priceProblem } from './rule.mjs';

/* envelopes: [{hash, bidder, seq, contributor, verdict}] active, in leaf order; inputs: [{hash, facts: Map}].
   → {text, seed, out, rank, ints, failed}. */
export function compute({ policy, project, close, rule, envelopes, inputs = [] }) {
  const valid = envelopes.filter(e => e.verdict.valid);
  const seed = valid.length ? drawSeed(policy, close, valid.map(e => ({ hash: e.hash, salt: e.verdict.salt }))) : null;
  const out = [], bids = [];
  for (const e of valid.filter(x => !x.contributor)) {
    const code = reason(e, rule, inputs);
    if (code) out.push([e.bidder, code]);
    else bids.push({ name: e.bidder, amount: e.verdict.form.amount });
  }
  const failed = bids.length < Math.max(1, rule.min);
  const ranked = failed ? { rank: [], ints: [] } : rank(rule, bids, seed);
  const body = write('result', {
    policy, project: project.project, close, seed: seed && hex(seed), bid: envelopes.map(line),
    input: inputs.map(i => i.hash), out, int: ranked.ints, rank: ranked.rank.map((b, i) => [i + 1, b.name, b.amount]),
  });
  return { text: body, seed: seed && hex(seed), out, bids, ints: ranked.ints, rank: ranked.rank, failed };
}

function line({ bidder, seq, contributor, verdict: v }) {
  if (!v.valid) return [contributor ? 'salt' : 'bid', bidder, seq, 'invalid'];
  return contributor ? ['salt', bidder, seq, `valid ${v.s}`] : ['bid', bidder, seq, `valid ${v.form.amount ?? '-'} ${v.s}`];
}

function reason(e, rule, inputs) {
  const codes = [priceProblem(e.verdict.form, rule), ...inputs.map(i => i.facts.get(e.bidder))].filter(Boolean);
  return codes.sort((a, b) => OUT.indexOf(a) - OUT.indexOf(b))[0] ?? null;
}
