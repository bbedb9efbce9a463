// SPDX-License-Identifier: Apache-2.0
// build.mjs DIR: what browsers load, made from static/ and the npm packages.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { buildSync } from 'esbuild';

const out = process.argv[2];
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

/* govuk-frontend's CSS without its font, its crest and its scale (ux.md 2). */
const scale = [
  ['1.1875rem', '1.3157894737', 'var(--mk-text)', '1.7'],
  ['1.1875rem', '1.25', 'var(--mk-text)', '1.5'],
  ['1.1875rem', '1', 'var(--mk-text)', '1.25'],
  ['1.3125rem', '1.1904761905', '1.125rem', '1.5'],
  ['1.5rem', '1.25', '1.25rem', '1.45'],
  ['1.6875rem', '1.1111111111', '1.375rem', '1.4'],
  ['2rem', '1.09375', '1.5rem', '1.35'],
  ['2.25rem', '1.1111111111', '1.75rem', '1.35'],
  ['3rem', '1.0416666667', '2rem', '1.3'],
  ['1rem', '1.25', '.875rem', '1.6'],
];
let govuk = fs.readFileSync('node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css', 'utf8')
  .replace(/@font-face\{[^}]*\}/g, '')
  .replace(/\/\*![^*]*\*\//g, '')
  .replace(/GDS Transport,arial,sans-serif/g, 'var(--mk-font)')
  .replace(/[^{}]*\{[^{}]*govuk-crest[^{}]*\}/g, '')
  .replace(/font-weight:700/g, 'font-weight:600');
for (const [s, l, s2, l2] of scale)
  for (const end of ['', '!important'])
    govuk = govuk.replaceAll(`font-size:${s}${end};line-height:${l}${end}`, `font-size:${s2}${end};line-height:${l2}${end}`);
if (/GDS|url\(/.test(govuk)) throw new Error('govuk.css: a font or an image is left over');
fs.writeFileSync(path.join(out, 'govuk.css'), govuk);

buildSync({ entryPoints: ['static/market.css'], outfile: path.join(out, 'market.css'), minify: true, charset: 'utf8' });
for (const name of ['market', 'seal', 'verify', 'explain', 'inspect', 'sign', 'contract'])
  buildSync({ entryPoints: [`static/${name}.mjs`], outfile: path.join(out, `${name}.js`), bundle: true, minify: true,
    format: 'iife', target: 'es2020', charset: 'utf8', legalComments: 'none' });
/* nginx answers with these under any address: they name the release they belong to. */
for (const name of ['favicon.svg', 'down.html', 'busy.html', 'large.html', 'bad.html'])
  fs.writeFileSync(path.join(out, name), fs.readFileSync(`static/${name}`, 'utf8').replaceAll('@RELEASE@', path.basename(out)));
for (const name of fs.readdirSync(out))
  fs.writeFileSync(path.join(out, name + '.gz'), zlib.gzipSync(fs.readFileSync(path.join(out, name)), { level: 9 }));
