// SPDX-License-Identifier: Apache-2.0
// _opening.mjs: the record of an opening, and what strangers make of its files.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { check, look, open, same } from './_market.mjs';
import { verifies } from './_project.mjs';

const shell = commands => execFileSync('bash', ['-c', commands], { encoding: 'utf8' });

export async function opened(who, code, bids, prices) {
  const { page } = who;
  await open(who, `/projects/${code}/opening`);
  await look(who, 'opening');
  const rows = await page.locator('main table.mk-t tbody tr').evaluateAll(r => r.map(e => e.innerText.replace(/\s+/g, ' ')));
  same('the record has every sealed bid', rows.length, bids.length);
  for (const b of bids) check(`${b.who.name} is in the record with the price`, rows.some(r => r.includes(b.who.party) && r.includes(b.amount)), rows);
  check('what was replaced or withdrawn stays closed', !(await page.content()).includes(prices.replaced) && !(await page.content()).includes(prices.gone));
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
  const tied = bids.filter(b => b.amount === prices.first).sort((a, b) => (hash[a.who.uscc] < hash[b.who.uscc] ? -1 : 1));
  check('both equal bids are in the draw', tied.length === 2 && tied.every(b => hash[b.who.uscc]), JSON.stringify(hash));
  check('of equal bids the smaller hash wins', (await page.locator('.mk-ok').innerText()).includes(tied[0].who.party), tied[0].who.party);
  check('the first row is the winner', rows[0].includes(tied[0].who.party), rows[0]);
  return tied[0];
}

/* ---- a stranger recomputes it ---- */
const tool = (...args) => spawnSync('build/bin/sealbid', args, { encoding: 'utf8' });

export async function verified(market, who, code) {
  const { page } = who;
  await verifies(who, code);
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
