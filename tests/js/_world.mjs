// SPDX-License-Identifier: Apache-2.0
// _world.mjs: a whole market in memory, made with our own code: log, keys, envelopes, close, opens, result, award.
import { bytes, hex, unhex, unle } from '../../static/sealbid/bytes.mjs';
import { statuses } from '../../static/sealbid/close.mjs';
import { readInput } from '../../static/sealbid/input.mjs';
import { H, mod, publicKey } from '../../static/sealbid/crypto.mjs';
import { drawSeed } from '../../static/sealbid/draw.mjs';
import { judge, openKey, seal } from '../../static/sealbid/envelope.mjs';
import { cosignText, fileHash, keyOf, signText, WITNESS, writeNote } from '../../static/sealbid/note.mjs';
import { recordHash, write } from '../../static/sealbid/records.mjs';
import { compute } from '../../static/sealbid/result.mjs';
import { parseRule } from '../../static/sealbid/rule.mjs';
import { blindText, checkpointText, inclusionProof, leafHash, rangeRoot, revealBy, writeProof, writeTiles } from '../../static/sealbid/tlog.mjs';

const HOST = 'm.example', NOW = 1767830400;
const seedOf = n => H(`test seed ${n}`);
const RULE = 'sealbid/v1 rule\nrule lowest\nmin-entrants 3\nprice required\nserver allowed\nfield days int\nquote amount\n' +
  'ceiling-fen 6000000\nfloor-fen 1\nalp-mean-pct 40\nalp-next-pct 30\n';

/* options: id, bids [[who, amount|null, {sealer, withdraw}]], rule, n, t, filler, opens [i…], contribute, facts {who: code},
   credit {who: n}, sheets [{who: total}], award(result), stop: close|open|result, spoil: {hook name: fn}, extend, void;
   first: options of bafo's first round, whose policy stands for @ in the rule, in the same log. → {files: Map, id, …} */
export function world(options = {}) {
  const o = { id: 'T-1/1', rule: RULE, n: 3, t: 2, filler: 5, opens: [1, 2], ...options };
  const prior = o.first ? world(o.first) : null, files = prior?.files ?? new Map(), entries = prior?.entries ?? [];
  const index = [], base = `/p/${o.id}/`, spoil = o.spoil ?? {}, people = prior?.people ?? new Map();
  if (prior) o.rule = o.rule.replace('@', prior.policy);
  const key = (name, alg) => {
    if (!people.has(name)) people.set(name, { name, seed: seedOf(name), ...keyOf(name, seedOf(name), alg) });
    return people.get(name);
  };
  const log = key(`${HOST}/log/1`), op = key(`${HOST}/op`), buyer = key(`${HOST}/p/0007`);
  const trustees = Array.from({ length: o.n }, (_, i) => key(`${HOST}/t/t${i + 1}`));
  const witnesses = [1, 2].map(i => key(`w${i}.example/w`, WITNESS));
  const bidder = who => key(`${HOST}/b/91440101MA5C0000${who}`);

  const append = entry => entries.push(entry) - 1;
  const note = (kind, record, signers) => {
    const body = write(kind, spoil[kind] ? spoil[kind](record) : record);
    return { body, hash: recordHash(body), file: writeNote(body, signers.map(s => signText(body, s.name, s.seed))) };
  };
  const publish = (name, kind, n) => {
    const leaf = append(n.file), path = name.replace('@', leaf);
    files.set(base + path, n.file);
    index.push(`leaf ${leaf} ${kind} p/${o.id}/${path}`);
    return leaf;
  };
  const fill = n => { for (let i = 0; i < n; i++) append(bytes(`market/v1 filler ${entries.length}\n`)); };
  const keyRecord = (who, role) => note('key', { role, vkey: who.vkey, subject: '某机构', since: NOW - 9e5, replaces: null }, [who, op]);

  fill(o.filler);
  const registered = prior?.registered ?? new Set();
  /* Keys that are in the log stand beside each round that needs them. */
  for (const l of prior?.index.filter(x => / key /.test(x)) ?? []) {
    const name = l.split('/').pop();
    files.set(base + name, files.get(prior.base + name));
    index.push(l.replace(prior.id, o.id));
  }
  const register = (who, role) => { if (!registered.has(who)) { registered.add(who); publish('key-@.note', 'key', keyRecord(who, role)); } };
  register(buyer, 'purchaser');
  /* A second key of a name: {who: did the old key sign?}; it seals what comes after its first submission. */
  const replaced = new Map();
  function fresh(me, vouched) {
    const seed = seedOf(`${me.name} anew`), next = { name: me.name, seed, ...keyOf(me.name, seed) };
    const n = note('key', { role: 'bidder', vkey: next.vkey, subject: '某机构', since: NOW - 8e5, replaces: me.vkey }, [next, ...(vouched ? [me] : []), op]);
    if (o.hide) append(n.file);
    else publish('key-@.note', 'key', n);
    return next;
  }
  /* The list: e/E1 … as many as are asked for, or [[name, organisation code or -]]. */
  const rule = parseRule(bytes(o.rule)), list = o.list ?? Array.from({ length: rule.evaluators ?? 0 }, (_, i) => [`e/E${i + 1}`, '-']);
  const notice = bytes(`公告\n${list.map(([name, code]) => `evaluator ${name} ${code} 李* 某所\n`).join('')}`);
  files.set(`${base}rule.txt`, bytes(o.rule));
  files.set(`${base}notice.txt`, notice);
  const sk = trustees.map(t => openKey(t.seed, o.id));
  const projectRecord = {
    log: log.name, project: o.id, purchaser: buyer.name, 'notice-sha256': hex(H(notice)), rule: rule.rule,
    'rule-sha256': hex(H(bytes(o.rule))), opens: NOW - 600000, deadline: NOW, 'selfopen-until': NOW + 200000, 'form-bytes': 1024,
    'max-subs': 250, threshold: o.t, trustee: trustees.map((t, i) => [i + 1, t.name, hex(publicKey(sk[i]))]), 'attach-pk': null };
  const project = note('project', projectRecord, [buyer, ...trustees, op]);
  const projectLeaf = publish('project.note', 'project', project), policy = project.hash;
  let deadline = NOW;
  if (o.extend) {
    deadline = NOW + 3600;
    publish('extend-1.note', 'extend', note('extend', { policy, deadline }, [buyer, op, ...trustees.slice(0, o.t)]));
  }

  /* ---- submissions ---- */
  const subs = [], bodies = new Map(), secrets = new Map(), seqs = new Map();
  const bids = o.bids ?? [['10', 4680000], ['28', 4950000], ['36', 4680000], ['44', 5100000]];
  for (const [who, amount, how = {}] of bids) {
    const me = who === 'buyer' ? buyer : /^t\d$/.test(who) ? trustees[Number(who[1]) - 1] : bidder(who);
    if (me !== buyer && !trustees.includes(me)) register(me, 'bidder');
    const seq = (seqs.get(me.name) ?? 0) + 1;
    seqs.set(me.name, seq);
    if (o.replace && who in o.replace && seq === 2 - (o.bids ? 0 : 1)) replaced.set(me, fresh(me, o.replace[who]));
    const signer = how.sealer === 'server' ? op : replaced.get(me) ?? me;
    let file;
    if (how.withdraw) file = note('withdraw', { policy, project: o.id, bidder: me.name, seq }, [signer]).file;
    else {
      const made = seal({ project: projectRecord, policy, rule, bidder: me.name, seq, amount, fields: how.fields ?? (amount ? { days: '30' } : {}),
        sealer: how.sealer ?? 'offline', seed: signer.seed, signAs: signer.name, s: mod(unle(H(`secret ${entries.length}`))) });
      ({ file } = made);
      if (how.break) file = how.break(file, signer);
      secrets.set(fileHash(file), made.secret);
    }
    const nonce = H(`nonce ${entries.length}`), hash = fileHash(file);
    const leaf = append(bytes(blindText(nonce, unhex(hash), revealBy(NOW))));
    bodies.set(hash, file);
    subs.push({ leaf, hash, nonce: hex(nonce), bidder: me.name, seq, what: how.withdraw ? 'withdraw' : 'envelope', me });
    fill(leaf % 3);
  }
  /* What a rule needs beside bids, each file committed by a blind leaf: facts and credit before the close. */
  const commit = (kind, name, lines) => {
    const data = bytes(`sealbid/v1 ${kind}\n${lines}`), nonce = H(`${o.id} ${kind} ${name}`), sha = H(data);
    const leaf = append(bytes(blindText(nonce, sha, revealBy(NOW))));
    files.set(`${base}in/${hex(sha)}`, data);
    return [leaf, hex(sha), hex(nonce), name];
  };
  const each = (table, key) => Object.entries(table).map(([w, x]) => `${key} ${bidder(w).name} ${x}\n`).join('');
  const committed = [];
  if (o.facts) committed.push(['facts', [commit('facts', 'facts', each(o.facts, 'out'))]]);
  if (o.credit) committed.push(['credit', [commit('credit', 'credit', each({ ...o.credit, ...o.spoilt }, 'score'))]]);
  /* A submission that is listed, though its leaf comes behind the close. */
  const held = [];
  if (o.void === 'early') publish('void.note', 'void', note('void', { policy, reason: '另行安排' }, [buyer, op]));

  /* ---- close ---- */
  const all = statuses(subs).map(s => [s.leaf, s.hash, s.nonce, s.bidder, s.seq, s.what, s.status]);
  const more = [];
  for (let at = 200; at < all.length; at += 200) {
    const m = note('more', { policy, part: at / 200 + 1, sub: all.slice(at, at + 200) }, [op]);
    publish(`more-${at / 200 + 1}.note`, 'more', m);
    more.push(m.hash);
  }
  if (o.after) { const s = subs[subs.length - 1]; s.leaf = entries.length + 1; held.push(bytes(blindText(unhex(s.nonce), unhex(s.hash), revealBy(NOW)))); all[all.length - 1][0] = s.leaf; }
  if (o.second) append(note('close', { policy, project: o.id, deadline, count: 0, sub: [], claim: [], more: [] }, [op]).file);
  const close = note('close', { policy, project: o.id, deadline, count: all.length, sub: all.slice(0, 200), claim: [], more }, [op]);
  const active = statuses(subs).filter(s => s.status === 'active');
  let closeLeaf = -1, opensAt = [], result = null, text = null;
  if (o.stop !== 'project') {
    closeLeaf = publish('close.note', 'close', close);
    held.forEach(append);
    statuses(subs).forEach((s, i) => {
      const decides = s.status === 'active' || (s.what === 'withdraw' && s.status === 'withdrawn' && seqs.get(s.bidder) === s.seq);
      if (decides) files.set(`${base}${s.hash}.note`, bodies.get(subs[i].hash));
    });
  }
  if (o.void === 'late') publish('void.note', 'void', note('void', { policy, reason: '另行安排' }, [buyer, op]));
  /* ---- opening ---- */
  const open = () => o.opens.map(i => publish(`open-${i}.note`, 'open', note('open', { policy, project: o.id, close: [closeLeaf, close.hash],
    trustee: i, sk: hex(sk[i - 1]) }, [trustees[i - 1]])));
  const contributors = new Set([buyer, ...trustees].map(x => x.name));
  if (!['project', 'close'].includes(o.stop)) {
    fill(2);
    if (o.fallback) {
      publish('fallback.note', 'fallback', note('fallback', { policy, close: close.hash }, [buyer, trustees[0]]));
      for (const s of active.slice(0, o.fallback)) publish(`selfopen-${s.hash}.note`, 'selfopen',
        note('selfopen', { policy, file: s.hash, s: secrets.get(s.hash) }, [people.get(s.bidder)]));
    } else if (!o.early) opensAt = open();    if (o.stop !== 'open') {
      const keys = new Map(o.opens.map(i => [i, sk[i - 1]]));
      const judged = active.map(s => ({ ...s, contributor: contributors.has(s.bidder), verdict: judge(bodies.get(s.hash), { project: projectRecord, policy,
        rule, sub: s, keys, secret: o.fallback ? unhex(secrets.get(s.hash)) : undefined, contributor: contributors.has(s.bidder) }) }));
      /* By hand: those of the list who are nobody's here, smallest rank hash first. */
      const seed = drawSeed(policy, close.hash, judged.filter(e => e.verdict.valid).map(e => ({ hash: e.hash, salt: e.verdict.salt })));
      const free = list.filter(([, code]) => !judged.some(e => !e.contributor && e.bidder.endsWith(`/${code}`)) && !buyer.name.endsWith(`/${code}`));
      const drawn = free.map(([name]) => [hex(H('sealbid/v1 draw-rank\n', seed, `${name}\n`)), name]).sort().map(x => x[1]);
      const authors = o.authors ? o.authors(drawn) : drawn;
      const strike = () => { if (o.missed) publish('missed-1.note', 'missed', note('missed', { policy, evaluator: o.missed(drawn) }, [o.forged ? buyer : op])); };
      const sheet = (t, i) => commit('sheet', authors[i], `evaluator ${authors[i]}\n` +
        Object.keys(t).map(w => `point ${bidder(w).name} plan 7\n`).join('') + each(t, 'total'));
      let k = 0;
      const reveal = ([kind, item]) => {
        const n = note('input', { policy, kind, item }, [op]);
        publish(`input-${++k}.note`, 'input', n);
        /* What no reader takes is of no effect here either; such a market is to be refuted. */
        if (o.spoilt) return { hash: n.hash, kind, facts: new Map(), scores: new Map(), sheets: [] };
        return { hash: n.hash, ...readInput(kind, item.map(([leaf, sha]) => ({ leaf, data: files.get(`${base}in/${sha}`) }))) };
      };
      const inputs = committed.map(reveal);
      /* All sheets together, or one after the other was seen. */
      if (o.sheets && o.apart) o.sheets.forEach((t, i) => inputs.push(reveal(['sheet', [sheet(t, i)]])));
      else if (o.sheets) {
        /* Who missed is on record before the last sheet, or behind it. */
        const items = o.sheets.map((t, i) => {
          if (i === o.sheets.length - 1 && !o.afterwards) strike();
          return sheet(t, i);
        });
        if (o.afterwards) strike();
        inputs.push(reveal(['sheet', items]));
      }
      result = compute({ policy, project: projectRecord, close: close.hash, rule, envelopes: judged, inputs, first: rule.first === prior?.policy ? prior?.result : null });
      text = o.text ? o.text(result.text) : result.text;
      const n = { body: text, hash: recordHash(text), file: writeNote(text, [signText(text, op.name, op.seed)]) };
      publish('result.note', 'result', n);
      if (o.early) opensAt = open();
      if (o.void === 'last') publish('void.note', 'void', note('void', { policy, reason: '另行安排' }, [buyer, op]));
      const first = result.rank[0];
      const prize = o.award ? o.award(result) : first && { winner: first.name, 'amount-fen': first.amount ?? rule.fixed, reason: '-' };
      if (prize) publish('award.note', 'award', note('award', { policy, ...prize }, [buyer]));
    }
  }

  /* ---- the log's files ---- */
  const leaves = entries.map(leafHash), root = rangeRoot(leaves);
  writeTiles(entries).forEach((data, path) => files.set(path, data));
  const head = checkpointText(log.name, entries.length, root), line = signText(head, log.name, log.seed);
  files.set('/log/checkpoint', writeNote(head, [line]));
  const time = deadline + (o.late ? 500 : 20);
  const cos = witnesses.map(w => cosignText(head, w.name, w.seed, time));
  if (!o.unwitnessed) files.set('/log/checkpoint.cosigned', writeNote(head, [line, ...cos]));
  if (closeLeaf >= 0 && !o.unwitnessed) files.set(`/receipt/${fileHash(close.file)}.cosigned.tlog-proof`,
    writeProof(closeLeaf, inclusionProof(leaves, closeLeaf), null, writeNote(head, [line, ...cos])));
  files.set('/log/vkey', bytes(`${log.vkey}\n`));
  files.set('/trust.txt', bytes(`log ${log.vkey} https://${HOST}\n${witnesses.map((w, i) => `witness w${i + 1} ${w.vkey}\n`).join('')}` +
    `group both all w1 w2\nquorum both\n# platform ${op.vkey}\n${trustees.map(t => `# trustee ${t.vkey}\n`).join('')}`));
  files.set(`${base}index.txt`, bytes(`${index.join('\n')}\n`));
  return { files, id: o.id, base, entries, projectLeaf, closeLeaf, opensAt, subs, result, text, people, secrets, policy, registered, index };
}
export const getter = files => async path => files.get(path) ?? null;
