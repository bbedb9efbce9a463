// SPDX-License-Identifier: Apache-2.0
// _platform.mjs: a market's public side in memory, over HTTP, for tests of the tool: drafts, log, close, openings.
import http from 'node:http';
import { bytes, hex, join, text, unhex } from '../../static/sealbid/bytes.mjs';
import { statuses } from '../../static/sealbid/close.mjs';
import { H, publicKey } from '../../static/sealbid/crypto.mjs';
import { judge } from '../../static/sealbid/envelope.mjs';
import { fileHash, keyOf, parseNote, parseVkey, signers, signText, writeNote } from '../../static/sealbid/note.mjs';
import { readRecord, recordHash, write } from '../../static/sealbid/records.mjs';
import { compute } from '../../static/sealbid/result.mjs';
import { parseRule } from '../../static/sealbid/rule.mjs';
import { blindText, checkpointText, inclusionProof, leafHash, rangeRoot, revealBy, writeProof, writeTiles } from '../../static/sealbid/tlog.mjs';

const HOST = 'm.example';
const RULE = 'sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nfield days int\nquote amount\n' +
  'ceiling-fen 6000000\nfloor-fen 1\nalp-mean-pct 40\nalp-next-pct 30\n';
const now = () => Math.floor(Date.now() / 1000);

/* people: vkeys {buyer, bidders, trustees, witnesses}.  → {url, round(), posts, trust, …, stop()} */
export async function platform({ buyer, bidders, trustees, witnesses }) {
  const log = key('log/1'), op = key('op'), entries = [], files = new Map(), rounds = new Map(), posts = [];
  const cosignatures = new Map();
  const p = { trouble: 0, deaf: false, lie: null, cut: null, extra: [], posts, rounds, entries, files, log, op };
  function key(name) { const seed = H(`platform ${name}`); return { seed, ...keyOf(`${HOST}/${name}`, seed) }; }

  /* ---- the log ---- */
  let head = '';
  function publish() {
    const leaves = entries.map(leafHash);
    writeTiles(entries).forEach((data, path) => files.set(path, data));
    head = checkpointText(log.name, entries.length, rangeRoot(leaves));
    files.set('/log/checkpoint', writeNote(head, [signText(head, log.name, log.seed)]));
    cosignatures.clear();
  }
  function append(entry) { entries.push(typeof entry === 'string' ? bytes(entry) : entry); publish(); return entries.length - 1; }
  const note = (kind, record, who = [op]) => {
    const body = write(kind, record);
    return { body, hash: recordHash(body), file: writeNote(body, who.map(s => signText(body, s.name, s.seed))) };
  };
  const known = witnesses.map(parseVkey);
  function cosigned(body) {
    const n = parseNote(body);
    if (n.text !== head) return 409;
    const by = signers(n, known);
    if (!by.size) return 422;
    for (const k of known) if (by.has(k.vkey)) cosignatures.set(k.vkey, text(body).split('\n').find(l => l.startsWith(`\u2014 ${k.name} `)));
    if (cosignatures.size >= 2) {
      const file = writeNote(head, [signText(head, log.name, log.seed), ...cosignatures.values()]);
      files.set('/log/checkpoint.cosigned', file);
    }
    return 200;
  }

  /* ---- keys, trust ---- */
  for (const [vkey, role] of [[buyer, 'purchaser'], ...bidders.map(b => [b, 'bidder'])]) {
    const body = write('key', { role, vkey, subject: 'x', since: 1, replaces: null });
    p.unsigned ??= [];
    p.unsigned.push({ body, vkey });
  }
  /* The new key's own signature comes from its holder. */
  p.register = (vkey, line) => {
    const { body } = p.unsigned.find(u => u.vkey === vkey);
    append(writeNote(body, [line, signText(body, op.name, op.seed)]));
  };
  p.trust = `log ${log.vkey} https://${HOST}\n${witnesses.map((w, i) => `witness w${i + 1} ${w}\n`).join('')}` +
    `group two 2 ${witnesses.map((w, i) => `w${i + 1}`).join(' ')}\nquorum two\n# platform ${op.vkey}\n${trustees.map(t => `# trustee ${t}\n`).join('')}`;
  files.set('/trust.txt', bytes(p.trust));
  files.set('/log/vkey', bytes(`${log.vkey}\n`));
  append('market/v1 begins\n');

  /* ---- rounds ---- */
  p.round = (id, deadline, change = {}, terms = RULE) => {
    const base = `/p/${id}/`, notice = bytes(`notice of ${id}\n`);
    files.set(`${base}rule.txt`, bytes(terms));
    files.set(`${base}notice.txt`, notice);
    const record = { log: log.name, project: id, purchaser: parseVkey(buyer).name, 'notice-sha256': hex(H(notice)), rule: 'lowest',
      'rule-sha256': hex(H(bytes(terms))), opens: deadline - 1000, deadline, 'selfopen-until': deadline + 100000, 'form-bytes': 1024,
      'max-subs': 250, threshold: 2, trustee: trustees.map((t, i) => [i + 1, parseVkey(t).name, null]), 'attach-pk': null, ...change };
    const r = { id, base, record, terms: recordHash(write('project', record)), lines: [], subs: [], bodies: new Map(), ready: [], opens: new Map(), claims: [], index: [], state: 'draft' };
    rounds.set(id, r);
    draftFile(r);
    return r;
  };
  const draftText = r => write('project', r.record);
  function draftFile(r) {
    const lines = r.lines.length ? `${r.lines.join('\n')}\n` : '';
    files.set(`${r.base}draft.note`, bytes(`${draftText(r)}\n${lines}`));
  }
  function put(r, name, kind, file) {
    const leaf = append(file);
    files.set(r.base + name, file);
    r.index.push(`leaf ${leaf} ${kind} p/${r.id}/${name}`);
    files.set(`${r.base}index.txt`, bytes(`${r.index.join('\n')}\n`));
    return leaf;
  }
  function offer(r, body) {
    const n = readRecord(body, 'offer'), t = r.record.trustee[n.r.trustee - 1];
    if (!t || !signers(n, trustees.map(parseVkey)).has(trustees[n.r.trustee - 1])) return 'signature';
    if (n.r.terms !== r.terms) return 'key';
    if (t[2] && t[2] !== n.r.pk) return 'double';
    t[2] = n.r.pk;
    draftFile(r);
    return null;
  }
  function sign(r, body) {
    const line = text(body).trimEnd(), file = writeNote(draftText(r), [line]);
    const by = signers(parseNote(file), [...trustees, buyer].map(parseVkey));
    if (r.record.trustee.some(t => !t[2])) return 'early';
    if (!by.size) return 'signature';
    if (r.lines.includes(line)) return 'double';
    r.lines.push(line);
    draftFile(r);
    if (r.lines.length === trustees.length + 1) {
      const body2 = draftText(r), file2 = writeNote(body2, [...r.lines, signText(body2, op.name, op.seed)]);
      r.policy = recordHash(body2);
      r.leaf = put(r, 'project.note', 'project', file2);
      r.state = 'registered';
    }
    return null;
  }
  function submit(r, body, claim) {
    const kind = ['envelope', 'withdraw'].find(k => { try { readRecord(body, k); return true; } catch { return false; } });
    if (!kind) return { code: 'grammar' };
    const n = readRecord(body, kind), hash = fileHash(body), old = r.subs.find(s => s.hash === hash);
    if (old) return { receipt: old.receipt };
    if (n.r.policy !== r.policy) return { code: 'policy' };
    if (r.state !== 'registered' || (!claim && now() >= r.record.deadline)) return { code: 'late' };
    if (!signers(n, bidders.map(parseVkey)).size) return { code: 'signature' };
    const nonce = H(`nonce ${entries.length}`), day = revealBy(r.record.deadline);
    const leaf = append(blindText(nonce, unhex(hash), day));
    const leaves = entries.map(leafHash);
    const receipt = writeProof(leaf, inclusionProof(leaves, leaf), join(nonce, unhex(hash), bytes(day)), files.get('/log/checkpoint'));
    r.subs.push({ leaf, hash, nonce: hex(nonce), bidder: n.r.bidder, seq: n.r.seq, what: kind, receipt });
    r.bodies.set(hash, body);
    return { receipt };
  }
  function claim(r, body) {
    const s = text(body), cut = s.indexOf('\n', s.indexOf('\n\n') + 2) + 1;
    const c = readRecord(bytes(s.slice(0, cut)), 'claim'), file = bytes(s.slice(cut));
    const i = trustees.findIndex(t => { try { return signers(c, [parseVkey(t)]).size; } catch { return false; } });
    if (i < 0 || c.r.file !== fileHash(file)) return 'key';
    const { code } = submit(r, file, true);
    if (code) return code;
    r.claims.push([c.r.file, i + 1, c.r.time]);
    return null;
  }
  function close(r) {
    const all = statuses(r.subs);
    const c = note('close', { policy: r.policy, project: r.id, deadline: r.record.deadline, count: all.length,
      sub: all.map(s => [s.leaf, s.hash, s.nonce, s.bidder, s.seq, s.what, s.status]), claim: r.claims, more: [] });
    r.close = c;
    r.closeLeaf = put(r, 'close.note', 'close', c.file);
    all.filter(s => s.status === 'active').forEach(s => files.set(`${r.base}${s.hash}.note`, r.bodies.get(s.hash)));
    r.state = 'closed';
  }
  function open(r, body) {
    if (r.state !== 'closed' && r.state !== 'opened') return 'early';
    const n = readRecord(body, 'open'), t = r.record.trustee[n.r.trustee - 1];
    if (!t || !signers(n, [parseVkey(trustees[n.r.trustee - 1])]).size || hex(publicKey(unhex(n.r.sk))) !== t[2] ||
      n.r.close[1] !== r.close.hash || Number(n.r.close[0]) !== r.closeLeaf) return 'key';
    if (r.opens.has(n.r.trustee)) return 'double';
    r.opens.set(n.r.trustee, { sk: n.r.sk, at: now() });
    put(r, `open-${n.r.trustee}.note`, 'open', body);
    if (r.opens.size === 2) result(r);
    return null;
  }
  function result(r) {
    const rule = parseRule(bytes(RULE)), keys = new Map([...r.opens].map(([i, o]) => [i, unhex(o.sk)]));
    const envelopes = statuses(r.subs).filter(s => s.status === 'active').map(s => ({ ...s, contributor: false,
      verdict: judge(r.bodies.get(s.hash), { project: r.record, policy: r.policy, rule, sub: s, keys, contributor: false }) }));
    r.result = compute({ policy: r.policy, project: r.record, close: r.close.hash, rule, envelopes, inputs: [] });
    put(r, 'result.note', 'result', writeNote(r.result.text, [signText(r.result.text, op.name, op.seed)]));
  }
  const clock = setInterval(() => rounds.forEach(r => { if (r.state === 'registered' && now() >= r.record.deadline + 1) close(r); }), 200);

  /* ---- HTTP ---- */
  function indexFile() {
    const lines = [...p.extra];
    rounds.forEach(r => {
      if (r.state === 'draft') lines.push(`draft ${r.id}`);
      if (r.state === 'closed' && r.opens.size < trustees.length) lines.push(`close ${r.id}`);
    });
    return bytes(`${lines.join('\n')}\n`);
  }
  const STATUS = { grammar: 422, policy: 422, early: 409, late: 409, signature: 422, key: 422, double: 409 };
  function refuse(res, r, body, code) {
    const n = note('refusal', { policy: r?.policy ?? null, file: fileHash(body), time: now(), reason: code });
    res.writeHead(STATUS[code]).end(n.file);
  }
  function take(what, r, body) {
    if (what === 'ready') { r.ready.push(readRecord(body, 'ready').r.trustee); return null; }
    return { offer, sign, claim, open }[what](r, body);
  }
  function post(req, res, body) {
    const m = /^\/p\/(.+)\/(offer|ready|claim|open|sign|submit)$/.exec(req.url), r = m && rounds.get(m[1]);
    posts.push({ url: req.url, at: Date.now(), what: m?.[2] ?? 'cosignature', id: m?.[1], body: text(body) });
    if (req.url === '/log/cosignature') return res.writeHead(cosigned(body)).end();
    if (!r) return res.writeHead(404).end();
    if (m[2] === 'submit') {
      if (p.deaf) return req.socket.destroy();
      if (req.headers.authorization !== 'Bearer let-me') return res.writeHead(401).end('who?');
      const { code, receipt } = submit(r, body, false);
      return code ? refuse(res, r, body, code) : res.writeHead(200).end(p.lie ? p.lie(receipt) : receipt);
    }
    /* The post is lost on the way, or its answer. */
    if (p.cut && p.cut(m[2], r, body, false)) return req.socket.destroy();
    const code = take(m[2], r, body);
    if (p.cut && p.cut(m[2], r, body, true)) return req.socket.destroy();
    return code ? refuse(res, r, body, code) : res.writeHead(200).end('ok');
  }
  const server = http.createServer((req, res) => {
    const parts = [];
    req.on('data', d => parts.push(d));
    req.on('error', () => {});
    req.on('end', () => {
      const body = new Uint8Array(Buffer.concat(parts));
      try {
        if (p.trouble > 0) { p.trouble--; res.writeHead(503).end('busy'); return; }
        if (req.method === 'POST') { post(req, res, body); return; }
        const file = req.url === '/trustee/index.txt' ? indexFile() : files.get(req.url);
        if (file) res.writeHead(200).end(file); else res.writeHead(404).end('no such page');
      } catch (e) {
        if (process.env.V) console.log(e);
        refuse(res, null, body, 'grammar');
      }
    });
  });
  await new Promise(done => { server.listen(0, '127.0.0.1', done); });
  p.url = `http://127.0.0.1:${server.address().port}`;
  p.stop = () => { clearInterval(clock); server.closeAllConnections(); server.close(); };
  return p;
}
