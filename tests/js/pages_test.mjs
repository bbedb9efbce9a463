// SPDX-License-Identifier: Apache-2.0
// pages_test.mjs: the page scripts in headless Chromium under our CSP: sealing, refusal, network, withdrawing,
// verifying, what would have followed, signing, an opening that moves.
import fs from 'node:fs';
import { bytes, text, unhex } from '../../static/sealbid/bytes.mjs';
import { judge, openKey } from '../../static/sealbid/envelope.mjs';
import { fileHash, parseNote, parseVkey, signers } from '../../static/sealbid/note.mjs';
import { caseOf } from '../../static/sealbid/case.mjs';
import { readRecord, write } from '../../static/sealbid/records.mjs';
import { parseRule } from '../../static/sealbid/rule.mjs';
import { check, end, same } from './_check.mjs';
import { page as frame, render, site } from './_site.mjs';
import { ruleCases } from './_rules.mjs';
import { world } from './_world.mjs';

if (!fs.existsSync(process.env.CHROMIUM || '/usr/bin/chromium')) {
  console.log('skipped: no chromium');
  check('skipped', true);
  end();
  process.exit(0);
}
const s = await site(), axe = fs.readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const BIDDER = 'm.example/b/91440101MA5C000010', html = (status, b) => r => r(status, b, 'text/html; charset=utf-8');
const context = await s.browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 740 }, acceptDownloads: true });
const p = await context.newPage(), faults = [];
p.setDefaultTimeout(15000);
p.on('console', m => { if (['error', 'warning'].includes(m.type()) && !/status of [45]\d\d|ERR_EMPTY_RESPONSE/.test(m.text())) faults.push(m.text()); });
p.on('pageerror', e => faults.push(String(e)));
async function look(what) {
  const bad = await p.evaluate(async ([code, rules]) => {
    if (!window.axe) (0, eval)(code);
    const r = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return r.violations.map(v => `${v.id} ${v.nodes[0].target}`);
  }, ['', ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']]).catch(e => [String(e)]);
  check(`${what}: accessible`, bad.length === 0, bad.join(', '));
  check(`${what}: not too wide`, await p.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  check(`${what}: console`, faults.length === 0, faults.splice(0).join(' | '));
}
await context.addInitScript({ content: axe });

for (const [f, most] of [['seal', 40000], ['verify', 40000], ['explain', 40000], ['sign', 40000], ['market', 8000]]) {
  const n = fs.statSync(`${s.out}/x/${f}.js.gz`).size;
  check(`${f}.js: at most ${most} bytes`, n <= most, n);
}
try {
  /* ---- sealing ---- */
  let seq = 0;
  const bid = () => frame(render('_seal_form.html', { SEALING: 'T-1/1', KEY_NAME: BIDDER, LAST_SEQ: seq, KEY: s.registered.get(BIDDER) ?? '', CSRF: 'tok',
    CEILING: '60,000.00', CEILING_FEN: 6000000, USCC: '91440101MA5C000010', ASK_AMOUNT: true, FIELD: [{ FIELD_KEY: 'days', FIELD_NAME: '工期（日）' }] }), 'seal');
  s.routes['/bid'] = (req, b, reply) => html(200, bid())(reply);
  s.routes['/withdraw'] = (req, b, reply) => html(200, frame(`<form data-withdraw data-project="T-1/1" data-bidder="${BIDDER}" data-seq="${seq}" data-key="${
    s.registered.get(BIDDER) ?? ''}" data-csrf="tok" method="post">${render('_seal_trouble.html', {})}<div data-step="1"><button class="mk-btn">撤回报价</button></div>${
    render('_seal_done.html', {})}</form>${render('_seal_words.html', {})}`, 'seal'))(reply);
  await p.goto(`${s.url}/bid`);
  await look('bid');
  check('no “unsupported”', !(await p.locator('[data-unsupported]').isVisible()));
  same('the amount has no name', await p.locator('#amount').getAttribute('name'), null);
  const button = t => p.getByRole('button', { name: t });
  const seen = t => p.locator('[data-problem], [data-live-say], [data-warning], [data-live-part]').getByText(t).first().waitFor();
  const next = () => button('下一步').click();
  const focusOn = () => p.evaluate(() => document.activeElement.outerHTML.slice(0, 60));
  await next();
  await p.locator('[data-problem]').waitFor();
  check('empty: the summary has the focus', (await focusOn()).includes('data-problem'), await focusOn());
  check('empty: said at the field', (await p.locator('#amount-e').innerText()).includes('请填写报价总额'));
  check('empty: in the title', (await p.title()).startsWith('错误：'));
  await look('bid, empty');
  await p.fill('#amount', '７万');
  await next();
  await seen('报价高于最高限价 60,000.00 元');
  await p.fill('#amount', '46,813.57');
  await p.fill('#field-days', '30');
  await next();
  await p.locator('[data-step="2"]').waitFor();
  check('review: figures and capitals', /46,813\.57 元[\s\S]*肆万陆仟捌佰壹拾叁元伍角柒分/.test(await p.locator('main').innerText()), await p.locator('main').innerText());
  check('review: focus', (await focusOn()).includes('seal-review'));
  check('review: title clean', !(await p.title()).startsWith('错误'));
  await look('review');
  const go = async () => { await button('封存并提交').click(); };
  s.routes['/time'] = (req, b, reply) => reply(200, '1767830300\n');
  check('no hurry', !(await p.locator('[data-warning]').isVisible()));
  await button('修改').click();
  await next();
  await seen('离截止不足 2 分钟');
  await go();
  await p.locator('#key-password').waitFor();
  check('a password is asked', (await p.locator('[data-problem]').innerText()).includes('登录密码'));
  await look('password');
  await p.fill('#key-password', 'wrong');
  await go();
  await seen('密码不正确');
  await p.fill('#key-password', 'sun');
  await go();
  await p.locator('[data-step="done"]').waitFor();
  same('done', await p.locator('[data-done-title]').innerText(), '报价已提交并封存');
  check('done: focus', (await focusOn()).includes('data-done-title'));
  await look('done');
  const sealTime = async () => (await p.evaluate(() => performance.getEntriesByName('seal')[0].duration));
  const cold = await sealTime();
  const submitted = () => s.posted.filter(x => x.path.includes('/submit'));
  same('submitted once', submitted().length, 1);
  same('token in the query', submitted()[0].path, '/p/T-1/1/submit?csrf=tok');
  check('the amount never left', s.posted.every(x => !/46.?813|4681357/.test(x.body)));
  const project = readRecord(s.w.files.get('/p/T-1/1/project.note'), 'project'), rule = parseRule(s.w.files.get('/p/T-1/1/rule.txt'));
  const sk = new Map([1, 2].map(i => [i, openKey(s.w.people.get(`m.example/t/t${i}`).seed, 'T-1/1')]));
  const file = n => Uint8Array.from(submitted()[n].body, c => c.charCodeAt(0));
  const verdict = judge(file(0), { project: project.r, policy: project.hash, rule, sub: { bidder: BIDDER, seq: 1 }, keys: sk });
  check('the trustees open it', verdict.valid && verdict.form.amount === 4681357 && verdict.form.fields.days === '30', JSON.stringify(verdict.code));
  const key = parseVkey(s.registered.get(BIDDER));
  check('signed by the registered key', signers(readRecord(file(0), 'envelope'), [key]).size === 1 && signers(parseNote(bytes(s.lastKey)), [key]).size === 1);
  const [dl] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: '保存回执' }).click()]);
  same('the receipt’s name', dl.suggestedFilename(), '回执-T-1-1-第1次.tlog-proof');
  const [sec] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: '保存自行解封文件' }).click()]);
  const secret = fs.readFileSync(await sec.path(), 'utf8');
  check('self-opening file opens', judge(file(0), { project: project.r, policy: project.hash, rule, sub: { bidder: BIDDER, seq: 1 },
    secret: unhex(/^s (\S+)$/m.exec(secret)[1]) }).valid);

  /* ---- refused, broken, again ---- */
  const again = async amount => {
    await p.goto(`${s.url}/bid`);
    await p.fill('#amount', amount);
    await next();
    await p.locator('[data-step="2"]').waitFor();
    await go();
  };
  seq = 1;
  s.mode = 'late';
  await again('100');
  await seen('已过截止时间，未受理');
  check('late: both times', /2026\/01\/08 08:00:01[\s\S]*2026\/01\/08 08:00:00/.test(await p.locator('[data-problem]').innerText()), await p.locator('[data-problem]').innerText());
  const [ref] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: '下载拒收凭证' }).click()]);
  same('the refusal is kept', readRecord(new Uint8Array(fs.readFileSync(await ref.path())), 'refusal').r.reason, 'late');
  await look('refused');
  s.mode = 'lie';
  await again('101');
  await seen('回执核对不符');
  check('a false receipt is not success', !(await p.locator('[data-step="done"]').isVisible()));
  s.mode = 'fault';
  await again('102');
  await seen('暂不能确认是否写入');
  s.mode = 'dead';
  await again('103');
  await seen('网络中断');
  await look('network');
  const n = submitted().length;
  s.mode = 'ok';
  await p.reload();
  await seen('本机有一份还没有确认的第 2 次密封件');
  await button('重新提交').click();
  await p.locator('[data-step="done"]').waitFor();
  check('the very same bytes, after a reload', submitted().slice(0, n).some(x => x.body === submitted().at(-1).body));
  const warm = await (async () => { seq = 5; await again('104'); await p.locator('[data-step="done"]').waitFor(); return sealTime(); })();
  console.log(`seal in Chromium: first ${cold.toFixed(0)} ms, later ${warm.toFixed(0)} ms`);
  check('a seal takes at most 150 ms', cold <= 150, cold);
  const cdp = await context.newCDPSession(p);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  seq = 6;
  await again('105');
  await p.locator('[data-step="done"]').waitFor();
  console.log(`six times slower: ${(await sealTime()).toFixed(0)} ms`);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });

  /* ---- withdrawing ---- */
  seq = 6;
  await p.goto(`${s.url}/withdraw`);
  await button('撤回报价').click();
  await p.locator('[data-step="done"]').waitFor();
  same('withdrawn', await p.locator('[data-done-title]').innerText(), '报价已撤回');
  same('withdraw: seq', readRecord(file(submitted().length - 1), 'withdraw').r.seq, 7);
  await look('withdrawn');
  /* ---- opening one's own ---- */
  const own = submitted()[0].body, ownFile = file(0), ownHash = fileHash(ownFile);
  s.routes[`/p/T-1/1/${ownHash}.note`] = (req, b, reply) => reply(200, Buffer.from(own, 'latin1'));
  s.routes['/p/T-1/1/selfopen'] = (req, b, reply) => reply(200, 'ok\n');
  s.routes['/self'] = (req, b, reply) => html(200, frame(`<form data-selfopen data-project="T-1/1" data-bidder="${BIDDER}" data-file="${ownHash}" data-key="${
    s.registered.get(BIDDER)}" data-csrf="tok" data-post="/p/T-1/1/selfopen" method="post">${render('_seal_trouble.html', {})}<label for="sf">自行解封文件</label><input id="sf" type="file" data-secret-file><button class="mk-btn">自行解封</button></form>${
    render('_seal_words.html', {})}`, 'seal'))(reply);
  await p.goto(`${s.url}/self`);
  await p.getByRole('button', { name: '自行解封', exact: true }).click();
  await seen('已自行解封');
  const self = readRecord(bytes(Buffer.from(s.posted.at(-1).body, 'latin1').toString('utf8')), 'selfopen');
  check('self-opened', signers(self, [parseVkey(s.registered.get(BIDDER))]).size === 1 && self.r.s === verdict.s);
  await look('self-opened');
  /* ---- another trust file ---- */
  s.files = new Map(s.w.files).set('/trust.txt', bytes(`${text(s.w.files.get('/trust.txt'))}# x\n`));
  await p.goto(`${s.url}/bid`);
  await seen('信任文件与本机上次看到的不同');
  s.files = null;

  /* ---- verifying ---- */
  const done = world({ bids: [['10', 5], ['28', 6], ['36', 7], ['t1', null]] });
  s.routes['/v'] = (req, b, reply) => html(200, render('verify/show.html', { TITLE: '核验', CODE: 'T-1', NAME: '某项目', SEALING: 'T-1/1', RELEASE: 'x', HOST: '某局', NOT_ELDER: true, SIGNED_OUT: true }))(reply);
  const press = async () => { await p.goto(`${s.url}/v`); await button('在我的浏览器里核验').click(); await p.waitForFunction(() => /verified|refuted|unknown/.test(document.querySelector('[data-verify]').dataset.state)); };
  s.files = done.files;
  await press();
  same('verified', await p.locator('[data-verdict]').innerText(), '全部一致');
  same('ten marks', (await p.locator('[data-mark]').allInnerTexts()).join(''), '✓✓✓✓✓✓✓✓✓✓');
  check('the warning', (await p.locator('[data-warnings]').innerText()).includes('信任文件取自被验证的网站'));
  await look('verified');
  console.log(await p.locator('[data-took]').innerText());
  const spoilt = done.files.get('/p/T-1/1/result.note').slice();
  spoilt[400] ^= 1;
  s.files = new Map(done.files).set('/p/T-1/1/result.note', spoilt);
  await press();
  check('refuted', /^有 [12] 项不一致$/.test(await p.locator('[data-verdict]').innerText()), await p.locator('[data-verdict]').innerText());
  await look('refuted');
  s.files = world({ stop: 'close' }).files;
  await press();
  same('cannot tell', await p.locator('[data-verdict]').innerText(), '暂不能判断');
  await look('cannot tell');
  const fifty = world({ bids: Array.from({ length: 50 }, (_, i) => [String(10 + i), 1000 + i]) });
  s.files = fifty.files;
  await press();
  same('fifty bids', await p.locator('[data-verdict]').innerText(), '全部一致');
  console.log(`50 bids: ${await p.locator('[data-took]').innerText()}`);
  s.files = null;

  /* ---- what would have followed ---- */
  const ruled = what => world(ruleCases.find(c => c.what === what).options), keyName = n => `m.example/b/91440101MA5C0000${n}`;
  const NAMES = ['10', '28', '36', '44', '52', '60', '68', '77'].map((n, i) => ({ KEY_NAME: keyName(n), AGENCY: `${'甲乙丙丁戊己庚辛'[i]}机构` }));
  let ring = false, sealing = 'T-1/1';
  s.routes['/x'] = (req, b, reply) => html(200, render('verify/explain.html', { TITLE: '推演', CODE: 'T-1', NAME: '某项目', SEALING: sealing, RESULT: true, PARTY: NAMES, HOW: '规则', RING: ring,
    RELEASE: 'x', HOST: '某局', NOT_ELDER: true, SIGNED_OUT: true }))(reply);
  const visit = async (w, file = caseOf(w.result)) => {
    sealing = w.id;
    s.files = file === null ? w.files : new Map(w.files).set(`${w.base}case.txt`, bytes(file));
    await p.goto(`${s.url}/x`);
    await p.locator('[data-answer]:not([hidden]), [data-warning]:not([hidden])').first().waitFor();
  };
  const again2 = () => button('按假设重排').click(), follows = () => p.locator('[data-follows]').innerText(), madeUp = () => p.locator('[data-made]').innerText();
  const row = n => p.locator('[data-bids] > li').nth(n), order = () => p.locator('[data-ranking] [data-name]').allInnerTexts();
  const lowest = world({ bids: [['10', 4680000], ['28', 4950000], ['36', 4700000], ['44', 5100000], ['52', 6000001]] });
  await visit(lowest);
  check('explain: it says what it is', (await p.locator('main').innerText()).includes('以下为假设推演，不改变已公布结果'));
  check('explain: no “unsupported”', !(await p.locator('[data-unsupported]').isVisible()));
  same('explain: the real order', (await order()).join(), '甲机构,丙机构,乙机构,丁机构,戊机构');
  same('explain: nothing differs', await follows(), '排序与实际相同。');
  check('explain: real price in the field', await row(1).locator('input').first().inputValue() === '49,500.00');
  check('explain: whose field it is', await p.getByRole('group', { name: '乙机构' }).getByLabel('报价', { exact: true }).count() === 1);
  await look('explain');
  await row(1).locator('input').first().fill('4 万');
  await again2();
  await p.locator('[data-follows]').getByText('第一名由').waitFor();
  same('explain: what was made up', await madeUp(), '假设乙机构的报价由 49,500.00 元 改为 40,000.00 元。');
  same('explain: what follows', (await follows()).split('\n').join(), '第一名由甲机构变为乙机构。,乙机构由第 3 名变为第 1 名。,甲机构由第 1 名变为第 2 名。,丙机构由第 2 名变为第 3 名。');
  same('explain: the order', (await order()).join(), '乙机构,甲机构,丙机构,丁机构,戊机构');
  check('explain: the answer has the focus', (await focusOn()).includes('id="answer"'), await focusOn());
  check('explain: beside the real place', (await p.locator('[data-ranking] tr').first().innerText()).includes('实际第 3 名'));
  await look('explained');
  await row(0).locator('input').first().fill('很多');
  await again2();
  await p.locator('[data-problem]').waitFor();
  check('explain: wrong input is told at its field', (await row(0).innerText()).includes('请填写甲机构的报价') && (await focusOn()).includes('data-problem'));
  await look('explain, wrong input');
  await button('恢复实际报价').click();
  same('explain: as it was', await follows(), '排序与实际相同。');
  check('explain: the problem is gone', !(await p.locator('[data-problem]').isVisible()));
  await row(3).getByLabel('撤掉这份报价').check();
  await again2();
  same('explain: one bid less', `${await madeUp()}${await follows()}`, '假设丁机构没有报价。丁机构由第 4 名变为未排名：没有报价。');
  await row(2).getByLabel('撤掉这份报价').check();
  await row(4).locator('input').first().fill('1');
  await row(1).locator('input').first().fill('70000');
  await again2();
  check('explain: too few', (await follows()).includes('有效报价只有 2 份，少于 3 份，本次会流标'), await follows());
  await look('explain, failed');
  same('explain: nothing is sent', s.posted.filter(x => x.path === '/x').length, 0);
  ring = true;
  await visit(ruled('average'));
  check('explain: the ring', (await p.locator('main').innerText()).includes('均价类方法可被串通报价操纵'));
  check('explain: the mean beside the real one', /平均价\s*48,150\.00 元（实际 48,150\.00 元）/.test(await p.locator('[data-figures]').innerText()), await p.locator('[data-figures]').innerText());
  await look('explain average');
  ring = false;
  for (const [what, label, put2, text] of [['bafo', '二次报价', '', '以首次报价为准：没有二次报价'], ['by rate', '下浮率', '30.5', '下浮率由 20.00% 改为 30.50%'],
    ['credit', '信用分', '110', '信用分由 92.00 分 改为 110.00 分'], ['composite', '报价', '45000', '由 49,500.00 元 改为 45,000.00 元']]) {
    await visit(ruled(what));
    await row(1).getByLabel(label, { exact: true }).fill(put2);
    await again2();
    const told = `${await madeUp()}\n${await follows()}`;
    check(`explain ${what}`, told.includes(text), told);
    await look(`explain ${what}`);
  }
  await visit(ruled('random'));
  check('explain random: only leaving', await p.locator('[data-where]').count() === 0 && await p.locator('[data-gone]').count() === 4);
  await visit(lowest, null);
  check('explain: no case yet', (await p.locator('[data-warning]').innerText()).includes('案卷还没有公布') && !(await p.locator('[data-scripted]').isVisible()));
  await visit(lowest, caseOf(lowest.result).replace('seed', 'seeds'));
  check('explain: malformed', (await p.locator('[data-warning]').innerText()).includes('第 2 行'));
  await visit(lowest, caseOf(lowest.result).replace('in 4680000', 'in 4990000'));
  check('explain: another case', (await p.locator('[data-warning]').innerText()).includes('与公布的结果不同'));
  await look('explain, another case');
  s.files = null;

  /* ---- signing ---- */
  const BUYER = 'm.example/p/0007', void1 = write('void', { policy: s.w.policy, reason: '另行安排' });
  let ready = 0;
  const sign = kind => frame(`<form data-sign data-name="${BUYER}" data-kind="${kind}" data-policy="${s.w.policy}" data-text-url="/text" data-post="/p/T-1/1/sign" data-wait data-key="${
    s.registered.get(BUYER) ?? ''}" data-csrf="tok" method="post">${render('_seal_trouble.html', {})}<pre class="mk-pre" data-sign-text tabindex="0"></pre><button class="mk-btn">签署</button><p data-signed hidden>已签署</p></form>${render('_seal_words.html', {})}`, 'sign');
  s.routes['/sign'] = (req, b, reply) => html(200, sign('void'))(reply);
  s.routes['/sign-other'] = (req, b, reply) => html(200, sign('award'))(reply);
  s.routes['/text'] = (req, b, reply) => (ready++ < 1 ? reply(409, '1/3\n') : reply(200, void1));
  s.routes['/p/T-1/1/sign'] = (req, b, reply) => reply(200, 'ok\n');
  await p.goto(`${s.url}/sign`);
  await button('签署').click();
  await p.locator('#key-password').waitFor();
  await p.fill('#key-password', 'sun');
  await button('签署').click();
  await seen('等待其他各方备好 1/3');
  await p.locator('[data-signed]').waitFor();
  await look('signed');
  check('the signature', signers(parseNote(bytes(`${void1}\n${Buffer.from(s.posted.at(-1).body, 'latin1')}`)), [parseVkey(s.registered.get(BUYER))]).size === 1);
  const before = s.posted.length;
  await p.goto(`${s.url}/sign-other`);
  await button('签署').click();
  await seen('与本页所说的不符');
  same('nothing else is signed', s.posted.length, before);

  /* ---- an opening that moves ---- */
  let stage = 1;
  s.routes['/live/T-1.json'] = (req, b, reply) => reply(200, JSON.stringify({ now: 1, version: stage, stage }), 'application/json');
  s.routes['/o'] = (req, b, reply) => html(200, frame(`<div data-live="/live/T-1.json" data-version="${stage}"></div><ol class="mk-stages" data-live-part="stages">${
    ['截止', '封存清单公布', '保管人密钥'].map((t, i) => `<li${i === stage ? ' aria-current="step"' : ''}><b>${t}</b></li>`).join('')}</ol><p id="other">不动</p><div data-live-part="result">${stage > 1 ? '<p>结果</p>' : ''}</div>`))(reply);
  await p.goto(`${s.url}/o`);
  await p.evaluate(() => { document.getElementById('other').dataset.same = '1'; });
  stage = 2;
  await seen('结果');
  check('only the parts are new', await p.evaluate(() => document.getElementById('other').dataset.same === '1'));
  same('the stage is said', await p.locator('.govuk-visually-hidden[role="status"]').innerText(), '保管人密钥');
  await look('opening');
} catch (e) {
  check('the pages go to their end', false, `${e.stack}\n${faults.join('\n')}\n${(await p.locator('main').innerText().catch(() => '')).slice(0, 300)}`);
} finally {
  await s.end();
}
end();
