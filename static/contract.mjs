// SPDX-License-Identifier: Apache-2.0
// contract.mjs: a side signs the contract it reads, with the key of this device; the form of the page hands it in.
import { bytes, hex, must, text } from './sealbid/bytes.mjs';
import { H } from './sealbid/crypto.mjs';
import { deviceKey } from './sealbid/device.mjs';
import { signText } from './sealbid/note.mjs';
import { clear, need, say, show } from './sealbid/page.mjs';
import { stopped } from './sealbid/submit.mjs';

const RECORD = new RegExp(['market/v1 contract', 'project (\\S+)', 'contract (\\S+)', 'revision (\\d+)', 'text-sha256 ([0-9a-f]{64})', 'amount-fen (\\d+)',
  'owner (\\S+) (.+)', 'agency (\\S+) (.+)', 'payer (\\S+)', 'side (owner|agency)', 'by (\\S+)', 'time (\\d+)', '$'].join('\n').replace(/^/, '^'));

/* The record of the text on this page, by this side's key, as of now; nothing else is signed. */
async function record(root, field) {
  const m = RECORD.exec(field.value), read = document.querySelector('[data-contract-text]').textContent;
  must(m && m[4] === hex(H(bytes(read))) && m[11] === root.dataset.side && m[12] === root.dataset.name, 'sign-other');
  const now = /^(\d+)\n?$/.exec(text(await need('/time')));
  must(now, 'network');
  return field.value.replace(/time \d+\n$/, `time ${now[1]}\n`);
}

async function sign(root) {
  clear(root);
  const key = await deviceKey(root, root.dataset.name, root.dataset.role);
  show(root, '[data-password-ask]', false);
  const field = root.elements.record;
  field.value = await record(root, field);
  say(root, 'signing');
  root.elements.line.value = signText(field.value, key.name, key.seed);
  HTMLFormElement.prototype.submit.call(root);
}

document.querySelectorAll('form[data-contract-sign]').forEach(root => {
  let busy = false;
  show(document, '[data-unsupported]', false);
  show(document, '[data-scripted]');
  root.addEventListener('submit', async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try { await sign(root); } catch (problem) { stopped(root, problem); busy = false; }
  });
});
/* Back to this page after signing: it can be pressed again. */
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
