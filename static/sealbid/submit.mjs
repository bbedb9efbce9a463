// SPDX-License-Identifier: Apache-2.0
// submit.mjs: hands in a sealed file; receipt or signed refusal, and what a person sees of either.
import { bytes, hex, must, text, Wrong } from './bytes.mjs';
import { H } from './crypto.mjs';
import { signedBy } from './keys.mjs';
import { ask, button, clear, download, known, put, say, show, trouble, when, words } from './page.mjs';
import { readRecord } from './records.mjs';
import { saveEnvelope } from './store.mjs';
import { acceptTrust } from './terms.mjs';
import { readReceipt } from './tlog.mjs';

/* Sends e.file; the same bytes any number of times.  root: the form; terms: readTerms(); again(): to be pressed later. */
export async function submit(root, e, terms, again) {
  say(root, 'sending');
  let answer;
  try {
    answer = await ask(`/p/${e.project}/submit?csrf=${encodeURIComponent(root.dataset.csrf)}`,
      { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: e.file });
  } catch {
    return trouble(root, [words('network'), words('claim-hint')], { ways: place => { button(place, 'send-again', again); saveLinks(place, e); } });
  }
  if (!answer.ok) return refused(root, e, terms, answer, again);
  say(root, 'checking');
  let r;
  try {
    r = readReceipt(answer.body, e.hash, terms.log, terms.trust.witnesses);
  } catch (problem) {
    return trouble(root, [words('receipt-wrong', problem.code ?? '')], { ways: place => {
      download(place, 'save-evidence', words('file-evidence', name(e), e.seq), answer.body);
      saveLinks(place, e);
      button(place, 'send-again', again);
    } });
  }
  await saveEnvelope({ ...e, state: 'accepted', receipt: answer.body, leaf: r.leaf });
  await acceptTrust(terms);
  return done(root, { ...e, receipt: answer.body }, terms, r);
}

function done(root, e, terms, r) {
  clear(root);
  show(root, '[data-step]', false);
  const panel = root.querySelector('[data-step="done"]');
  put(panel, '[data-done-title]', words(`done-${e.what}`));
  put(panel, '[data-file-hash]', e.hash);
  put(panel, '[data-leaf]', words('leaf', r.leaf.toLocaleString('zh-CN')));
  put(panel, '[data-seq-out]', words('seq', e.seq));
  put(panel, '[data-witness]', terms.trust.times(r.times) === null ? words('unwitnessed') : words('witnessed', when(terms.trust.times(r.times))));
  const place = panel.querySelector('[data-downloads]');
  place.replaceChildren();
  download(place, 'save-receipt', words('file-receipt', name(e), e.seq), e.receipt);
  saveLinks(place, e);
  panel.hidden = false;
  /* The heading gets the focus and is read; the region would say it twice. */
  say(root);
  panel.querySelector('[data-done-title]').focus();
}
/* The deadline in force: the page knows of an extension. */
export const closes = (root, terms) => Number(root.dataset.closes) || terms.project.deadline;
const name = e => e.project.replace('/', '-');

/* The file itself, and what self-opening would need. */
export function saveLinks(place, e) {
  download(place, 'save-envelope', words('file-envelope', name(e), e.seq), e.file);
  if (e.secret) download(place, 'save-secret', words('file-secret', name(e), e.seq), secretFile(e));
}
export const secretFile = e => bytes(`sealbid/v1 secret\nproject ${e.project}\nbidder ${e.bidder}\nfile ${e.hash}\ns ${e.secret}\n\n${e.form}`);

/* A refusal counts only if the platform signed it, for this very file. */
function refused(root, e, terms, answer, again) {
  let r = null;
  try {
    const n = readRecord(answer.body, 'refusal');
    signedBy(n, [terms.trust.platforms], 'signature');
    must(n.r.file === hex(H(e.file)), 'refusal');
    ({ r } = n);
  } catch { /* plain HTTP: no token, too much, or a fault */ }
  if (!r) {
    const code = { 401: 'session', 403: 'session', 413: 'too-large', 429: 'busy' }[answer.status] ?? 'unsure';
    return trouble(root, code === 'unsure' ? [words(code), words('claim-hint')] : [words(code)], { ways: place => { button(place, code === 'unsure' ? 'ask-receipt' : 'send-again', again); saveLinks(place, e); } });
  }
  const code = `refused-${r.reason}`;
  return trouble(root, [known(code) ? words(code) : words('refused', r.reason), words('refused-times', when(r.time), when(closes(root, terms)))],
    { ways: place => {
      download(place, 'save-refusal', words('file-refusal', name(e), e.seq), answer.body);
      if (['early', 'seq'].includes(r.reason)) button(place, 'reload', () => location.reload());
    } });
}

/* A note that gets no receipt. */
export async function hand(root, address, e, terms, again) {
  const answer = await ask(`${address}?csrf=${encodeURIComponent(root.dataset.csrf)}`,
    { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: e.file });
  if (!answer.ok) return refused(root, e, terms, answer, again);
  clear(root);
  return say(root, `done-${e.what}`);
}

/* What stopped us before anything was sent. */
export function stopped(root, problem) {
  const code = problem instanceof Wrong || problem.code ? problem.code : 'internal';
  if (code === 'reauth' || code === 'reauth-again') {
    const ask1 = root.querySelector('[data-password-ask]');
    ask1.hidden = false;
    return trouble(root, [], { fields: [[ask1.querySelector('input').id, words(code)]] });
  }
  if (!problem.code) console.warn(problem);
  return trouble(root, [known(`stop-${code}`) ? words(`stop-${code}`) : words('stop', code)],
    { ways: place => { button(place, 'reload', () => location.reload()); } });
}
