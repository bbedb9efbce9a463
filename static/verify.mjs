// SPDX-License-Identifier: Apache-2.0
// verify.mjs: an award recomputed in any visitor's browser, ten lines.
import { Wrong } from './sealbid/bytes.mjs';
import { ask, known, painted, put, say, words } from './sealbid/page.mjs';
import { CHECKS, verify } from './sealbid/verify.mjs';

/* Each file once; what never changes may come from the browser's cache. */
function site(base) {
  const got = new Map();
  const fetched = async path => {
    const r = await ask(base.replace(/\/$/, '') + path, { cache: /\/tile\/.*\/\d{3}$/.test(path) ? 'default' : 'no-cache' })
      .catch(() => { throw new Wrong('unreachable', path); });
    if (r.ok) return r.body;
    if (r.status === 404 || r.status === 410) return null;
    throw new Wrong('unreachable', path);
  };
  return path => {
    if (!got.has(path)) got.set(path, fetched(path));
    return got.get(path);
  };
}
const MARK = { true: '\u2713', false: '\u2715' };
const word = c => (known(`v-${c.code}`) ? words(`v-${c.code}`, ...c.args) : words('v-other', c.code, c.args.join(' ')));

document.querySelectorAll('[data-verify]').forEach(root => {
  const line = id => root.querySelector(`[data-check="${id}"]`);
  let busy = false;

  function tell(check) {
    const li = line(check.id), state = check.ok === true ? 'ok' : check.ok === false ? 'bad' : 'none';
    li.dataset.state = state;
    put(li, '[data-mark]', MARK[check.ok] ?? words('v-unchecked-mark'));
    put(li, '[data-said]', word(check));
    say(root, 'v-line', li.querySelector('[data-name]').textContent, words(`v-mark-${state}`));
  }
  async function run() {
    if (busy) return;
    busy = true;
    root.dataset.state = 'busy';
    CHECKS.forEach(id => { delete line(id).dataset.state; put(line(id), '[data-mark]', ''); put(line(id), '[data-said]', ''); });
    root.querySelector('[data-warnings]').replaceChildren();
    say(root, 'v-busy');
    const began = performance.now();
    const r = await verify(site(root.dataset.base), root.dataset.project, {
      eager: true, say: tell, pause: painted,
      progress: (n, of) => put(line('envelopes'), '[data-said]', words('v-progress', n, of)),
    });
    root.dataset.state = r.verdict;
    const bad = r.checks.filter(c => c.ok === false).length;
    put(root, '[data-verdict]', words(`v-${r.verdict}`, bad));
    root.querySelectorAll('[data-refuted]').forEach(el => { el.hidden = r.verdict !== 'refuted'; });
    put(root, '[data-took]', words('v-took', ((performance.now() - began) / 1000).toFixed(1)));
    for (const w of r.warnings) {
      const li = document.createElement('li');
      li.textContent = word(w);
      root.querySelector('[data-warnings]').append(li);
    }
    root.querySelector('[data-warnings-box]').hidden = r.warnings.length === 0;
    root.querySelector('[data-verdict]').focus();
    say(root, `v-${r.verdict}`, bad);
    busy = false;
  }
  root.querySelectorAll('[data-unsupported]').forEach(el => { el.hidden = true; });
  const go = root.querySelector('[data-verify-go]');
  go.hidden = false;
  go.addEventListener('click', run);
});
