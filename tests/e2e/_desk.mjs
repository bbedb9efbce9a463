// SPDX-License-Identifier: Apache-2.0
// _desk.mjs: an agency's own papers and messages.
import { check, fill, look, open, press, same, text, where } from './_market.mjs';
import { status } from './_project.mjs';

export async function scans(agency, operator, stranger) {
  const { page } = agency;
  await open(agency, '/desk/qualifications/new');
  const scan = { name: '水土保持监测证书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
  await fill(agency, { type: '水土保持监测单位水平评价证书', grade: await page.locator('#grade option').nth(1).getAttribute('value'), cert_no: '', issuer: '中国水土保持学会',
    valid_from: '2025-01-01', scan });
  await press(agency, '保存');
  check('what is missing is said at the field', await page.locator('#cert_no-e').count() === 1);
  check('the scan need not be chosen again', (await text(agency)).includes('已上传：水土保持监测证书.pdf'));
  await look(agency, 'qualification-wrong');
  await fill(agency, { cert_no: 'SBJC-2025-0126' });
  await press(agency, '保存');
  await open(agency, '/desk/qualifications');
  check('it is there at once', (await text(agency)).includes('水土保持监测单位水平评价证书'));
  await look(agency, 'qualifications');
  const file = await page.locator('main a[href^="/files/"]').first().getAttribute('href').catch(() => null) ??
    (await page.locator('main a', { hasText: '修改' }).first().click(), await page.waitForLoadState('load'),
    await page.locator('main a[href^="/files/"]').first().getAttribute('href'));
  same('its owner gets the scan back', await status(agency, file), 200);
  check('others do not', ![200].includes(await status(stranger, file)));
  await open(operator, '/desk/checks');
  check('the operator finds it to check', (await text(operator)).includes('SBJC-2025-0126'));
  await look(operator, 'checks');
  same('and reads the scan', await status(operator, file), 200);
}

export async function reads(agency) {
  const { page } = agency;
  await open(agency, '/desk');
  check('the desk counts what is unread', /消息（\d+ 条未读）/.test(await text(agency)));
  await press(agency, '消息');
  await look(agency, 'messages');
  const unread = () => page.locator('main .mk-tag', { hasText: '未读' }).count();
  const before = await unread();
  await press(agency, '标为已读');
  check('one is read', await unread() < before, `${before} → ${await unread()}`);
  if (await page.getByRole('button', { name: '全部标为已读' }).count()) await press(agency, '全部标为已读');
  same('all are read', await unread(), 0);
  await page.locator('main li a').first().click();
  await page.waitForLoadState('load');
  check('a message leads to its matter', !where(agency).startsWith('/desk/messages'), where(agency));
}
