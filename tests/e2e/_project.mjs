// SPDX-License-Identifier: Apache-2.0
// _project.mjs: what stories do with a project: to post, to sign, to bid, to open.
import {
  PASSWORD, PHONE, beijing, check, fill, login, look, now, open, passes, person, press, same, table, until, uscc, where,
} from './_market.mjs';

/* Agencies of the demonstration, from its nth on, signed in with phones. */
export async function agencies(market, first, count) {
  const people = [];
  for (const row of table('agencies').slice(first, first + count)) {
    const who = await person(market, row.name, PHONE);
    await login(who, row.mobile);
    people.push(Object.assign(who, { party: row.name, uscc: uscc(row.first17) }));
  }
  return people;
}

/* Its key lies on this device once it has signed; the market may ask for the password. */
export async function signs(owner, button = owner.page.getByRole('button', { name: '用本设备的密钥签署' })) {
  const { page } = owner, before = page.url();
  await button.click();
  await page.waitForFunction(() => document.activeElement?.matches('[data-problem]') || !document.querySelector('form[data-sign]'), null, { timeout: 20000 })
    .catch(() => {});
  if (page.url() === before && await page.locator('#key-password').isVisible()) {
    await page.fill('#key-password', PASSWORD);
    await button.click();
  }
  await page.waitForFunction(() => !document.querySelector('form[data-sign]'), null, { timeout: 20000 }).catch(() => {});
  owner.faults.length = 0;	/* the browser reports the 403 that asked for the password */
}

/* The nth choice of a list, or the first whose words match. */
export const option = (page, field, which) => page.locator(`#${field} option`).evaluateAll((o, [n, p]) => {
  const some = o.filter(e => e.value);
  return (p === null ? some[n] : some.find(e => new RegExp(p).test(e.textContent)) ?? some[0])?.value;
}, typeof which === 'number' ? [which, null] : [0, which]);

/* As this person's own browser asks, cookies and all; a redirection is a 303. */
export const ask = (who, address) => who.page.evaluate(async a => {
  const r = await fetch(a, { cache: 'no-store', redirect: 'manual' });
  return { status: r.type === 'opaqueredirect' ? 303 : r.status, body: await r.text() };
}, address);
export const status = async (who, address) => (await ask(who, address)).status;
export const html = async (who, address) => (await ask(who, address)).body;

/* A draft of these fields, kept; what is not said is filled in. */
export async function drafts(owner, fields) {
  const { page, market } = owner;
  await open(owner, '/desk/projects/new');
  const { item = 0, budget = 0, ...rest } = fields;
  await fill(owner, {
    item: await option(page, 'item', item), scale: '三处', content: '编制报告。\n配合审查，修改至通过。', region: await option(page, 'region', 0),
    place: '滨江路', ceiling: '5万', days: '30', requirements: '', contact: '王晓岚', phone: '027-60009999',
    deadline: beijing(Math.ceil(now(market) / 1000) * 1000 + 3600000), ...rest,
  });
  if (budget !== null && await option(page, 'budget', budget)) await fill(owner, { budget: await option(page, 'budget', budget) });
  await press(owner, '保存并预览');
}

export async function explains(owner, reason = '本事项承接机构较少，工期紧，已公开说明。') {
  for (const id of await owner.page.locator('main input[id^="reason-"]').evaluateAll(l => l.map(e => e.id))) await fill(owner, { [id]: reason });
}

/* From the preview to the public page: the owner signs, then the trustees. */
export async function goesPublic(owner, shown) {
  const { page } = owner;
  await explains(owner);
  if (shown) await look(owner, `preview-${shown}`);
  await press(owner, '发布公告');
  const code = /\/projects\/([^/?]+)/.exec(where(owner))?.[1];
  check('it asks for the signatures', where(owner) === `/desk/projects/${code}/terms`, (await page.locator('main').innerText()).slice(0, 400));
  await signs(owner);
  await until(`${code}: all have signed`, 30, async () => await status(owner, `/projects/${code}`) === 200);
  return code;
}

export async function publishes(owner, fields, shown) {
  await drafts(owner, fields);
  return goesPublic(owner, shown);
}

/* Seals in the browser. price: what is typed, null where the price is fixed; written: a text for each criterion; paper: a file. */
export async function seals(who, code, price, written = '', paper = null) {
  const { page } = who;
  await open(who, `/projects/${code}/bids/new`);
  const next = page.locator('[data-step="1"] button');
  await next.waitFor();
  if (price !== null) await page.fill('#amount', price);
  for (const box of await page.locator('[data-step="1"] input[data-field]:not(#amount):not([type="file"])').all()) await box.fill(written);
  if (paper) await page.locator('[data-step="1"] input[type="file"]').first().setInputFiles(paper);
  if (who.shown) await look(who, `bid-${who.shown}`);
  await next.click();
  await page.locator('[data-step="2"]').waitFor();
  const button = page.getByRole('button', { name: '封存并提交' });
  await button.click();
  await page.waitForFunction(() => !document.querySelector('[data-step="done"]').hidden || document.activeElement?.matches('[data-problem]'));
  if (await page.locator('#key-password').isVisible()) {
    await page.fill('#key-password', PASSWORD);
    await button.click();
  }
  await page.locator('[data-step="done"]').waitFor();
  who.faults.length = 0;	/* the browser reports the 403 that asked for it */
  check(`${who.name} holds a receipt`, (await page.locator('[data-leaf]').innerText()).includes('已由本机核对收录证明'));
  return (await page.locator('[data-file-hash]').innerText()).trim();
}

/* The deadline passes, ten seconds more, and the trustees' agents do the rest. */
export async function closes(market, code, deadline, ...people) {
  await passes(market, (deadline - now(market)) / 1000 + 11, ...people);
  const who = people[0];
  await until(`${code} is opened`, 45, async () => /中选：|流标|评审|二次报价|候选名单/.test(await html(who, `/projects/${code}/opening`)));
}

/* Anybody's browser recomputes it. The files wait for their quorum of witnesses. */
export async function verifies(who, code, round = 1, shown = 'verified') {
  const { page, market } = who;
  await until(`${code}/${round}: the result is a public file`, 40, async () => await status(who, `/p/${code}/${round}/result.note`) === 200);
  for (let tries = 0; tries < 6; tries++) {
    await open(who, `/projects/${code}/verify`);
    await page.locator('[data-verify-go]').click();
    await page.waitForFunction(() => ['verified', 'refuted', 'unknown'].includes(document.querySelector('[data-verify]').dataset.state), null, { timeout: 60000 });
    who.faults.length = 0;	/* a file that is not there yet */
    if (await page.locator('[data-verify]').getAttribute('data-state') !== 'unknown') break;
    await page.waitForTimeout(2000);
  }
  same(`${code}: the browser verifies it`, await page.locator('[data-verify]').getAttribute('data-state'), 'verified');
  check('and says so in words', (await page.locator('main').innerText()).includes('全部一致'));
  await look(who, shown);
  return market;
}

/* The ids of an answer's first words on a person's list of messages. */
export async function told(who, words) {
  const said = async () => (await open(who, '/desk/messages'), (await who.page.locator('main').innerText()).includes(words));
  return until(`${who.name} is told: ${words}`, 20, said);
}
