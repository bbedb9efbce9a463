// SPDX-License-Identifier: Apache-2.0
// sign.mjs: a purchaser signs a record with the key of this device.
import { bytes, must, text, Wrong } from './sealbid/bytes.mjs';
import { deviceKey } from './sealbid/device.mjs';
import { signText } from './sealbid/note.mjs';
import { ask, clear, put, say, show } from './sealbid/page.mjs';
import { kindOf, parseRecord } from './sealbid/records.mjs';
import { stopped } from './sealbid/submit.mjs';

const EVERY = 2000, KINDS = ['project', 'extend', 'void', 'fallback', 'award'];
const pause = () => new Promise(resolve => { setTimeout(resolve, EVERY); });

/* The text, as soon as it is complete: 200; 404 and 409 mean not yet, and may say how far it is («1/3»). */
async function record(root) {
  for (;;) {
    const r = await ask(root.dataset.textUrl, { cache: 'no-store' }).catch(e => { if (!('wait' in root.dataset)) throw e; });
    if (r?.ok) return text(r.body);
    must(!r || 'wait' in root.dataset && [404, 409].includes(r.status), r?.status === 401 ? 'session' : 'sign-text');
    const far = r ? /^\d+\/\d+$/.exec(new TextDecoder().decode(r.body).trim()) : null;
    say(root, 'sign-waiting', far ? far[0] : '');
    await pause();
  }
}
/* Nothing but what the page says it is. */
function fits(root, body) {
  const kind = kindOf(body);
  must(KINDS.includes(kind) && (!root.dataset.kind || kind === root.dataset.kind), 'sign-other');
  const r = parseRecord(body, kind);
  if (kind === 'project') must(r.purchaser === root.dataset.name && (!root.dataset.project || r.project === root.dataset.project), 'sign-other');
  else if (root.dataset.policy) must(r.policy === root.dataset.policy, 'sign-other');
}

async function sign(root) {
  clear(root);
  const key = await deviceKey(root, root.dataset.name, 'purchaser');
  show(root, '[data-password-ask]', false);
  const body = await record(root);
  fits(root, body);
  put(root, '[data-sign-text]', body);
  say(root, 'signing');
  const address = `${root.dataset.post}?csrf=${encodeURIComponent(root.dataset.csrf)}`;
  const r = await ask(address, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: bytes(`${signText(body, key.name, key.seed)}\n`) });
  if (!r.ok) throw new Wrong(r.status === 401 || r.status === 403 ? 'session' : 'sign-refused');
  say(root, 'signed');
  if (root.dataset.next) location.assign(root.dataset.next);
  else show(root, '[data-signed]');
}

document.querySelectorAll('form[data-sign]').forEach(root => {
  let busy = false;
  root.removeAttribute('action');
  show(document, '[data-unsupported]', false);
  show(document, '[data-scripted]');
  root.addEventListener('submit', async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try { await sign(root); } catch (problem) { stopped(root, problem); }
    busy = false;
  });
});
