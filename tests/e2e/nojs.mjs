// SPDX-License-Identifier: Apache-2.0
// nojs.mjs: everything an agency needs works without scripts: to register,
// to log in, to bid, to replace, to withdraw, to sign a contract (the platform
// signs, for the password); and the same for elders.
import { PASSWORD, PHONE, check, fill, login, look, newUscc, open, person, press, same, story, table, text, where } from './_market.mjs';

async function registers(who, code, party, mobile) {
  const { page } = who;
  await open(who, '/');
  await look(who, 'home');
  await page.locator('summary', { hasText: '菜单' }).click();
  check('the menu opens without scripts', await page.locator('.mk-menu a', { hasText: '项目公告' }).isVisible());
  await open(who, '/join');
  await press(who, '我是中介机构');
  check('no button that needs scripts is shown', await page.locator('[data-password]:visible').count() === 0);
  await fill(who, { uscc: code.toLowerCase(), name: party });
  await press(who, '下一步');
  same('the second screen', where(who), '/join/agency/contact');
  await look(who, 'contact');
  check('no button that needs scripts is shown here', await page.locator('[data-password]:visible').count() === 0);
  await fill(who, { contact: '何静', mobile, email: `${mobile}@nojs.example`, password: 'short' });
  await press(who, '下一步');
  check('a short password is said at the field', await page.locator('#password-e').isVisible());
  same('the mobile is kept', await page.inputValue('#mobile'), mobile);
  same('the password is not sent back', await page.inputValue('#password'), '');
  await fill(who, { password: PASSWORD });
  await press(who, '下一步');
  same('the third screen', where(who), '/join/agency/confirm');
  await page.locator('#agree').check();
  await press(who, '承诺并入驻');
  check('signed in at the end', await page.locator('.mk-out').count() === 1, where(who));
  await look(who, 'entered');
}

async function logsOutAndIn(who, mobile) {
  const { page } = who;
  await page.locator('.mk-out button').click();
  await page.waitForLoadState('load');
  same('signed out', await page.locator('.mk-out').count(), 0);
  await open(who, '/desk');
  same('the desk wants a login', where(who), '/login');
  await fill(who, { login: mobile, password: 'wrong-password-1' });
  await press(who, '登录');
  check('a wrong password is said', await page.locator('.mk-msg').count() > 0 && await page.locator('.mk-out').count() === 0);
  same('the login is kept', await page.inputValue('#login'), mobile);
  same('the wrong password is not', await page.inputValue('#password'), '');
  await look(who, 'login-wrong');
  await login(who, `${mobile}@nojs.example`);
}

/* A demonstration project that stays open for long enough. */
async function openProject(who) {
  await open(who, '/projects?state=published');
  const all = await who.page.locator('main .mk-proj-t').evaluateAll(a => a.map(e => new URL(e.href).pathname));
  for (const address of all.reverse()) {
    await open(who, address);
    const until = Date.parse(await who.page.locator('.mk-clock time').getAttribute('datetime'));
    if (until < Date.now() + 180000) continue;
    await open(who, `${address}/bids/new`);
    if (!await who.page.locator('summary', { hasText: '服务器代封' }).count()) continue;
    await open(who, address);
    return address;
  }
  return check('there is an open project', false);
}

async function bids(who, project, amount) {
  const { page } = who;
  await open(who, project);
  await page.locator(`main a[href="${project}/bids/new"]`).first().click();
  await page.locator('summary', { hasText: '服务器代封' }).click();
  await page.locator('#server-amount').waitFor();
  await look(who, 'bid');
  await press(who, '下一步：核对后由服务器代封');
  check('an empty price is said at the field', await page.locator('#server-amount-e').isVisible());
  await fill(who, { amount });
  await press(who, '下一步：核对后由服务器代封');
  check('the price is shown in words by the server', /[壹贰叁肆伍陆柒捌玖].*元/.test(await text(who)));
  await look(who, 'check');
  await press(who, '修改');
  same('one can go back and change it', (await page.inputValue('#server-amount')).replace(/,/g, ''), amount);
  if (!await page.locator('#server-amount').isVisible()) await page.locator('summary', { hasText: '服务器代封' }).click();
  await press(who, '下一步：核对后由服务器代封');
  await press(who, '由服务器代封并提交');
  check('the receipt', /^\/receipts\//.test(where(who)) && (await text(who)).includes('报价已提交并封存'), where(who));
  await look(who, 'receipt');
}

/* Whether this agency's word is waited for; then it is given. */
async function signsFor(market, row, address) {
  const who = await person(market, `${row.name}, without scripts`, PHONE, { javaScriptEnabled: false });
  await login(who, row.mobile);
  for (const act of ['agree', 'send']) {
    await open(who, `${address}/contract`);
    if (!await who.page.locator(`main a[href$="/contract/${act}"]`).count()) continue;
    await open(who, `${address}/contract/${act}`);
    check('no button that needs scripts is shown to sign', await who.page.getByRole('button', { name: '用本设备的密钥签署' }).isHidden());
    check('the page says what the platform does instead', (await text(who)).includes('凭口令由平台代签'));
    await press(who, '由平台代签');
    check('without the password nothing is signed', await who.page.locator('#password-e').isVisible(), where(who));
    await look(who, `contract-${act}`);
    await fill(who, { password: PASSWORD });
    /* The remark above links to the field in the same words. */
    await Promise.all([who.page.waitForEvent('domcontentloaded'), who.page.getByRole('button', { name: '由平台代签' }).click()]);
    same('signed', where(who), `${address}/contract`);
    check('and the page says that the platform has', (await text(who)).includes('凭口令由平台代签，公开日志第'), (await text(who)).slice(0, 600));
    await look(who, 'contract-signed');
    return true;
  }
  return false;
}

/* A contract of the demonstration that waits for its agency. */
async function signs(market) {
  const looker = await person(market, 'looker', PHONE, { javaScriptEnabled: false });
  await open(looker, '/projects?state=signing');
  const all = await looker.page.locator('main .mk-proj-t').evaluateAll(a => a.map(e => new URL(e.href).pathname));
  for (const address of all) {
    await open(looker, address);
    const said = await text(looker);
    for (const row of table('agencies').filter(a => said.includes(a.name)))
      if (await signsFor(market, row, address)) return;
  }
  return check('there is a contract to sign', false);
}

await story('nojs', async market => {
  const who = await person(market, 'without scripts', PHONE, { javaScriptEnabled: false });
  const { page } = who, mobile = '13912345701';
  await registers(who, newUscc('91'), '云湖静观工程咨询有限公司', mobile);
  await logsOutAndIn(who, mobile);
  const project = await openProject(who);
  await look(who, 'project');
  check('the time left is there without scripts', /\d+\s*天\s*\d+\s*时\s*\d+\s*分/.test(await page.locator('.mk-clock .left').innerText()));
  await bids(who, project, '30123.45');
  check('first submission', (await text(who)).includes('第 1 次提交'));
  await bids(who, project, '29123.45');
  check('second submission', (await text(who)).includes('第 2 次提交'));
  await open(who, project);
  await page.locator('main a', { hasText: /^撤回$/ }).first().click();
  await page.getByRole('button', { name: '撤回报价' }).waitFor();
  await press(who, '撤回报价');
  check('withdrawn', (await text(who)).includes('报价已撤回'), where(who));
  await look(who, 'withdrawn');
  await open(who, '/desk/bids');
  check('the list says so', (await text(who)).includes('已撤回') && (await text(who)).includes('已被替换'));
  await look(who, 'bids');
  await open(who, project);
  check('one may bid again', await page.locator('main a', { hasText: '重新报价' }).count() === 1);
  await open(who, '/desk/profile');
  await look(who, 'profile');
  await page.locator('.mk-top a', { hasText: '长者模式' }).click();
  await page.waitForLoadState('load');
  check('elder mode works without scripts', await page.locator('html.mk-elder').count() === 1 && where(who) === '/desk/profile', where(who));
  await look(who, 'elder-profile');
  await signs(market);
});
