import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';

const PASSWORD = 'winter road 2020', SECRET = 'a secret of the city';
const A = '2020-230102-48-01-000001';
let server, smtp, hook, office;

// A city's own messenger: keeps what arrives, answers as told.
async function startHook() {
  const hook = { requests: [], answers: [] };
  const listener = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => { body += bytes; });
    request.on('end', () => {
      const status = hook.answers.shift() ?? 204;
      hook.requests.push({ headers: request.headers, body, status, path: request.url });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  hook.port = listener.address().port;
  hook.stop = () => new Promise((done) => { listener.closeAllConnections(); listener.close(done); });
  hook.arrived = (count) => until(() => hook.requests.length >= count, `${count} requests of the webhook`);
  return hook;
}

async function until(holds, what, seconds = 20) {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > seconds * 1000) throw new Error(`did not come: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const configure = (text) => appendFileSync(join(server.data, 'kaigong.conf'), text);

before(async () => {
  smtp = await startSmtp();
  hook = await startHook();
  server = await startServer();
  await server.halt();
  configure(`mail_server = smtp://127.0.0.1:${smtp.port}\nmail_from = kaigong@city.example\nmail_tls = off\n` +
    `webhook_url = http://127.0.0.1:${hook.port}/messages\nwebhook_secret = ${SECRET}\nnotice_pause_seconds = 1\n`);
  for (const [name, role] of [['office', 'coordinator'], ['fuwu', 'officer'], ['other', 'officer'], ['third', 'officer'], ['keeper', 'security']]) server.addUser(name, role, PASSWORD);
  await server.start();
  office = await server.signedIn('office', PASSWORD);
  const made = await office.request('POST', '/api/v1/projects', { json: {
    programme: '百大', year: 2020, code: A, name: '道里区一号路', division: '230102', sector: 'E', total_wan: 10, planned_start: '2020-05-06',
  } });
  assert.equal(made.status, 201, made.text);
});
after(async () => {
  assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log);
  await smtp.stop();
  await hook.stop();
});

const assign = async (person, more = {}) => {
  const answer = await office.request('POST', '/api/v1/authorities', { json: { person, project: A, ...more } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
};
const release = async (id) => assert.equal((await office.request('DELETE', `/api/v1/authorities/${id}`)).status, 204);
const tell = (client, json) => client.request('PUT', '/api/v1/notice-setting', { json });
// The hour of the city now, and one that has not come today (or, late in the evening, none).
const hourNow = () => Math.floor((Date.now() / 3600000 + 8) % 24);

test('a notice stands on the page of its reader in both languages, unread until it is read', async () => {
  const fuwu = await server.signedIn('fuwu', PASSWORD), other = await server.signedIn('other', PASSWORD);
  await assign('fuwu', { until: '2020-12-31' });
  const list = (await fuwu.get('/api/v1/notices')).json;
  assert.equal(list.unread, 1);
  assert.equal(list.next, null);
  const { id, created_at, ...notice } = list.items[0];
  assert.ok(Math.abs(Date.now() - Date.parse(created_at)) < 60_000);
  assert.deepEqual(notice, {
    kind: 'assigned', urgent: true, subject: `project:${A}`, day: '2020-12-31', read: false,
    text_zh: '交给您办理：道里区一号路，期限 2020-12-31', text_en: 'Assigned to you: 道里区一号路, until 2020-12-31',
  });
  assert.deepEqual((await other.get('/api/v1/notices')).json, { items: [], unread: 0, next: null });
  assert.equal((await other.request('POST', '/api/v1/notices/read', { json: { id } })).status, 204);
  assert.equal((await fuwu.get('/api/v1/notices')).json.unread, 1, 'another reader does not read it');
  assert.equal((await fuwu.request('POST', '/api/v1/notices/read', { json: { id } })).status, 204);
  const read = (await fuwu.get('/api/v1/notices')).json;
  assert.deepEqual([read.unread, read.items[0].read], [0, true]);
  assert.deepEqual((await fuwu.get('/api/v1/notices?unread=1')).json.items, []);
});

test('pages of notices follow each other without a gap, and all before one are read at once', async () => {
  const third = await server.signedIn('third', PASSWORD);
  for (let i = 0; i < 5; i++) await assign('third');
  const ids = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await third.get(`/api/v1/notices?limit=2${cursor && `&cursor=${cursor}`}`)).json;
    ids.push(...page.items.map((row) => row.id));
    cursor = page.next;
  }
  assert.equal(new Set(ids).size, 5);
  assert.deepEqual(ids, [...ids].sort((a, b) => b - a));
  await third.request('POST', '/api/v1/notices/read', { json: { up_to: ids[1] } });
  assert.equal((await third.get('/api/v1/notices')).json.unread, 1);
});

test('an open page of the reader hears of a notice, and no other page does', async () => {
  const heard = {};
  for (const name of ['fuwu', 'other']) {
    const client = await server.signedIn(name, PASSWORD), stop = new AbortController();
    const answer = await fetch(`${server.url}/api/v1/stream`, { headers: { cookie: client.cookie }, signal: stop.signal });
    heard[name] = { text: '', stop };
    (async () => { for await (const bytes of answer.body) heard[name].text += Buffer.from(bytes); })().catch(() => {});
  }
  for (const name of ['fuwu', 'other']) {
    await assign(name);
    await until(() => heard[name].text.includes('"subject":"notice:"'), `the event of ${name}`);
  }
  for (const { text } of Object.values(heard)) assert.equal(text.match(/notice:/g).length, 1);
  for (const { stop } of Object.values(heard)) stop.abort();
});

test('an assignment goes out at once by e-mail and webhook, in the language of the reader', async () => {
  const fuwu = await server.signedIn('fuwu', PASSWORD);
  const setting = { email: 'fu.wu@city.example', phone: '0451-84000000', hour: 23, language: 'zh', by_email: true, by_webhook: true };
  assert.deepEqual((await tell(fuwu, setting)).json, setting);
  assert.deepEqual((await fuwu.get('/api/v1/notice-setting')).json, setting);
  await assign('fuwu', { paper: '.\n.. 第一行\n..', until: '2020-12-31' });
  const mail = await smtp.arrived(1);
  assert.deepEqual([mail.from, mail.to], ['kaigong@city.example', ['fu.wu@city.example']]);
  assert.equal(mail.headers.from, '哈尔滨市 <kaigong@city.example>');
  assert.equal(mail.headers.subject, '交给您办理：道里区一号路，.');
  assert.equal(mail.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(mail.text, '交给您办理：道里区一号路，.\r\n.. 第一行\r\n..，期限 2020-12-31');
  assert.ok([...mail.raw].every((character) => character.charCodeAt(0) < 128), 'all of it is ASCII');
  await hook.arrived(1);
  const { headers, body } = hook.requests[0];
  const signature = createHmac('sha256', SECRET).update(`${headers['x-kaigong-timestamp']}.${body}`).digest('hex');
  assert.equal(headers['x-kaigong-signature'], `sha256=${signature}`);
  assert.ok(Math.abs(Date.now() / 1000 - headers['x-kaigong-timestamp']) < 60);
  assert.deepEqual(JSON.parse(body), { id: headers['x-kaigong-id'], recipient: '0451-84000000', title: '交给您办理：道里区一号路，.', text: mail.text.replaceAll('\r\n', '\n') });
  assert.deepEqual(smtp.faults, []);
  assert.ok(!server.log.includes(SECRET));
});

test('what is refused is sent again with the same id until it is taken; redirects are not followed', async () => {
  const before = { mails: smtp.messages.length, hooks: hook.requests.length };
  smtp.refuse = 2;
  hook.answers = [500, 302];
  await assign('fuwu');
  await smtp.arrived(before.mails + 1);
  await hook.arrived(before.hooks + 3);
  const tries = hook.requests.slice(before.hooks);
  assert.deepEqual(tries.map((row) => row.status), [500, 302, 204]);
  assert.equal(new Set(tries.map((row) => row.headers['x-kaigong-id'])).size, 1);
  assert.ok(tries.every((row) => row.path === '/messages'));
  await new Promise((done) => setTimeout(done, 2500)); // two more rounds of the keeper
  assert.equal(smtp.messages.length, before.mails + 1, 'once taken it is not sent again');
  assert.equal(hook.requests.length, before.hooks + 3);
});

test('a digest gathers what is not urgent, once a day from the hour on, without what was read', async () => {
  const other = await server.signedIn('other', PASSWORD);
  const setting = { email: 'other@city.example', phone: '', language: 'en', by_email: true, by_webhook: false };
  const late = hourNow() < 23 ? hourNow() + 1 : null;
  const mails = () => smtp.messages.filter((mail) => mail.to[0] === 'other@city.example');
  await tell(other, { ...setting, hour: late ?? 23 });
  const ids = [await assign('other'), await assign('other'), await assign('other')];
  await until(() => mails().length === 3, 'the three assignments');
  for (const id of ids) await release(id);
  const first = (await other.get('/api/v1/notices')).json.items.at(2); // the first of the three ends
  assert.equal(first.kind, 'ended');
  await other.request('POST', '/api/v1/notices/read', { json: { id: first.id } });
  if (late !== null) {
    await new Promise((done) => setTimeout(done, 2500));
    assert.equal(mails().length, 3, 'the hour has not come');
  }
  await tell(other, { ...setting, hour: 0 });
  await until(() => mails().length === 4, 'the digest');
  const digest = mails()[3];
  assert.equal(digest.headers.subject, '2 notices');
  assert.match(digest.text, /^1\. Authority ended: 道里区一号路, 2020-04-01\r\n2\. Authority ended: 道里区一号路, 2020-04-01\r\n$/);
  await release(await assign('other'));
  await until(() => mails().length === 5, 'the assignment');
  await new Promise((done) => setTimeout(done, 2500));
  assert.equal(mails().length, 5, 'no second digest on one day');
});

test('messages that wait survive the death of the process', async () => {
  const before = smtp.messages.length;
  smtp.refuse = 1000;
  await assign('fuwu');
  await until(() => smtp.attempts > 0, 'a first attempt');
  await server.halt('SIGKILL');
  smtp.refuse = 0;
  await server.start();
  office = await server.signedIn('office', PASSWORD);
  await smtp.arrived(before + 1, 180);
});

test('a reader cannot name an address that carries a second one, nor a channel without one', async () => {
  const fuwu = await server.signedIn('fuwu', PASSWORD);
  for (const [json, code] of [
    [{ email: 'a@b\r\nBcc: c@d', by_email: true }, 'notice.email'], [{ by_email: true }, 'notice.email'],
    [{ by_webhook: true }, 'notice.phone'], [{ phone: 'http://x' }, 'notice.phone'], [{ hour: 24 }, 'notice.hour'], [{ language: 'fr' }, 'notice.language'],
  ]) {
    const answer = await tell(fuwu, json);
    assert.deepEqual([answer.status, answer.json.code], [422, code], JSON.stringify(json));
  }
});

test('with TLS asked for, mail goes out over TLS to a server that proves itself, and not otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaigong-tls-'));
  let secure;
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
      '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
    const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
    secure = await startSmtp({ tls, user: 'kaigong', password: 'the password' });
    await server.halt();
    configure(`mail_server = smtp://127.0.0.1:${smtp.port}\nmail_tls = required\n`);
    await server.start();
    office = await server.signedIn('office', PASSWORD);
    const before = smtp.messages.length;
    await assign('fuwu');
    await new Promise((done) => setTimeout(done, 3000));
    assert.equal(smtp.messages.length, before, 'nothing goes out in the clear');
    await server.halt();
    configure(`mail_server = smtp://127.0.0.1:${secure.port}\nmail_user = kaigong\nmail_password = the password\nmessage_ca = ${join(folder, 'cert.pem')}\n`);
    await server.start();
    office = await server.signedIn('office', PASSWORD);
    const mail = await secure.arrived(1, 60);
    assert.equal(mail.secure, true);
    assert.deepEqual(mail.to, ['fu.wu@city.example']);
    assert.ok(!server.log.includes('the password'));
    await server.halt();
    configure('message_ca = /etc/ssl/certs/ca-certificates.crt\n');
    await server.start();
    office = await server.signedIn('office', PASSWORD);
    await assign('fuwu');
    await new Promise((done) => setTimeout(done, 3000));
    assert.equal(secure.messages.length, 1, 'a server that nobody vouches for gets nothing');
  } finally {
    await secure?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('settings that cannot be are refused at the start, without a secret in the text', async () => {
  await server.halt();
  configure('webhook_secret = short\n');
  await assert.rejects(server.start(), /webhook_secret has 16 characters or more/);
  assert.ok(!server.log.includes('short'));
  configure(`webhook_secret = ${SECRET}\n`);
  await server.start();
});
