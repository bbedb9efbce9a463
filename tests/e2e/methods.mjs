// SPDX-License-Identifier: Apache-2.0
// methods.mjs: every way of choosing that ranks, posted in the browser by an
// enterprise, bid for on phones and opened by the trustees' agents: up to the
// publicity of its award, which a stranger's browser recomputes.
import {
  DESK, PASSWORD, PHONE, beijing, check, fill, login, look, now, open, passes, person, press, same, sayBestPractice, story, table, text,
  until, where,
} from './_market.mjs';
import { agencies, html, publishes, seals, signs, status, told, verifies } from './_project.mjs';

const BASE = { fund: 'social', server: 'yes' };
const SHEETS = '60 技术路线\n40 人员安排';
const POSTED = [
  { method: 'average', name: '均价选取', title: '港区道路照明改造造价咨询', prices: ['40000', '42000', '47000'] },
  { method: 'reference', name: '竞价选取 · 最优价', title: '港区堆场排水改造造价咨询', prices: ['40000', '42000', '47000'] },
  { method: 'random', name: '随机选取', title: '港区围网更新造价咨询', prices: [null, null, null], fields: { ceiling: '', fixed: '30000' } },
  { method: 'credit', name: '信用择优', title: '港区仓库加固造价咨询', prices: [null, null, null], fields: { ceiling: '', fixed: '30000' } },
  { method: 'composite', name: '方案择优', title: '港区智慧调度系统造价咨询', prices: ['41000', '43000', '45000'],
    fields: { evaluators: '3', criteria: SHEETS, server: 'no' } },
  { method: 'bafo', name: '二次报价', title: '港区岸电工程造价咨询', prices: ['40000', '42000', '47000'] },
];
/* Documents: the first seals its own, the second none and hands one in, the third seals one and never comes. */
const ASKED = { method: 'lowest', name: '竞价选取', title: '港区泵房更新造价咨询', prices: ['40000', '42000', '39000'], fields: { documents: '服务方案' } };
const paper = (i, said = '两组踏勘，一组复核') => ({ name: `方案${i}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n${said} ${i}\n`) });
const of = method => POSTED.find(p => p.method === method);

/* ---- before: one expert more ---- */
const TYPE = '工程咨询', NEW = { name: '评审员甲', email: 'expert0@expert.example' };
const experts = [...table('experts').filter(e => e.type.includes(TYPE)), NEW];

async function enlists(operator) {
  await open(operator, '/desk/evaluators');
  await look(operator, 'evaluators');
  const type = await operator.page.locator('#type option').evaluateAll((o, t) => o.map(e => e.value).find(v => v.includes(t)), TYPE);
  await fill(operator, { name: NEW.name, unit: '江城理工大学', type, email: NEW.email, password: PASSWORD });
  await Promise.all([operator.page.waitForEvent('domcontentloaded'), operator.page.locator('main button', { hasText: /^录入$/ }).click()]);
  await operator.page.waitForLoadState('load');
  check('the operator has a list of experts', (await text(operator)).includes(NEW.name));
}

/* ---- posting and bidding ---- */
async function posts(owner, job, deadline) {
  job.code = await publishes(owner, { ...BASE, item: '造价咨询', budget: null, title: job.title, ceiling: '5万', method: job.method,
    deadline: beijing(deadline), ...job.fields }, job.method);
  await open(owner, `/projects/${job.code}`);
  check(`${job.method}: the rule is public`, (await text(owner)).includes(job.name), (await text(owner)).slice(0, 200));
  if (job.method === 'composite') check('how it is scored is public', /评分标准\s+60 技术路线\s+40 人员安排/.test(await text(owner)));
  await look(owner, `project-${job.method}`);
}

async function bidsAll(people, job) {
  for (const [i, who] of people.entries()) {
    who.shown = i === 0 ? job.method : '';
    await seals(who, job.code, job.prices[i], `本机构的办法之${i + 1}：两组踏勘，一组复核。`);
  }
}

async function bidsWithPapers(people) {
  for (const [i, who] of people.entries()) {
    who.shown = i === 0 ? 'documents' : '';
    await seals(who, ASKED.code, ASKED.prices[i], '', i === 1 ? null : paper(i));
  }
}

/* ---- after the opening ---- */
async function handsIn(owner, people, visitor) {
  const { code } = ASKED, page = `/projects/${code}/documents`;
  const choose = (who, file) => who.page.locator('#doc-1').setInputFiles(file);
  await until('it is opened and waits for documents', 60, async () => (await html(visitor, `/projects/${code}/opening`)).includes('待补正文件'));
  await told(people[0], '请交报价文件');
  await open(people[0], page);
  await look(people[0], 'documents-owed');
  await choose(people[0], paper(0, '改过的方案'));
  await press(people[0], '交文件');
  check('another file than the sealed one is said to be', (await text(people[0])).includes('一个字节也不能改'), (await text(people[0])).slice(0, 300));
  await look(people[0], 'documents-wrong');
  await choose(people[0], paper(0));
  await press(people[0], '交文件');
  check('the sealed one is taken', (await text(people[0])).includes('文件已经交齐'), (await text(people[0])).slice(0, 300));
  await look(people[0], 'documents-in');
  await open(people[1], page);
  check('who sealed none may bring any', (await text(people[1])).includes('可交任意一份'));
  await choose(people[1], paper(1));
  await press(people[1], '交文件');
  await open(owner, `/projects/${code}/opening`);
  await look(owner, 'opening-documents');
  const file = await owner.page.locator('main a[href^="/files/"]').first().getAttribute('href');
  same('the owner reads it', await status(owner, file), 200);
  same('another bidder does not', await status(people[2], file), 404);
  check('nor does the public find it', !(await html(visitor, `/projects/${code}/opening`)).includes('/files/'));
}

async function oneMissed(visitor) {
  const { code } = ASKED;
  await until('it is ranked without the one who missed', 60, async () => (await html(visitor, `/projects/${code}/opening`)).includes('中选：'));
  await open(visitor, `/projects/${code}/opening`);
  await look(visitor, 'opened-documents');
  check('what is missing is public', /未交/.test(await text(visitor)) && (await text(visitor)).includes('不符合资质或人员要求'), (await text(visitor)).slice(0, 400));
  check('the cheapest of those who are complete wins', (await html(visitor, `/projects/${code}`)).includes('40,000.00'));
  await verifies(visitor, code, 1, 'verified-documents');
}

async function picks(owner, visitor) {
  const { code } = of('credit');
  await told(owner, '请择优选定中选机构');
  await open(visitor, `/projects/${code}`);
  check('everybody sees that the owner has to pick', (await text(visitor)).includes('等待业主在候选名单中选定'));
  await open(owner, `/projects/${code}`);
  await press(owner, '从候选名单中选定');
  await look(owner, 'choose');
  await press(owner, '选定这一家');
  check('a pick wants a choice and a reason', await owner.page.locator('#reason-e').count() === 1);
  await fill(owner, { position: '2', reason: '第二名近两年完成过同类码头项目，人员熟悉现场。' });
  await press(owner, '选定这一家');
  check('the pick and its reason are public', (await html(visitor, `/projects/${code}`)).includes('人员熟悉现场'));
}

async function scores(market, owner, visitor) {
  const { code } = of('composite');
  await until('the experts are drawn', 20, async () => /等待评审专家评分/.test(await html(visitor, `/projects/${code}`)));
  let sheets = 0;
  for (const { name, email } of experts) {
    const expert = await person(market, name, sheets === 0 ? PHONE : DESK);
    await login(expert, email);
    const task = expert.page.locator(`main a[href="/desk/sheets/${code}"]`);
    if (await task.count()) {
      if (sheets === 0) await look(expert, 'desk-expert');
      await task.click();
      await expert.page.waitForLoadState('load');
      await scoresOne(expert, sheets++ === 0);
    }
    await expert.context.close();
  }
  same('three of them were drawn', sheets, 3);
  await until('with the third sheet it is ranked', 20, async () => (await html(visitor, `/projects/${code}/opening`)).includes('中选：'));
}

async function scoresOne(expert, shown) {
  const { page } = expert, boxes = page.locator('main form.mk-form input[inputmode="decimal"]');
  same('three proposals, two criteria each', await boxes.count(), 6);
  if (shown) {
    await look(expert, 'sheet');
    check('the proposals are read, as they were sealed', (await text(expert)).includes('两组踏勘'));
    await boxes.nth(0).fill('61');
    await press(expert, '提交评分表');
    check('more points than there are is said at the field', await page.locator('[aria-invalid="true"]').count() > 0);
    await look(expert, 'sheet-wrong');
  }
  for (let i = 0; i < 6; i++) await boxes.nth(i).fill(String([52, 30, 55, 35, 40, 38][i]));
  await press(expert, '提交评分表');
  check('the sheet is in', (await text(expert)).includes('评分表已提交'), (await text(expert)).slice(0, 300));
  if (shown) await look(expert, 'sheet-done');
}

async function offersAgain(market, owner, people, visitor) {
  const { code } = of('bafo');
  await until('the first offers are public, the second round waits', 20, async () => /等待保管人和业主签署二次报价的规则/.test(await html(visitor, `/projects/${code}`)));
  await open(owner, `/desk/projects/${code}/terms`);
  await look(owner, 'terms-second');
  await signs(owner);
  await until('the second round is open', 30, async () => (await html(visitor, `/projects/${code}`)).includes('距报价截止'));
  await told(people[0], '请提交第二次报价');
  await open(visitor, `/projects/${code}/opening`);
  await look(visitor, 'opening-second');
  for (const [i, price] of ['38000', '37500'].entries()) {
    people[i].shown = i === 0 ? 'second' : '';
    await seals(people[i], code, price);
  }
  check('a second offer is not seen', !/37,?500/.test(await html(visitor, `/projects/${code}/opening`)));
  await passes(market, 49 * 3600, owner, ...people);	/* a day to sign, and a day */
  await until('the second round is opened', 45, async () => (await html(visitor, `/projects/${code}/opening`)).includes('中选：'));
  check('the lowest final offer wins', (await html(visitor, `/projects/${code}`)).includes('37,500.00'));
}

await story('methods', async market => {
  const visitor = await person(market, 'visitor', PHONE), owner = await person(market, 'owner', DESK);
  const operator = await person(market, 'operator', DESK);
  await open(visitor, '/');
  await login(operator, 'operator@market.example');
  await enlists(operator);
  await login(owner, table('owners').find(o => o.name.includes('港务')).mobile);
  const people = await agencies(market, 4, 3);
  const deadline = Math.ceil(now(market) / 1000) * 1000 + 3600000;
  for (const job of [...POSTED, ASKED]) await posts(owner, job, deadline);
  for (const job of POSTED) await bidsAll(people, job);
  await bidsWithPapers(people);
  await passes(market, (deadline - now(market)) / 1000 + 11);
  for (const job of POSTED) {
    await until(`${job.method} is opened`, 60, async () => await status(visitor, `/p/${job.code}/1/open-1.note`) === 200 ||
      await status(visitor, `/p/${job.code}/1/open-2.note`) === 200);
  }
  await handsIn(owner, people, visitor);
  await picks(owner, visitor);
  await scores(market, owner, visitor);
  for (const job of POSTED.slice(0, 5)) {
    await until(`${job.method} has a winner`, 30, async () => (await html(visitor, `/projects/${job.code}/opening`)).includes('中选：'));
    await open(visitor, `/projects/${job.code}`);
    check(`${job.method} is in publicity`, (await text(visitor)).includes('公示中'), (await text(visitor)).slice(0, 300));
    await look(visitor, `publicity-${job.method}`);
    await open(visitor, `/projects/${job.code}/opening`);
    await look(visitor, `opened-${job.method}`);
    await verifies(visitor, job.code, 1, `verified-${job.method}`);
  }
  await offersAgain(market, owner, people, visitor);
  await open(visitor, `/projects/${of('bafo').code}/opening`);
  await look(visitor, 'opened-bafo');
  await verifies(visitor, of('bafo').code, 2, 'verified-bafo');
  await oneMissed(visitor);
  check('nobody stands on a page of somebody else', where(visitor).endsWith('/verify'));
  sayBestPractice();
});
