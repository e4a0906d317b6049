// The disk is full, fails or the program ends at once: what was answered is there, what was refused
// is not, and nothing has to be started again. The disk is SQLite's own affair.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, faultEnvironment, listOf, program, put, startServer } from '../support/server.mjs';

const sqlite = { skip: process.env.KAIGONG_TEST_ON === 'postgres' && 'the disk is the database server\'s' };

async function faultyServer() {
  const server = await startServer({ faulty: true });
  server.addUser('office', 'coordinator', 'winter road 2020');
  const office = await server.signedIn('office', 'winter road 2020');
  return { server, office };
}

// Imports `count` rows, the first of which is number `from`.
const importOf = (office, count, from = 0) => office.request('POST', '/api/v1/imports?programme=p&year=2020&name=l.csv', {
  body: listOf(count, (fields, i) => put(fields, 0, `2020-230102-48-01-${String(from + i + 1).padStart(6, '0')}`)),
});
const projectOf = (i) => ({
  code: `2020-230102-48-01-${String(700000 + i)}`, name: `道里区道路${i}号项目`, division: '230102', programme: 'p', year: 2020,
  sector: 'E', total_wan: 1000, annual_plan_wan: 100, planned_start: '2020-04-14',
});
const total = async (office) => (await office.get('/api/v1/projects?limit=1')).json.total;
const verify = (server) => {
  const end = command(['journal', 'verify', '--data', server.data]);
  assert.equal(end.code, 0, end.out + end.err);
};

test('while the disk is full every change is refused with 507, reads work, and changes come again without a restart', sqlite, async () => {
  const { server, office } = await faultyServer();
  assert.equal((await importOf(office, 50)).status, 200);
  let number = 0;
  for (const order of ['pwrite 1 enospc', 'pwrite 3 enospc', 'any 1 enospc']) { // from the third: in the middle of a commit
    const before = await total(office);
    server.fault(order);
    const answers = await Promise.all(Array.from({ length: 20 }, () => office.request('POST', '/api/v1/projects', { json: projectOf(number++) })));
    answers.push(await importOf(office, 400));
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, json } of refused) {
      assert.equal(status, 507, JSON.stringify(json));
      assert.equal(json.code, 'db.full');
      assert.match(json.detail, /disk is full/);
    }
    assert.ok(refused.length > 0 && (refused.length === answers.length || order === 'pwrite 3 enospc'), `${order}: ${refused.length} refused`);
    assert.equal((await office.get('/api/v1/projects?limit=100')).status, 200);
    assert.equal((await server.client().get('/healthz')).status, 200);
    assert.equal(await total(office), before + answers.length - refused.length);
    server.fault('');
    const again = await importOf(office, 50);
    assert.equal(again.status, 200, again.text);
  }
  assert.equal((await office.request('POST', '/api/v1/projects', { json: projectOf(99) })).status, 201);
  assert.equal((await server.halt()).code, 0, server.log);
  verify(server);
  await server.stop();
});

test('after a failed sync nothing is acknowledged that a new start does not have', sqlite, async () => {
  const { server, office } = await faultyServer();
  assert.equal((await importOf(office, 5)).status, 200);
  server.fault('fdatasync 1 eio');
  const answers = await Promise.all([...Array(10).keys()].map((i) => office.request('POST', '/api/v1/projects', { json: projectOf(i) })));
  for (const { status, json } of answers) assert.ok(status === 503 || status === 507, JSON.stringify(json));
  server.fault('');
  const after = await office.request('POST', '/api/v1/projects', { json: projectOf(50) });
  assert.equal(after.status, 201, after.text);
  await server.halt('SIGKILL');
  await server.start();
  const again = await server.signedIn('office', 'winter road 2020');
  const found = await again.get(`/api/v1/projects/${projectOf(50).code}`);
  assert.equal(found.status, 200);
  await server.halt();
  verify(server);
  await server.stop();
});

test('a request with an Idempotency-Key that was done when the program ended is not done twice', sqlite, async () => {
  const { server, office } = await faultyServer();
  assert.equal((await importOf(office, 3)).status, 200);
  server.fault('fdatasync 1 kill'); // after the commit of the change, before that of the answer
  await assert.rejects(office.request('POST', '/api/v1/projects', { json: projectOf(1), headers: { 'idempotency-key': 'k1' } }));
  assert.equal((await server.exit).signal, 'SIGKILL');
  server.fault('');
  await server.start();
  const again = await server.signedIn('office', 'winter road 2020');
  const repeated = await again.request('POST', '/api/v1/projects', { json: projectOf(1), headers: { 'idempotency-key': 'k1' } });
  assert.equal(repeated.status, 409, repeated.text);
  assert.equal(repeated.json.code, 'http.answer_lost');
  assert.equal((await again.get(`/api/v1/projects/${projectOf(1).code}`)).status, 200);
  await server.stop();
});

// The end comes at a random moment of an import of 400 rows into a register of 10: at a call to the
// disk on SQLite, after some milliseconds on PostgreSQL.
test('an import that is killed in its middle has taken all rows or none, twenty times', async () => {
  const server = await startServer({ faulty: true });
  server.addUser('office', 'coordinator', 'winter road 2020');
  let office = await server.signedIn('office', 'winter road 2020');
  assert.equal((await importOf(office, 10)).status, 200);
  const began = Date.now();
  assert.equal((await importOf(office, 400, 10)).status, 200);
  const lasts = Date.now() - began;
  let expected = 410;
  const seen = { all: 0, none: 0 };
  for (let round = 1; round <= 20; round++) {
    const wanted = expected + 400;
    let end;
    if (server.database) end = setTimeout(() => server.process.kill('SIGKILL'), 5 + Math.random() * 1.1 * lasts);
    else server.fault(`any ${1 + Math.floor(Math.random() ** 2 * 400)} kill`);
    const answer = await importOf(office, 400, expected).catch(() => undefined);
    clearTimeout(end);
    server.process.kill('SIGKILL');
    await server.exit;
    server.fault('');
    await server.start();
    office = await server.signedIn('office', 'winter road 2020');
    const now = await total(office);
    assert.ok(now === wanted || now === expected, `round ${round}: ${now} of ${wanted}, there were ${expected}`);
    if (answer !== undefined) assert.equal(now, wanted, `round ${round}: the import was acknowledged`);
    seen[now === wanted ? 'all' : 'none'] += 1;
    expected = now;
  }
  assert.ok(seen.none > 0, JSON.stringify(seen)); // the end did come in the middle
  await server.halt();
  verify(server);
  await server.stop();
});

test('an init of the example that fails leaves no administrator whose password nobody saw', sqlite, () => {
  for (const order of ['fdatasync 12 kill', 'fdatasync 30 kill', 'pwrite 150 enospc', 'pwrite 400 enospc']) {
    const folder = mkdtempSync(join(tmpdir(), 'kaigong-test-'));
    const data = join(folder, 'data');
    writeFileSync(join(folder, 'fault'), order);
    const end = spawnSync(program, ['init', '--data', data, '--example', 'harbin-2020'], {
      encoding: 'utf8', env: { ...process.env, ...faultEnvironment(folder, data) },
    });
    assert.notEqual(end.status, 0, `${order} came after the end`);
    assert.ok(!end.stdout.includes('password'));
    const again = command(['init', '--data', data]);
    assert.match(again.out, /password: \S{20}/, `${order}: ${again.out}${again.err}`);
    rmSync(folder, { recursive: true, force: true });
  }
});
