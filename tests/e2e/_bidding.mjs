// SPDX-License-Identifier: Apache-2.0
// _bidding.mjs: a sealed bid step by step, and the pages of all the others,
// of which not a byte tells that it is there.
import fs from 'node:fs';
import { PASSWORD, check, look, open, same, text, where } from './_market.mjs';
import { html } from './_project.mjs';

/* The second press gives the password, where this device is new to the market. */
async function sendSealed(who, button) {
  const { page } = who, done = page.locator('[data-step="done"]');
  await button.click();
  await page.waitForFunction(() => !document.querySelector('[data-step="done"]').hidden ||
    document.activeElement?.matches('[data-problem]'));
  if (await page.locator('#key-password').isVisible()) {
    await page.fill('#key-password', PASSWORD);
    await button.click();
  }
  await done.waitFor();
  who.faults = [];	/* the browser reports the 403 that asked for it */
  return { hash: (await done.locator('[data-file-hash]').innerText()).trim(), leaf: await done.locator('[data-leaf]').innerText() };
}

export async function bid(who, code, amount, options = {}) {
  const { page } = who;
  await open(who, `/projects/${code}`);
  if (options.look) await look(who, `project-${options.look}`);
  await page.locator(`main a[href="/projects/${code}/bids/new"]`).first().click();
  await page.locator('#amount').waitFor();
  const next = page.locator('[data-step="1"] button');
  if (options.wrong) {
    await page.fill('#amount', options.wrong);
    await next.click();
    await page.locator('#amount-e').waitFor();
    check('a price above the ceiling is said at the field', (await page.locator('#amount-e').innerText()).includes('最高限价'));
    same('the price typed is shown again', (await page.inputValue('#amount')).replace(/,/g, ''), options.wrong);
    await look(who, 'bid-wrong');
  }
  await page.fill('#amount', amount.replace(/,/g, ''));
  if (options.look) {
    check('the price is said in words while one types', await page.locator('[data-capital] b').isVisible());
    await look(who, `bid-${options.look}`);
  }
  await next.click();
  await page.locator('[data-step="2"]').waitFor();
  check('the second screen shows the price', (await text(who)).includes(amount));
  if (options.look) await look(who, `bid-check-${options.look}`);
  const sent = [];
  page.on('request', r => { if (r.method() === 'POST') sent.push(r.postData() ?? ''); });
  const receipt = await sendSealed(who, page.getByRole('button', { name: '封存并提交' }));
  check(`${who.name}'s bid is received`, /^[0-9a-f]{64}$/.test(receipt.hash) && receipt.leaf.includes('已由本机核对收录证明'), JSON.stringify(receipt));
  const digits = amount.replace(/[,.]/g, '');
  check('the price has not left the device', sent.length > 0 && !sent.some(b => b.includes(digits) || b.includes(amount) || b.includes(amount.replace(/,/g, ''))));
  if (options.look) await look(who, `bid-done-${options.look}`);
  const saved = async name => {
    const [d] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
    return fs.readFileSync(await d.path(), 'utf8');
  };
  const proof = await saved('保存回执'), envelope = await saved('保存密封件');
  check('what is saved are a receipt and an envelope', proof.startsWith('c2sp.org/tlog-proof@v1\n') && envelope.startsWith('sealbid/v1 envelope\n'));
  const again = await page.evaluate(async ([body, want]) => {
    const form = document.querySelector('form[data-seal]');
    const a = await fetch(`/p/${form.dataset.project}/submit?csrf=${form.dataset.csrf}`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body });
    return a.status === 200 && await a.text() === want;
  }, [envelope, proof]);
  check('the same envelope again gives the same receipt', again);
  receipt.address = `/receipts/${receipt.hash}`;
  await open(who, receipt.address);
  check('the receipt page is there', (await text(who)).includes(receipt.hash.slice(0, 12)) || (await page.content()).includes(receipt.hash), where(who));
  if (options.look) await look(who, `receipt-${options.look}`);
  check('the receipt does not say the price', !(await page.content()).includes(amount) && !(await page.content()).includes(amount.replace(/,/g, '')));
  return receipt;
}

export async function withdraw(who, code) {
  await open(who, `/projects/${code}`);
  await who.page.locator('main a', { hasText: /^撤回$/ }).first().click();
  const button = who.page.getByRole('button', { name: '签署并撤回' });
  await button.waitFor();
  await look(who, 'withdraw');
  await sendSealed(who, button);
  check('the withdrawal has a receipt', (await text(who)).includes('报价已撤回'), where(who));
  await look(who, 'receipt-withdrawn');
}

/* What changes by itself is taken out; all else must stay as it was. */
const still = html => html.replace(/name="_(csrf|once)" value="[^"]*"/g, '').replace(/data-now="\d+"/g, '')
  .replace(/<div class="left"[\s\S]*?<\/div>/g, '').replace(/还有 [^<]*/g, '')
  .replace(/<span class="mk-tag[^"]*">(已签署|已就绪)<\/span>/g, '');	/* of trustees, whose tools say that they are ready */

/* Of a list only the rows of this project: others live their own lives. */
const rows = (html, code, title) => (html.match(/<li[\s\S]*?<\/li>/g) ?? []).filter(r => r.includes(code) || r.includes(title)).join('\n');

export async function pagesOf(who, job, agency) {
  const { code, title } = job, pages = {}, get = a => html(who, a);
  const own = [`/projects/${code}`, `/projects/${code}/opening`, `/agencies/${agency.uscc}`];
  own.push(...new Set((await get(own[0])).match(/\/notices\/[\w-]+/g)));
  for (const address of own) pages[address] = still(await get(address));
  for (const address of ['/', '/projects', '/notices', `/search?q=${encodeURIComponent(title)}`])
    pages[address] = rows(still(await get(address)), code, title);
  check(`${who.name}: the pages to compare are there`, own.length > 3 && pages['/projects'].includes(title) && pages['/notices'].includes(title));
  return pages;
}

export async function secret(who, job, before, agencies, receipts) {
  const after = await pagesOf(who, job, agencies[0]);
  for (const [address, html] of Object.entries(after)) {
    const at = `before the deadline ${who.name} at ${address}`;
    if (before) check(`${at}: not a byte says that there are bids`, html === before[address], diff(before[address], html));
    for (const r of receipts) check(`${at}: no receipt`, !html.includes(r.hash.slice(0, 8)));
    for (const price of Object.values(job.prices))
      check(`${at}: no amount`, !html.includes(price) && !html.includes(price.replace(/,/g, '')), price);
    if (address.startsWith('/agencies/')) continue;
    for (const a of agencies) check(`${at}: no name`, !html.includes(a.party) && !html.includes(a.uscc), a.party);
    const told = html.replace(/3 家中任意 2 家|等 2 家|3 家里有 2 家|2 家保管人/g, '');	/* of trustees */
    check(`${at}: no number`, !/\d+ (份|家)/.test(told), /.{20}\d+ (份|家).{20}/.exec(told)?.[0]);
  }
}
function diff(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return `…${a.slice(Math.max(0, i - 60), i + 100)}… became …${b.slice(Math.max(0, i - 60), i + 100)}…`;
}
