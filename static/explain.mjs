// SPDX-License-Identifier: Apache-2.0
// explain.mjs: what would have followed from other prices: the case of a finished round, ranked in the visitor's browser.
import { text } from './sealbid/bytes.mjs';
import { asked, changes, differences, figuresOf, of, side, stand, value } from './sealbid/explain.mjs';
import { clear, get, known, put, say, show, trouble, words } from './sealbid/page.mjs';
import { digitsOf, fenOf, figures } from './money.mjs';

const MOST = 12;        /* sentences; the table has the rest */
const hundredth = n => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;
/* «12.5» → 1250, or null. */
function hundredths(typed, most) {
  const m = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(digitsOf(typed).replace(/[%\uff05]$/, '')), n = m && Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0'));
  return m && n <= most ? n : null;
}
function amount(typed) {
  const fen = fenOf(typed);
  return fen !== null && fen >= 1n && fen <= 10n ** 13n ? Number(fen) : null;
}
/* By the end of its code: how a value is read, shown, and complained of. */
const SORTS = {
  price: { read: amount, show: figures },
  rate: { read: s => hundredths(s, 10000), show: hundredth },
  credit: { read: s => hundredths(s, 11000), show: hundredth },
};
const sort = code => code.split('-').pop();
const shown = (code, n) => (n === null ? words('x-none') : words(`x-unit-${sort(code)}`, SORTS[sort(code)].show(n)));
const why = code => (known(`x-why-${code}`) ? words(`x-why-${code}`) : code);

document.querySelectorAll('[data-explain]').forEach(root => {
  const names = new Map([...root.querySelectorAll('[data-names] dt')].map(dt => [dt.textContent, dt.nextElementSibling.textContent]));
  const who = name => names.get(name) ?? name.split('/').pop();
  const clone = name => root.querySelector(`template[data-${name}]`).content.cloneNode(true);
  const sentence = ([code, ...args]) => words(`x-${code}`, ...args.map(a => (a?.why ? why(a.why) : typeof a === 'string' ? who(a) : a)));
  let real = null;

  /* ---- the form ---- */
  function field(bid, i, [code, where]) {
    const part = clone('input'), input = part.querySelector('input'), label = part.querySelector('label');
    input.id = `x-${i}-${where}`;
    input.dataset.where = where;
    label.htmlFor = input.id;
    label.textContent = words(`x-${code}`);
    const hint = part.querySelector('[data-hint]');
    if (code.startsWith('second')) {
      hint.id = `${input.id}-h`;
      input.setAttribute('aria-describedby', hint.id);
    } else hint.remove();
    part.querySelector('[data-unit]').textContent = words(`x-sign-${sort(code)}`);
    return part;
  }
  function fill() {
    root.querySelectorAll('[data-bid]').forEach(li => {
      const bid = real.c.bids[li.dataset.bid];
      li.querySelectorAll('[data-where]').forEach(input => {
        const where = input.dataset.where === 'offer' ? 'offer' : Number(input.dataset.where), n = value(bid, where);
        const [code] = asked(real.c).find(a => a[1] === where);
        input.value = n === null ? '' : SORTS[sort(code)].show(n);
      });
      li.querySelectorAll('[data-gone]').forEach(box => { box.checked = false; });
    });
  }
  function form() {
    real.c.bids.forEach((bid, i) => {
      const part = clone('row'), li = part.querySelector('li'), s = stand(bid.name, real);
      li.dataset.bid = i;
      put(li, '[data-who]', who(bid.name));
      put(li, '[data-was]', s.place ? words('x-was-place', s.place) : words('x-was-not', why(s.why)));
      li.querySelector('[data-can]').setAttribute('aria-label', who(bid.name));
      if (bid.code) li.querySelector('[data-can]').remove();
      else asked(real.c).forEach(a => li.querySelector('[data-inputs]').append(field(bid, i, a)));
      if (real.c.rule.rule === 'composite' && !bid.code) put(li, '[data-scores]', words('x-scores', bid.extra.map(hundredth).join(' ')));
      root.querySelector('[data-bids]').append(part);
    });
    fill();
  }
  /* What the form says: a case, or the fields that say nothing. */
  function typed() {
    const bids = [], fields = [];
    real.c.bids.forEach((bid, i) => {
      const li = root.querySelector(`[data-bid="${i}"]`);
      if (li.querySelector('[data-gone]')?.checked) return;
      const next = bid.code ? bid : { ...bid, extra: [...bid.extra] };
      for (const [code, where] of bid.code ? [] : asked(real.c)) {
        const input = li.querySelector(`[data-where="${where}"]`), none = code.startsWith('second') && input.value.trim() === '';
        const n = none ? null : SORTS[sort(code)].read(input.value);
        if (n === null && !none) fields.push([input.id, words(`x-bad-${sort(code)}`, who(bid.name))]);
        if (where === 'offer') next.offer = n;
        else next.extra[where] = n;
      }
      bids.push(next);
    });
    return { bids, fields };
  }

  /* ---- the answer ---- */
  const money = v => (typeof v === 'bigint' ? words('x-unit-price', figures(v)) : v);
  function table(now) {
    const total = new Map(now.r.totals), points = new Map(now.r.long.map(l => [l[0], l[1]])), rows = [];
    now.r.rank.forEach((b, i) => rows.push([i + 1, b.name, b.amount === null ? points.get(b.name) : b.amount]));
    const ranked = new Set(now.r.rank.map(b => b.name));
    real.c.bids.filter(b => !ranked.has(b.name)).forEach(b => rows.push([null, b.name, null]));
    root.querySelector('[data-ranking]').replaceChildren(...rows.map(([place, name, n]) => {
      const part = clone('place'), a = stand(name, real), tr = part.querySelector('tr');
      tr.classList.toggle('win', place === 1);
      put(tr, '[data-place]', place ?? '\u2013');
      put(tr, '[data-name]', who(name));
      put(tr, '[data-amount]', n === null || n === undefined ? '\u2014' : real.c.rule.rule === 'credit' ? hundredth(n) : figures(n));
      const notes = [a.place ? words('x-was-place', a.place) : words('x-was-not', why(a.why))];
      if (!place) notes.unshift(words('x-now-not', why(stand(name, now).why)));
      if (total.has(name)) notes.unshift(words('x-total', (Number(total.get(name)) / 10000).toFixed(4)));
      put(tr, '[data-note]', notes.join(' \u00b7 '));
      return part;
    }));
  }
  const lines = (selector, sentences) => root.querySelector(selector).replaceChildren(...sentences.map(s => {
    const li = document.createElement('li');
    li.textContent = s;
    return li;
  }));
  function answer(now) {
    const made = changes(real, now), follows = differences(real, now), rest = follows.length - MOST;
    lines('[data-made]', made.map(([code, name, what, from, to]) => (code === 'gone' ? words('x-gone', who(name)) :
      words('x-changed', who(name), words(`x-${what}`), shown(what, from), shown(what, to)))));
    lines('[data-follows]', [...follows.slice(0, MOST).map(sentence), ...(rest > 0 ? [words('x-rest', rest)] : [])]);
    const before = new Map(figuresOf(real));
    root.querySelector('[data-figures]').replaceChildren(...figuresOf(now).flatMap(([code, v]) => {
      const part = clone('figure');
      put(part, 'dt', words(`x-${code}`));
      put(part, 'dd', words('x-beside', money(v), before.has(code) ? money(before.get(code)) : words('x-none')));
      return [part];
    }));
    table(now);
    show(root, '[data-nothing-made]', made.length === 0);
    show(root, '[data-answer]');
  }
  function run(e) {
    e.preventDefault();
    const { bids, fields } = typed();
    if (fields.length) { trouble(root, [], { fields }); return; }
    clear(root);
    const now = of({ ...real.c, bids });
    answer(now);
    root.querySelector('[data-answer] h2').focus();
    say(root, 'x-done');
  }

  /* ---- the case, and whether the published result agrees ---- */
  const ranks = file => text(file).split('\n').filter(l => l.startsWith('rank ')).join('\n');
  async function load() {
    const stop = (code, ...args) => { put(root, '[data-warning]', words(code, ...args)); show(root, '[data-warning]'); };
    let file, result;
    try {
      [file, result] = await Promise.all([get(root.dataset.case), get(root.dataset.result)]);
    } catch {
      return stop('x-network');
    }
    if (!file) return stop('x-no-case');
    try {
      real = side(file);
    } catch (e) {
      return stop('x-malformed', e.args?.[0] ?? '');
    }
    const mine = real.r.rank.map((b, i) => `rank ${i + 1} ${b.name} ${b.amount ?? '-'}`).join('\n');
    if (!result || ranks(result) !== mine) return stop('x-differs');
    form();
    answer(real);
    show(root, '[data-scripted]');
  }
  root.querySelectorAll('[data-unsupported]').forEach(el => { el.hidden = true; });
  root.querySelector('form').addEventListener('submit', run);
  root.querySelector('[data-reset]').addEventListener('click', e => { fill(); run(e); });
  load();
});
