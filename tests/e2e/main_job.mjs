// SPDX-License-Identifier: Apache-2.0
// main_job.mjs: the whole job by hand: to enter, to publish with three trustees,
// to seal in the browser, the opening by the trustees' agents, which anybody
// verifies in a browser and with the tool, publicity and letter, the contract,
// the work, its defects, the money, and the rating that ends it.
import { bid, pagesOf, secret, withdraw } from './_bidding.mjs';
import {
  DAY, DESK, PASSWORD, beijing, check, fill, login, look, newUscc, now, open, passes, person, press, same, sayBestPractice,
  story, text, until, where,
} from './_market.mjs';
import { opened, verified } from './_opening.mjs';
import { agencyEnters, enter } from './_people.mjs';
import { agencies, html, signs, status, told } from './_project.mjs';

const PRICES = { first: '88,017.23', same: '88,017.23', dear: '95,031.47', replaced: '91,234.56', gone: '79,876.54' };
const TITLE = '松湾湖岸线整治工程水土保持方案';

/* ---- publishing ---- */
async function ownerPublishes(market, stranger) {
  const who = await person(market, 'owner', DESK), { page } = who;
  await enter(market, who, 'owner', '松湾县河湖管理中心', '13912345602', newUscc('12'));
  await open(who, '/desk/budget');
  await look(who, 'budget-empty');
  await fill(who, { year: beijing(now(market)).slice(0, 4), code: '2130399', name: '其他水利支出', amount: '一百' });
  await press(who, '登记');
  check('a bad amount is said at the field', await page.locator('#amount-e').isVisible());
  same('nothing typed is lost: the line', await page.inputValue('#name'), '其他水利支出');
  await fill(who, { amount: '46.8万' });
  await press(who, '登记');
  check('the budget is there', (await text(who)).includes('468,000.00'));
  await look(who, 'budget');
  await open(who, '/desk/projects/new');
  await press(who, '保存并预览');
  await look(who, 'draft-incomplete');
  if (where(who) === '/desk/projects') check('an empty draft is told what it lacks', await page.locator('.mk-msg').count() > 0);
  await open(who, '/desk/projects/new');
  const option = async (field, pattern) => page.locator(`#${field} option`).evaluateAll((o, p) =>
    o.find(e => e.value && new RegExp(p).test(e.textContent))?.value, pattern);
  await fill(who, {
    item: await option('item', '水土保持') ?? await option('item', '.'), title: TITLE, scale: '岸线 6.4 公里',
    content: '编制水土保持方案报告书。\n配合审查，按意见修改至通过。', region: await option('region', '松湾'), place: '松湾湖东岸',
    budget: await option('budget', '2130399'), ceiling: '12.8万', days: '30',
    requirements: '', contact: '王晓岚', phone: '027-60009999', deadline: beijing(now(market) + 20000),
  });
  await look(who, 'draft');
  await press(who, '保存并预览');
  check('a deadline too early is refused', await page.locator('main').innerText().then(t => /截止/.test(t)) &&
    await page.getByRole('button', { name: '发布公告' }).count() === 0);
  await look(who, 'preview-too-early');
  if (await page.locator('#deadline').count() === 0) await page.locator('main a', { hasText: '继续修改' }).first().click();
  await page.locator('#deadline').waitFor();
  same('nothing typed is lost: the title', await page.inputValue('#title'), TITLE);
  const deadline = Math.ceil(now(market) / 1000) * 1000 + 3600000;
  await fill(who, { deadline: beijing(deadline) });
  await press(who, '保存并预览');
  check('the preview says the ceiling in words', (await text(who)).includes('壹拾贰万捌仟元整'));
  const preview = where(who);
  await page.getByRole('button', { name: '发布公告' }).waitFor();
  for (const id of await page.locator('input[id^="reason-"]').evaluateAll(l => l.map(e => e.id))) await fill(who, { [id]: '本事项承接机构较少，工期紧' });
  await press(who, '发布公告');
  const code = /\/projects\/([^/?]+)/.exec(where(who))?.[1];
  same('it asks for the signatures', where(who), `/desk/projects/${code}/terms`);
  await look(who, 'terms');
  same('nobody else sees it yet', await status(stranger, `/projects/${code}`), 404);
  await page.getByRole('button', { name: '用本设备的密钥签署' }).click();
  await until('all sign it', 30, async () => await status(stranger, `/projects/${code}`) === 200);
  await open(who, `/desk/projects/${code}/terms`);
  same('signed by all, its page is public', where(who), `/projects/${code}`);
  check('it is published', (await text(who)).includes('报名报价中'), `${where(who)} ${(await text(who)).slice(0, 300)}`);
  await look(who, 'project-owner');
  check('the preview is no draft any more', await status(who, preview) !== 200);
  await open(who, '/desk/budget');
  check('the ceiling is reserved', (await text(who)).includes('128,000.00') && (await text(who)).includes('340,000.00'));
  return { owner: who, code, deadline };
}

/* ---- from publicity to the contract ---- */
async function letter(market, code, winner, people) {
  const [stranger, owner] = people;
  await open(owner, `/projects/${code}`);
  await press(owner, '签署中选决定');
  await look(owner, 'award-paper');
  if (await owner.page.getByRole('button', { name: '写下待签文本' }).count()) await press(owner, '写下待签文本');
  await signs(owner);
  await until('the award is on record', 20, async () => await status(stranger, `/p/${code}/1/award.note`) === 200);
  await open(stranger, `/projects/${code}`);
  check('everybody sees that the owner has signed', (await text(stranger)).includes('业主已签署中选决定'));
  same('no letter during publicity', await status(stranger, `/projects/${code}/letter`), 404);
  await passes(market, 11 * 60);
  await until('publicity is over', 20, async () => await status(stranger, `/projects/${code}/letter`) === 200);
  for (const who of [stranger, winner]) {
    await open(who, `/projects/${code}/letter`);
    await look(who, 'letter');
    const paper = await text(who);
    check(`${who.name} reads winner, price in words and the code`, paper.includes(winner.party) && /人民币捌万捌仟零壹拾柒元贰角叁分/.test(paper) && paper.includes(code));
    check('the square stands beside the address it holds', await who.page.locator('svg.mk-qr path').count() === 1 &&
      (await who.page.locator('.mk-proofline a').innerText()).includes(`/projects/${code}/verify`), await who.page.locator('.mk-proofline').innerText());
    await who.page.emulateMedia({ media: 'print' });
    const seen = await who.page.evaluate(() => ['.mk-top', '.mk-nav', '.mk-menu', '.mk-crumb', '.mk-qr', '.mk-letter'].map(c => {
      const e = document.querySelector(c);
      return e && e.getClientRects().length ? c : '';
    }).filter(Boolean).join());
    same('in print there is the letter and nothing else', seen, '.mk-qr,.mk-letter');
    const square = await who.page.locator('svg.mk-qr').boundingBox();
    check('the square is 25 mm on paper', square.width >= 94, square.width);
    await look(who, 'letter-print');
    await who.page.emulateMedia({ media: 'screen' });
  }
  await stranger.page.locator('.mk-proofline a').click();
  await stranger.page.waitForURL('**/verify');
  check('it leads to where one verifies', await stranger.page.locator('[data-verify-go]').count() === 1);
  await told(winner, '公示期满，请签约');
}

/* One act on the contract: its form, with these fields, sent. */
const shown = new Set();
async function act(who, code, name, fields = {}, radio = null) {
  await open(who, `/projects/${code}/contract/${name}`);
  if (!shown.has(name)) await look(who, `contract-${name}`);
  shown.add(name);
  await fill(who, fields);
  if (radio) await who.page.locator(`main [name="${radio}"]`).first().check();
  await Promise.all([who.page.waitForEvent('domcontentloaded'), who.page.locator('main form button.mk-btn').click()]);
  await who.page.waitForLoadState('load');
  same(`${name} is done`, where(who), `/projects/${code}/contract`);
}

/* The same for a signature: by the key of this device, which lies there since it sealed or signed. */
async function signed(who, code, name) {
  const { page } = who;
  await open(who, `/projects/${code}/contract/${name}`);
  if (!shown.has(name)) await look(who, `contract-${name}`);
  shown.add(name);
  const button = page.getByRole('button', { name: '用本设备的密钥签署' });
  await Promise.all([page.waitForURL(u => u.pathname === `/projects/${code}/contract`, { timeout: 20000 }).catch(() => {}), button.click()]);
  same(`${name} is signed by the key`, where(who), `/projects/${code}/contract`);
}

async function contract(owner, agency, code) {
  await open(owner, `/projects/${code}/contract`);
  await look(owner, 'contract-draft');
  check('the payer is the purchaser', (await text(owner)).includes('付款单位'));
  await act(owner, code, 'edit', { terms: '成果以双方盖章的纸质件为准。' });
  await signed(owner, code, 'send');
  await told(agency, '合同待您确认');
  await act(agency, code, 'return', { remark: '请写明纸质件的份数。' });
  check('what the other side asks is seen', (await open(owner, `/projects/${code}/contract`), await text(owner)).includes('请写明纸质件的份数'));
  await act(owner, code, 'edit', { terms: '成果以双方盖章的纸质件为准，一式四份。' });
  await signed(owner, code, 'send');
  await open(agency, `/projects/${code}/contract/text`);
  await look(agency, 'contract-text');
  check('the text has the amount in capitals', /大写：.+整|大写：.+分/.test(await text(agency)));
  check('and what was agreed', (await text(agency)).includes('一式四份'));
  await signed(agency, code, 'agree');
  await open(agency, `/projects/${code}/contract`);
  await look(agency, 'contract-in-force');
  const paper = await text(agency);
  same('both have signed with their own keys, which the log has', (paper.match(/以本方密钥签署，公开日志第/g) || []).length, 2);
  check('and the page names the keys', paper.includes(`/b/${agency.uscc}+`) && /\/p\/[0-9A-Z]{18}\+/.test(paper), paper.slice(0, 800));
  await act(owner, code, 'file');
  await open(owner, `/projects/${code}`);
  check('both have signed: it is being performed', (await text(owner)).includes('履约中'), (await text(owner)).slice(0, 300));
  await look(owner, 'project-performing');
}

async function work(market, owner, agency, code) {
  await passes(market, 5 * DAY, owner, agency);
  await act(agency, code, 'deliver', { note: '报告送审稿纸质十份，电子版一份。' }, 'milestone');
  await told(owner, '请验收');
  await act(owner, code, 'reject', { defects: '第三章缺少水土流失防治责任范围图。' });
  await open(agency, '/desk');
  await look(agency, 'desk-rework');
  check('the desk of the agency asks for the rework, before all else', (await text(agency)).includes(TITLE) &&
    (await agency.page.locator('#todo').boundingBox()).y < (await agency.page.locator('main a.mk-btn').first().boundingBox()).y);
  await act(agency, code, 'deliver', { note: '已补充第三章附图，重新装订。' }, 'milestone');
  await open(owner, `/projects/${code}/contract`);
  await look(owner, 'contract-delivered');
  check('both deliveries and the defects stand there', /第三章缺少/.test(await text(owner)) && /重新装订/.test(await text(owner)));
  await act(owner, code, 'accept');
  await passes(market, 3 * DAY, owner, agency);
  await open(owner, `/projects/${code}`);
  check('payment has its clock', /验收后 30 日内付款，已过 [23] 日/.test(await text(owner)), (await text(owner)).slice(0, 900));
  await open(owner, '/desk');
  await look(owner, 'desk-to-pay');
  await act(owner, code, 'pay', { voucher: 'PZ-0001', amount: '50000' });
  await open(owner, `/projects/${code}/contract`);
  check('what is left is said', (await text(owner)).includes('已付 50,000.00 元，未付 38,017.23 元'));
  await act(owner, code, 'pay', { voucher: 'PZ-0002', amount: '38,017.23' });
  await open(owner, `/projects/${code}/contract`);
  await look(owner, 'contract-settled');
  await open(owner, '/desk/budget');
  check('the line has paid it', (await text(owner)).includes('88,017.23'));
  await told(agency, '业主已付款');
}

async function rate(owner, code, button, reason) {
  const { page } = owner;
  await press(owner, button);
  await look(owner, 'review');
  const groups = await page.locator('fieldset.mk-rate').count();
  same('there are five questions', groups, 5);
  for (let i = 0; i < groups; i++)
    await page.locator('fieldset.mk-rate').nth(i).locator(`input[value="${i ? 5 : 2}"]`).check({ force: true });
  const chosen = await page.locator('fieldset.mk-rate input:checked').evaluateAll(i => i.map(e => e.value).join());
  await press(owner, '提交评价');
  check('few stars want a reason', await page.locator('#text-e').count() === 1, await text(owner));
  same('the stars are kept', await page.locator('fieldset.mk-rate input:checked').evaluateAll(i => i.map(e => e.value).join()), chosen);
  await look(owner, 'review-wrong');
  await fill(owner, { text: reason });
  await press(owner, '提交评价');
  await look(owner, 'project-rated');
}

async function answer(agency, code) {
  await open(agency, `/projects/${code}`);
  await press(agency, '回复评价');
  await look(agency, 'reply');
  await press(agency, '发布回复');
  check('an empty answer is refused', await agency.page.locator('#reply-e').count() === 1);
  await fill(agency, { reply: '谢谢指正，已改进图件校审。' });
  await press(agency, '发布回复');
  check('the answer is there', (await text(agency)).includes('已改进图件校审'), where(agency));
  await look(agency, 'project-answered');
}

/* ---- all of it ---- */
await story('main_job', async market => {
  const { agency, stranger } = await agencyEnters(market);
  const others = await agencies(market, 0, 3);
  const regulator = await person(market, 'regulator', DESK);
  await login(regulator, 'regulator@market.example');
  await look(regulator, 'desk-regulator');
  const [b, c, d] = others;

  const { owner, code, deadline } = await ownerPublishes(market, stranger);
  const job = { code, title: TITLE, prices: PRICES }, before = {};
  for (const who of [stranger, owner, regulator]) before[who.name] = await pagesOf(who, job, agency);
  const first = await bid(agency, code, PRICES.first, { look: 'first', wrong: '128000.01' });
  const replaced = await bid(b, code, PRICES.replaced);
  const second = await bid(b, code, PRICES.same);
  check('a replacing bid has a receipt of its own', second.hash !== replaced.hash);
  const gone = await bid(c, code, PRICES.gone);
  await withdraw(c, code);
  const third = await bid(d, code, PRICES.dear);
  const all = [agency, ...others], receipts = [first, replaced, second, gone, third];
  await secret(stranger, job, before.stranger, all, receipts);
  await secret(owner, job, before.owner, all, receipts);
  await secret(regulator, job, before.regulator, all, receipts);
  await secret(c, job, null, [agency, b, d], [first, replaced, second, third]);
  for (const [who, r] of [stranger, owner, regulator, c].map(w => [w, first]))
    check(`${who.name} may not open another's receipt`,
      await status(who, r.address) >= 300);
  await open(owner, '/desk');
  check('the desk of the owner does not say it either', !/\d+ (份|家)报价/.test(await text(owner)));
  await open(stranger, `/projects/${code}/opening`);
  await look(stranger, 'opening-waiting');
  check('all this was before the deadline', now(market) < deadline);

  await passes(market, (deadline - now(market)) / 1000);
  await open(stranger, `/projects/${code}/opening`);
  check('for ten seconds nobody knows how many there are', !(await text(stranger)).includes('中选：'));
  await look(stranger, 'opening-closing');
  await passes(market, 10);
  await until('then the agents open within 15 seconds', 25, async () => (await html(stranger, `/projects/${code}/opening`)).includes('中选：'));
  stranger.faults.length = 0;
  const winner = await opened(stranger, code, [
    { who: agency, amount: PRICES.first, receipt: first }, { who: b, amount: PRICES.same, receipt: second },
    { who: d, amount: PRICES.dear, receipt: third }], PRICES);
  await verified(market, stranger, code);
  await open(agency, `/projects/${code}/opening`);
  await look(agency, 'opening');
  for (const who of [stranger, owner, winner.who]) {
    await open(who, `/projects/${code}`);
    check(`${who.name} sees the winner in publicity`, (await text(who)).includes('公示中') && (await text(who)).includes(winner.who.party));
    await look(who, 'project-publicity');
    same(`${who.name} cannot sign during publicity`, await who.page.locator('main a[href$="/contract"]').count(), 0);
  }
  await open(stranger, '/notices');
  await stranger.page.locator('main a', { hasText: TITLE }).first().click();
  await stranger.page.waitForLoadState('load');
  check('the result is a public notice', (await text(stranger)).includes(winner.who.party), where(stranger));
  await look(stranger, 'notice-result');
  await open(winner.who, '/desk/bids');
  check('one finds one\'s own bids', (await text(winner.who)).includes(TITLE));
  await look(winner.who, 'bids');

  await letter(market, code, winner.who, [stranger, owner]);
  await contract(owner, winner.who, code);
  await work(market, owner, winner.who, code);
  await open(owner, `/projects/${code}`);
  check('it waits for the rating', (await text(owner)).includes('待评价'));
  await rate(owner, code, '评价中介机构', '图件第二版才合格，其他都好。');
  check('what one has said is kept back', (await text(owner)).includes('您的评价已提交'), where(owner));
  await open(stranger, `/projects/${code}`);
  check('nobody sees that one side has rated', !/图件第二版|您的评价/.test(await text(stranger)));
  await open(winner.who, `/projects/${code}`);
  check('nor does the other side', !/图件第二版|您的评价已提交/.test(await text(winner.who)));
  await rate(winner.who, code, '评价项目业主', '资料给得晚，沟通顺畅。');
  check('both are public at once', /图件第二版/.test(await text(winner.who)) && /资料给得晚/.test(await text(winner.who)), where(winner.who));
  await answer(winner.who, code);
  await open(stranger, `/projects/${code}`);
  check('it is done, and everybody sees what both said', /已办结/.test(await text(stranger)) && /图件第二版/.test(await text(stranger)) &&
    /已改进图件校审/.test(await text(stranger)), (await text(stranger)).slice(0, 300));
  await look(stranger, 'project-done');
  await open(stranger, `/agencies/${winner.who.uscc}`);
  check('the agency page shows both', /图件第二版/.test(await text(stranger)) && /已改进图件校审/.test(await text(stranger)));
  await look(stranger, 'agency-rated');
  await open(stranger, `/projects/${code}/timeline`);
  await look(stranger, 'timeline-done');
  sayBestPractice();
});
