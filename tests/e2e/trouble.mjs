// SPDX-License-Identifier: Apache-2.0
// trouble.mjs: trustees that are lost, keys that come early, and a round that
// nobody can open: with the real agents, of the real demonstration.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { DESK, PHONE, beijing, check, fill, login, look, open, person, press, same, sleep, story, table, text, until, where } from './_market.mjs';
import { signs } from './_project.mjs';

const agents = market => execFileSync('pgrep', ['-f', `bin/sealbid trustee agent ${market.url} `], { encoding: 'utf8' }).trim().split('\n').map(Number);
const of = who => pid => {
  try { return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`trustee/${who}/`); } catch { return false; }
};
const tool = (...args) => spawnSync('build/bin/sealbid', args, { encoding: 'utf8' });

async function publishes(market, owner, title, seconds) {
  const { page } = owner;
  await open(owner, '/desk/projects/new');
  const option = (field, n) => page.locator(`#${field} option`).evaluateAll((o, i) => o.filter(e => e.value)[i].value, n);
  const deadline = Math.ceil(Date.now() / 1000) * 1000 + seconds * 1000;
  await fill(owner, {
    item: await option('item', 0), title, scale: '三处', content: '编制报告。', region: await option('region', 0), place: '滨江路',
    budget: await option('budget', 0), ceiling: '5万', days: '30', requirements: '', contact: '王晓岚', phone: '027-60009999',
    deadline: beijing(deadline),
  });
  await press(owner, '保存并预览');
  for (const id of await page.locator('input[id^="reason-"]').evaluateAll(l => l.map(e => e.id))) await fill(owner, { [id]: '本事项承接机构较少，工期紧' });
  await press(owner, '发布公告');
  const code = /\/projects\/([^/?]+)/.exec(where(owner))?.[1];
  await signs(owner);
  for (let i = 0; i < 150 && (await page.request.get(`${market.url}/projects/${code}`)).status() !== 200; i++) await sleep(200);
  same(`${title}: all have signed`, (await page.request.get(`${market.url}/projects/${code}`)).status(), 200);
  return { code, deadline };
}

/* The server seals: what is tried here is the opening. */
async function bids(who, code, amount) {
  await open(who, `/projects/${code}/bids/new`);
  await who.page.locator('summary', { hasText: '服务器代封' }).click();
  await who.page.fill('#server-amount', amount);
  await press(who, '下一步：核对后由服务器代封');
  await press(who, '由服务器代封并提交');
  check(`${who.name}'s bid is received`, /^\/receipts\//.test(where(who)), where(who));
}

await story('trouble', async market => {
  const owner = await person(market, 'owner', DESK), people = [];
  await login(owner, table('owners')[0].mobile);
  for (const row of table('agencies').slice(0, 3)) {
    const who = await person(market, row.name, PHONE);
    await login(who, row.mobile);
    people.push(who);
  }
  const page = address => people[0].page.request.get(market.url + address).then(r => r.text());
  const one = await publishes(market, owner, '一家保管人不在', 150);
  const two = await publishes(market, owner, '两家保管人不在', 175);
  for (const [i, who] of people.entries()) {
    await bids(who, one.code, String(40000 + i));
    await bids(who, two.code, String(41000 + i));
  }

  /* A trustee in a hurry: the tool itself says no, and gives nothing away. */
  const state = `${market.state}/run/early-state`;
  const early = tool('trustee', 'open', market.url, `${one.code}/1`, '--key', `${market.state}/trustee/notary/trustee.key`,
    '--state', state, '--trust', `${market.state}/trustee/notary/trust.txt`, '--yes', '--init');
  check('before the deadline the tool opens nothing', early.status !== 0, `${early.status} ${early.stdout} ${early.stderr}`);
  same('no key is public', (await people[0].page.request.get(`${market.url}/p/${one.code}/1/open-2.note`)).status(), 404);

  /* One is lost: the two others open. */
  const all = agents(market);
  process.kill(all.find(of('regulator')), 'SIGKILL');
  await sleep(Math.max(0, one.deadline - Date.now()));
  await until('with one trustee lost it opens', 45, async () => (await page(`/projects/${one.code}/opening`)).includes('中选：'));
  same('the lost one has published nothing', (await people[0].page.request.get(`${market.url}/p/${one.code}/1/open-1.note`)).status(), 404);
  await until('its files verify', 10, async () => tool('verify', market.url, `${one.code}/1`).status === 0);

  /* Two are lost, and their witnesses with them: the third sees no quorum, it stays closed, and says so. */
  process.kill(all.find(of('notary')), 'SIGKILL');
  await sleep(Math.max(0, two.deadline - Date.now()));
  await until('the list is fixed', 30, async () => (await page(`/projects/${two.code}/opening`)).includes('份密封件'));
  await sleep(8000);
  for (const i of [1, 2, 3])
    same(`no key ${i} without a quorum of witnesses`, (await people[0].page.request.get(`${market.url}/p/${two.code}/1/open-${i}.note`)).status(), 404);
  const sealed = await page(`/projects/${two.code}/opening`);
  check('with two lost it stays sealed', sealed.includes('保持密封') && !sealed.includes('中选：'));
  check('no price is shown', !/41,00\d\.00/.test(sealed));
  same('the tool cannot tell', tool('verify', market.url, `${two.code}/1`).status, 3);
  const waiting = await person(market, 'visitor', PHONE);
  await open(waiting, `/projects/${two.code}/opening`);
  await look(waiting, 'opening-stuck');

  /* After the deadline the purchaser may only ask; a regulator ends it, and the purchaser puts that on record. */
  await open(owner, `/projects/${two.code}`);
  same('no end by the purchaser alone', await owner.page.locator('main a[href$="/papers/void"]').count(), 0);
  await owner.page.locator('main a[href$="/petitions/cancel_late"]').click();
  await fill(owner, { reason: '两家保管人失去密钥，无法开标，申请终止。' });
  await look(owner, 'petition');
  await press(owner, '提交申请');
  const regulator = await person(market, 'regulator', DESK);
  await login(regulator, 'regulator@market.example');
  await look(regulator, 'desk-regulator');
  await regulator.page.locator('main li', { hasText: '两家保管人不在' }).locator('a[href^="/desk/petitions/"]').click();
  await regulator.page.locator('#verdict').check();
  await fill(regulator, { reason: '两家保管人失去密钥，本轮终止，另行组织。' });
  await look(regulator, 'petition-decide');
  await press(regulator, '作出决定并公告');
  await open(owner, '/desk');
  await owner.page.locator(`main a[href="/desk/projects/${two.code}/papers/void"]`).click();
  await look(owner, 'paper-void');
  await signs(owner, owner.page.getByRole('button', { name: '用本设备的密钥签署' }));
  await until('the round is ended', 20, async () => (await page(`/projects/${two.code}/opening`)).includes('终止'));
  await until('the end is in the log', 10, async () => (await people[0].page.request.get(`${market.url}/p/${two.code}/1/void.note`)).status() === 200);
  check('the prices stay sealed', !/41,00\d\.00/.test(await page(`/projects/${two.code}/opening`)));
  await until('the whole log audits', 10, async () => tool('log', 'audit', market.url).status === 0);
  await open(waiting, `/projects/${two.code}`);
  check('everybody reads why', (await text(waiting)).includes('两家保管人失去密钥'));
});
