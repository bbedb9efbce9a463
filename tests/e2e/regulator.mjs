// SPDX-License-Identifier: Apache-2.0
// regulator.mjs: a planted ring is found and followed up, one of it is suspended
// by the rules and comes back by a repair, inspections are drawn in public, and
// an agency reads every number that is held about it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import {
  DESK, PHONE, beijing, check, fill, login, look, now, open, passes, person, press, same, sayBestPractice, story, table, text, until, uscc, where,
} from './_market.mjs';
import { html, told } from './_project.mjs';

const row = n => table('agencies')[n - 1];
const RING = 21, APPEALED = 13;		/* rows of agencies: README of the demonstration */

async function agency(market, n) {
  const who = await person(market, row(n).name, PHONE);
  await login(who, row(n).mobile);
  return Object.assign(who, { party: row(n).name, uscc: uscc(row(n).first17) });
}

async function officer(market, login_, viewport = DESK) {
  const who = await person(market, login_.split('@')[0], viewport);
  await login(who, login_);
  return who;
}

/* ---- the ring ---- */

async function findsTheRing(regulator) {
  const { page } = regulator;
  await look(regulator, 'desk');
  const top = page.locator('main li', { hasText: row(RING).name }).first();
  check('the ring stands on the desk', (await top.innerText()).includes(row(2).name) || (await top.innerText()).includes(row(10).name), await top.innerText());
  await top.locator('a[href^="/desk/flags/"]').click();
  await page.waitForLoadState('load');
  const said = await text(regulator);
  check('what is asked, of whom, and the numbers', said.includes('Z01') && said.includes('Z03') && /算得/.test(said), said.slice(0, 800));
  await look(regulator, 'ring');
  await press(regulator, '立案');
  check('a case wants a name', await page.locator('#title-e').count() === 1);
  await fill(regulator, { title: '临溪县洪评轮流中选' });
  await page.locator('#why').fill('两家登记同一电话，三家在同一县轮流中选，须核查报价测算和人员往来。');
  await press(regulator, '立案');
  check('the case is open', (await text(regulator)).includes('临溪县洪评轮流中选'));
  await open(regulator, '/desk/cases');
  await page.locator('main a', { hasText: '临溪县洪评轮流中选' }).first().click();
  await page.waitForLoadState('load');
  await look(regulator, 'case');
}

/* ---- a suspension, four eyes, heard ---- */

/* Of the page that says it: the last second a party has to answer. */
const hearing = async who => Date.parse(`${/陈述期至 (\d{4}-\d{2}-\d{2})/.exec(await text(who))[1]}T23:59:59+08:00`);

async function event(who) {
  const page = await html(who, `/agencies/${row(RING).uscc ?? uscc(row(RING).first17)}/credit`);
  return /\/credit\/events\/(\d+)/.exec(page)?.[1];
}

async function proposes(regulator, ring) {
  const no = await event(regulator);
  check('the event it rests on is public', no);
  await open(regulator, '/desk/penalties');
  await press(regulator, '提出惩戒');
  await fill(regulator, { uscc: ring.uscc, kind: 'suspension', days: '180', article: '《江城市中介超市信用管理办法》第十八条', facts: '登记他人电话，通知后未改正，影响核查。', event: no });
  await look(regulator, 'penalty-new');
  await press(regulator, '提出');
  await open(regulator, '/desk/penalties');
  await regulator.page.locator('main li', { hasText: ring.party }).locator('a').first().click();
  await regulator.page.waitForLoadState('load');
  const address = where(regulator);
  await press(regulator, '告知');
  await open(regulator, address);
  check('before it is heard nobody decides', (await text(regulator)).includes('期满后才能决定'), (await text(regulator)).slice(0, 900));
  await look(regulator, 'penalty-notified');
  return { address, no };
}

async function isHeard(ring, address) {
  await told(ring, '惩戒');
  await open(ring, '/desk/penalties');
  check('the agency reads what may come, and what it can do now', /暂停/.test(await text(ring)) && /陈述/.test(await text(ring)), (await text(ring)).slice(0, 600));
  await look(ring, 'penalties-own');
  await open(ring, address);
  await press(ring, '提交陈述');
  check('an empty statement is refused at the field', await ring.page.locator('#text-e').count() === 1);
  await fill(ring, { text: '电话为前任经办人留用，已更换为本机构电话，请从轻处理。' });
  await look(ring, 'penalty-statement');
  await press(ring, '提交陈述');
  await open(ring, address);
  check('what it said stands there', (await text(ring)).includes('前任经办人留用'));
}

async function imposes(market, regulator, second, ring, address) {
  const over = await hearing(regulator);
  await passes(market, (over - now(market)) / 1000 + 60, regulator, second, ring);
  await open(regulator, address);
  same('who proposed it does not decide', await regulator.page.locator('main button', { hasText: '决定' }).count(), 0);
  check('and is told why', /另一名/.test(await text(regulator)), (await text(regulator)).slice(-900));
  await open(second, address);
  await fill(second, { verdict: 'impose', text: '电话实名信息清楚，陈述的理由不影响认定，暂停 180 天。' });
  await look(second, 'penalty-decide');
  await press(second, '作出决定');
  await open(second, '/penalties');
  check('it is public', (await text(second)).includes(ring.party));
  await look(second, 'penalties-public');
}

/* An open project that the agency serves, as the directory has it. */
async function openProject(who) {
  await open(who, '/projects?state=published');
  return who.page.locator('main a[href^="/projects/ZJ"]').evaluateAll(a => [...new Set(a.map(e => new URL(e.href).pathname))]);
}

async function cannotBid(ring) {
  await open(ring, '/desk/penalties');
  check('it sees that it is suspended', (await text(ring)).includes('目前状态：暂停'), (await text(ring)).slice(0, 400));
  await look(ring, 'suspended');
  const all = await openProject(ring);
  check('there is an open project', all.length > 0);
  await open(ring, `${all[0]}/bids/new`);
  check('a bid is refused before any work, with the reason', /惩戒|暂停/.test(await ring.page.locator('main').innerText()) &&
    await ring.page.locator('[data-step="1"] button').count() === 0, (await ring.page.locator('main').innerText()).slice(0, 600));
  await look(ring, 'bid-refused');
}

/* ---- the way back ---- */

async function repairs(regulator, third, ring, no, address) {
  await open(ring, `/desk/credit/${no}`);
  check('the event page says how to repair', (await text(ring)).includes('怎样修复'));
  await press(ring, '申请信用修复');
  await fill(ring, { remedy: '已更换为本机构实名电话并更新登记信息，指定专人每月核对。', agree: true });
  await look(ring, 'repair-new');
  await press(ring, '签署并提交');
  await open(regulator, '/desk/repairs');
  await look(regulator, 'repairs');
  await regulator.page.locator('main li', { hasText: ring.party }).locator('a').first().click();
  await regulator.page.waitForLoadState('load');
  const request = where(regulator);
  await press(regulator, '受理，开始核查');
  await open(third, request);
  await fill(third, { verdict: 'grant', text: '实名信息和登记信息一致，影响已经消除，准予修复。' });
  await look(third, 'repair-decide');
  await press(third, '作出决定');
  await told(ring, '修复');
  await open(ring, address);
  check('the suspension is lifted', (await text(ring)).includes('提前解除'), (await text(ring)).slice(0, 600));
  await look(ring, 'penalty-lifted');
  await open(ring, '/desk/penalties');
  check('it may bid again', !(await text(ring)).includes('目前状态：暂停'));
}

/* ---- every number held about it ---- */

async function understands(third, heard) {
  await open(heard, `/agencies/${heard.uscc}`);
  const own = await text(heard);
  check('its stars, or why there are none, in a sentence', /家业主的评价，越近越重|样本不足/.test(own), own.slice(0, 1500));
  check('what the market measured, with units', /%|次|份/.test(own));
  await look(heard, 'agency');
  await open(heard, '/desk/credit');
  check('its score, and how it comes about', /\d+\.\d\d 分/.test(await text(heard)) && (await text(heard)).includes('近 36 个月'), (await text(heard)).slice(0, 600));
  await look(heard, 'credit-own');
  await heard.page.locator('main a[href^="/desk/credit/"]').first().click();
  await heard.page.waitForLoadState('load');
  const address = where(heard);
  const page = await text(heard);
  for (const words of ['依据', '今天扣', '起不再计分', '怎样修复', '复核申请']) check(`the event says: ${words}`, page.includes(words), page.slice(0, 1500));
  await look(heard, 'event-own');
  await open(third, address);
  await fill(third, { verdict: 'keep', text: '派遣协议未经业主同意，实际由另一家公司组织服务，维持认定。' });
  await look(third, 'appeal-decide');
  await press(third, '作出复核决定');
  await open(heard, address);
  check('it reads what became of its appeal, and why', (await text(heard)).includes('派遣协议未经业主同意'));
  await open(heard, `/credit/events/${address.split('/').pop()}`);
  check('the public page has the reason, not the appeal', (await text(heard)).includes('派遣协议未经业主同意') && !(await text(heard)).includes('劳务派遣，派遣协议已备案'));
  await look(heard, 'event-public');
}

/* ---- this month's inspections ---- */

const tool = (...args) => spawnSync('build/bin/sealbid', args, { encoding: 'utf8' });

async function sends(market, address, file) {
  const r = await fetch(market.url + address, { method: 'POST', body: fs.readFileSync(file) });
  return r.status;
}

async function announces(market, regulator) {
  await open(regulator, '/desk/inspections');
  await look(regulator, 'inspections-desk');
  await press(regulator, '新建抽查计划');
  const draws = Math.ceil(now(market) / 3600000) * 3600000 + 2 * 3600000;
  await fill(regulator, { title: '本月中介机构随机抽查', basis: '国发〔2019〕5 号第三条', key_items: '入驻承诺事项与实际是否一致\n从业人员社保', general_items: '收费公示', draws: beijing(draws) });
  await look(regulator, 'inspection-new');
  await press(regulator, '公布计划');
  await open(regulator, '/desk/inspections');
  await regulator.page.locator('main a', { hasText: '本月中介机构随机抽查' }).first().click();
  await regulator.page.waitForLoadState('load');
  const id = /(\d+)$/.exec(where(regulator))[1];
  const code = /sealbid contribute (\S+)/.exec(await regulator.page.locator('main').evaluate(e => e.textContent))?.[1];
  check('the page says how an organisation commits', code);
  await look(regulator, 'inspection-collecting');
  return { id, code, draws };
}

async function commits(market, plan) {
  plan.parts = ['notary', 'peer'].map(who => ({ who, key: `${market.state}/trustee/${who}/trustee.key`, at: `${market.state}/run/part-${who}` }));
  for (const p of plan.parts) {
    const r = tool('contribute', plan.code, '--key', p.key, '--secret', `${p.at}.r`, '--out', `${p.at}.note`);
    same(`${p.who} makes its part`, `${r.status} ${r.stderr}`, '0 ');
    same(`${p.who} commits`, await sends(market, `/inspections/${plan.id}/commit`, `${p.at}.note`), 200);
  }
}

async function fixes(market, regulator, visitor, plan) {
  await open(regulator, `/inspections/${plan.id}`);
  await press(regulator, '固定名单，交各机构签署');
  await until('the text to sign is a public file', 20, async () => (await fetch(`${market.url}/plan/${plan.code}/draft.txt`)).status === 200);
  const draft = `${market.state}/run/draft.txt`;
  fs.writeFileSync(draft, await (await fetch(`${market.url}/plan/${plan.code}/draft.txt`)).text());
  for (const p of plan.parts) {
    same(`${p.who} signs`, tool('sign', draft, '--key', p.key, '--out', `${p.at}.line`).status, 0);
    same(`${p.who} hands its signature in`, await sends(market, `/inspections/${plan.id}/sign`, `${p.at}.line`), 200);
  }
  await open(visitor, `/inspections/${plan.id}`);
  check('everybody sees lists, commitments and signatures', (await text(visitor)).includes('已签署计划') && (await text(visitor)).includes('名单和权重'), (await text(visitor)).slice(0, 1500));
  await look(visitor, 'inspection-registered');
  same('no part is opened early', await sends(market, `/inspections/${plan.id}/open`, `${plan.parts[0].at}.r`), 409);
}

async function draws(market, regulator, visitor, plan) {
  await passes(market, (plan.draws - now(market)) / 1000 + 1, regulator);
  for (const p of plan.parts) same(`${p.who} opens its part`, await sends(market, `/inspections/${plan.id}/open`, `${p.at}.r`), 200);
  await open(visitor, `/inspections/${plan.id}`);
  check('the draw is there for everybody', (await text(visitor)).includes('抽签结果'), (await text(visitor)).slice(0, 800));
  await look(visitor, 'inspection-drawn');
  await until('what it follows from is a public file', 20, async () => (await fetch(`${market.url}/plan/${plan.code}/inspect.txt`)).status === 200);
  const file = `${market.state}/run/inspect.txt`;
  fs.writeFileSync(file, await (await fetch(`${market.url}/plan/${plan.code}/inspect.txt`)).text());
  const r = tool('inspect', file);
  same('anybody draws again', r.status, 0);
  const drawn = [...r.stdout.matchAll(/^drawn \d+ (\S+) (G\d+) (G\d+)/gm)];
  check('the tool draws somebody', drawn.length > 0, r.stdout);
  const page = await visitor.page.content();
  for (const [, code, a, b] of drawn) check(`the page has ${code} with ${a} and ${b}`, page.includes(code) && page.includes(a) && page.includes(b));
}

async function isDrawn(market) {
  const inspector = await officer(market, 'g01@inspect.example', PHONE);
  check('an inspector has a desk of visits', (await text(inspector)).includes('检查任务'));
  await look(inspector, 'inspector-desk');
}

await story('regulator', async market => {
  const regulator = await officer(market, 'regulator@market.example'), second = await officer(market, 'regulator2@market.example');
  const third = await officer(market, 'regulator3@market.example', PHONE), visitor = await person(market, 'visitor', PHONE);
  const ring = await agency(market, RING), heard = await agency(market, APPEALED);
  await findsTheRing(regulator);
  await understands(third, heard);
  const { address, no } = await proposes(regulator, ring);
  await isHeard(ring, address);
  await imposes(market, regulator, second, ring, address);
  await cannotBid(ring);
  await passes(market, 1, third);
  await repairs(regulator, third, ring, no, address);
  const plan = await announces(market, regulator);
  await commits(market, plan);
  await fixes(market, regulator, visitor, plan);
  await draws(market, regulator, visitor, plan);
  await isDrawn(market);
  const discipline = await officer(market, 'discipline@market.example', PHONE);
  check('discipline has what only it reads on its desk', (await text(discipline)).includes('被指定中介') && await discipline.page.locator('main a[href^="/desk/tips/"]').count() > 0);
  await look(discipline, 'discipline');
  sayBestPractice();
});
