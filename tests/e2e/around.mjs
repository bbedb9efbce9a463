// SPDX-License-Identifier: Apache-2.0
// around.mjs: what happens around the straight way: hidden thresholds, a
// question, an amendment, a cancellation, too few bids and another attempt, a
// price that is too low, an objection, an award declined; scans and messages.
import {
  DAY, DESK, PHONE, beijing, check, fill, login, look, now, open, passes, person, press, same, sayBestPractice, story, table, text, until, where,
} from './_market.mjs';
import { reads, scans } from './_desk.mjs';
import { agencies, closes, drafts, explains, goesPublic, html, publishes, seals, signs, status, told } from './_project.mjs';

const TWO_WEEKS = 15 * DAY;	/* longer than any row of holidays with two working days */
const soon = market => Math.ceil(now(market) / 1000) * 1000 + TWO_WEEKS * 1000;

/* ---- posting: hidden thresholds ---- */
async function thresholds(owner, deadline, recused) {
  const { page } = owner;
  await drafts(owner, { title: '白鹭湖清淤工程水土保持方案', item: '水土保持', deadline: beijing(deadline),
    requirements: '须在本市注册并设有分支机构\n注册资本不低于 500 万元', recusals: `${recused.uscc} 承担过本工程的设计` });
  check('each hidden threshold is found, with its words', /限定地域/.test(await text(owner)) && /限定注册资本/.test(await text(owner)) &&
    /本市注册/.test(await text(owner)), (await text(owner)).slice(0, 1500));
  check('public money may not have them', (await text(owner)).includes('财政资金项目不得设置，请修改后再发布'));
  check('who must keep away is in the preview', (await text(owner)).includes('承担过本工程的设计'));
  await look(owner, 'thresholds');
  same('there is no button to publish it', await page.getByRole('button', { name: '发布公告' }).count(), 0);
  await page.locator('main a', { hasText: '继续修改' }).first().click();
  await page.waitForLoadState('load');
  await fill(owner, { requirements: '' });
  await press(owner, '保存并预览');
  const asked = await page.locator('main input[id^="reason-"]').count();
  if (asked) {
    await press(owner, '发布公告');
    check('what is left wants a reason', await page.locator('main input[aria-invalid="true"]').count() === asked);
    await look(owner, 'thresholds-reason');
    await explains(owner);
  }
  return goesPublic(owner);
}

/* ---- a question ---- */
async function asks(market, owner, agency, visitor, code) {
  await open(agency, `/projects/${code}`);
  await agency.page.locator(`main a[href="/projects/${code}/questions"]`).first().click();
  await agency.page.waitForLoadState('load');
  await press(agency, '提交问题');
  check('an empty question is refused at the field', await agency.page.locator('#text-e').count() === 1);
  await fill(agency, { text: '现场是否具备踏勘条件，能否提供地形图？' });
  await look(agency, 'question');
  await press(agency, '提交问题');
  check('its asker knows it', (await text(agency)).includes('本机构提问，仅您可见'));
  await told(owner, '有新提问');
  await open(owner, '/desk');
  check('the desk asks for an answer', await owner.page.locator(`main a[href^="/desk/projects/${code}/questions"], main a[href^="/projects/${code}/questions"]`).count() > 0);
  await owner.page.locator(`main a[href*="${code}/questions"]`).first().click();
  await owner.page.waitForLoadState('load');
  if (where(owner).startsWith('/projects/')) await press(owner, '答复');
  check('the owner does not see who asks', !(await owner.page.content()).includes(agency.party));
  await look(owner, 'answer');
  await fill(owner, { answer: '可以踏勘，地形图在签约后提供，踏勘不影响报价。' });
  await press(owner, '公开答复');
  for (const who of [visitor, owner]) {
    const page = await html(who, `/projects/${code}/questions`);
    check(`${who.name} reads question and answer, and no name`, page.includes('能否提供地形图') && page.includes('地形图在签约后提供') &&
      !page.includes(agency.party) && !page.includes(agency.uscc));
  }
  await open(visitor, `/projects/${code}`);
  check('the project page has both', (await text(visitor)).includes('地形图在签约后提供'));
  await look(visitor, 'project-answered');
  await told(agency, '提问已答复');
}

async function keepsAway(recused, code) {
  await open(recused, `/projects/${code}`);
  check('the list of who keeps away is public', (await text(recused)).includes('承担过本工程的设计'));
  await look(recused, 'project-recused');
  await open(recused, `/projects/${code}/bids/new`);
  check('who must keep away is told so before any work', /回避/.test(await text(recused)), `${where(recused)} ${(await text(recused)).slice(0, 300)}`);
  await look(recused, 'bid-recused');
}

/* ---- an amendment ---- */
async function amends(market, owner, bidder, visitor, code, deadline) {
  await open(owner, `/projects/${code}`);
  await press(owner, '更正公告');
  await look(owner, 'amend');
  await fill(owner, { ceiling: '6万', deadline: beijing(deadline) });
  await press(owner, '保存并预览');
  if (where(owner).endsWith('/amend')) check('the amendment is accepted', false, (await text(owner)).slice(0, 800));
  check('old and new stand side by side', (await text(owner)).includes('50,000.00') && (await text(owner)).includes('60,000.00'));
  await look(owner, 'amend-preview');
  await fill(owner, { reason: '补充调查后工作量增加，提高最高限价。' });
  await press(owner, '写下待签文本');
  await look(owner, 'amend-paper');
  await signs(owner);
  await until('the first round is void', 20, async () => (await html(visitor, `/projects/${code}`)).includes('公告已更正'));
  await open(visitor, `/projects/${code}`);
  await look(visitor, 'project-amending');
  await open(bidder, `/projects/${code}`);
  check('the bidder reads that the bid is void and stays closed', (await text(bidder)).includes('已作废，没有开封，也不会开封'));
  await look(bidder, 'project-voided');
  await open(owner, `/desk/projects/${code}/terms`);
  await look(owner, 'terms-amended');
  await signs(owner);
  await until('the second round is open', 30, async () => (await html(visitor, `/projects/${code}`)).includes('距报价截止'));
  await told(bidder, '公告有更正，请重新报价');
  await open(visitor, `/projects/${code}`);
  await press(visitor, '更正公告');
  check('the notice says what was changed', /50,000\.00[\s\S]*60,000\.00/.test(await text(visitor)), (await text(visitor)).slice(0, 500));
  await look(visitor, 'notice-amended');
}

/* ---- too low, objected to, declined ---- */
async function tooLow(owner, low, visitor, code) {
  check('it says what is waited for', (await html(visitor, `/projects/${code}`)).includes('报价异常低，等待机构说明'));
  await told(low, '请说明报价的合理性');
  await open(low, `/projects/${code}`);
  await press(low, '说明报价');
  await look(low, 'explain-price');
  await fill(low, { explanation: '本机构正在承担相邻河段的同类方案，踏勘和水文资料可以共用，人工减少一半。' });
  await press(low, '提交说明');
  await open(owner, `/projects/${code}`);
  await press(owner, '决定是否接受说明');
  await look(owner, 'decide-price');
  await press(owner, '提交决定');
  check('a decision wants a choice and a reason', await owner.page.locator('#reason-e').count() === 1);
  await fill(owner, { verdict: 'accept', reason: '说明的成本构成可信，相邻河段成果已核实。' });
  await press(owner, '提交决定');
  await open(visitor, `/projects/${code}`);
  check('what was said and decided is public', /踏勘和水文资料可以共用/.test(await text(visitor)) && /成本构成可信/.test(await text(visitor)) &&
    /公示中/.test(await text(visitor)), (await text(visitor)).slice(0, 600));
  await look(visitor, 'publicity-low');
}

async function whatIf(visitor, code) {
  const { page } = visitor;
  await open(visitor, `/projects/${code}`);
  await open(visitor, `/projects/${code}/explain`);
  await page.locator('[data-bids] input[inputmode="decimal"]').first().waitFor();
  await look(visitor, 'explain');
  await page.locator('[data-bids] input[inputmode="decimal"]').first().fill('55000');
  await page.getByRole('button', { name: '按假设重排' }).click();
  await page.locator('[data-answer]').waitFor();
  check('another price, another order', /55,000/.test(await page.locator('[data-made]').innerText()) &&
    (await page.locator('[data-ranking] tr').count()) === 3, await page.locator('[data-answer]').innerText());
  await look(visitor, 'explain-changed');
  await page.getByRole('button', { name: '恢复实际报价' }).click();
  check('the real price is back', !(await page.locator('[data-bids]').innerHTML()).includes('value="55000"'));
}

async function objects(market, owner, other, visitor, code) {
  await open(other, `/projects/${code}`);
  await open(other, `/projects/${code}/objections/new`);
  await press(other, '提出异议');
  check('an empty objection is refused at its fields', await other.page.locator('[aria-invalid="true"]').count() >= 2);
  await look(other, 'objection-wrong');
  await fill(other, { about: 'result', facts: '中选机构的报价低于成本，说明没有附资料。', claim: '请重新核实后再确定中选机构。' });
  await press(other, '提出异议');
  await look(other, 'objection');
  await told(owner, '收到异议，请答复');
  await open(visitor, `/projects/${code}/objections`);
  check('everybody sees that it is there, nobody who filed it', (await text(visitor)).includes('中选结果的异议') && !(await text(visitor)).includes(other.party));
  await look(visitor, 'objections');
  await open(owner, '/desk');
  await owner.page.locator('main a[href*="/objections"]').first().click();
  await owner.page.waitForLoadState('load');
  if (where(owner) === `/projects/${code}/objections`) await press(owner, '查看和办理');
  await look(owner, 'objection-owner');
  await press(owner, '受理');
  await passes(market, 15 * 60);
  await until('it holds the award', 15, async () => (await html(visitor, `/projects/${code}`)).includes('公示期已满，还有事项没有处理完毕'));
  same('no letter while it is open', await status(visitor, `/projects/${code}/letter`), 404);
  await open(visitor, `/projects/${code}`);
  await look(visitor, 'publicity-held');
  await fill(owner, { verdict: 'dismissed', answer: '已核对相邻河段的合同与成果，报价有依据，维持原结果。' });
  await look(owner, 'objection-decide');
  await press(owner, '答复并公开');
  await told(other, '异议已有答复');
  check('the answer is public', (await html(visitor, `/projects/${code}/objections`)).includes('维持原结果'));
  await until('then the award takes effect', 20, async () => await status(visitor, `/projects/${code}/letter`) === 200);
}

async function declines(low, next, visitor, code) {
  await open(low, `/projects/${code}`);
  await press(low, '放弃中选');
  await look(low, 'decline');
  await fill(low, { reason: '项目负责人离职，无法按期投入，放弃本次中选。' });
  await press(low, '放弃中选');
  await told(next, '您已候补中选');
  await open(visitor, `/projects/${code}`);
  check('the next is in publicity', (await visitor.page.locator('.mk-won-n').innerText()).includes(next.party) && (await text(visitor)).includes('公示中'));
  check('the way there is told', (await text(visitor)).includes('提名经过') && (await text(visitor)).includes('项目负责人离职'));
  await look(visitor, 'publicity-next');
  await open(visitor, `/projects/${code}/letter`);
  check('the first letter says that it holds no more', (await text(visitor)).includes('已不再有效') || await status(visitor, `/projects/${code}/letter`) === 404);
}

/* ---- ended, and begun again ---- */
async function cancels(owner, bidder, visitor, code) {
  await open(owner, `/projects/${code}`);
  await press(owner, '终止本项目');
  await fill(owner, { reason: '上级资金计划调整，本年度暂缓实施。' });
  await look(owner, 'cancel');
  await press(owner, '写下待签文本');
  await signs(owner);
  await until('it is ended', 20, async () => (await html(visitor, `/projects/${code}`)).includes('已终止'));
  await open(visitor, `/projects/${code}`);
  check('everybody reads why', (await text(visitor)).includes('本年度暂缓实施'));
  await look(visitor, 'project-cancelled');
  await told(bidder, '项目已终止');
}

async function again(market, owner, bidder, visitor, code) {
  await told(bidder, '本次流标');
  await open(visitor, `/projects/${code}/opening`);
  check('too few: it stays sealed', (await text(visitor)).includes('保持密封'), (await text(visitor)).slice(0, 500));
  await look(visitor, 'opening-failed');
  await open(visitor, `/projects/${code}`);
  await look(visitor, 'project-failed');
  await open(owner, `/projects/${code}`);
  await press(owner, '重新采购');
  await look(owner, 'rerun');
  await fill(owner, { ceiling: '4万', deadline: beijing(soon(market)) });
  await press(owner, '保存并预览');
  check('a second attempt is no harder than the first', await owner.page.getByRole('button', { name: '发布公告' }).count() === 0, (await text(owner)).slice(0, 500));
  await look(owner, 'rerun-harder');
  if (await owner.page.locator('#ceiling').count() === 0) await press(owner, '继续修改');
  await fill(owner, { ceiling: '5.5万', deadline: beijing(soon(market)) });
  await press(owner, '保存并预览');
  await explains(owner);
  await press(owner, '发布公告');
  await signs(owner);
  await until('the second attempt is open', 30, async () => (await html(visitor, `/projects/${code}`)).includes('距报价截止'));
  await open(visitor, `/projects/${code}`);
  check('both attempts are there', (await text(visitor)).includes('第 2 次采购（本页）'));
  await look(visitor, 'project-again');
}

await story('around', async market => {
  const visitor = await person(market, 'visitor', PHONE), owner = await person(market, 'owner', DESK), operator = await person(market, 'operator', DESK);
  await login(owner, table('owners')[0].mobile);
  await login(operator, 'operator@market.example');
  const [low, next, third, recused] = await agencies(market, 0, 4);
  await open(visitor, '/params');
  check('every number has its meaning', (await text(visitor)).includes('award.publicity'));
  await look(visitor, 'params');
  await scans(third, operator, next);

  const code = await thresholds(owner, soon(market), recused);
  const few = await publishes(owner, { title: '望洲闸加固水土保持方案', item: '水土保持', deadline: beijing(soon(market) - DAY * 1000), server: 'yes' });
  const ended = await publishes(owner, { title: '青岚渠清淤水土保持方案', item: '水土保持', deadline: beijing(soon(market)) });
  await asks(market, owner, next, visitor, code);
  await keepsAway(recused, code);
  await seals(low, code, '30000');
  await seals(third, few, '41000');
  await seals(third, ended, '41000');
  await cancels(owner, third, visitor, ended);
  const deadline = soon(market);
  await amends(market, owner, low, visitor, code, deadline);
  for (const [who, price] of [[low, '20000'], [next, '42000'], [third, '43000']]) await seals(who, code, price);
  await closes(market, code, deadline, owner, low, next, third);
  await tooLow(owner, low, visitor, code);
  await whatIf(visitor, code);
  await objects(market, owner, next, visitor, code);
  await declines(low, next, visitor, code);
  await again(market, owner, third, visitor, few);
  await reads(next);
  sayBestPractice();
});
