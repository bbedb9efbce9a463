// SPDX-License-Identifier: Apache-2.0
// pages.mjs: every public page on a phone and on a desk, its weight, and the
// headers and cookies of every kind of answer.
import fs from 'node:fs';
import http from 'node:http';
import zlib from 'node:zlib';
import { DESK, PHONE, check, clean, login, look, open, person, same, sayBestPractice, story, table, uscc } from './_market.mjs';

const HEADERS = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'; base-uri 'none'/,
  'x-content-type-options': /^nosniff$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};

/* A raw question: the browser would hide much of the answer. */
const ask = (url, options = {}, body) => new Promise((resolve, reject) => {
  const q = http.request(url, options, r => {
    const parts = [];
    r.on('data', d => parts.push(d));
    r.on('end', () => resolve({ status: r.statusCode, headers: r.headers, raw: r.rawHeaders, body: Buffer.concat(parts) }));
  });
  q.on('error', reject);
  q.end(body);
});

async function addresses(market, who) {
  const first = async (list, pattern) => {
    await open(who, list);
    const all = await who.page.locator('main a').evaluateAll(a => a.map(e => new URL(e.href).pathname));
    return all.find(p => pattern.test(p));
  };
  const agency = table('agencies')[0], owner = table('owners')[0];
  const pages = {
    home: '/', 'search-empty': '/search', search: `/search?q=${encodeURIComponent('环境')}`,
    'search-none': `/search?q=${encodeURIComponent('没有这样的词语')}`,
    projects: '/projects', 'projects-filtered': '/projects?state=published', services: '/services', agencies: '/agencies', notices: '/notices',
    help: '/help', privacy: '/privacy', accessibility: '/accessibility', sitemap: '/sitemap', join: '/join',
    'join-agency': '/join/agency', 'join-owner': '/join/owner', login: '/login', 'not-found': '/no-such-page',
    agency: `/agencies/${uscc(agency.first17)}`, owner: `/owners/${uscc(owner.first17)}`,
    service: await first('/services', /^\/services\/./), notice: await first('/notices', /^\/notices\/./),
  };
  for (const state of await states(who)) {
    const project = await first(`/projects?state=${state}`, /^\/projects\/./);
    if (!project) continue;
    pages[`project-${state}`] = project;
    await open(who, project);
    const opening = await who.page.locator('main a[href$="/opening"]').first().getAttribute('href').catch(() => null);
    if (opening) pages[`opening-${state}`] = opening;
  }
  return pages;
}

async function states(who) {
  await open(who, '/projects');
  return who.page.locator('#state option').evaluateAll(o => o.map(e => e.value).filter(Boolean));
}

async function weights(market, pages) {
  for (const [name, address] of Object.entries(pages)) {
    const { body, headers } = await ask(market.url + address, { headers: { 'accept-encoding': 'gzip' } });
    const size = headers['content-encoding'] === 'gzip' ? body.length : zlib.gzipSync(body).length;
    check(`${name}: HTML of at most 25 kB`, size <= 25000, size);
  }
  const html = (await ask(market.url + '/')).body.toString();
  const files = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(m => m[1]);
  const sum = { css: 0, js: 0 };
  for (const file of files) {
    const { status, headers, body } = await ask(market.url + file, { headers: { 'accept-encoding': 'gzip' } });
    same(`${file} is there`, status, 200);
    same(`${file} is kept for ever`, headers['cache-control'], 'public, max-age=31536000, immutable');
    const kind = file.split('.').pop();
    if (kind in sum) {
      same(`${file} is compressed`, headers['content-encoding'], 'gzip');
      sum[kind] += body.length;
    }
  }
  check('CSS of at most 28 kB', sum.css > 0 && sum.css <= 28000, sum.css);
  check('JS of at most 20 kB', sum.js > 0 && sum.js <= 20000, sum.js);
  console.log(`weights: CSS ${sum.css}, JS ${sum.js}`);
}

async function answers(market) {
  const { url } = market;
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url } };
  const home = await ask(`${url}/projects`);
  const etag = home.headers.etag;
  check('a public page has an ETag', etag, JSON.stringify(home.headers));
  const kinds = {
    200: await ask(`${url}/`),
    303: await ask(`${url}/desk`),
    304: await ask(`${url}/projects`, { headers: { 'if-none-match': etag ?? '', cookie: (home.headers['set-cookie'] ?? []).map(c => c.split(';')[0]).join('; ') } }),
    400: await ask(`${url}/%00`),
    403: await ask(`${url}/login`, { ...form, headers: { ...form.headers, origin: 'http://evil.example' } }, 'login=a&password=b'),
    404: await ask(`${url}/no-such-page`),
    405: await ask(`${url}/`, { method: 'DELETE' }),
    413: await ask(`${url}/login`, form, `login=${'a'.repeat(200000)}`),
  };
  kinds['413 of nginx'] = await ask(`${url}/login`, form, `login=${'a'.repeat(300000)}`);
  kinds['404 of static'] = await ask(`${url}/static/none.css`);
  kinds['405 of a route'] = await ask(`${url}/logout`);
  kinds['404 of a project'] = await ask(`${url}/projects/none`);
  for (const [want, { status, headers }] of Object.entries(kinds)) {
    same(`the answer is ${want}`, status, parseInt(want, 10));
    for (const [name, pattern] of Object.entries(HEADERS))
      check(`${want} carries ${name}`, pattern.test(headers[name] ?? ''), headers[name]);
    check(`${want} does not say the server's version`, !/\d/.test(headers.server ?? ''), headers.server);
    check(`${want} has no x-powered-by`, !headers['x-powered-by']);
  }
  same('a 405 says what is allowed', kinds['405 of a route'].headers.allow, 'POST');
  for (const want of [400, 403, 404, 405, 413, '404 of a project', '404 of static', '405 of a route', '413 of nginx'])
    check(`${want} is a page in Chinese`, /lang="zh-CN"/.test(kinds[want].body.toString()), kinds[want].body.toString().slice(0, 150));
}

/* Cookies: for this host only, out of reach of scripts and of other sites. */
async function cookies(market) {
  const { raw } = await ask(`${market.url}/login`);
  const set = raw.filter((v, i) => i % 2 && /^set-cookie$/i.test(raw[i - 1]));
  check('the login page sets a cookie', set.length > 0);
  const who = await person(market, 'agency', PHONE);
  const seen = [];
  who.page.on('response', async r => seen.push(...(await r.headersArray()).filter(h => /^set-cookie$/i.test(h.name)).map(h => h.value)));
  await login(who, table('agencies')[1].mobile);
  await who.page.waitForTimeout(200);
  for (const c of [...set, ...seen.flatMap(v => v.split('\n'))]) {
    const name = c.split('=')[0];
    check(`cookie ${name}: HttpOnly`, /;\s*HttpOnly/i.test(c), c);
    check(`cookie ${name}: SameSite`, /;\s*SameSite=(Lax|Strict)/i.test(c), c);
    check(`cookie ${name}: Path=/`, /;\s*Path=\/(;|$)/i.test(c), c);
    check(`cookie ${name}: no Domain`, !/;\s*Domain=/i.test(c), c);
  }
  const session = await who.context.cookies();
  check('a session cookie is there', session.length > 0);
  const { headers } = await ask(`${market.url}/desk`, { headers: { cookie: session.map(c => `${c.name}=${c.value}`).join('; ') } });
  check('a page of one person is not stored', /no-store|private/.test(headers['cache-control'] ?? ''), headers['cache-control']);
  await who.context.close();
}

async function elder(who) {
  await open(who, '/projects');
  const size = () => who.page.locator('main h1').evaluate(e => parseFloat(getComputedStyle(e.ownerDocument.body).fontSize));
  const plain = await size();
  await who.page.getByRole('link', { name: '长者模式' }).click();
  await who.page.waitForURL('**/projects');
  check('elder mode stays on the page', new URL(who.page.url()).pathname === '/projects', who.page.url());
  check('elder mode is bigger', await size() > plain, `${plain} → ${await size()}`);
  await look(who, 'elder-projects');
  for (const address of ['/', '/login', '/agencies']) {
    await open(who, address);
    await look(who, `elder${address.replace('/', '-')}`);
  }
  await who.page.getByRole('link', { name: '标准字号' }).click();
  await who.page.waitForLoadState('load');
  same('and back', await size(), plain);
}

async function keyboard(who) {
  await open(who, '/projects');
  await who.page.keyboard.press('Tab');
  const on = () => who.page.evaluate(() => {
    const e = document.activeElement, r = e.getBoundingClientRect();
    return { text: e.textContent.trim(), seen: r.width > 1 && r.height > 1 && r.top >= 0 && r.left >= 0 };
  });
  const first = await on();
  same('the first Tab reaches the skip link', first.text, '跳到正文');
  check('the skip link is seen', first.seen);
  await who.page.keyboard.press('Enter');
  await who.page.keyboard.press('Tab');
  check('after the skip the focus is in the main part', await who.page.evaluate(() => Boolean(document.activeElement.closest('main'))));
}

await story('pages', async market => {
  const stranger = await person(market, 'stranger', DESK);
  const pages = await addresses(market, stranger);
  clean(stranger, 'addresses');
  check('there are projects of most states', Object.keys(pages).filter(n => n.startsWith('project-')).length >= 4, Object.keys(pages));
  const phone = await person(market, 'stranger', PHONE);
  for (const who of [phone, stranger])
    for (const [name, address] of Object.entries(pages)) {
      check(`${name} has an address`, address);
      await open(who, address);
      await look(who, name);
    }
  await keyboard(stranger);
  await elder(phone);
  await weights(market, pages);
  await answers(market);
  await cookies(market);
  check('run.sh keeps its logs in the state folder', fs.existsSync(`${market.state}/logs/market.log`));
  sayBestPractice();
});
