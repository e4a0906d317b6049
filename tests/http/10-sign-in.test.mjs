import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
let server;

before(async () => {
  server = await startServer();
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('leader', 'leader', PASSWORD);
  server.addUser('daoli', 'district', PASSWORD, '230102');
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('the server says that it runs and that it is ready', async () => {
  const client = server.client();
  assert.equal((await client.get('/healthz')).status, 200);
  assert.equal((await client.get('/readyz')).status, 200);
});

test('signing in sets a cookie that scripts cannot read and answers the token', async () => {
  const answer = await server.client().signIn('office', PASSWORD);
  assert.equal(answer.status, 200);
  const cookie = answer.headers.get('set-cookie');
  assert.match(cookie, /^kaigong_session=[\w-]{43}; /);
  assert.match(cookie, /; HttpOnly/);
  assert.match(cookie, /; SameSite=Lax/);
  assert.match(answer.json.csrf, /^[\w-]{43}$/);
  assert.equal(answer.json.user.role, 'coordinator');
});

test('a wrong password and an unknown name get the same answer', async () => {
  const client = server.client();
  const wrong = await client.signIn('leader', 'not the password');
  const unknown = await client.signIn('nobody-here', 'not the password');
  assert.equal(wrong.status, 401);
  assert.equal(unknown.status, 401);
  assert.deepEqual({ ...wrong.json, request_id: '' }, { ...unknown.json, request_id: '' });
  assert.equal(wrong.json.code, 'party.wrong');
});

test('the session tells who is signed in, the day and the city', async () => {
  const client = await server.signedIn('office', PASSWORD);
  const { json } = await client.get('/api/v1/session');
  assert.equal(json.user.name, 'office');
  assert.equal(json.csrf, client.csrf);
  assert.equal(json.as_of, '2020-04-01');
  assert.equal(json.city.name_zh, '哈尔滨市');
  assert.deepEqual(json.programmes, []);
});

test('nobody sees anything without signing in', async () => {
  const client = server.client();
  for (const path of ['/api/v1/session', '/api/v1/users', '/api/v1/journal', '/api/v1/stream']) {
    const answer = await client.get(path);
    assert.equal(answer.status, 401, path);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(answer.json.request_id, answer.headers.get('x-request-id'));
  }
});

test('a change without the token, with another one or from another site is refused', async () => {
  const client = await server.signedIn('office', PASSWORD);
  const view = { json: { page: 'register', query: 'q=1' } };
  const put = (headers) => client.request('PUT', '/api/v1/views/mine', { ...view, headers });
  assert.equal((await put({ 'x-csrf-token': '' })).status, 403);
  assert.equal((await put({ 'x-csrf-token': client.csrf.replace(/.$/, '!') })).json.code, 'http.csrf');
  assert.equal((await put({ origin: 'https://elsewhere.example' })).json.code, 'http.origin');
  assert.equal((await put({ origin: 'null' })).status, 403);
  assert.equal((await put({ origin: server.url })).status, 204);
});

test('signing out ends the session at once', async () => {
  const client = await server.signedIn('office', PASSWORD);
  assert.equal((await client.request('POST', '/api/v1/sign-out')).status, 204);
  assert.equal((await client.get('/api/v1/session')).status, 401);
});

test('signing in again ends the session that was sent along', async () => {
  const client = await server.signedIn('office', PASSWORD);
  const old = client.cookie;
  await client.signIn('office', PASSWORD);
  assert.notEqual(client.cookie, old);
  assert.equal((await client.get('/api/v1/session', { headers: { cookie: old } })).status, 401);
  assert.equal((await client.get('/api/v1/session')).status, 200);
});

test('roles reach what the table gives them and nothing else', async () => {
  const rows = {
    office: { '/api/v1/users': 403, '/api/v1/journal': 200 },
    leader: { '/api/v1/users': 403, '/api/v1/journal': 200 },
    daoli: { '/api/v1/users': 403, '/api/v1/journal': 403 },
  };
  for (const [name, cells] of Object.entries(rows)) {
    const client = await server.signedIn(name, PASSWORD);
    for (const [path, status] of Object.entries(cells)) {
      assert.equal((await client.get(path)).status, status, `${name} ${path}`);
    }
  }
  const admin = await server.signedIn('admin', server.adminPassword);
  assert.equal((await admin.get('/api/v1/users')).status, 200);
  assert.equal((await admin.get('/api/v1/journal')).status, 403);
});

test('the first administrator changes the password before making people, then makes one', async () => {
  const admin = await server.signedIn('admin', server.adminPassword);
  const person = { name: 'newcomer', role: 'leader', password: 'first of all passwords' };
  const early = await admin.request('POST', '/api/v1/users', { json: person });
  assert.equal(early.json.code, 'party.must_change');
  const change = { old: server.adminPassword, new: 'a long winter in the north' };
  assert.equal((await admin.request('POST', '/api/v1/password', { json: change })).status, 204);
  const made = await admin.request('POST', '/api/v1/users', { json: person });
  assert.equal(made.status, 201);
  assert.equal(made.headers.get('etag'), '"1"');
  assert.equal(made.json.must_change, true);
  assert.ok(!made.text.includes('argon2'));
  const again = await admin.request('POST', '/api/v1/users', { json: person });
  assert.equal(again.status, 409);
  assert.equal(again.json.field, 'name');

  const patch = (version, json) => admin.request('PATCH', '/api/v1/users/newcomer', {
    json, headers: version ? { 'if-match': version } : {},
  });
  assert.equal((await patch('', { role: 'audit' })).status, 428);
  assert.equal((await patch('"1"', { role: 'audit' })).headers.get('etag'), '"2"');
  const stale = await patch('"1"', { role: 'leader' });
  assert.equal(stale.status, 409);
  assert.equal(stale.json.current.role, 'audit');
  assert.equal((await patch('"2"', { id: 7 })).status, 422);

  const newcomer = await server.signedIn('newcomer', person.password);
  assert.equal((await newcomer.get('/api/v1/journal')).status, 200);
  assert.equal((await patch('"2"', { role: 'leader' })).status, 200);
  assert.equal((await newcomer.get('/api/v1/users')).status, 403);
  assert.equal((await patch('"3"', { enabled: false })).status, 200);
  assert.equal((await newcomer.get('/api/v1/session')).status, 401);
  assert.equal((await server.client().signIn('newcomer', person.password)).status, 401);

  const list = (await admin.get('/api/v1/users')).json;
  const self = list.items.find((row) => row.name === 'admin');
  const last = await admin.request('PATCH', '/api/v1/users/admin', {
    json: { enabled: false }, headers: { 'if-match': `"${self.version}"` },
  });
  assert.equal(last.json.code, 'person.last_keeper');
});

test('a change of password ends the other sessions and not the own one', async () => {
  server.addUser('changer', 'leader', PASSWORD);
  const here = await server.signedIn('changer', PASSWORD);
  const elsewhere = await server.signedIn('changer', PASSWORD);
  const wrong = await here.request('POST', '/api/v1/password', { json: { old: 'x', new: 'yyyyyyyyyy' } });
  assert.equal(wrong.json.code, 'party.old_password');
  const weak = await here.request('POST', '/api/v1/password', { json: { old: PASSWORD, new: 'password' } });
  assert.equal(weak.status, 422);
  const done = await here.request('POST', '/api/v1/password', { json: { old: PASSWORD, new: 'spring road 2021' } });
  assert.equal(done.status, 204);
  assert.equal((await here.get('/api/v1/session')).status, 200);
  assert.equal((await elsewhere.get('/api/v1/session')).status, 401);
});

test('saved views belong to the caller', async () => {
  const office = await server.signedIn('office', PASSWORD);
  const leader = await server.signedIn('leader', PASSWORD);
  await office.request('PUT', '/api/v1/views/' + encodeURIComponent('道里 在建'), {
    json: { page: 'projects', query: 'division=230102' },
  });
  const mine = (await office.get('/api/v1/views?page=projects')).json.items;
  assert.deepEqual(mine, [{ name: '道里 在建', query: 'division=230102' }]);
  assert.deepEqual((await leader.get('/api/v1/views?page=projects')).json.items, []);
  const path = '/api/v1/views/' + encodeURIComponent('道里 在建') + '?page=projects';
  assert.equal((await office.request('DELETE', path)).status, 204);
  assert.equal((await office.request('DELETE', path)).status, 404);
});

test('ten failures on an account shut it, but not for who has signed in from here before', async () => {
  server.addUser('target', 'leader', PASSWORD);
  const statuses = [];
  for (let i = 0; i < 12; i++) {
    statuses.push((await server.client().signIn('target', `guess number ${i}`)).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429]);
  const shut = await server.client().signIn('target', PASSWORD);
  assert.equal(shut.status, 429);
  assert.equal(shut.headers.get('retry-after'), '900');
  assert.equal((await server.client().signIn('leader', PASSWORD)).status, 200);
});

test('each sign-in, failure and change is one entry, and every leaf is the hash of its text', async () => {
  const office = await server.signedIn('office', PASSWORD);
  const items = [];
  for (let from = 0; from !== null;) {
    const page = (await office.get(`/api/v1/journal?from=${from}&limit=10`)).json;
    items.push(...page.items);
    from = page.next;
  }
  items.forEach((item, i) => {
    assert.equal(item.seq, i);
    const leaf = createHash('sha256').update(Buffer.from([0])).update(item.text).digest('hex');
    assert.equal(item.leaf, leaf);
    assert.deepEqual(JSON.parse(item.text), item.entry);
  });
  const count = (action, subject) => items.filter((i) => i.action === action && i.subject === subject).length;
  assert.equal(count('session.sign_in_failed', 'person:target'), 10);
  assert.equal(count('person.create', 'person:newcomer'), 1);
  assert.equal(count('person.change', 'person:newcomer'), 3);
  const all = JSON.stringify(items);
  for (const secret of [PASSWORD, server.adminPassword, 'argon2', office.csrf, office.cookie.split('=')[1]]) {
    assert.ok(!all.includes(secret));
  }
});

test('an entry is proved to be in the journal by hashing alone', async () => {
  const office = await server.signedIn('office', PASSWORD);
  const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const first = (await office.get('/api/v1/journal?from=3&limit=1')).json;
  const { size, root, proof } = (await office.get('/api/v1/journal/proof?index=3')).json;
  // RFC 9162 2.1.3.2
  let index = 3;
  let last = size - 1;
  let hash = Buffer.from(first.items[0].leaf, 'hex');
  for (const step of proof.map((hex) => Buffer.from(hex, 'hex'))) {
    if (index % 2 === 1 || index === last) {
      hash = sha(Buffer.from([1]), step, hash);
      while (index % 2 === 0 && index !== 0) { index >>= 1; last >>= 1; }
    } else {
      hash = sha(Buffer.from([1]), hash, step);
    }
    index >>= 1;
    last >>= 1;
  }
  assert.equal(last, 0);
  assert.equal(hash.toString('hex'), root);
  assert.equal((await office.get('/api/v1/journal/proof?from=2')).status, 200);
  assert.equal((await office.get('/api/v1/journal/proof')).status, 422);
  assert.equal((await office.get(`/api/v1/journal/proof?index=${size + 100}`)).status, 404);
  const note = await office.get('/api/v1/journal/checkpoint');
  assert.match(note.text, /^\S+\n\d+\n\S+\n/);
  assert.ok(note.text.includes('\u2014 '));
});

test('neither the data folder nor the log holds a password or a token', async () => {
  const office = await server.signedIn('office', PASSWORD);
  const token = office.cookie.split('=')[1];
  let stored = server.log;
  for (const name of ['kaigong.db', 'kaigong.db-wal', 'kaigong.conf']) {
    try {
      stored += readFileSync(join(server.data, name), 'latin1');
    } catch { /* not every database has the file */ }
  }
  for (const secret of [PASSWORD, server.adminPassword, token]) assert.ok(!stored.includes(secret));
});

test('sessions outlive a restart', async () => {
  const office = await server.signedIn('office', PASSWORD);
  assert.equal((await server.halt()).code, 0);
  await server.start();
  office.url = server.url;
  assert.equal((await office.get('/api/v1/session')).status, 200);
});
