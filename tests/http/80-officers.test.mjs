import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { appendFileSync } from 'node:fs';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const MINE = '91230102MA1AAAAA1E';
const code = (n) => `2020-230102-48-01-00000${n}`;
let server, office, fuwu, deputy, anonymous;

before(async () => {
  server = await startServer({ asOf: '2020-04-01' });
  await server.halt();
  appendFileSync(`${server.data}/kaigong.conf`, 'officer_load = 2\n');
  await server.start();
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('owner', 'owner', PASSWORD, MINE);
  for (const name of ['fuwu', 'daili', 'xinren']) server.addUser(name, 'officer', PASSWORD);
  office = await server.signedIn('office', PASSWORD);
  fuwu = await server.signedIn('fuwu', PASSWORD);
  deputy = await server.signedIn('daili', PASSWORD);
  anonymous = server.client();
  for (const n of [1, 2, 3]) {
    const made = await office.request('POST', '/api/v1/projects', { json: {
      programme: '百大', year: 2020, code: code(n), name: `道路 ${n}`, owner: '龙江公司', owner_code: MINE,
      division: '230102', sector: 'E', total_wan: 10, planned_start: '2020-05-06',
    } });
    assert.equal(made.status, 201, made.text);
  }
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

const codes = async (client) => (await client.get('/api/v1/projects')).json.items.map((row) => row.code);
const save = (json, version) => office.request('PUT', '/api/v1/officers/fuwu', { json, headers: { 'if-match': `"${version}"` } });
const journal = async () => {
  const entries = [];
  for (let from = 0; from !== null;) {
    const page = (await office.get(`/api/v1/journal?from=${from}&limit=200`)).json;
    entries.push(...page.items.map((item) => item.entry));
    from = page.next;
  }
  return entries;
};

test('the directory shows the office to everybody and the personal number to nobody unasked', async () => {
  assert.deepEqual((await anonymous.get('/api/v1/officers')).json.items, []);
  const entered = { unit: '市营商环境局', post: '科长', office_phone: '0451-84664000', serves: '施工许可', mobile: '13812345678' };
  assert.equal((await save(entered, 0)).status, 200);
  assert.equal((await save(entered, 0)).json.code, 'officer.stale');
  const shown = await anonymous.get('/api/v1/officers');
  assert.deepEqual(shown.json.items, [{
    name: 'fuwu', unit: '市营商环境局', post: '科长', office_phone: '0451-84664000', serves: '施工许可', projects: 0, deputy: null,
  }]);
  assert.equal((await fuwu.get('/api/v1/officers')).json.items[0].mobile, '138****5678');
  for (const client of [anonymous, fuwu, office]) assert.doesNotMatch((await client.get('/api/v1/officers')).text, /13812345678/);

  assert.equal((await office.request('POST', '/api/v1/officers/fuwu/reveal', { json: { why: ' ' } })).json.code, 'service.text');
  const revealed = await office.request('POST', '/api/v1/officers/fuwu/reveal', { json: { why: '企业夜间求助' } });
  assert.deepEqual([revealed.status, revealed.json.mobile], [200, '13812345678']);
  assert.equal((await fuwu.request('POST', '/api/v1/officers/fuwu/reveal', { json: { why: 'x' } })).status, 403);
  const entry = (await journal()).find(({ action }) => action === 'officer.reveal');
  assert.deepEqual([entry.actor, entry.subject, entry.data], ['office', 'person:fuwu', { why: '企业夜间求助' }]);
  assert.doesNotMatch(JSON.stringify(await journal()), /13812345678/);
});

test('who is listed has a unit and an office phone; what is not listed the public does not see', async () => {
  const version = (await office.get('/api/v1/officers')).json.items.find((row) => row.person === 'fuwu').version;
  assert.equal((await save({ unit: '', office_phone: '1' }, version)).json.field, 'unit');
  assert.equal((await save({ unit: '局', office_phone: 'abc' }, version)).json.field, 'office_phone');
  const hidden = await save({ unit: '市营商环境局', post: '科长', office_phone: '0451-84664000', serves: '施工许可', listed: false }, version);
  assert.equal(hidden.status, 200, hidden.text);
  assert.equal(hidden.json.mobile, '138****5678', 'a number that is not sent stays');
  assert.deepEqual((await anonymous.get('/api/v1/officers')).json.items, []);
  assert.equal((await save({ unit: '市营商环境局', post: '科长', office_phone: '0451-84664000', serves: '施工许可' }, version + 1)).status, 200);
});

test('an assignment shows the load and warns above the limit that is set', async () => {
  const assign = (n) => office.request('POST', '/api/v1/officers/fuwu/assignments', { json: { project: code(n) } });
  const loads = [];
  for (const n of [1, 2, 3]) {
    const given = await assign(n);
    assert.equal(given.status, 201, given.text);
    loads.push([given.json.load, given.json.load_limit, given.json.overloaded]);
  }
  assert.deepEqual(loads, [[1, 2, false], [2, 2, false], [3, 2, true]]);
  assert.deepEqual(await codes(fuwu), [1, 2, 3].map(code));
  assert.equal((await anonymous.get('/api/v1/officers')).json.items[0].projects, 3);
  assert.equal((await office.request('POST', '/api/v1/officers/nobody/assignments', { json: { project: code(1) } })).status, 404);
  assert.equal((await office.request('POST', '/api/v1/officers/owner/assignments', { json: { project: code(1) } })).json.code, 'officer.unknown');
});

test('a stand-in reaches the projects on its days only, and both see it', async () => {
  const cover = (json) => office.request('POST', '/api/v1/officers/fuwu/covers', { json });
  for (const [json, field] of [
    [{ deputy: 'fuwu', until: '2020-04-09' }, 'deputy'],
    [{ deputy: 'daili', from: '2020-03-31', until: '2020-04-09' }, 'from'],
    [{ deputy: 'daili', from: '2020-04-09', until: '2020-04-08' }, 'until'],
  ]) {
    const refused = await cover(json);
    assert.deepEqual([refused.status, refused.json.field], [422, field]);
  }
  assert.deepEqual(await codes(deputy), []);
  const made = await cover({ deputy: 'daili', from: '2020-04-01', until: '2020-04-09' });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(await codes(deputy), [1, 2, 3].map(code));
  for (const client of [fuwu, deputy]) {
    assert.deepEqual((await client.get('/api/v1/covers')).json.items.map(({ officer, deputy: by, from, until }) => [officer, by, from, until]),
      [['fuwu', 'daili', '2020-04-01', '2020-04-09']]);
  }
  assert.deepEqual((await anonymous.get('/api/v1/officers')).json.items[0].deputy, { name: 'daili', until: '2020-04-09' });
  assert.equal((await cover({ deputy: 'xinren', from: '2020-04-09', until: '2020-04-10' })).json.code, 'cover.overlap');
  assert.equal((await office.request('DELETE', `/api/v1/covers/${made.json.id}`)).status, 204);
  assert.deepEqual(await codes(deputy), []);
  assert.deepEqual(await codes(fuwu), [1, 2, 3].map(code));
});

test('after the last day of a hand-over only the new officer holds the projects', async () => {
  const made = await office.request('POST', '/api/v1/officers/fuwu/covers', { json: { kind: 'hand_over', deputy: 'xinren', from: '2020-04-01', until: '2020-04-03' } });
  assert.equal(made.status, 201, made.text);
  const xinren = await server.signedIn('xinren', PASSWORD);
  assert.deepEqual(await codes(xinren), [1, 2, 3].map(code));
  assert.deepEqual(await codes(fuwu), [1, 2, 3].map(code), 'side by side until the last day');
  assert.equal((await office.request('DELETE', `/api/v1/covers/${made.json.id}`)).json.code, 'cover.hand_over');
  const authorities = (await office.get('/api/v1/authorities')).json.items;
  assert.deepEqual(authorities.filter((row) => row.person === 'fuwu').map((row) => row.until), ['2020-04-03', '2020-04-03', '2020-04-03']);
  assert.deepEqual(authorities.filter((row) => row.person === 'xinren').map((row) => row.until), [null, null, null]);
});

test('the work log takes days of the last month, of own projects', async () => {
  const add = (client, n, json) => client.request('POST', `/api/v1/projects/${code(n)}/work-log`, { json });
  const made = await add(fuwu, 1, { day: '2020-03-31', kind: 'visit', text: '到现场协调电力接入' });
  assert.deepEqual([made.status, made.json.kind_zh], [201, '现场服务'], made.text);
  for (const [json, want] of [
    [{ day: '2020-04-02', kind: 'visit', text: 'x' }, 'work_log.day'],
    [{ day: '2020-02-29', kind: 'visit', text: 'x' }, 'work_log.day'], // 32 days ago
    [{ kind: 'tea', text: 'x' }, 'work_log.kind'],
    [{ kind: 'visit', text: '' }, 'service.text'],
  ]) assert.equal((await add(fuwu, 1, json)).json.code, want);
  assert.equal((await add(fuwu, 1, { day: '2020-03-01', kind: 'push', text: '31 天前' })).status, 201);
  assert.equal((await add(deputy, 1, { kind: 'visit', text: 'x' })).status, 404);
  assert.deepEqual((await fuwu.get('/api/v1/work-log')).json.items.map((row) => row.day), ['2020-03-31', '2020-03-01']);
  assert.deepEqual((await office.get(`/api/v1/projects/${code(1)}/work-log?from=2020-03-02`)).json.items.map((row) => row.text), ['到现场协调电力接入']);
});
