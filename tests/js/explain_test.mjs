// SPDX-License-Identifier: Apache-2.0
// explain_test.mjs: what is said of two rankings: each difference once, nothing where none is, for every rule.
import { bytes } from '../../static/sealbid/bytes.mjs';
import { asked, changes, differences, figuresOf, of, side, stand, value } from '../../static/sealbid/explain.mjs';
import { check, end, same } from './_check.mjs';
import { randomCase, rolls, RULES } from './_rankcases.mjs';

const SEED = '326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81', ALP = 'alp-mean-pct 40\nalp-next-pct 30\n';
const make = (rule, lines, bids, offers) => side(bytes(`sealbid/v1 case\nseed ${SEED}\nrule ${rule}\nmin-entrants 3\nprice ${offers ? 'none' : 'required'}\nserver allowed\n${
  offers ?? 'quote amount\nceiling-fen 6000000\nfloor-fen 100\n'}${lines}${bids.map(b => `bid ${b}\n`).join('')}`));
/* The same with one offer, or one extra, another; undefined: gone. */
const other = (s, name, n, where = 'offer') => of({ ...s.c, bids: s.c.bids.flatMap(b => (b.name !== name ? [b] : n === undefined ? [] :
  [where === 'offer' ? { ...b, offer: n } : { ...b, extra: b.extra.map((x, i) => (i === where ? n : x)) }])) });
const said = (a, b) => differences(a, b).map(d => d.map(x => x?.why ?? x).join(' ')).join('; ');
const made = (a, b) => changes(a, b).map(d => d.map(x => x ?? '-').join(' ')).join('; ');

const low = make('lowest', ALP, ['A in 500000', 'B in 510000', 'C in 520000', 'D out suspended']);
same('nothing', said(low, low), 'same');
same('nothing made', made(low, low), '');
same('what may be changed', asked(low.c).join(), 'price,offer');
const dearer = other(low, 'A', 530000);
same('dearer: made', made(low, dearer), 'changed A price 500000 530000');
same('dearer', said(low, dearer), 'first A B; moved B 2 1; moved C 3 2; moved A 1 3');
same('dearer, same place', said(low, other(low, 'A', 500001)), 'same');
same('too dear fails the round', said(low, other(low, 'A', 6000001)), 'failed 2 3');
same('removed: made', made(low, other(low, 'C')), 'gone C');
same('removed: too few', said(low, other(low, 'C')), 'failed 2 3');
const four = make('lowest', ALP, ['A in 500000', 'B in 510000', 'C in 520000', 'D in 530000', 'E out format']);
same('removed', said(four, other(four, 'A')), 'first A B; moved B 2 1; moved C 3 2; moved D 4 3; unranked A 1 gone');
same('over the ceiling', said(four, other(four, 'B', 6000001)), 'moved C 3 2; moved D 4 3; unranked B 2 over-ceiling');
same('under the floor', said(four, other(four, 'D', 99)), 'unranked D 4 under-floor');
same('abnormally low', said(four, other(four, 'A', 100000)), 'low-now A');
same('no more', said(other(four, 'A', 100000), four), 'low-no-more A');
same('low, then gone, is said once', said(other(four, 'A', 100000), other(four, 'A')), 'first A B; moved B 2 1; moved C 3 2; moved D 4 3; unranked A 1 gone');
const few = make('lowest', ALP, ['A in 500000', 'B in 510000', 'C in 6000001']);
same('failed, and would not have', said(few, other(few, 'C', 490000)), 'unfailed 3 C');
same('failed, and would have', said(few, other(few, 'C', 6000002)), 'still-failed 2 3');
same('who failed stands nowhere', JSON.stringify(stand('A', few)), '{"place":null,"why":"failed"}');
same('who was out stands nowhere', JSON.stringify(stand('E', four)), '{"place":null,"why":"format"}');

const mean = make('average', 'trim-min 3\n', ['A in 100000', 'B in 200000', 'C in 210000', 'D in 240000']);
same('mean: trimmed', JSON.stringify(stand('A', mean)), '{"place":null,"why":"low"}');
same('mean: figures', figuresOf(mean).map(f => f.join()).join(), 'mean,205000');
same('mean: the lowest is no more the lowest', said(mean, other(mean, 'A', 230000)), 'first B C; moved C 2 1; ranked A 2 low; unranked B 1 low');
same('mean: another reason', said(mean, other(mean, 'A', 250000)), 'first B C; moved C 2 1; ranked D 2 high; unranked B 1 low; dropped A high');
const ref = make('reference', 'trim-min 0\nbase-low 95\nbase-count 4\n', ['A in 100000', 'B in 200000', 'C in 210000']);
same('reference: figures', figuresOf(ref).map(f => f.join()).join(' '), 'mean,170000 base,98% ref,166600');
const second = make('bafo', `first ${SEED}\n${ALP}`, ['A in 500000 480000', 'B in 510000 -', 'C in 520000 470000']);
same('bafo: two offers', asked(second.c).map(a => a.join()).join(' '), 'first-price,offer second-price,0');
same('bafo: a second that is dearer', said(second, other(second, 'C', 530000, 0)), 'first C A; moved A 2 1; moved B 3 2; moved C 1 3; stands C second-higher');
same('bafo: none', made(second, other(second, 'C', null, 0)), 'changed C second-price 470000 -');
same('bafo: silent', said(second, other(second, 'C', null, 0)), 'first C A; moved A 2 1; moved B 3 2; moved C 1 3; stands C silent');
const credit = make('credit', 'long 3\nshort 2\n', ['B1 in - 9800', 'B2 in - 9200', 'B5 in - 10000', 'B6 in - 9200'], 'fixed-fen 5\n');
same('credit: what may be changed', asked(credit.c).join(), 'credit,0');
same('credit: not drawn', stand('B5', credit).why, 'drawn');
same('credit: beyond the long list', stand('B2', credit).why, 'credit');
same('credit: another falls out', stand('B6', other(credit, 'B2', 11000, 0)).why, 'credit');
check('credit: and that is said', /unranked B6 2 credit/.test(said(credit, other(credit, 'B2', 11000, 0))), said(credit, other(credit, 'B2', 11000, 0)));
const random = make('random', '', ['A in -', 'B in -', 'C in -', 'D in -'], 'fixed-fen 5\n');
same('random: nothing but to leave', asked(random.c).length, 0);
check('random: the first leaves', /^first (\w) (\w); .*unranked \1 1 gone$/.test(said(random, other(random, random.r.rank[0].name))), said(random, other(random, random.r.rank[0].name)));

/* Whatever changes, what is said is so, and says of each name whose place changed. */
let bad = [], pairs = 0;
for (let k = 0; k < 700; k++) {
  const roll = rolls(k + 90000), was = side(bytes(randomCase(roll, { rule: RULES[k % 7] }).text)), can = was.c.bids.filter(b => !b.code);
  if (!can.length) continue;
  const b = can[roll(can.length)], fields = asked(was.c), [, where] = fields.length ? fields[roll(fields.length)] : [];
  const now = fields.length && roll(3) ? other(was, b.name, was.c.rule.quote === 'rate' ? roll(10001) : 1 + roll(where === 0 && was.c.rule.rule === 'credit' ? 11000 : was.c.rule.ceiling > 6e6 ? 9e6 : was.c.rule.ceiling), where) : other(was, b.name);
  const d = differences(was, now), moved = new Set(d.filter(x => ['moved', 'ranked', 'unranked'].includes(x[0])).map(x => x[1]));
  pairs++;
  const differ = was.r.failed || now.r.failed ? [] : was.c.bids.map(x => x.name).filter(n => stand(n, was).place !== stand(n, now).place);
  if (differ.sort().join() !== [...moved].sort().join()) bad.push(`${k}: ${said(was, now)}`);
  if (d.length > 1 && d.some(x => x[0] === 'same')) bad.push(`${k}: same and not`);
  const there = now.c.bids.find(x => x.name === b.name);
  if (changes(was, now).length !== (there && fields.every(([, w]) => value(b, w) === value(there, w)) ? 0 : 1)) bad.push(`${k}: ${made(was, now)}`);
}
check(`${pairs} random changes`, bad.length === 0 && pairs > 300, bad.slice(0, 3).join(' | '));
end();
