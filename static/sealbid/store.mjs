// SPDX-License-Identifier: Apache-2.0
// store.mjs: what a device keeps, in IndexedDB `sealbid`: its keys, envelopes, the trust file last seen.
const asked = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
let opening = null;
function database() {
  opening ??= new Promise((resolve, reject) => {
    const r = indexedDB.open('sealbid', 1);
    r.onupgradeneeded = () => {
      r.result.createObjectStore('keys', { keyPath: 'vkey' });
      r.result.createObjectStore('envelopes', { keyPath: 'hash' });
      r.result.createObjectStore('facts', { keyPath: 'name' });
    };
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error);
  });
  return opening;
}
/* Durable before it is answered: an envelope must outlive the page. */
async function write(store, value) {
  const t = (await database()).transaction(store, 'readwrite', { durability: 'strict' });
  t.objectStore(store).put(value);
  return new Promise((resolve, reject) => { t.oncomplete = () => resolve(value); t.onerror = t.onabort = () => reject(t.error); });
}
const read = async store => (await database()).transaction(store).objectStore(store);

/* {vkey, name, seed, state: new|registered} */
export const saveKey = key => write('keys', key);
export const keysOf = async name => (await asked((await read('keys')).getAll())).filter(k => k.name === name);
/* {hash, project, bidder, seq, what, file, secret, form, state: made|accepted, receipt} */
export const saveEnvelope = e => write('envelopes', e);
export const envelopesOf = async (project, bidder) =>
  (await asked((await read('envelopes')).getAll())).filter(e => e.project === project && e.bidder === bidder);
export const fact = async name => (await asked((await read('facts')).get(name)))?.value ?? null;
export const saveFact = (name, value) => write('facts', { name, value });
