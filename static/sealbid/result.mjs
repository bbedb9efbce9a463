// SPDX-License-Identifier: Apache-2.0
// result.mjs: the text of `result`, a function of public data (sealing.md 4), by way of the case (domain.md 6.5).
import { hex, unhex } from './bytes.mjs';
import { drawSeed } from './draw.mjs';
import { uses } from './input.mjs';
import { admit, rankCase } from './rank.mjs';
import { write } from './records.mjs';
import { OUT, offerOf } from './rule.mjs';

/* envelopes: [{hash, bidder, seq, contributor, verdict}] active, in leaf order; inputs: [{hash, kind, facts, scores,
   sheets}] in leaf order; first: what this gave for the first round, in the second of bafo.
   → {text, own: seed of these envelopes, seed: of the draw, rule, offers: the bids of the case, bids: the valid ones, out, rank, ints, ranked: all that rankCase
   gives or null, failed, first: is it bafo's first round, lacks: what inputs leave open or null} */
export function compute({ policy, project, close, rule, envelopes, inputs = [], first = null }) {
  const valid = envelopes.filter(e => e.verdict.valid), used = inputs.filter(i => uses(rule, i.kind ?? 'facts'));
  const own = valid.length ? hex(drawSeed(policy, close, valid.map(e => ({ hash: e.hash, salt: e.verdict.salt })))) : null;
  const seed = own ?? first?.seed ?? null, unranked = rule.rule === 'bafo' && !first;
  const offers = first ? seconds(first.offers, envelopes, rule, used) : offersOf(envelopes, rule, used);
  const admitted = admit(rule, unranked ? offers.map(b => ({ ...b, extra: [null] })) : offers);
  const failed = admitted.valid.length < Math.max(1, rule.min);
  const missing = behind(offers, admitted.valid, rule, used), lacks = failed ? null : missing;
  const ranked = seed && !unranked && !lacks ? rankCase({ seed: unhex(seed), rule, bids: offers }) : null;
  /* An envelope that is invalid says so in its own line; `out` is for valid ones. */
  const broken = new Set(envelopes.filter(e => !e.verdict.valid).map(e => e.bidder));
  const out = admitted.out.filter(([name, code]) => code !== 'envelope' || !(first || broken.has(name)));
  const body = write('result', {
    policy, project: project.project, close, seed: own, bid: envelopes.map(line), input: used.map(i => i.hash),
    out, int: ranked?.ints, rank: ranked?.rank.map((b, i) => [i + 1, b.name, b.amount]),
  });
  return { text: body, own, seed, rule, offers, bids: admitted.valid, out, ints: ranked?.ints ?? [], rank: ranked?.rank ?? [], ranked, failed,
    first: unranked, lacks };
}

function line({ bidder, seq, contributor, verdict: v }) {
  if (!v.valid) return [contributor ? 'salt' : 'bid', bidder, seq, 'invalid'];
  return contributor ? ['salt', bidder, seq, `valid ${v.s}`] : ['bid', bidder, seq, `valid ${v.form.amount ?? '-'} ${v.s}`];
}

/* The first fact that puts a name out. */
function fact(name, inputs) {
  const codes = inputs.map(i => i.facts.get(name)).filter(Boolean);
  return codes.sort((a, b) => OUT.indexOf(a) - OUT.indexOf(b))[0] ?? null;
}
/* The bids of a case, in leaf order, without what inputs add to an offer. */
function offersOf(envelopes, rule, inputs) {
  return envelopes.filter(e => !e.contributor).map(({ bidder: name, verdict: v }) => {
    if (!v.valid) return { name, code: 'envelope' };
    const offer = offerOf(v.form, rule), code = offer === undefined ? 'format' : fact(name, inputs);
    return code ? { name, code } : { name, offer, extra: [] };
  });
}
/* bafo: the first round's bids, each with what its bidder offers now. */
function seconds(bids, envelopes, rule, inputs) {
  const now = new Map(envelopes.filter(e => !e.contributor && e.verdict.valid).map(e => [e.bidder, offerOf(e.verdict.form, rule)]));
  return bids.map(b => {
    const code = b.code ?? fact(b.name, inputs);
    return code ? { name: b.name, code } : { ...b, extra: [now.get(b.name) ?? null] };
  });
}

/* Credit and totals are put behind the offers, 0 where there are none: what its price or too few rivals put out needs
   none.  → what is lacking for a valid bid, or null. */
function behind(offers, valid, rule, inputs) {
  if (rule.rule !== 'credit' && rule.rule !== 'composite') return null;
  const sheets = inputs.flatMap(i => i.sheets ?? []).sort((a, b) => a.leaf - b.leaf);
  const whole = sheets.length === rule.evaluators && new Set(sheets.map(s => s.evaluator)).size === sheets.length;
  const tables = rule.rule === 'credit' ? [new Map(inputs.flatMap(i => [...i.scores]))] :
    whole ? sheets.map(s => s.totals) : Array(rule.evaluators).fill(new Map());
  for (const b of offers) if (!b.code) b.extra = tables.map(t => t.get(b.name) ?? 0);
  if (rule.rule === 'composite' && !whole) return ['input-sheets', sheets.length, rule.evaluators];
  const bare = valid.find(b => tables.some(t => !t.has(b.name)));
  return bare ? ['input-score', bare.name] : null;
}
