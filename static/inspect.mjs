// SPDX-License-Identifier: Apache-2.0
// inspect.mjs: an inspection plan's page draws again, in the visitor's browser.
import { text } from './sealbid/bytes.mjs';
import { drawnText, listOf, readInspect, recordOf, seedFits } from './sealbid/inspect.mjs';
import { need, say, show } from './sealbid/page.mjs';

/* The first thing that does not hold; '' if all does. */
async function differs(base) {
  const [body, plan, drawn] = await Promise.all(['inspect.txt', 'plan.note', 'drawn.txt'].map(async name => text(await need(base + name))));
  const d = readInspect(body);
  if (recordOf(plan) !== d.record[0][0] || !plan.includes(`\nlist ${listOf(d)} ${d.object.length}\n`)) return 'i-plan';
  if (!seedFits(d)) return 'i-seed';
  return drawnText(d) === drawn ? '' : 'i-drawn';
}

document.querySelectorAll('[data-inspect]').forEach(root => {
  const button = root.querySelector('button');
  show(root, '[data-scripted]');
  button.addEventListener('click', async () => {
    button.disabled = true;
    say(root, 'i-busy');
    try {
      const code = await differs(`/plan/${root.dataset.inspect}/`);
      say(root, code || 'i-good');
    } catch (e) {
      say(root, e.code === 'grammar' ? 'i-plan' : 'i-away');
    }
    button.disabled = false;
  });
});
