import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { run, startServer } from '../support/server.mjs';

let server;
let office;

before(async () => {
  server = await startServer();
  server.addUser('office', 'coordinator', 'winter road 2020');
  office = await server.signedIn('office', 'winter road 2020');
});
after(async () => assert.equal((await server.stop()).code, 0, server.log));

// Sends bytes as they are; answers all that comes back until the server closes or is silent.
function raw(bytes, silence = 700) {
  return new Promise((done) => {
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    let text = '';
    socket.setTimeout(silence, () => socket.destroy());
    socket.on('data', (piece) => { text += piece.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => done(text));
    socket.write(bytes, 'latin1');
  });
}

const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));

test('a request that can be read in two ways is refused and nothing behind it is answered', async () => {
  const head = 'POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\n';
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const odd = {
    'two lengths': `${head}Content-Length: 3\r\nContent-Length: 5\r\n\r\n{} ${smuggled}`,
    'length and chunked': `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'negative length': `${head}Content-Length: -1\r\n\r\n${smuggled}`,
    'length with a plus': `${head}Content-Length: +2\r\n\r\n{}${smuggled}`,
    'huge length': `${head}Content-Length: 10000000000000000000000\r\n\r\n${smuggled}`,
    'other encoding': `${head}Transfer-Encoding: gzip\r\n\r\n${smuggled}`,
  };
  for (const [name, bytes] of Object.entries(odd)) {
    const answers = statuses(await raw(bytes));
    // The HTTP library repeats the head of its own 400 for a bad length before it closes.
    assert.ok(answers.every((status) => status >= 400 && status < 500), `${name}: ${answers}`);
  }
});

test('odd headers, paths and queries are 400 and never more than that', async () => {
  const odd = [
    'GET /healthz HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\x01c\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
    'GET /heal%00thz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /%c0%af HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /api/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /api/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET //healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /healthz?a=%ff HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /healthz?a=1&a=2 HTTP/1.1\r\nHost: x\r\n\r\n',
    'BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  ];
  for (const bytes of odd) {
    const answer = await raw(bytes, 400);
    assert.deepEqual(statuses(answer), [400], JSON.stringify(bytes));
    assert.ok(!answer.includes('root:'));
  }
});

test('headers beyond 16 KB are refused', async () => {
  const answer = await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20000)}\r\n\r\n`);
  assert.ok(statuses(answer).every((status) => status >= 400), answer.slice(0, 80));
});

test('what the HTTP library refuses itself repeats nothing of the request and ends the connection', async () => {
  const after = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const heads = [`GET /healthz HTTP/1.1\r\nHost: x\r\nA: secret${'a'.repeat(20000)}\r\n\r\n`, `GET /secret${'a'.repeat(20000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: secret\r\n\r\n', 'secret\r\n\r\n', 'GET  /secret\r\n\r\n'];
  for (const head of heads) {
    const answer = await raw(head + after);
    assert.ok(!answer.includes('secret'), answer.slice(0, 300));
    assert.ok(statuses(answer).every((status) => status >= 400 && status < 500), answer.slice(0, 300));
    assert.ok(!/set-cookie/i.test(answer));
  }
});

test('a body larger than the route allows is refused before it is read', async () => {
  const answer = await raw('POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1099511627776\r\n\r\n');
  assert.deepEqual(statuses(answer), [413]);
  const chunked = `POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`
    + `4000\r\n${' '.repeat(0x4000)}\r\n0\r\n\r\n`;
  assert.deepEqual(statuses(await raw(chunked)), [413]);
});

test('a body on a route without one is refused', async () => {
  const answer = await raw('GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc');
  assert.deepEqual(statuses(answer), [413]);
});

test('bad JSON is refused with the place, unknown members by name', async () => {
  const bad = await office.request('POST', '/api/v1/sign-in', { body: '{"name": tru', headers: { 'content-type': 'application/json' } });
  assert.equal(bad.status, 400);
  assert.equal(bad.json.code, 'json.syntax');
  const unknown = await office.request('POST', '/api/v1/sign-in', { json: { name: 'a', password: 'b', role: 'x' } });
  assert.equal(unknown.status, 422);
  assert.equal(unknown.json.code, 'json.unknown');
});

test('every answer says how browsers shall treat it', async () => {
  for (const path of ['/healthz', '/api/v1/session', '/api/v1/nothing', '/api/v1/openapi.json']) {
    const { headers } = await office.get(path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.match(headers.get('content-security-policy'), /default-src 'self'.*frame-ancestors 'none'/, path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.match(headers.get('content-type'), /; charset=utf-8$/, path);
    assert.equal(headers.get('server'), null);
  }
});

test('an address that is not there is 404, another method 405 with what there is', async () => {
  assert.equal((await office.get('/api/v1/nothing')).json.code, 'http.path');
  const wrong = await office.request('DELETE', '/api/v1/session');
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get('allow'), 'GET');
});

test('the OpenAPI document and kaigong routes list the same addresses', async () => {
  const { paths } = (await server.client().get('/api/v1/openapi.json')).json;
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  const printed = run(['routes', '--format', 'tsv']).trim().split('\n').map((line) => {
    const [method, pattern] = line.split('\t');
    return `${method} ${pattern.replace(/:(\w+)/g, '{$1}')}`;
  });
  assert.deepEqual(served.sort(), printed.sort());
});

test('every route but the public ones refuses nobody, and no GET changes the journal', async () => {
  const nobody = server.client();
  const size = async () => (await office.get('/api/v1/journal?limit=1')).json.size;
  const before = await size();
  for (const line of run(['routes', '--format', 'tsv']).trim().split('\n')) {
    const [method, pattern, permission] = line.split('\t');
    if (permission === 'public' || pattern.endsWith('/stream')) continue;
    const path = pattern.replace(/:\w+/g, 'x');
    assert.equal((await nobody.request(method, path)).status, 401, line);
    if (method === 'GET') assert.ok((await office.get(path)).status < 500, line);
    else {
      const forged = await office.request(method, path, { headers: { 'x-csrf-token': 'x' } });
      assert.equal(forged.status, 403, line);
    }
  }
  assert.equal(await size(), before);
});

test('a query parameter that its route does not know is refused by name, and each that it knows is taken', async () => {
  let asked = 0;
  for (const { method, pattern, query } of JSON.parse(run(['routes', '--format', 'json']))) {
    if (method !== 'GET' || pattern.endsWith('/stream')) continue;
    const path = pattern.replace(/:\w+/g, 'x');
    if ((await office.get(path)).json?.code === 'party.permission') continue; /* not the office's: its right is asked first */
    asked++;
    const odd = await office.get(`${path}?divsion=230109`);
    assert.equal(odd.status, 422, pattern);
    assert.equal(odd.json.code, 'query.unknown', pattern);
    assert.equal(odd.json.field, 'divsion', pattern);
    for (const name of query.split(' ').filter(Boolean)) {
      assert.ok(odd.json.detail.split(/[ ;:,]+/).includes(name), `${pattern} does not say ${name}`);
      assert.notEqual((await office.get(`${path}?${name}=1`)).json?.code, 'query.unknown', `${pattern} ${name}`);
    }
  }
  assert.ok(asked > 40, `${asked} addresses`);
  const long = await office.get(`/api/v1/projects?${encodeURIComponent('长'.repeat(500))}=1`);
  assert.equal(long.json.code, 'query.unknown');
});

test('an open page hears of a change within a second', async () => {
  const abort = new AbortController();
  const response = await fetch(server.url + '/api/v1/stream', {
    headers: { cookie: office.cookie }, signal: abort.signal,
  });
  assert.match(response.headers.get('content-type'), /^text\/event-stream/);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const started = Date.now();
  await office.request('POST', '/api/v1/sign-in', { json: { name: 'office', password: 'winter road 2020' }, headers: { cookie: '' } });
  const admin = await server.signedIn('admin', server.adminPassword);
  const heard = (async () => {
    while (!text.includes('retry:')) text += decoder.decode((await reader.read()).value);
  })();
  await heard;
  assert.ok(Date.now() - started < 2000);
  // A coordinator is told of projects and lists, not of people.
  assert.ok(!text.includes('person:'));
  const own = await fetch(server.url + '/api/v1/stream', { headers: { cookie: admin.cookie } });
  const ownReader = own.body.getReader();
  let seen = '';
  await server.client().signIn('office', 'winter road 2020');
  while (!seen.includes('person:office')) seen += decoder.decode((await ownReader.read()).value);
  assert.match(seen, /id: \d+\nevent: change\ndata: \{"subject":"person:office","seq":\d+\}\n\n/);
  await ownReader.cancel();
  abort.abort();
});

test('a POST with an Idempotency-Key is done once', async () => {
  const admin = await server.signedIn('admin', server.adminPassword);
  const own = { old: server.adminPassword, new: 'a long winter in the north' };
  assert.equal((await admin.request('POST', '/api/v1/password', { json: own })).status, 204);
  const person = { name: 'once', role: 'leader', password: 'first of all passwords' };
  const post = (key, json) => admin.request('POST', '/api/v1/users', { json, headers: { 'idempotency-key': key } });
  const first = await post('k1', person);
  const second = await post('k1', person);
  assert.equal(first.status, 201);
  assert.equal(second.status, 201);
  assert.deepEqual(second.json, first.json);
  assert.equal(second.headers.get('idempotency-replayed'), 'true');
  assert.equal((await post('k1', { ...person, name: 'twice' })).json.code, 'http.idempotency');
  assert.equal((await post('k2', person)).status, 409);
});

test('a stream ends when its session does', async () => {
  const client = await server.signedIn('office', 'winter road 2020');
  const response = await fetch(server.url + '/api/v1/stream', { headers: { cookie: client.cookie } });
  const reader = response.body.getReader();
  await reader.read();
  await client.request('POST', '/api/v1/sign-out');
  await server.client().signIn('office', 'winter road 2020');
  let done = false;
  while (!done) ({ done } = await reader.read());
});
