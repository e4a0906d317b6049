import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const PARCEL = '/api/v1/projects/2020-230109-73-03-000006';
let server;
let office;
let songbei;

before(async () => {
  server = await startServer({ initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('leader', 'leader', PASSWORD);
  server.addUser('songbei', 'district', PASSWORD, '230109');
  office = await server.signedIn('office', PASSWORD);
  songbei = await server.signedIn('songbei', PASSWORD);
});
after(() => server.stop());

const all = async (client, query = '') => {
  const rows = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await client.get(`/api/v1/projects?limit=40${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).json;
    rows.push(...page.items);
    cursor = page.next;
    if (cursor === null) assert.equal(page.total, rows.length);
  }
  return rows;
};

test('the pages of the register hold each of the 111 projects once', async () => {
  const rows = await all(office);
  assert.equal(new Set(rows.map((row) => row.code)).size, 111);
  assert.equal(rows.length, 111);
  assert.equal(rows.reduce((sum, row) => sum + row.total_wan, 0), 38350000);
});

test('filters and search narrow the register', async () => {
  assert.ok((await all(office, '&division=230109')).every((row) => row.division === '230109'));
  assert.equal((await all(office, '&q=' + encodeURIComponent('二号地块'))).length, 1);
  assert.equal((await all(office, '&q=2020-230109-73-03-000006')).length, 1);
  assert.equal((await all(office, '&nature=new')).length, 66);
});

test('the filter of the state knows the words that the rows show', async () => {
  const day = '&as_of=2020-04-01';
  const counts = {};
  for (const row of await all(office, day)) counts[row.state] = (counts[row.state] ?? 0) + 1;
  assert.deepEqual(counts, { started: 8, resumed: 41, planned: 62 });
  for (const state of ['started', 'resumed', 'planned', 'overdue', 'stopped']) {
    const rows = await all(office, `${day}&state=${state}`);
    assert.equal(rows.length, counts[state] ?? 0, state);
    assert.ok(rows.every((row) => row.state === state), state);
  }
  assert.equal((await all(office, `${day}&state=running`)).length, 49);
  assert.equal((await office.get('/api/v1/projects?state=moon')).status, 422);
  assert.equal((await office.get('/api/v1/projects?nature=moon')).status, 422);
});

test('sorting by money and back is the same rows turned round', async () => {
  const up = (await all(office, '&sort=total')).map((row) => row.total_wan);
  const down = (await all(office, '&sort=-total')).map((row) => row.total_wan);
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  assert.deepEqual(down, [...up].reverse());
});

test('a district sees its own projects and no others exist for it', async () => {
  const own = await all(songbei);
  assert.ok(own.length > 0 && own.every((row) => row.division === '230109'));
  const other = (await all(office)).find((row) => row.division !== '230109');
  assert.equal((await songbei.get(`/api/v1/projects/${other.code}`)).status, 404);
  assert.equal((await songbei.get(`/api/v1/projects/${other.code}/plan`)).status, 404);
  assert.equal((await songbei.request('PATCH', `/api/v1/projects/${other.code}`, {
    json: { place: 'x' }, headers: { 'if-match': '"1"' },
  })).status, 404);
});

test('the second of two people who change a project gets 409 with what changed', async () => {
  const etag = (await office.get(PARCEL)).headers.get('etag');
  const change = (client, place, version) => client.request('PATCH', PARCEL, {
    json: { place }, headers: version ? { 'if-match': version } : {},
  });
  assert.equal((await change(office, 'first', '')).status, 428);
  assert.equal((await change(office, 'first', etag)).status, 200);
  const second = await change(songbei, 'second', etag);
  assert.equal(second.status, 409);
  assert.equal(second.json.code, 'project.stale');
  assert.equal(second.json.current.place, 'first');
  assert.equal((await office.get(PARCEL)).json.place, 'first');
});

test('the history of a project tells the change, who made it, from what to what', async () => {
  const { items } = (await office.get(`${PARCEL}/history`)).json;
  const change = items.find((entry) => entry.action === 'project.change');
  assert.equal(change.actor, 'office');
  assert.equal(change.data.place[1], 'first');
});

test('the plan of parcel 2 as of 1 March leads back from 14 April', async () => {
  const plan = (await office.get(`${PARCEL}/plan?as_of=2020-03-01`)).json;
  assert.equal(plan.target_start, '2020-04-14');
  assert.equal(plan.as_of, '2020-03-01');
  const ids = new Set(plan.activities.map((row) => row.id));
  assert.ok(plan.links.every((link) => ids.has(link.from) && ids.has(link.to)));
  for (const row of plan.activities.filter((one) => one.duration > 0)) { /* milestones take no days */
    assert.ok(row.early_start <= row.early_finish && row.late_start <= row.late_finish, row.id);
    assert.ok(row.submit_by <= row.late_start || row.state !== 'todo', row.id);
    assert.ok(row.because.length > 0 && row.because_en.length > 0, row.id);
    if (row.state === 'todo') assert.ok(row.early_start >= '2020-03-01', row.id);
  }
});

test('handling in series never ends earlier than in parallel', async () => {
  const last = async (handling) => (await office.get(`${PARCEL}/plan?as_of=2020-03-01&handling=${handling}`)).json
    .activities.reduce((day, row) => (row.early_finish > day ? row.early_finish : day), '');
  assert.ok(await last('serial') >= await last('parallel'));
});

test('a start behind a closed gate is refused with what is missing', async () => {
  const planned = await all(office, '&nature=new&state=planned');
  const waiting = planned.reduce((last, row) => (row.planned_start > last.planned_start ? row : last));
  const path = `/api/v1/projects/${waiting.code}`;
  const gate = (await office.get(`${path}/gate`)).json;
  assert.equal(gate.open, false);
  const photo = await office.request('PUT', `${path}/photos?name=a.jpg`, { body: Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex') });
  const answer = await office.request('POST', `${path}/events`, { json: {
    section: 1, kind: 'start', day: '2020-04-01',
    evidence: { permit: 'P-1', photo: photo.json?.photo ?? 'a'.repeat(64), photo_day: '2020-04-01', photo_place: '工地', witness: '李' },
  } });
  assert.equal(answer.status, 422, answer.text);
  assert.equal(answer.json.code, 'gate.closed');
  assert.deepEqual(answer.json.unmet.map((row) => row.item).sort(), gate.unmet.map((row) => row.item).sort());
});

test('a section that has started does not start again', async () => {
  const answer = await office.request('POST', `${PARCEL}/events`, {
    json: { section: 1, kind: 'start', day: '2020-04-01', evidence: { permit: 'P', witness: '李' } },
  });
  assert.equal(answer.status, 409);
  assert.equal(answer.json.code, 'event.started_before');
});

test('the cockpit of 1 April shows the figures of the report', async () => {
  const { json } = await office.get('/api/v1/cockpit');
  const s = json.statistics;
  assert.deepEqual([s.projects, s.total_wan, s.annual_plan_wan, s.started_by_day, s.started_before_day], [111, 38350000, 6010000, 49, 15]);
  assert.equal(json.planned_by['2020-04-30'], 91);
  assert.equal(json.divisions.reduce((sum, row) => sum + row.projects, 0), 111);
});

test('what is due is grouped by desk, owner, officer or project, and nothing is done already', async () => {
  for (const by of ['department', 'owner', 'officer', 'project']) {
    const { status, json } = await office.get(`/api/v1/due?by=${by}&days=7`);
    assert.equal(status, 200, by);
    for (const item of json.groups.flatMap((group) => group.items)) {
      assert.ok(item.submit_by <= '2020-04-08', `${item.code} ${item.item}`);
      assert.notEqual(item.code, '2020-230109-73-03-000006'); /* all of its items are decided */
    }
  }
});

test('the calendar gives 6 April as a holiday and 26 April as a working Sunday', async () => {
  const { off } = (await office.get('/api/v1/calendar?from=2020-04-01&to=2020-04-30')).json;
  assert.ok(off.includes('2020-04-06'));
  assert.ok(!off.includes('2020-04-26'));
});

test('the register leaves as CSV and as a workbook with exactly what the filter shows', async () => {
  const rows = await all(office, '&division=230109');
  const csv = await office.get('/api/v1/exports/projects?format=csv&division=230109');
  assert.equal(csv.text.trim().split('\n').length, rows.length + 1);
  const xlsx = await office.get('/api/v1/exports/projects?format=xlsx&division=230109');
  assert.equal(xlsx.status, 200);
  assert.equal(xlsx.text.slice(0, 2), 'PK');
});
