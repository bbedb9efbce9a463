// SPDX-License-Identifier: Apache-2.0
// _market.mjs: a market of its own for a story, people with browsers, and
// what is asked of every page they see.
import { execFileSync, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const PASSWORD = 'sun-and-seal-26';
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

/* ---- counting ---- */
let passed = 0, failed = 0;
export function check(what, ok, detail) {
  if (ok) {
    passed++;
  } else {
    failed++;
    console.log(`not ok: ${what}${detail === undefined ? '' : `: ${String(detail).slice(0, 600)}`}`);
  }
  return Boolean(ok);
}
export const same = (what, got, want) => check(what, got === want, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);

/* Runs a story to its end whatever happens in it, and says how it went. */
export async function story(name, fn) {
  const market = await start();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => end(market).then(() => { process.exit(1); }));
  try {
    await fn(market);
  } catch (e) {
    check(`${name} goes to its end`, false, e.stack);
  } finally {
    await end(market);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/* ---- the market ---- */
const freePort = () => new Promise((resolve, reject) => {
  const s = net.createServer();
  s.on('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

async function start() {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'market-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  if (process.env.FROM) execFileSync('cp', ['-a', `${process.env.FROM}/.`, state]);	/* what KEEP kept: no new demonstration */
  const clock = path.join(state, 'clock'), moved = path.join(state, 'clock.so');
  fs.writeFileSync(clock, '0');
  execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', moved, 'tests/e2e/clock.c']);
  const run = spawn('bash', ['fcgi/run.sh', state, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MARKET_CLOCK: clock, LD_PRELOAD: moved, PAGE_RATE: '10000r\\/s', PAGE_BURST: '10000', POST_RATE: '10000r\\/s', POST_BURST: '10000', AUTH_RATE: '6000r\\/m', AUTH_BURST: '1000', CONN: '4000' },
  });
  let said = '', over = false;
  run.stdout.on('data', d => { said += d; });
  run.stderr.on('data', d => { said += d; });
  const exit = new Promise(resolve => run.on('exit', () => { over = true; resolve(); }));
  const market = { state, url, run, exit, clock, ahead: 0, people: [], browser: null };
  for (const until = Date.now() + 120000; !said.includes('Ctrl-C stops it');) {
    if (over || Date.now() > until) {
      await end(market);
      console.log(`the market did not start:\n${said}\n0 passed, 1 failed`);
      process.exit(1);
    }
    await sleep(100);
  }
  market.browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return market;
}

async function end(market) {
  if (market.browser) await market.browser.close().catch(() => {});
  market.run.kill('SIGTERM');
  await market.exit;
  const log = path.join(market.state, 'logs', 'market.log');
  if (failed && fs.existsSync(log)) {
    const lines = fs.readFileSync(log, 'utf8').split('\n').filter(l => /error|bug|fatal|warn/i.test(l)).slice(-10);
    if (lines.length) console.log(lines.join('\n'));
  }
  if (process.env.KEEP) console.log(`kept: ${market.state}`);
  else fs.rmSync(market.state, { recursive: true, force: true });
}

export const sleep = ms => new Promise(resolve => { setTimeout(resolve, ms); });

/* ---- its time ---- */
export const DAY = 86400;
export const now = market => Date.now() + market.ahead * 1000;
/* As a browser itself writes it: seconds only where there are some. */
export const beijing = ms => new Date(ms + 8 * 3600000).toISOString().slice(0, 19).replace(/:00$/, '');

/* So many seconds go by for the market at once; sessions that end by that are begun again. */
export async function passes(market, seconds, ...people) {
  market.ahead += Math.ceil(seconds);
  fs.writeFileSync(`${market.clock}.new`, String(market.ahead));
  fs.renameSync(`${market.clock}.new`, market.clock);	/* nobody reads half of it */
  await sleep(500);
  for (const who of people) {
    await open(who, '/desk');
    if (where(who) === '/login') await login(who, who.login);
  }
}

/* Asks every half second, for so many seconds. */
export async function until(what, seconds, fn) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await fn()) return check(what, true);
    await sleep(500);
  }
  return check(what, false, `not within ${seconds} s`);
}

/* Rows of a demonstration table, by the words of its first line. */
export function table(name) {
  const [head, ...rows] = fs.readFileSync(`db/demo/${name}.tsv`, 'utf8').trimEnd().split('\n').map(l => l.split('\t'));
  const words = head.map(w => w.replace(/^#/, ''));
  return rows.map(r => Object.fromEntries(words.map((w, i) => [w, r[i] ?? ''])));
}

/* A code with its check digit (GB 32100): 17 signs and the one they make. */
const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export function uscc(first17) {
  let sum = 0, w = 1;
  for (const c of first17) {
    sum += SIGNS.indexOf(c) * w;
    w = w * 3 % 31;
  }
  return first17 + SIGNS[(31 - sum % 31) % 31];
}
export function newUscc(lead) {
  let s = `${lead}429900`;
  while (s.length < 17) s += SIGNS[crypto.randomInt(SIGNS.length)];
  return uscc(s);
}

/* The same code with its last sign wrong. */
export const wrongUscc = code => code.slice(0, 17) + SIGNS[(SIGNS.indexOf(code[17]) + 1) % SIGNS.length];

/* ---- people ---- */
const axe = fs.readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const shots = process.env.SHOTS;
const storyName = path.basename(process.argv[1], '.mjs');
let shot = 0;
export const bestPractice = new Map();	/* rule -> pages that fail it */

/* A person with a browser of their own. options: viewport, javaScriptEnabled. */
export async function person(market, name, viewport, options = {}) {
  const context = await market.browser.newContext({
    viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', deviceScaleFactor: 1,
    hasTouch: viewport.width < 600, reducedMotion: 'reduce', ...options,
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', e =>
      console.error(`securitypolicyviolation ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
  });
  if (options.javaScriptEnabled !== false) await context.addInitScript({ content: axe });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  const faults = [];
  page.on('console', m => {
    /* The browser reports every 4xx answer as an error: forms answer 422. */
    if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) faults.push(`console: ${m.text()}`);
  });
  page.on('pageerror', e => faults.push(`page error: ${e.message}`));
  page.on('response', r => { if (r.status() >= 500) faults.push(`${r.status()} ${r.url()}`); });
  page.on('requestfailed', r => {
    if (r.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed ${r.url()} ${r.failure()?.errorText}`);
  });
  const who = { name, context, page, faults, market, viewport, script: options.javaScriptEnabled !== false };
  market.people.push(who);
  return who;
}

export const open = (who, address) => who.page.goto(who.market.url + address);

/* What every page must be: asked wherever a story passes. */
export async function look(who, label) {
  const { page } = who;
  const at = `${label} (${who.name}, ${who.viewport.width})`;
  if (shots) {
    fs.mkdirSync(shots, { recursive: true });
    shot++;
    await page.screenshot({ fullPage: true, path: path.join(shots,
      `${storyName}-${String(shot).padStart(2, '0')}-${label.replace(/[^\p{L}\p{N}-]+/gu, '_')}-${who.viewport.width}.png`) });
  }
  const f = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    h1: document.querySelectorAll('h1').length,
    lang: document.documentElement.lang,
    title: document.title,
    twins: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, a) => a.indexOf(id) !== i),
    braces: /\{\{|\}\}/.test(document.documentElement.outerHTML),
    torn: [...document.querySelectorAll('main p')].filter(e => /flex|grid/.test(getComputedStyle(e).display) && e.children.length &&
      [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => e.textContent.trim().slice(0, 30)),
    out: [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 &&
      !e.closest('.mk-pre, .mk-t, svg, .govuk-visually-hidden') && e.getClientRects().length).slice(0, 3).map(e => `${e.tagName}.${e.className}`),
  }));
  check(`${at}: no sideways scroll`, f.wide <= 0, `${f.wide} px too wide; ${f.out}`);
  same(`${at}: one h1`, f.h1, 1);
  same(`${at}: lang`, f.lang, 'zh-CN');
  check(`${at}: title`, / - 阳光中介超市$/.test(f.title) && f.title.length > 9, f.title);
  check(`${at}: ids are unique`, f.twins.length === 0, f.twins);
  check(`${at}: no sentence is torn into columns`, f.torn.length === 0, f.torn);
  check(`${at}: no template left-overs`, !f.braces);
  if (who.script) await accessible(who, at);
  clean(who, at);
}

/* axe: none of WCAG 2.2 A and AA; best practice is only noted. */
async function accessible(who, at) {
  const found = await who.page.evaluate(async rules => {
    const r = await window.axe.run(document, { runOnly: [...rules, 'best-practice'], resultTypes: ['violations'] });
    return r.violations.map(v => ({ id: v.id, best: v.tags.includes('best-practice'),
      nodes: v.nodes.slice(0, 3).map(n => `${n.target} ${n.failureSummary.split('\n').slice(1, 2)}`) }));
  }, RULES);
  const bad = found.filter(v => !v.best);
  check(`${at}: accessible`, bad.length === 0, JSON.stringify(bad));
  for (const v of found.filter(x => x.best)) {
    if (!bestPractice.has(v.id)) bestPractice.set(v.id, []);
    bestPractice.get(v.id).push(`${at}: ${v.nodes[0]}`);
  }
}

/* Nothing in the console, nothing refused, nothing broken. */
export function clean(who, at) {
  check(`${at}: nothing in the console`, who.faults.length === 0, who.faults.join(' | '));
  who.faults.length = 0;
}

export async function fill(who, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = who.page.locator(`main [name="${name}"]`).first();
    const kind = await field.evaluate(e => e.type);
    if (kind === 'select-one') await field.selectOption(value);
    else if (kind === 'radio') await who.page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (kind === 'checkbox') await field.setChecked(value);
    else if (kind === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
}

/* Presses a button or follows a link of the page's main part. */
export async function press(who, words) {
  const target = who.page.locator('main').locator('button, a').filter({ hasText: words }).first();
  await Promise.all([who.page.waitForEvent('domcontentloaded'), target.click()]);
  await who.page.waitForLoadState('load');
}
export const text = who => who.page.locator('body').innerText();
export const where = who => new URL(who.page.url()).pathname;

export async function login(who, login, password = PASSWORD) {
  await open(who, '/login');
  await fill(who, { login, password });
  await press(who, '登录');
  who.login = login;
  check(`${who.name} is signed in`, where(who) === '/desk', `${where(who)} ${(await text(who)).slice(0, 200)}`);
}

/* Says which best practices a story's pages miss; not a failure. */
export function sayBestPractice() {
  for (const [id, pages] of bestPractice) console.log(`best practice ${id}: ${pages.length} pages, first ${pages[0]}`);
}
