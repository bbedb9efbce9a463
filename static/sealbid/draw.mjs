// SPDX-License-Identifier: Apache-2.0
// draw.mjs: the draw that breaks every tie (sealing.md 8).
import { be, join, unbe, unhex } from './bytes.mjs';
import { H } from './crypto.mjs';

/* list: [{hash (hex), salt}] of all valid active envelopes in leaf order. */
export const drawSeed = (policy, close, list) => H('sealbid/v1 draw-seed\n', unhex(policy), unhex(close), be(list.length, 4),
  ...list.map(e => join(unhex(e.hash), e.salt)));
export const rankHash = (seed, name) => H('sealbid/v1 draw-rank\n', seed, `${name}\n`);

/* A number below n (BigInt); used: [label, n, x], one a draw. */
export function drawInt(seed, label, n, used) {
  const N = BigInt(n), limit = 2n ** 64n - 2n ** 64n % N;
  for (let c = 0; ; c++) {
    const x = unbe(H('sealbid/v1 draw-int\n', seed, `${label}\n`, be(c, 4)).subarray(0, 8));
    if (x >= limit) continue;
    if (used) used.push([label, String(n), String(x % N)]);
    return x % N;
  }
}

/* Weighted: list of [name, weight] in leaf or list order → names as drawn. */
export function shortlist(seed, list, k, used) {
  const left = list.map(([name, w]) => [name, BigInt(w)]), taken = [];
  for (let j = 1; j <= k; j++) {
    const sum = left.reduce((n, [, w]) => n + w, 0n);
    if (sum === 0n) break;
    let x = drawInt(seed, `shortlist-${j}`, sum, used), at = 0;
    while (x >= left[at][1]) x -= left[at++][1];
    taken.push(left.splice(at, 1)[0][0]);
  }
  return taken;
}
