// Answers that are kept until the journal moves: nobody may notice but by the clock.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listHeader, program, run, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const PARCEL = '2020-230109-73-03-000006';
const LIST = '/api/v1/projects?limit=500';
let server;
let office;
let songbei;

before(async () => {
  server = await startServer({ initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('keeper', 'security', PASSWORD);
  server.addUser('songbei', 'district', PASSWORD, '230109');
  office = await server.signedIn('office', PASSWORD);
  songbei = await server.signedIn('songbei', PASSWORD);
});
after(() => server.stop());

const row = async (client, code = PARCEL) =>
  (await client.get(LIST)).json.items.find((one) => one.code === code);

async function change(client, code, json) {
  const project = await client.get(`/api/v1/projects/${code}`);
  const answer = await client.request('PATCH', `/api/v1/projects/${code}`, {
    json, headers: { 'if-match': project.headers.get('etag') },
  });
  assert.equal(answer.status, 200, answer.text);
}

test('a change is in every answer that is asked for after it', async () => {
  for (let i = 0; i < 25; i++) {
    const problem = `电力迁改 ${i}`;
    await change(office, PARCEL, { problem });
    assert.equal((await row(office)).problem, problem);
    assert.equal((await row(songbei)).problem, problem);
    assert.equal((await office.get(`/api/v1/projects/${PARCEL}`)).json.problem, problem);
    assert.equal((await row(office)).problem, problem);
  }
});

test('many readers beside a writer never see an older state than the one they saw', async () => {
  let written = 0;
  let done = false;
  const reader = async (client) => {
    while (!done) {
      const least = written;
      const seen = Number(/^\d+/.exec((await row(client)).problem)?.[0] ?? 0);
      assert.ok(seen >= least, `${seen} was answered after ${least} was acknowledged`);
    }
  };
  const readers = [reader(office), reader(office), reader(songbei), reader(office)];
  try {
    for (let i = 1; i <= 30; i++) {
      await change(office, PARCEL, { problem: `${i} 征拆` });
      written = i;
    }
  } finally {
    done = true;
    await Promise.all(readers);
  }
});

test('a district and the office get their own rows from one address', async () => {
  for (let i = 0; i < 3; i++) {
    const whole = (await office.get(LIST)).json;
    const part = (await songbei.get(LIST)).json;
    assert.equal(whole.total, 111);
    assert.ok(part.total > 0 && part.total < whole.total);
    assert.ok(part.items.every((one) => one.division === '230109'));
    const elsewhere = whole.items.find((one) => one.division !== '230109').code;
    assert.equal((await office.get(`/api/v1/projects/${elsewhere}`)).status, 200);
    assert.equal((await songbei.get(`/api/v1/projects/${elsewhere}`)).status, 404);
    assert.equal((await songbei.get(`/api/v1/projects/${elsewhere}/plan`)).status, 404);
    assert.notDeepEqual((await songbei.get('/api/v1/cockpit')).json.statistics, (await office.get('/api/v1/cockpit')).json.statistics);
  }
});

test('without a session a kept answer stays closed', async () => {
  await office.get(LIST);
  await office.get(LIST);
  assert.equal((await server.client().get(LIST)).status, 401);
  const leaver = await server.signedIn('office', PASSWORD);
  assert.equal((await leaver.get(LIST)).status, 200);
  assert.equal((await leaver.request('POST', '/api/v1/sign-out')).status, 204);
  assert.equal((await leaver.get(LIST)).status, 401);
});

test('whose division is changed sees the other rows with the next request', async () => {
  const keeper = await server.signedIn('keeper', PASSWORD);
  assert.ok((await songbei.get(LIST)).json.items.every((one) => one.division === '230109'));
  const move = async (division) => {
    const person = (await keeper.get('/api/v1/users')).json.items.find((one) => one.name === 'songbei');
    const answer = await keeper.request('PATCH', '/api/v1/users/songbei', {
      json: { division }, headers: { 'if-match': `"${person.version}"` },
    });
    assert.equal(answer.status, 200, answer.text);
  };
  await move('230110');
  const client = await server.signedIn('songbei', PASSWORD);
  const rows = (await client.get(LIST)).json.items;
  assert.ok(rows.length > 0 && rows.every((one) => one.division === '230110'));
  assert.equal((await songbei.get(LIST)).json?.items?.some((one) => one.division === '230109') ?? false, false);
  await move('230109');
  songbei = await server.signedIn('songbei', PASSWORD);
});

test('another day is another answer', async () => {
  const states = async (day) => (await office.get(`${LIST}&as_of=${day}`)).json.items.map((one) => one.state).join();
  const april = await states('2020-04-01');
  const january = await states('2020-01-02');
  assert.notEqual(april, january);
  assert.equal(await states('2020-04-01'), april);
  assert.equal(await states('2020-01-02'), january);
});

test('an answer that did not change is not sent again', async () => {
  const first = await office.get(LIST);
  const tag = first.headers.get('etag');
  assert.match(tag, /^W\/"/);
  const second = await office.get(LIST, { headers: { 'if-none-match': tag } });
  assert.equal(second.status, 304);
  assert.equal(second.text, '');
  const other = await songbei.get(LIST, { headers: { 'if-none-match': tag } });
  assert.equal(other.status, 200);
  await change(office, PARCEL, { problem: '已解决' });
  const third = await office.get(LIST, { headers: { 'if-none-match': tag } });
  assert.equal(third.status, 200);
  assert.notEqual(third.headers.get('etag'), tag);
});

test('kept or made anew, packed or plain, an answer says the same', async () => {
  const paths = [LIST, `${LIST}&sort=-total&q=${encodeURIComponent('产业')}`, '/api/v1/cockpit', '/api/v1/due?by=owner',
    `/api/v1/projects/${PARCEL}`, `/api/v1/projects/${PARCEL}/plan`, `/api/v1/projects/${PARCEL}/gate`];
  for (const path of paths) {
    const made = await office.get(path, { headers: { 'cache-control': 'no-store' } });
    assert.equal(made.status, 200, path);
    for (const encoding of ['identity', 'gzip', 'identity', 'gzip']) {
      const kept = await office.get(path, { headers: { 'accept-encoding': encoding } });
      assert.equal(kept.text, made.text, path);
      assert.equal(kept.headers.get('content-encoding'), encoding === 'gzip' && made.text.length >= 1024 ? 'gzip' : null);
      assert.equal(kept.headers.get('content-type'), made.headers.get('content-type'));
    }
  }
});

test('what another program writes into the database shows at once', async () => {
  const before = (await office.get(LIST)).json.total;
  assert.equal((await office.get(LIST)).json.total, before);
  const file = join(server.data, 'more.csv');
  const programme = (await office.get('/api/v1/session')).json.programmes[0];
  writeFileSync(file, `${listHeader}\n2020-230109-59-03-900001,松北区冷链物流园,松北区,新建,12000,3000,2020-05-01,G,企业备案\n`);
  const result = JSON.parse(run(['import', '--data', server.data, '--programme', programme.name, '--year', String(programme.year), '--format', 'json', file]));
  assert.equal(result.added, 1, JSON.stringify(result));
  assert.equal((await office.get(LIST)).json.total, before + 1);
  assert.equal((await songbei.get(LIST)).json.items.filter((one) => one.code === '2020-230109-59-03-900001').length, 1);
});

test('two servers on one database answer with each other\'s changes', async () => {
  const second = spawn(program, ['serve', '--data', server.data, '--listen', '127.0.0.1:0', '--as-of', '2020-04-01'],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = String(await new Promise((done) => second.stdout.once('data', done))).trim().replace(/\/$/, '');
  const there = server.client();
  there.url = url;
  assert.equal((await there.signIn('office', PASSWORD)).status, 200);
  for (let i = 0; i < 10; i++) {
    const [writer, readers] = i % 2 === 0 ? [office, [there, office]] : [there, [office, there]];
    await change(writer, PARCEL, { problem: `轮到 ${i}` });
    for (const client of readers) assert.equal((await row(client)).problem, `轮到 ${i}`);
  }
  const ended = new Promise((done) => second.on('exit', done));
  second.kill('SIGTERM');
  assert.equal(await ended, 0);
});
