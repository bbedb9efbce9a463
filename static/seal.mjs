// SPDX-License-Identifier: Apache-2.0
// seal.mjs: the bid page: sealed on this device, handed in, the receipt checked; only then is it said.
import { bpOf, capital, fenOf, figures, digitsOf } from './money.mjs';
import { text, unhex, Wrong } from './sealbid/bytes.mjs';
import { deviceKey } from './sealbid/device.mjs';
import { judge, seal } from './sealbid/envelope.mjs';
import { fileHash, signText, writeNote } from './sealbid/note.mjs';
import { button, clear, get, need, painted, put, say, show, trouble, words } from './sealbid/page.mjs';
import { isInt, readRecord, write } from './sealbid/records.mjs';
import { priceOfRate } from './sealbid/rule.mjs';
import { envelopesOf, saveEnvelope } from './sealbid/store.mjs';
import { closes, hand, saveLinks, stopped, submit } from './sealbid/submit.mjs';
import { readTerms } from './sealbid/terms.mjs';

/* One thing at a time, whatever is pressed how often. */
function once(fn) {
  let busy = false;
  return async (...args) => {
    if (busy) return;
    busy = true;
    try { await fn(...args); } finally { busy = false; }
  };
}

/* What both forms share: the terms, fetched early, and the envelope of an earlier visit. */
function start(root) {
  const { project, bidder } = root.dataset, seq = Number(root.dataset.seq || 0) + 1;
  let terms = null;
  const job = { project, bidder, seq, async terms() {
    terms ??= await readTerms(project);
    if (terms.changed) put(root, '[data-warning]', words('trust-changed'));
    show(root, '[data-warning]', terms.changed);
    return terms;
  } };
  job.terms().catch(() => {});
  show(document, '[data-unsupported]', false);
  show(document, '[data-scripted]');
  job.send = once(async e => {
    clear(root);
    try {
      await submit(root, e, await job.terms(), () => job.send(e));
    } catch (problem) { stopped(root, problem); }
  });
  envelopesOf(project, bidder).then(list => {
    const left = list.filter(e => e.state === 'made' && (e.seq === seq || e.seq === seq - 1)).pop();
    if (left) trouble(root, [words('left-over', left.seq)], { ways: place => {
      button(place, 'send-again', () => job.send(left));
      saveLinks(place, left);
    } });
  }).catch(() => {});
  return job;
}

/* ---- documents: their hashes are sealed, they stay on this device ---- */
const DOCUMENTS = /\.(pdf|jpe?g|png|docx|xlsx|ofd)$/i, DOCUMENT_MOST = 20 << 20;

/* What is wrong with a chosen file, or its hash: {value} or {wrong}. */
async function hashFile(file) {
  if (!DOCUMENTS.test(file.name)) return { wrong: words('document-type') };
  if (file.size > DOCUMENT_MOST || file.size === 0) return { wrong: words('document-size') };
  return { value: fileHash(new Uint8Array(await file.arrayBuffer())) };
}
/* Map key → {name, value | wrong} of the files that are chosen now. */
async function hashDocuments(root) {
  const out = new Map();
  for (const el of root.querySelectorAll('input[type="file"][data-field]')) {
    const file = el.files[0];
    if (file) out.set(el.dataset.field, { name: file.name, ...await hashFile(file) });
  }
  return out;
}

/* ---- sealing ---- */
function sealing(root) {
  const job = start(root), input = root.querySelector('[data-amount]');
  /* Even if something calls submit(), no amount goes with it. */
  root.querySelectorAll('[data-amount], [data-field]').forEach(el => { el.removeAttribute('name'); });
  root.removeAttribute('action');
  let answers = null;
  const step = n => {
    show(root, '[data-step]', false);
    show(root, `[data-step="${n}"]`);
    root.querySelector(`[data-step="${n}"] [data-focus]`)?.focus();
  };

  function read(terms, documents) {
    const { rule } = terms, fields = {}, wrong = [];
    for (const f of rule.fields) {
      const el = root.querySelector(`[data-field="${f.key}"]`);
      if (el?.type === 'file') {
        fields[f.key] = documents.get(f.key)?.value ?? null;
        if (documents.get(f.key)?.wrong) wrong.push([el.id, documents.get(f.key).wrong]);
        continue;
      }
      const v = (f.type === 'int' ? digitsOf(el?.value ?? '') : el?.value ?? '').trim();
      /* A share is typed in percent, and sealed in hundredths of one. */
      if (el && 'percent' in el.dataset) { fields[f.key] = bpOf(v) === null ? null : String(bpOf(v)); continue; }
      fields[f.key] = v === '' ? null : v.replace(/\s+/g, ' ');
      if (!el) throw Object.assign(new Error(f.key), { code: 'fields' });
      if (v === '' && el.required) wrong.push([el.id, words('field-empty')]);
      else if (v !== '' && f.type === 'int' && !isInt(v)) wrong.push([el.id, words('field-int')]);
      else if (v !== '' && f.type === 'hash' && !/^[0-9a-f]{64}$/.test(v)) wrong.push([el.id, words('field-hash')]);
      else if (new TextEncoder().encode(v).length > 500) wrong.push([el.id, words('field-long')]);
    }
    let amount = null;
    if (rule.price === 'required' && !terms.contributors.has(job.bidder)) {
      const rate = rule.quote === 'rate', at = rate ? root.querySelector('[data-field="rate-bp"]') : input;
      amount = rate ? priceOfRate(rule.ceiling, Number(fields['rate-bp'] ?? 0)) : Number(fenOf(at.value) ?? 0);
      const bp = Number(fields['rate-bp']);
      if (rate && fields['rate-bp'] === null) wrong.push([at.id, words('rate-format')]);
      else if (!rate && !(amount >= 1)) wrong.push([at.id, words('amount-empty')]);
      else if (rate && bp < rule.rateMin) wrong.push([at.id, words('rate-low', figures(rule.rateMin))]);
      else if (rate && (bp > rule.rateMax || amount < 1)) wrong.push([at.id, words('rate-high', figures(rule.rateMax))]);
      else if (!rate && amount > rule.ceiling) wrong.push([at.id, words('amount-over', figures(rule.ceiling))]);
      else if (!rate && amount < rule.floor) wrong.push([at.id, words('amount-under')]);
    }
    return { amount, fields, wrong };
  }

  async function review() {
    clear(root);
    const terms = await job.terms(), documents = await hashDocuments(root), a = read(terms, documents);
    if (a.wrong.length) return trouble(root, [], { fields: a.wrong });
    answers = a;
    show(root, '[data-priced]', a.amount !== null);
    if (a.amount !== null) {
      put(root, '[data-figures]', figures(a.amount));
      put(root, '[data-capital-out]', capital(BigInt(a.amount)));
    }
    const list = root.querySelector('[data-answers]');
    list?.replaceChildren(...Object.entries(a.fields).map(([key, v]) => {
      const div = document.createElement('div'), dt = document.createElement('dt'), dd = document.createElement('dd');
      const el = root.querySelector(`[data-field="${key}"]`);
      dt.textContent = root.querySelector(`label[for="${el.id}"]`)?.textContent ?? key;
      dd.textContent = v === null ? words(el.type === 'file' ? 'document-later' : 'nothing') : 'percent' in el.dataset ? `${figures(v)}%` :
        el.type === 'file' ? words('document-hash', documents.get(key).name, v) : v;
      div.append(dt, dd);
      return div;
    }));
    step('2');
    /* There is no grace, so it is said in time. */
    const now = Number(text(await get('/time').catch(() => null) ?? new Uint8Array()));
    if (now && closes(root, terms) - now < 120) { put(root, '[data-warning]', words('two-minutes')); show(root, '[data-warning]'); }
    return null;
  }

  async function sealed() {
    clear(root);
    const terms = await job.terms(), key = await deviceKey(root, job.bidder, 'bidder');
    show(root, '[data-password-ask]', false);
    say(root, 'sealing');
    await painted();
    performance.mark('seal-start');
    const made = seal({ project: terms.project, policy: terms.policy, rule: terms.rule, bidder: job.bidder, seq: job.seq,
      amount: answers.amount, fields: answers.fields, sealer: 'browser', seed: key.seed });
    performance.measure('seal', 'seal-start');
    const e = { hash: fileHash(made.file), project: job.project, bidder: job.bidder, seq: job.seq, what: 'envelope',
      file: made.file, secret: made.secret, form: made.form, state: 'made' };
    await saveEnvelope(e);
    await job.send(e);
  }
  const run = once(async () => {
    try {
      await (root.querySelector('[data-step="2"]').hidden ? review() : sealed());
    } catch (problem) { stopped(root, problem); }
  });
  root.addEventListener('submit', event => { event.preventDefault(); run(); });
  root.querySelector('[data-back]')?.addEventListener('click', () => { clear(root); say(root); step('1'); input?.focus(); });
}

/* ---- withdrawing ---- */
function withdrawing(root) {
  const job = start(root);
  root.removeAttribute('action');
  const run = once(async () => {
    clear(root);
    try {
      const terms = await job.terms(), key = await deviceKey(root, job.bidder, 'bidder');
      show(root, '[data-password-ask]', false);
      say(root, 'signing');
      const body = write('withdraw', { policy: terms.policy, project: job.project, bidder: job.bidder, seq: job.seq });
      const file = writeNote(body, [signText(body, job.bidder, key.seed)]);
      const e = { hash: fileHash(file), project: job.project, bidder: job.bidder, seq: job.seq, what: 'withdraw', file, state: 'made' };
      await saveEnvelope(e);
      await job.send(e);
    } catch (problem) { stopped(root, problem); }
  });
  root.addEventListener('submit', event => { event.preventDefault(); run(); });
}

/* ---- opening one's own, where trustees failed (sealing.md 7, fallback) ---- */
function selfopening(root) {
  const job = start(root), { file: hash } = root.dataset, chosen = root.querySelector('[data-secret-file]');
  root.removeAttribute('action');
  async function secret() {
    const kept = (await envelopesOf(job.project, job.bidder)).find(e => e.hash === hash);
    const m = /^s ([0-9a-f]{64})$/m.exec(chosen?.files[0] ? await chosen.files[0].text() : '');
    return m ? m[1] : kept?.secret ?? null;
  }
  const run = once(async () => {
    clear(root);
    try {
      const terms = await job.terms(), s = await secret();
      if (!s) { trouble(root, [], { fields: [[chosen.id, words('secret-missing')]] }); return; }
      const file = await need(`/p/${job.project}/${hash}.note`), { r } = readRecord(file, 'envelope');
      const v = judge(file, { project: terms.project, policy: terms.policy, rule: terms.rule, sub: { bidder: job.bidder, seq: r.seq },
        secret: unhex(s), contributor: terms.contributors.has(job.bidder) });
      if (!v.valid || fileHash(file) !== hash) throw new Wrong('secret');
      const key = await deviceKey(root, job.bidder, 'bidder'), body = write('selfopen', { policy: terms.policy, file: hash, s });
      const note = writeNote(body, [signText(body, job.bidder, key.seed)]);
      say(root, 'sending');
      await hand(root, root.dataset.post, { project: job.project, seq: r.seq, file: note, what: 'selfopen' }, terms, run);
    } catch (problem) { stopped(root, problem); }
  });
  root.addEventListener('submit', event => { event.preventDefault(); run(); });
}

document.querySelectorAll('form[data-selfopen]').forEach(selfopening);
document.querySelectorAll('form[data-seal]').forEach(sealing);
document.querySelectorAll('form[data-withdraw]').forEach(withdrawing);
