// SPDX-License-Identifier: Apache-2.0
// _people.mjs: entering the market, as an agency or as an owner.
import { DESK, PASSWORD, PHONE, check, fill, look, newUscc, open, person, press, same, text, where, wrongUscc } from './_market.mjs';

/* ---- entering ---- */
export async function enter(market, who, role, party, mobile, code) {
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
  who.login = mobile;
  same('the third screen', where(who), `/join/${role}/confirm`);
  await look(who, `join-${role}-confirm`);
  await press(who, role === 'agency' ? '承诺并入驻' : '承诺并注册');
  check('the promise must be made', await page.locator('#agree-e').isVisible());
  await page.check('#agree');
  await press(who, role === 'agency' ? '承诺并入驻' : '承诺并注册');
  check('one is signed in at the end', await page.locator('.mk-out').count() === 1, where(who));
  await look(who, `join-${role}-done`);
}

export async function agencyEnters(market) {
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
