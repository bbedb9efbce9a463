// SPDX-License-Identifier: Apache-2.0
// rank.mjs: who wins (domain.md 6.2).  One function a method; a method that is not here is not judged.
import { order } from './bytes.mjs';
import { rankHash } from './draw.mjs';

/* bids: [{name, amount}] in leaf order → {rank: [{name, amount}], ints: [[label, n, x]]}. */
const RULES = {
  lowest: (bids, draw) => ({ rank: [...bids].sort((a, b) => a.amount - b.amount || draw(a, b)), ints: [] }),
  random: (bids, draw) => ({ rank: [...bids].sort(draw), ints: [] }),
};

export const knows = rule => Object.hasOwn(RULES, rule);

export function rank(rule, bids, seed) {
  const hashes = new Map(bids.map(b => [b.name, rankHash(seed, b.name)]));
  return RULES[rule.rule](bids, (a, b) => order(hashes.get(a.name), hashes.get(b.name)), rule, seed);
}
