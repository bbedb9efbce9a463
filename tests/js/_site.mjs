// SPDX-License-Identifier: Apache-2.0
// _site.mjs: a small market over HTTP for the page scripts: our templates, the real headers, one made-up round.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { bytes, hex, join, text, unhex } from '../../static/sealbid/bytes.mjs';
import { H } from '../../static/sealbid/crypto.mjs';
import { fileHash, keyOf, signText, writeNote } from '../../static/sealbid/note.mjs';
import { write } from '../../static/sealbid/records.mjs';
import { blindText, checkpointText, inclusionProof, leafHash, rangeRoot, writeProof } from '../../static/sealbid/tlog.mjs';
import { world } from './_world.mjs';

const csp = /Content-Security-Policy "([^"]+)"/.exec(fs.readFileSync('nginx.conf', 'utf8'))[1];

/* Enough of ctemplate for a page: partials, variables, sections that are on where their value is. */
export function render(file, values) {
  const load = name => fs.readFileSync(`views/${name}`, 'utf8').replace(/^\{\{%.*\n/, '')
    .replace(/\{\{>([\w.]+)\}\}/g, (_, part) => load(part));
  const section = s => s.replace(/\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\1\}\}/g, (_, name, inner) =>
    (Array.isArray(values[name]) ? values[name].map(v => fill(section(inner), { ...values, ...v })).join('') : values[name] ? section(inner) : ''));
  const fill = (s, v) => s.replace(/\{\{(\w+)(:\w+)?\}\}/g, (_, name) => String(v[name] ?? ''));
  return fill(section(load(file)), values);
}
export const page = (body, script) => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>测试 - 阳光中介超市</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/static/x/govuk.css"><link rel="stylesheet" href="/static/x/market.css">
<script src="/static/x/market.js" defer></script></head><body class="govuk-template__body"><main class="mk-wrap" id="main"><h1>测试</h1>${body}</main>
${script ? `<script src="/static/x/${script}.js" defer></script>` : ''}</body></html>`;

export async function site() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'market-js-'));
  execFileSync('node', ['static/build.mjs', path.join(out, 'x')]);
  const s = { routes: {}, posted: [], mode: 'ok', accepted: new Map(), registered: new Map(), password: 'sun', out,
    w: world({ stop: 'project', bids: [] }) };
  const { people, entries } = s.w, log = people.get('m.example/log/1'), op = people.get('m.example/op');

  const note = (kind, r, who) => { const b = write(kind, r); return writeNote(b, who.map(k => signText(b, k.name, k.seed))); };
  const receipt = (leaf, extra) => {
    const leaves = entries.map(leafHash), head = checkpointText(log.name, leaves.length, rangeRoot(leaves));
    return writeProof(leaf, inclusionProof(leaves, leaf), extra, writeNote(head, [signText(head, log.name, log.seed)]));
  };
  s.refusal = (file, reason) => note('refusal', { policy: s.w.policy, file: fileHash(file), time: 1767830401, reason }, [op]);
  function take(file) {
    const hash = fileHash(file);
    if (!s.accepted.has(hash)) {
      const nonce = H(`nonce ${entries.length}`), day = '2026-02-28', leaf = entries.push(bytes(blindText(nonce, unhex(hash), day))) - 1;
      s.accepted.set(hash, receipt(leaf, join(nonce, unhex(hash), day)));
    }
    return s.accepted.get(hash);
  }
  const reply = (res, status, body, type = 'text/plain; charset=utf-8') => {
    res.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': csp, 'X-Content-Type-Options': 'nosniff' });
    res.end(body);
  };
  const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

  const server = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const body = new Uint8Array(Buffer.concat(chunks)), url = new URL(req.url, 'http://x'), p = url.pathname;
    if (req.method === 'POST') s.posted.push({ path: req.url, body: Buffer.from(body).toString('latin1') });
    if (s.routes[p]) return s.routes[p](req, body, (status, b, type) => reply(res, status, b, type));
    if (p.startsWith('/static/x/')) {
      const f = path.join(out, 'x', path.basename(p));
      return fs.existsSync(f) ? reply(res, 200, fs.readFileSync(f), TYPES[path.extname(f)]) : reply(res, 404, '');
    }
    if (p === '/desk/keys/draft') {
      const vkey = url.searchParams.get('vkey'), name = vkey.split('+')[0];
      return reply(res, 200, write('key', { role: name.includes('/p/') ? 'purchaser' : 'bidder', vkey, subject: '某机构', since: 1767000000,
        replaces: s.registered.get(name) ?? null }));
    }
    if (p === '/desk/keys') {
      const f = new URLSearchParams(text(body));
      if (f.get('password') !== s.password) return reply(res, 403, 'reauth\n');
      s.registered.set(f.get('vkey').split('+')[0], f.get('vkey'));
      s.lastKey = f.get('note');
      return reply(res, 200, 'ok\n');
    }
    if (p.endsWith('/submit')) {
      if (s.mode === 'dead') return req.socket.destroy();
      if (s.mode === 'fault') return reply(res, 500, 'x');
      if (s.mode === 'lie') { const r = take(body).slice(); r[40] ^= 1; return reply(res, 200, r); }
      if (s.mode !== 'ok') return reply(res, 409, s.refusal(body, s.mode));
      return reply(res, 200, take(body));
    }
    const file = (s.files ?? s.w.files).get(p);
    return file ? reply(res, 200, file) : reply(res, 404, '');
  });
  await new Promise(r => server.listen(0, '127.0.0.1', r));
  s.url = `http://127.0.0.1:${server.address().port}`;
  s.keyOf = keyOf;
  s.hex = hex;
  s.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  s.end = async () => {
    await s.browser.close().catch(() => {});
    server.closeAllConnections?.();
    server.close();
    fs.rmSync(out, { recursive: true, force: true });
  };
  return s;
}
