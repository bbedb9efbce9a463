// SPDX-License-Identifier: Apache-2.0
// page.mjs: the words, the live region and the trouble of a page that seals, signs or verifies.
import { Wrong } from './bytes.mjs';

/* <dl hidden data-words><dt>code</dt><dd>sentence with {0}</dd></dl> */
export function words(code, ...args) {
  const dt = [...document.querySelectorAll('[data-words] dt')].find(x => x.textContent === code);
  return (dt?.nextElementSibling?.textContent ?? `${code} ${args.join(' ')}`).replace(/\{(\d)\}/g, (_, i) => args[i] ?? '');
}
export const known = code => [...document.querySelectorAll('[data-words] dt')].some(x => x.textContent === code);

/* Times as people here read them. */
export const when = unix => new Date(unix * 1000).toLocaleString('zh-CN',
  { timeZone: 'Asia/Shanghai', hour12: false, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const put = (root, selector, value) => root.querySelectorAll(selector).forEach(el => { el.textContent = value; });
export const show = (root, selector, on = true) => root.querySelectorAll(selector).forEach(el => { el.hidden = !on; });
/* One polite region, written once a state. */
export function say(root, code, ...args) {
  const el = root.querySelector('[data-live-say]'), sentence = code ? words(code, ...args) : '';
  if (el && el.textContent !== sentence) el.textContent = sentence;
}
/* Lets the page be painted before work that blocks it. */
export const painted = () => new Promise(resolve => { requestAnimationFrame(() => setTimeout(resolve)); });

function saved(name, data) {
  const url = URL.createObjectURL(new Blob([data], { type: 'application/octet-stream' }));
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  return a;
}
/* A link that saves these bytes; the blob lives as long as the page. */
export function download(place, code, name, data) {
  const a = saved(name, data);
  a.className = 'mk-btn mk-btn--2';
  a.textContent = words(code);
  place.append(a);
  return a;
}
export function button(place, code, fn) {
  const b = document.createElement('button');
  b.type = 'button';
  b.className = 'mk-btn mk-btn--2';
  b.textContent = words(code);
  b.addEventListener('click', fn);
  place.append(b);
  return b;
}

/* The summary of what went wrong; it gets the focus.  ways(place) adds buttons; fields: [[id, sentence]]. */
const title = document.title;
export function trouble(root, sentences, { ways, fields = [] } = {}) {
  const box = root.querySelector('[data-problem]'), list = box.querySelector('ul'), place = box.querySelector('[data-ways]');
  say(root);
  clear(root);
  for (const [id, sentence] of [...fields, ...sentences.map(s => [null, s])]) {
    const li = document.createElement('li');
    const a = id && document.createElement('a');
    if (a) a.href = `#${id}`;
    (a || li).textContent = sentence;
    if (a) li.append(a);
    list.append(li);
    if (id) mark(document.getElementById(id), sentence);
  }
  ways?.(place);
  box.hidden = false;
  document.title = words('title-error', title);
  box.focus();
}
function mark(input, sentence) {
  const p = document.createElement('p');
  p.className = 'mk-msg';
  p.id = `${input.id}-e`;
  p.textContent = sentence;
  document.getElementById(p.id)?.remove();
  (input.closest('.mk-in') ?? input).before(p);
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', [input.dataset.described ??= input.getAttribute('aria-describedby') ?? '', p.id].join(' ').trim());
}
export function clear(root) {
  const box = root.querySelector('[data-problem]');
  box.hidden = true;
  box.querySelectorAll('ul, [data-ways]').forEach(el => el.replaceChildren());
  root.querySelectorAll('[aria-invalid]').forEach(input => {
    input.removeAttribute('aria-invalid');
    document.getElementById(`${input.id}-e`)?.remove();
    if (input.dataset.described) input.setAttribute('aria-describedby', input.dataset.described);
    else input.removeAttribute('aria-describedby');
  });
  document.title = title;
}

/* ---- the network ---- */
const LIMIT = 20000;
/* A response, or Wrong network where there was none. */
export async function ask(path, options = {}) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), LIMIT);
  try {
    const r = await fetch(path, { credentials: 'same-origin', cache: 'no-cache', redirect: 'error', signal: stop.signal, ...options });
    return { status: r.status, ok: r.ok, body: new Uint8Array(await r.arrayBuffer()) };
  } catch {
    throw new Wrong('network');
  } finally {
    clearTimeout(timer);
  }
}
/* Bytes, null where there are none. */
export async function get(path) {
  const r = await ask(path);
  if (r.ok) return r.body;
  if (r.status === 404 || r.status === 410) return null;
  throw new Wrong('network');
}
export async function need(path) {
  const data = await get(path);
  if (!data) throw new Wrong('missing', path);
  return data;
}
