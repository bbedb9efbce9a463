// SPDX-License-Identifier: Apache-2.0
// market.mjs: what pages gain where scripts run; all works without.
import { capital, digitsOf, fenOf } from './money.mjs';
import { live } from './opening.mjs';

const all = (selector, fn) => document.querySelectorAll(selector).forEach(fn);
const fresh = (selector, fn) => all(selector, el => { if (!el.dataset.on) { el.dataset.on = '1'; fn(el); } });

/* The clock: server time, counted with a clock that nobody turns. */
let offset = 0;
const sync = now => { offset = now - performance.now() / 1000; };
const serverNow = () => offset + performance.now() / 1000;
const resync = () => fetch('/time', { cache: 'no-store' }).then(r => (r.ok ? r.text() : ''))
  .then(t => { if (/^\d{10}\s*$/.test(t)) sync(Number(t)); }).catch(() => {});
const said = new Map();

function tick(el) {
  const left = Math.ceil(Number(el.dataset.deadline) - serverNow());
  const put = (n, unit) => {
    const small = document.createElement('small');
    small.textContent = unit;
    el.append(String(n), small);
  };
  el.textContent = '';
  if (left <= 0) {
    el.textContent = el.dataset.over;
    if (!el.dataset.done && !document.querySelector('[data-live]')) {
      el.dataset.done = '1';
      setTimeout(() => location.reload(), 1000 + Math.random() * 2000);
    }
    return;
  }
  const d = Math.floor(left / 86400), h = Math.floor(left / 3600) % 24, m = Math.floor(left / 60) % 60;
  if (d) put(d, el.dataset.d);
  if (d || h) put(h, el.dataset.h);
  put(m, el.dataset.m);
  if (left < 3600) { put(left % 60, el.dataset.s); el.classList.add('soon'); }
  /* A timer that comes late may skip a second, so a mark is passed, not met. */
  const before = said.get(el), mark = [60, 300, 600].find(s => left <= s && before > s);
  said.set(el, left);
  if (mark) document.getElementById('mk-say').textContent = `${el.dataset.say} ${mark / 60} ${el.dataset.m}`;
}

const clocks = () => document.querySelectorAll('[data-deadline]');
if (clocks().length) {
  sync(Number(clocks()[0].dataset.now));
  const say = document.createElement('p');
  say.id = 'mk-say';
  say.className = 'govuk-visually-hidden';
  say.setAttribute('aria-live', 'polite');
  document.body.append(say);
  const go = () => clocks().forEach(tick);
  resync().then(go);
  setInterval(go, 1000);
  setInterval(resync, 60000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) resync().then(go); });
}

/* 大写: as the page's own list of signs has it. */
all('[data-capital]', el => {
  const input = document.getElementById(el.dataset.capital), out = el.querySelector('b');
  const show = () => {
    const fen = fenOf(input.value);
    el.hidden = !fen;
    if (fen) out.textContent = capital(fen);
  };
  input.addEventListener('input', show);
  show();
});

/* What a method does not ask for is out of the way; nothing typed is lost. */
all('[data-methods]', el => {
  const show = () => {
    const method = el.querySelector('input:checked')?.value;
    all('[data-for]', field => { field.hidden = !!method && !field.dataset.for.split(' ').includes(method); });
  };
  el.addEventListener('change', show);
  show();
});

/* The check digit of a code, at once. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
function codeProblem(text) {
  const s = digitsOf(text).toUpperCase().replace(/[\uff21-\uff3a]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (s.length !== 18) return null;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += ALPHABET.indexOf(s[i]) * (3 ** i % 31);
  return ALPHABET[(31 - sum % 31) % 31] === s[17] ? null : 'check';
}
all('input[data-uscc]', input => {
  let note = document.getElementById(`${input.id}-e`);
  if (!note) {
    note = document.createElement('p');
    note.id = `${input.id}-e`;
    note.className = 'mk-msg';
    input.before(note);
    input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') || ''} ${note.id}`.trim());
  }
  note.setAttribute('aria-live', 'polite');
  input.addEventListener('input', () => {
    const bad = codeProblem(input.value);
    note.textContent = bad ? input.dataset.uscc : '';
    if (bad) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
  });
});

all('[data-password]', button => {
  const input = document.getElementById(button.dataset.password);
  button.hidden = false;
  button.addEventListener('click', () => {
    const show = input.type === 'password';
    input.type = show ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(show));
  });
});

all('[data-errors]', el => el.focus());
/* A room with a clock is reloaded by its clock; before that nothing changes. */
all('[data-reload]', el => {
  if (!el.querySelector('[data-deadline]') && !document.querySelector('[data-live]')) setTimeout(() => location.reload(), Number(el.dataset.reload) * 1000);
});

/* 复制, where the browser lets us; what was done is spoken. */
const copying = () => fresh('button[data-copy]', button => {
  if (!navigator.clipboard) return;
  const words = button.textContent;
  button.hidden = false;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(() => {
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 3000);
    }).catch(() => {});
  });
});
copying();
live(copying);
