// SPDX-License-Identifier: Apache-2.0
// device.mjs: the key of this device: made here, registered once, never sent.
import { hex, must, text, Wrong } from './bytes.mjs';
import { random } from './crypto.mjs';
import { keyOf, signText, writeNote } from './note.mjs';
import { ask, say } from './page.mjs';
import { parseRecord } from './records.mjs';
import { keysOf, saveKey } from './store.mjs';

/* root: the form, with data-csrf, data-key (the vkey registered last, or empty) and, hidden, [data-password-ask].
   → {name, seed, vkey}, registered; Wrong reauth when the password must be given (again). */
export async function deviceKey(root, name, role) {
  const mine = await keysOf(name), current = root.dataset.key || null;
  const registered = mine.find(k => k.vkey === current);
  if (registered) return registered;
  let key = mine.find(k => k.state === 'new');
  if (!key) {
    const seed = random(32);
    key = await saveKey({ vkey: keyOf(name, seed).vkey, name, seed, state: 'new' });
  }
  say(root, 'key-register');
  await register(root, key, role, mine);
  root.dataset.key = key.vkey;
  return saveKey({ ...key, state: 'registered' });
}

async function register(root, key, role, mine) {
  const draft = await ask(`/desk/keys/draft?vkey=${encodeURIComponent(key.vkey)}`);
  if (draft.status === 403) throw new Wrong('reauth');
  must(draft.ok, draft.status === 401 ? 'session' : 'key-refused');
  const body = text(draft.body), r = parseRecord(body, 'key');
  must(r.vkey === key.vkey && r.role === role, 'key-draft');
  const lines = [signText(body, key.name, key.seed)];
  const old = r.replaces && mine.find(k => k.vkey === r.replaces);
  if (old) lines.push(signText(body, old.name, old.seed));
  const password = root.querySelector('[data-password-ask] input')?.value ?? '';
  const answer = await ask('/desk/keys', { method: 'POST', body: new URLSearchParams({
    _csrf: root.dataset.csrf, password, vkey: key.vkey, note: text(writeNote(body, lines)) }) });
  if (answer.ok) return;
  const said = new TextDecoder().decode(answer.body).trim();
  if (answer.status === 403 && /^reauth\b/.test(said)) throw new Wrong(password ? 'reauth-again' : 'reauth');
  throw new Wrong(answer.status === 401 ? 'session' : 'key-refused');
}
/* For the eye: the first signs of a hash. */
export const short = data => (typeof data === 'string' ? data : hex(data)).slice(0, 16);
