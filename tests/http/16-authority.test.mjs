import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { command, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const MINE = '91230102MA1AAAAA1E', THEIRS = '91230103MA1BBBBB28';
const A = '2020-230102-48-01-000001', B = '2020-230102-48-01-000002', C = '2020-230103-48-01-000003';
let server, office, owner, admin;

before(async () => {
  server = await startServer({ asOf: '2020-04-01' });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('keeper', 'security', PASSWORD);
  server.addUser('owner', 'owner', PASSWORD, MINE);
  server.addUser('agent', 'delegate', PASSWORD, MINE);
  server.addUser('fuwu', 'officer', PASSWORD);
  office = await server.signedIn('office', PASSWORD);
  owner = await server.signedIn('owner', PASSWORD);
  admin = await server.signedIn('keeper', PASSWORD);
  for (const [code, owner_code] of [[A, MINE], [B, MINE], [C, THEIRS]]) {
    const made = await office.request('POST', '/api/v1/projects', { json: {
      programme: '百大', year: 2020, code, name: `道路 ${code}`, owner: '龙江公司', owner_code, division: code.slice(5, 11),
      sector: 'E', total_wan: 10, planned_start: '2020-05-06',
    } });
    assert.equal(made.status, 201, made.text);
  }
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

const codes = async (client) => (await client.get('/api/v1/projects')).json.items.map((row) => row.code);
const give = (client, json) => client.request('POST', '/api/v1/authorities', { json });
const change = async (name, json) => {
  const version = (await admin.get('/api/v1/users')).json.items.find((row) => row.name === name).version;
  return admin.request('PATCH', `/api/v1/users/${name}`, { json, headers: { 'if-match': `"${version}"` } });
};

test('a delegate reaches what the owner authorises, from that request on and until the owner ends it', async () => {
  const agent = await server.signedIn('agent', PASSWORD);
  assert.deepEqual(await codes(agent), []);
  const given = await give(owner, { person: 'agent', project: A, until: '2020-06-30', paper: '授权书 7 号' });
  assert.equal(given.status, 201, given.text);
  assert.deepEqual([given.json.role, given.json.from, given.json.given_by, given.json.counts], ['delegate', '2020-04-01', 'owner', true]);
  assert.deepEqual(await codes(agent), [A]);
  const whole = await give(owner, { person: 'agent', body: MINE, until: '2020-06-30', paper: '授权书 8 号' });
  assert.deepEqual(await codes(agent), [A, B]);
  const listed = (await agent.get('/api/v1/authorities')).json.items;
  assert.deepEqual(listed.map((row) => row.paper), ['授权书 8 号', '授权书 7 号']);
  for (const { json } of [whole, given]) {
    assert.equal((await owner.request('DELETE', `/api/v1/authorities/${json.id}`)).status, 204);
  }
  assert.deepEqual(await codes(agent), []);
  assert.equal((await owner.request('DELETE', `/api/v1/authorities/${given.json.id}`)).json.code, 'authority.ended');
});

test('an owner authorises delegates of its own enterprise and nobody else', async () => {
  const refusals = [
    [{ person: 'agent', project: C, until: '2020-06-30', paper: 'x' }, 404, 'project.unknown'],
    [{ person: 'agent', body: THEIRS, until: '2020-06-30', paper: 'x' }, 404, 'authority.unknown'],
    [{ person: 'fuwu', project: A }, 403, 'authority.giver'],
    [{ person: 'agent', project: A, until: '2020-06-30' }, 422, 'authority.paper'],
    [{ person: 'agent', project: A, paper: 'x' }, 422, 'authority.until'],
    [{ person: 'agent', project: A, paper: 'x', until: '2020-03-31' }, 422, 'authority.until'],
    [{ person: 'agent', paper: 'x', until: '2020-06-30' }, 422, 'authority.project'],
    [{ person: 'nobody-here', project: A, paper: 'x', until: '2020-06-30' }, 404, 'person.unknown'],
  ];
  for (const [json, status, code] of refusals) {
    const answer = await give(owner, json);
    assert.deepEqual([answer.status, answer.json.code], [status, code], JSON.stringify(json));
  }
});

test('an authority counts on its last day and no longer on the next', async () => {
  const given = await give(office, { person: 'fuwu', project: A, until: '2020-04-30' });
  assert.equal(given.status, 201, given.text);
  for (const [day, wanted] of [['2020-04-30', [A]], ['2020-05-01', []]]) {
    const later = await startLater(day);
    try {
      const fuwu = await later.signedIn('fuwu', PASSWORD);
      assert.deepEqual(await codes(fuwu), wanted, day);
      assert.equal((await fuwu.get(`/api/v1/projects/${A}`)).status, wanted.length ? 200 : 404, day);
      // Looking back does not bring a right back.
      assert.equal((await fuwu.get(`/api/v1/projects/${A}?as_of=2020-04-15`)).status, wanted.length ? 200 : 404, day);
    } finally {
      await later.halt();
    }
  }
});

// A second program on the same data, for which another day is today.
async function startLater(day) {
  const { spawn } = await import('node:child_process');
  const { program } = await import('../support/server.mjs');
  const child = spawn(program, ['serve', '--data', server.data, '--listen', '127.0.0.1:0', '--as-of', day], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = new Promise((done) => child.on('exit', done));
  const url = await new Promise((done) => child.stdout.once('data', (bytes) => done(String(bytes).trim().replace(/\/$/, ''))));
  const make = server.client().constructor;
  return {
    async signedIn(name, password) {
      const client = new make(url);
      assert.equal((await client.signIn(name, password)).status, 200);
      return client;
    },
    async halt() {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

test('a change of rights acts on the next request of a session that runs', async () => {
  server.addUser('changer', 'coordinator', PASSWORD);
  const changer = await server.signedIn('changer', PASSWORD);
  assert.deepEqual(await codes(changer), [A, B, C]);
  assert.equal((await change('changer', { role: 'owner', body: THEIRS })).status, 200);
  assert.deepEqual(await codes(changer), [C]);
  assert.equal((await changer.get('/api/v1/journal')).status, 403);
  assert.equal((await change('changer', { role: 'approver', body: 'nr' })).json.body_name, '自然资源和规划局');
  assert.deepEqual(await codes(changer), [A, B, C]);
  assert.equal((await change('changer', { role: 'officer' })).json.body, '');
  assert.deepEqual(await codes(changer), []);
  assert.equal((await change('changer', { enabled: false })).status, 200);
  assert.equal((await changer.get('/api/v1/projects')).status, 401);
});

test('a person belongs to what the role needs and to nothing else', async () => {
  const add = (json) => admin.request('POST', '/api/v1/users', { json: { password: PASSWORD, ...json } });
  const refusals = [
    { name: 'u1', role: 'owner' },
    { name: 'u1', role: 'owner', body: '91230102MA1AAAAA1A' }, // its check character is E
    { name: 'u1', role: 'approver', body: 'moon' },
    { name: 'u1', role: 'head' },
    { name: 'u1', role: 'leader', body: 'nr' },
  ];
  for (const json of refusals) {
    const answer = await add(json);
    assert.deepEqual([answer.status, answer.json.code, answer.json.field], [422, 'person.body', 'body'], JSON.stringify(json));
  }
  const made = await add({ name: 'boss', role: 'owner', body: MINE });
  assert.deepEqual([made.status, made.json.body, made.json.body_name], [201, MINE, '龙江公司']);
  const cli = command(['user', 'add', '--data', server.data, '--name', 'u2', '--role', 'head', '--password-stdin'], PASSWORD);
  assert.equal(cli.code, 1);
  assert.match(cli.err, /person\.body/);
});

test('giving and ending an authority are entries of the journal', async () => {
  const entries = [];
  for (let from = 0; from !== null;) {
    const page = (await office.get(`/api/v1/journal?from=${from}&limit=200`)).json;
    entries.push(...page.items.map((item) => item.entry));
    from = page.next;
  }
  const given = entries.find((entry) => entry.action === 'authority.give' && entry.data.project === A);
  assert.equal(given.subject, 'person:agent');
  assert.equal(given.actor, 'owner');
  assert.deepEqual(given.data, { body: '', from: '2020-04-01', id: given.data.id, paper: '授权书 7 号', project: A, role: 'delegate', until: '2020-06-30' });
  assert.ok(entries.some((entry) => entry.action === 'authority.end' && entry.data.id === given.data.id && entry.actor === 'owner'));
});
