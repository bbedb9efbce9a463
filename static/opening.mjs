// SPDX-License-Identifier: Apache-2.0
// opening.mjs: an opening that moves by itself: a small file is asked, the page is fetched when it has changed.
const EVERY = 2000, SLOW = 10000;

/* Puts the parts of a newer page in the place of ours; what did not change stays untouched. */
function renew(html) {
  const page = new DOMParser().parseFromString(html, 'text/html'), focus = document.activeElement?.id;
  document.querySelectorAll('[data-live-part]').forEach(old => {
    const part = page.querySelector(`[data-live-part="${CSS.escape(old.dataset.livePart)}"]`);
    if (!part || part.innerHTML === old.innerHTML) return;
    const open = [...old.querySelectorAll('details[open] > summary')].map(s => s.textContent);
    old.replaceChildren(...document.importNode(part, true).childNodes);
    old.querySelectorAll('details > summary').forEach(s => { s.parentNode.open = open.includes(s.textContent); });
  });
  if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
}
const stage = () => document.querySelector('[data-live-part] [aria-current="step"]')?.innerText.replace(/\s+/g, ' ').trim() ?? '';

export function live(enhance) {
  const el = document.querySelector('[data-live]');
  if (!el) return;
  let version = el.dataset.version ?? null, said = stage();
  const say = document.createElement('p');
  say.className = 'govuk-visually-hidden';
  say.setAttribute('role', 'status');
  document.body.append(say);
  const ask = async () => {
    if (document.hidden) return EVERY;
    const r = await fetch(el.dataset.live, { cache: 'no-store' });
    if (!r.ok) return SLOW;
    const now = String((await r.json()).version);
    if (version !== null && version !== now) {
      const page = await fetch(location.href, { cache: 'no-store' });
      if (!page.ok) return SLOW;
      renew(await page.text());
      enhance();
      if (stage() !== said) say.textContent = said = stage();
    }
    version = now;
    return EVERY;
  };
  const loop = () => ask().catch(() => SLOW).then(wait => setTimeout(loop, wait));
  loop();
}
