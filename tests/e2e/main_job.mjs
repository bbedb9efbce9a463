// SPDX-License-Identifier: Apache-2.0
// main_job.mjs: the whole job by hand: to enter, to publish with three trustees,
// to seal in the browser, the opening by the trustees' agents, which anybody
// verifies in a browser and with the tool, to perform, to rate, to answer.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import {
  DESK, PASSWORD, PHONE, check, fill, login, look, newUscc, open, person, press, same, sayBestPractice, sleep, story,
  table, text, uscc, where, wrongUscc,
} from './_market.mjs';

const PRICES = { first: '88,017.23', same: '88,017.23', dear: '95,031.47', replaced: '91,234.56', gone: '79,876.54' };
const TITLE = '松湾湖岸线整治工程水土保持方案';

/* ---- entering ---- */
async function enter(market, who, role, party, mobile, code) {
  const { page } = who;
  await open(who, `/join/${role}`);
  await look(who, `join-${role}`);
  await fill(who, { uscc: wrongUscc(code), name: party });
  await press(who, '下一步');
  same('a bad check digit is said at the field', await page.locator('#uscc-e').innerText(), '第 18 位校验不符，请对照营业执照');
  check('the field says that it is wrong', await page.locator('#uscc').getAttribute('aria-invalid') === 'true');
  same('nothing typed is lost: the code', await page.inputValue('#uscc'), wrongUscc(code));
  same('nothing typed is lost: the name', await page.inputValue('#name'), party);
  check('the title says that there is an error', (await page.title()).startsWith('错误：'), await page.title());
  await look(who, `join-${role}-wrong`);
  await fill(who, { uscc: code });
  await press(who, '下一步');
  same('the second screen', where(who), `/join/${role}/contact`);
  await fill(who, { contact: '林小满', mobile: '12', email: `${mobile}@new.example`, password: PASSWORD });
  await press(who, '下一步');
  check('a bad mobile is said at the field', await page.locator('#mobile-e').isVisible());
  same('the contact is not lost', await page.inputValue('#contact'), '林小满');
  await look(who, `join-${role}-contact`);
  await fill(who, { mobile, ...(await page.locator('#password').getAttribute('required') === null ? {} : { password: PASSWORD }) });
  await press(who, '下一步');
  same('the third screen', where(who), `/join/${role}/confirm`);
  await look(who, `join-${role}-confirm`);
  await press(who, role === 'agency' ? '承诺并入驻' : '承诺并注册');
  check('the promise must be made', await page.locator('#agree-e').isVisible());
  await page.check('#agree');
  await press(who, role === 'agency' ? '承诺并入驻' : '承诺并注册');
  check('one is signed in at the end', await page.locator('.mk-out').count() === 1, where(who));
  await look(who, `join-${role}-done`);
}

async function agencyEnters(market) {
  const who = await person(market, 'new agency', PHONE);
  const code = newUscc('91'), party = '松湾新苗环境咨询有限公司';
  await enter(market, who, 'agency', party, '13912345601', code);
  const stranger = await person(market, 'stranger', DESK);
  await open(stranger, `/agencies/${code}`);
  same('its public page is there at once', await stranger.page.locator('h1').innerText(), party);
  await look(stranger, 'agency-new');
  check('the contact and mobile are not public', !/林小满|13912345601/.test(await stranger.page.content()));
  await open(stranger, `/search?q=${encodeURIComponent('松湾新苗')}`);
  check('the directory finds it at once', (await text(stranger)).includes(party));
  who.uscc = code;
  who.party = party;
  return { agency: who, stranger };
}

/* ---- publishing ---- */
/* As a browser itself writes it: seconds only where there are some. */
const beijing = ms => new Date(ms + 8 * 3600000).toISOString().slice(0, 19).replace(/:00$/, '');

async function ownerPublishes(market) {
  const who = await person(market, 'owner', DESK), { page } = who;
  await enter(market, who, 'owner', '松湾县河湖管理中心', '13912345602', newUscc('12'));
  await open(who, '/desk/budget');
  await look(who, 'budget-empty');
  await fill(who, { year: beijing(Date.now()).slice(0, 4), code: '2130399', name: '其他水利支出', amount: '一百' });
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
    requirements: '', contact: '王晓岚', phone: '027-60009999', deadline: beijing(Date.now() + 20000),
  });
  await look(who, 'draft');
  await press(who, '保存并预览');
  check('a deadline too early is refused', await page.locator('main').innerText().then(t => /截止/.test(t)) &&
    await page.getByRole('button', { name: '发布公告' }).count() === 0);
  await look(who, 'preview-too-early');
  if (await page.locator('#deadline').count() === 0) await page.locator('main a', { hasText: '继续修改' }).first().click();
  await page.locator('#deadline').waitFor();
  same('nothing typed is lost: the title', await page.inputValue('#title'), TITLE);
  const deadline = Math.ceil(Date.now() / 1000) * 1000 + 135000;
  await fill(who, { deadline: beijing(deadline) });
  await press(who, '保存并预览');
  check('the preview says the ceiling in words', (await text(who)).includes('壹拾贰万捌仟元整'));
  const preview = page.url();
  await page.getByRole('button', { name: '发布公告' }).waitFor();
  for (const id of await page.locator('input[id^="reason-"]').evaluateAll(l => l.map(e => e.id))) await fill(who, { [id]: '本事项承接机构较少，工期紧' });
  await press(who, '发布公告');
  const code = /\/projects\/([^/?]+)/.exec(where(who))?.[1];
  same('it asks for the signatures', where(who), `/desk/projects/${code}/terms`);
  await look(who, 'terms');
  same('nobody else sees it yet', (await page.request.get(`${market.url}/projects/${code}`)).status(), 404);
  await page.getByRole('button', { name: '用本设备的密钥签署' }).click();
  for (let i = 0; i < 150 && (await page.request.get(`${market.url}/projects/${code}`)).status() !== 200; i++) await sleep(200);
  await open(who, `/desk/projects/${code}/terms`);
  same('signed by all, its page is public', where(who), `/projects/${code}`);
  check('it is published', (await text(who)).includes('报名报价中'), `${where(who)} ${(await text(who)).slice(0, 300)}`);
  await look(who, 'project-owner');
  check('the preview is no draft any more', (await page.request.get(preview, { maxRedirects: 0 })).status() !== 200);
  await open(who, '/desk/budget');
  check('the ceiling is reserved', (await text(who)).includes('128,000.00') && (await text(who)).includes('340,000.00'));
  return { owner: who, code, deadline };
}

/* ---- bidding ---- */
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

async function bid(who, code, amount, options = {}) {
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

async function withdraw(who, code) {
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
const rows = (html, code) => (html.match(/<li[\s\S]*?<\/li>/g) ?? []).filter(r => r.includes(code) || r.includes(TITLE)).join('\n');

async function pagesOf(who, code, agency) {
  const pages = {}, get = async a => (await who.page.request.get(who.market.url + a)).text();
  const own = [`/projects/${code}`, `/projects/${code}/opening`, `/agencies/${agency.uscc}`];
  own.push(...new Set((await get(own[0])).match(/\/notices\/[\w-]+/g)));
  for (const address of own) pages[address] = still(await get(address));
  for (const address of ['/', '/projects', '/notices', `/search?q=${encodeURIComponent(TITLE)}`])
    pages[address] = rows(still(await get(address)), code);
  check(`${who.name}: the pages to compare are there`, own.length > 3 && pages['/projects'].includes(TITLE) && pages['/notices'].includes(TITLE));
  return pages;
}

async function secret(who, code, before, agencies, receipts) {
  const after = await pagesOf(who, code, agencies[0]);
  for (const [address, html] of Object.entries(after)) {
    const at = `before the deadline ${who.name} at ${address}`;
    if (before) check(`${at}: not a byte says that there are bids`, html === before[address], diff(before[address], html));
    for (const r of receipts) check(`${at}: no receipt`, !html.includes(r.hash.slice(0, 8)));
    for (const price of Object.values(PRICES))
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

/* ---- the opening ---- */
const shell = commands => execFileSync('bash', ['-c', commands], { encoding: 'utf8' });

async function opened(who, code, bids) {
  const { page } = who;
  await open(who, `/projects/${code}/opening`);
  await look(who, 'opening');
  const rows = await page.locator('main table.mk-t tbody tr').evaluateAll(r => r.map(e => e.innerText.replace(/\s+/g, ' ')));
  same('the record has every sealed bid', rows.length, bids.length);
  for (const b of bids) check(`${b.who.name} is in the record with the price`, rows.some(r => r.includes(b.who.party) && r.includes(b.amount)), rows);
  check('what was replaced or withdrawn stays closed', !(await page.content()).includes(PRICES.replaced) && !(await page.content()).includes(PRICES.gone));
  await page.locator('main details').evaluateAll(all => { for (const d of all) d.open = true; });
  await look(who, 'opening-all');
  for (const b of bids) check(`${b.who.name}: the file is the receipt's`, (await page.content()).includes(`${b.receipt.hash}.note`));
  check('each says how it was sealed', rows.every(r => r.includes('封存')), rows);
  const draw = page.locator('section', { has: page.locator('#d') });
  const seed = (await draw.locator('dt:has-text("抽签依据") + dd').innerText()).replace(/\s/g, '');
  const pre = await draw.locator('pre').innerText();
  check('the commands draw from the seed', pre.includes(seed));
  const told = [...pre.matchAll(/^# ([0-9a-f]{64})/gm)].map(m => m[1]);
  const made = shell(pre).trim().split('\n').map(l => l.split(' ')[0]);
  same('the printed commands give the order of the draw', made.join(), told.join());
  const names = [...pre.matchAll(/printf '([^'\\]*)\\n'\) \| sha256sum/g)].map(m => m[1].split('/').pop());
  const hash = Object.fromEntries(names.map((n, i) => [n, made[i]]));
  const tied = bids.filter(b => b.amount === PRICES.first).sort((a, b) => (hash[a.who.uscc] < hash[b.who.uscc] ? -1 : 1));
  check('both equal bids are in the draw', tied.length === 2 && tied.every(b => hash[b.who.uscc]), JSON.stringify(hash));
  check('of equal bids the smaller hash wins', (await page.locator('.mk-ok').innerText()).includes(tied[0].who.party), tied[0].who.party);
  check('the first row is the winner', rows[0].includes(tied[0].who.party), rows[0]);
  return tied[0];
}

/* ---- a stranger recomputes it ---- */
const tool = (...args) => spawnSync('build/bin/sealbid', args, { encoding: 'utf8' });

async function verified(market, who, code) {
  const { page } = who;
  /* Readers wait for the files: a checkpoint stands three seconds, or until it has its quorum. */
  for (let i = 0; i < 60 && (await page.request.get(`${market.url}/p/${code}/1/result.note`)).status() !== 200; i++) await sleep(500);
  await sleep(6000);
  await open(who, `/projects/${code}/verify`);
  await look(who, 'verify');
  await page.locator('[data-verify-go]').click();
  await page.waitForFunction(() => ['verified', 'refuted', 'unknown'].includes(document.querySelector('[data-verify]').dataset.state), null, { timeout: 60000 });
  same('the browser verifies it', await page.locator('[data-verify]').getAttribute('data-state'), 'verified');
  await look(who, 'verified');
  const r = tool('verify', market.url, `${code}/1`);
  same('the tool verifies it', r.status, 0);
  check('it says so', r.stdout.includes('verified'), r.stdout);
  const dir = fs.mkdtempSync('/tmp/market-bundle-'), bundle = await page.request.get(`${market.url}/p/${code}/1/bundle.tar`);
  fs.writeFileSync(`${dir}/b.tar`, await bundle.body());
  shell(`cd ${dir} && tar xf b.tar && rm b.tar`);
  same('the bundle verifies without the site', tool('verify', dir, `${code}/1`).status, 0);
  const files = shell(`cd ${dir} && find p log -type f`).trim().split('\n').filter(f => !/index\.txt|cosigned|vkey/.test(f));
  for (const f of files) {
    const whole = fs.readFileSync(`${dir}/${f}`), at = Math.floor(whole.length / 2), bad = Buffer.from(whole);
    bad[at] ^= 1;
    fs.writeFileSync(`${dir}/${f}`, bad);
    check(`one bit of ${f} changed is not verified`, tool('verify', dir, `${code}/1`).status !== 0);
    fs.writeFileSync(`${dir}/${f}`, whole);
  }
  fs.rmSync(dir, { recursive: true });
}

/* ---- afterwards ---- */
const partner = (rows, address) => rows.find(r => uscc(r.first17) === address.split('/').pop());

/* One act on the contract: its form, with these fields, sent. */
async function act(who, code, name, fields = {}, radio = null) {
  await open(who, `/projects/${code}/contract/${name}`);
  await look(who, `contract-${name}`);
  await fill(who, fields);
  if (radio) await who.page.locator(`main [name="${radio}"]`).first().check();
  await Promise.all([who.page.waitForEvent('domcontentloaded'), who.page.locator('main form button.mk-btn').click()]);
  await who.page.waitForLoadState('load');
  same(`${name} is done`, where(who), `/projects/${code}/contract`);
}

async function contract(owner, agency, code) {
  await open(owner, `/projects/${code}/contract`);
  await look(owner, 'contract-draft');
  check('the payer is the purchaser', (await text(owner)).includes('付款单位'));
  await act(owner, code, 'send', { password: PASSWORD });
  await open(agency, `/projects/${code}/contract/text`);
  await look(agency, 'contract-text');
  check('the text has the amount in capitals', /大写：.+整/.test(await text(agency)));
  await act(agency, code, 'agree', { password: PASSWORD });
  await open(agency, `/projects/${code}/contract`);
  await look(agency, 'contract-in-force');
  check('both signatures have a place in the log', ((await text(agency)).match(/公开日志第/g) || []).length === 2);
  await act(owner, code, 'file');
  await open(owner, `/projects/${code}`);
}

async function work(owner, agency, code) {
  await act(agency, code, 'deliver', { note: '报告送审稿纸质十份，电子版一份。' }, 'milestone');
  await act(owner, code, 'reject', { defects: '第三章缺少水土流失防治责任范围图。' });
  await act(agency, code, 'deliver', { note: '已补充第三章附图，重新装订。' }, 'milestone');
  await act(owner, code, 'accept');
  await open(owner, `/projects/${code}`);
  check('payment has its clock', /验收后 30 日内付款，已过 0 日/.test(await text(owner)));
  await open(owner, `/projects/${code}/contract/pay`);
  const left = (await text(owner)).match(/未付 ([0-9,.]+) 元/)[1];
  await act(owner, code, 'pay', { voucher: 'PZ-0001', amount: left });
  await open(owner, `/projects/${code}/contract`);
  await look(owner, 'contract-settled');
}

async function performs(market) {
  const stranger = await person(market, 'stranger', DESK), { page } = stranger;
  await open(stranger, '/projects?state=signing');
  const code = (await page.locator('main .mk-proj-t').first().getAttribute('href')).split('/').pop();
  await open(stranger, `/projects/${code}`);
  await look(stranger, 'project-signing');
  const owner = await person(market, 'owner of signing', DESK), agency = await person(market, 'winner of signing', PHONE);
  const agencyHome = await page.locator('.mk-won-n a').getAttribute('href');
  await login(owner, partner(table('owners'), await page.locator('.mk-meta a').first().getAttribute('href')).mobile);
  await look(owner, 'desk-owner');
  await login(agency, partner(table('agencies'), agencyHome).mobile);
  await look(agency, 'desk-agency');
  await contract(owner, agency, code);
  check('both have signed: it is being performed', (await text(owner)).includes('履约中'), (await text(owner)).slice(0, 300));
  await look(owner, 'project-performing');
  await work(owner, agency, code);
  await open(owner, `/projects/${code}`);
  check('it waits for the rating', (await text(owner)).includes('待评价'));
  await rate(owner, code, '评价中介机构', '图件第二版才合格，其他都好。');
  check('what one has said is kept back', (await text(owner)).includes('您的评价已提交'), where(owner));
  await open(stranger, `/projects/${code}`);
  check('nobody sees that one side has rated', !/图件第二版|您的评价/.test(await text(stranger)));
  await open(agency, `/projects/${code}`);
  check('nor does the other side', !/图件第二版|您的评价已提交/.test(await text(agency)));
  await rate(agency, code, '评价项目业主', '资料给得晚，沟通顺畅。');
  check('both are public at once', /图件第二版/.test(await text(agency)) && /资料给得晚/.test(await text(agency)), where(agency));
  await answer(agency, code);
  await open(stranger, agencyHome);
  const all = await text(stranger);
  check('the agency page shows the rating', all.includes('图件第二版才合格，其他都好。'));
  check('the agency page shows the answer', all.includes('谢谢指正，已改进图件校审。'));
  await look(stranger, 'agency-rated');
  await open(stranger, `/projects/${code}`);
  check('the project shows both', /图件第二版/.test(await text(stranger)) && /已改进图件校审/.test(await text(stranger)));
  await look(stranger, 'project-done');
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
  const demo = table('agencies').slice(0, 3), others = [];
  for (const [i, row] of demo.entries()) {
    const who = await person(market, `agency ${i + 1}`, PHONE);
    await login(who, row.mobile);
    others.push(Object.assign(who, { party: row.name, uscc: uscc(row.first17) }));
  }
  const regulator = await person(market, 'regulator', DESK);
  await login(regulator, 'regulator@market.example');
  await look(regulator, 'desk-regulator');
  const [b, c, d] = others;

  const { owner, code, deadline } = await ownerPublishes(market);
  const before = {};
  for (const who of [stranger, owner, regulator]) before[who.name] = await pagesOf(who, code, agency);
  const first = await bid(agency, code, PRICES.first, { look: 'first', wrong: '128000.01' });
  const replaced = await bid(b, code, PRICES.replaced);
  const second = await bid(b, code, PRICES.same);
  check('a replacing bid has a receipt of its own', second.hash !== replaced.hash);
  const gone = await bid(c, code, PRICES.gone);
  await withdraw(c, code);
  const third = await bid(d, code, PRICES.dear);
  const all = [agency, ...others], receipts = [first, replaced, second, gone, third];
  check('all was done before the deadline', Date.now() < deadline - 5000, `${deadline - Date.now()} ms left`);
  await secret(stranger, code, before.stranger, all, receipts);
  await secret(owner, code, before.owner, all, receipts);
  await secret(regulator, code, before.regulator, all, receipts);
  await secret(c, code, null, [agency, b, d], [first, replaced, second, third]);
  for (const [who, r] of [stranger, owner, regulator, c].map(w => [w, first]))
    check(`${who.name} may not open another's receipt`,
      (await who.page.request.get(market.url + r.address, { maxRedirects: 0 })).status() >= 300);
  await open(owner, '/desk');
  check('the desk of the owner does not say it either', !/\d+ (份|家)报价/.test(await text(owner)));
  await open(stranger, `/projects/${code}/opening`);
  await look(stranger, 'opening-waiting');
  const secretToTheEnd = Date.now() < deadline;

  await performs(market);
  if (secretToTheEnd && Date.now() < deadline - 3000) await secret(stranger, code, null, all, receipts);
  await sleep(Math.max(0, deadline - Date.now()));
  let waited = 0;
  for (; waited < 60; waited++) {
    await sleep(1000);
    if ((await (await stranger.page.request.get(`${market.url}/projects/${code}/opening`)).text()).includes('中选：')) break;
  }
  check('ten seconds to the list, then the agents open within 15', waited < 25, waited);
  stranger.faults.length = 0;
  const winner = await opened(stranger, code, [
    { who: agency, amount: PRICES.first, receipt: first }, { who: b, amount: PRICES.same, receipt: second },
    { who: d, amount: PRICES.dear, receipt: third }]);
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
  sayBestPractice();
});
