// A department's desk: its inbox goes by what lateness costs, its people share the work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020', OWNER = '91230102MA1AAAAA1E';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n');
const code = (n) => `2020-230102-48-01-${String(n).padStart(6, '0')}`;
const LATE = code(1), NEAR = code(2), FAR = code(3), RUNS = code(4);
const STARTS = { [LATE]: '2020-03-16', [NEAR]: '2020-08-03', [FAR]: '2020-10-12', [RUNS]: '2020-04-14' };
let server;
const people = {};

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });
const desk = async (who, query = '') => must(200, people[who].get(`/api/v1/desk${query}`));
const assign = async (who, id, person) => {
  const { version } = await must(200, people.office.get(`/api/v1/cases/${id}`));
  return people[who].request('PUT', `/api/v1/cases/${id}/assignee`, { json: { person }, headers: { 'if-match': `"${version}"` } });
};
// The inbox follows plans within a second; waits until it says what is asked.
async function until(who, query, holds) {
  for (let tries = 0; ; tries++) {
    const answer = await desk(who, query);
    if (holds(answer)) return answer;
    if (tries > 400) assert.fail(JSON.stringify(answer.items, null, 1));
    await new Promise((done) => setTimeout(done, 50));
  }
}
const order = (answer) => answer.items.map((row) => `${row.project.slice(-1)}${row.item}`);

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['reader', 'leader'], ['owner', 'owner', OWNER], ['clerk', 'approver', 'window'],
    ['drx', 'approver', 'drx'], ['drx2', 'approver', 'drx'], ['boss', 'head', 'drx'], ['nr', 'approver', 'nr'], ['quxian', 'district', '230102']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  for (const one of [LATE, NEAR, FAR, RUNS]) {
    await must(201, post('office', '/api/v1/projects', {
      programme: '百大', year: 2020, code: one, name: `厂房${one.slice(-1)}`, owner: '某公司', owner_code: OWNER, division: '230102', sector: 'C',
      type: 'filed', total_wan: 1000, annual_plan_wan: 100, planned_start: STARTS[one], planned_finish: '2020-11-30',
    }));
    for (const id of ['code-d1', 'code-d2', 'fil-d1']) {
      await must(201, people.owner.request('PUT', `/api/v1/projects/${one}/papers/${id}?name=${id}.pdf`, { body: PDF }));
    }
  }
  for (const one of [FAR, RUNS, NEAR, LATE]) await must(201, post('owner', `/api/v1/projects/${one}/applications`, { stage: 1, items: ['filing'] }));
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('the inbox goes by what lateness costs and says why', async () => {
  const inbox = await until('drx', '', (answer) => answer.items.every((row) => row.float !== null));
  assert.deepEqual(order(inbox), ['1filing', '4filing', '2filing', '3filing']);
  const floats = inbox.items.map((row) => row.float);
  assert.deepEqual(floats, [...floats].sort((a, b) => a - b));
  assert.ok(floats[0] < 0 && floats[3] > 0);
  assert.deepEqual(inbox.counts, { open: 4, lost: floats.filter((days) => days < 0).length, overdue: 0, most: 1000 });
  const [late, far] = [inbox.items[0], inbox.items[3]];
  assert.match(late.reason_en, /^start of 厂房1 on 16 March cannot be kept: \d+ working days? too late$/);
  assert.match(far.reason_en, /^start of 厂房3 on 12 October is lost in \d+ working days$/);
  assert.match(far.reason_zh, /^再过 \d+ 个工作日不办结, “厂房3”10月12日开工不保$/);
  assert.deepEqual([late.owner, late.state.name, late.turn, late.assignee, late.target_start], ['某公司', 'received', 'window', '', '2020-03-16']);
  // What the plan says is what the inbox says.
  const plan = await must(200, people.owner.get(`/api/v1/projects/${FAR}/plan`));
  const row = plan.activities.find((activity) => activity.id === 'filing');
  assert.deepEqual([far.decide_by, far.float], [row.late_finish, row.total_float ?? row.float]);
});

test('a page ends where the next begins', async () => {
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await desk('drx', `?limit=1${cursor && `&cursor=${cursor}`}`);
    seen.push(...order(page));
    cursor = page.next;
  }
  assert.deepEqual(seen, order(await desk('drx')));
  assert.equal((await people.drx.get('/api/v1/desk?cursor=MTIz')).json.code, 'query.cursor');
});

test('a desk is its department\'s; the office and leaders name one', async () => {
  assert.equal((await people.nr.get('/api/v1/desk?department=drx')).json.code, 'party.department');
  assert.equal((await people.reader.get('/api/v1/desk')).json.code, 'query.department');
  assert.equal((await people.quxian.get('/api/v1/desk?department=drx')).json.code, 'party.permission');
  assert.equal((await desk('office', '?department=drx')).items.length, 4);
  assert.deepEqual((await desk('nr')).items, []);
  assert.deepEqual(order(await desk('clerk')), order(await desk('drx')));
});

test('when a plan moves the inbox moves', async () => {
  const { version } = await must(200, people.office.get(`/api/v1/projects/${FAR}`));
  await must(201, people.office.request('POST', `/api/v1/projects/${FAR}/plans`, {
    json: { planned_start: '2020-03-09', planned_finish: '2020-11-30', annual_plan_wan: 10, reason: '提前' }, headers: { 'if-match': `"${version}"` },
  }));
  await until('drx', '', (answer) => order(answer)[0] === '3filing');
});

test('the green channel comes first among cases of equal float', async () => {
  const near = (await desk('drx')).items.find((row) => row.project === NEAR);
  const before = await desk('drx', '?green=1');
  assert.deepEqual(before.items, []);
  await must(201, post('owner', `/api/v1/cases/${near.id}/green`, { reason: '省重点' }));
  await must(200, post('boss', `/api/v1/cases/${near.id}/green/decision`, { granted: true, reason: '同意' }));
  const green = await until('drx', '?green=1', (answer) => answer.items.length === 1);
  assert.deepEqual([green.items[0].project, green.items[0].green], [NEAR, true]);
});

test('a head gives out cases; the others take, hand on and give back their own', async () => {
  const [first, second] = (await desk('drx')).items;
  assert.equal((await assign('drx', first.id, 'drx2')).json.code, 'desk.assign');
  assert.equal((await assign('boss', first.id, 'nr')).json.code, 'desk.person');
  assert.equal((await assign('nr', first.id, 'nr')).json.code, 'party.department');
  await must(200, assign('boss', first.id, 'drx2'));
  await must(200, assign('drx', second.id, 'drx'));
  assert.equal((await assign('drx', first.id, 'drx')).json.code, 'desk.assign');
  assert.deepEqual((await desk('drx', '?assignee=drx2')).items.map((row) => row.id), [first.id]);
  assert.deepEqual((await desk('drx', '?unassigned=1')).items.length, 2);
  const told = await must(200, people.drx2.get('/api/v1/notices'));
  assert.deepEqual(told.items.map((row) => row.kind), ['assigned']);
  assert.deepEqual((await must(200, people.drx.get('/api/v1/notices'))).items, []);
  const stale = await people.drx2.request('PUT', `/api/v1/cases/${first.id}/assignee`, { json: { person: 'drx' }, headers: { 'if-match': '"1"' } });
  assert.equal(stale.json.code, 'case.stale');
  const { items } = await must(200, people.office.get(`/api/v1/projects/${first.project}/history`));
  const entry = items.find((row) => row.action === 'case.assign');
  assert.deepEqual([entry.actor, entry.data.assignee, entry.data.before], ['boss', 'drx2', '']);
});

test('who stands in sees the cases of the one who is away, as long as it lasts', async () => {
  const away = { person: 'drx2', stand_in: 'drx', from: '2020-03-02', until: '2020-03-06' };
  const mine = async () => (await desk('drx', '?assignee=drx')).items.length;
  assert.equal(await mine(), 1);
  assert.equal((await post('drx', '/api/v1/desk/stand-ins', away)).json.code, 'desk.stand_in');
  assert.equal((await post('boss', '/api/v1/desk/stand-ins', { ...away, stand_in: 'nr' })).json.code, 'desk.person');
  assert.equal((await post('boss', '/api/v1/desk/stand-ins', { ...away, stand_in: 'drx2' })).json.code, 'stand_in.self');
  assert.equal((await post('boss', '/api/v1/desk/stand-ins', { ...away, until: '2020-03-01' })).json.code, 'stand_in.days');
  const made = await must(201, post('boss', '/api/v1/desk/stand-ins', away));
  assert.equal(await mine(), 2);
  assert.deepEqual((await must(200, people.drx.get('/api/v1/desk/stand-ins'))).items, [made]);
  assert.equal((await people.nr.request('DELETE', `/api/v1/desk/stand-ins/${made.id}`)).status, 404);
  assert.equal((await people.drx2.request('DELETE', `/api/v1/desk/stand-ins/${made.id}`)).status, 204);
  assert.equal(await mine(), 1);
  const later = await must(201, post('drx2', '/api/v1/desk/stand-ins', { ...away, from: '2020-03-03' }));
  assert.equal(await mine(), 1);
  assert.equal((await people.boss.request('DELETE', `/api/v1/desk/stand-ins/${later.id}`)).status, 204);
});

test('many cases are accepted at once, each by itself, with a report for each', async () => {
  const rows = (await desk('drx')).items;
  const asked = rows.map((row, i) => ({ id: row.id, version: row.version + (i === 1 ? 7 : 0) }));
  assert.equal((await post('nr', '/api/v1/desk/acceptances', { cases: asked.slice(0, 1) })).json.cases[0].code, 'party.department');
  const report = await must(200, post('drx', '/api/v1/desk/acceptances', { cases: [...asked, { id: 999999, version: 1 }] }));
  assert.deepEqual(report.cases.map((row) => row.code), ['', 'case.stale', '', '', 'case.unknown']);
  assert.equal(report.accepted, 3);
  const states = (await desk('drx', '?state=3')).items;
  assert.equal(states.length, 3);
  assert.match(states[0].clock.text_en, /^day 0 of \d+ working days, 0 stopped$/);
  assert.deepEqual((await desk('drx', '?overdue=1')).items, []);
  assert.equal((await post('drx', '/api/v1/desk/acceptances', { cases: [] })).json.code, 'desk.cases');
});

test('the load ahead counts what is in hand and what plans will bring, against the capacity', async () => {
  const capacity = (who, json) => people[who].request('PUT', '/api/v1/desk/capacity', { json });
  assert.equal((await capacity('drx', { cases: 3 })).json.code, 'party.permission');
  assert.equal((await capacity('boss', { cases: -1 })).json.code, 'desk.cases');
  assert.equal((await must(200, people.drx.get('/api/v1/desk/load'))).weeks[0].capacity, null);
  assert.equal((await capacity('boss', { cases: 3 })).status, 204);
  assert.equal((await capacity('boss', { cases: 9, from: '2020-03-09' })).status, 204);
  const load = await must(200, people.drx.get('/api/v1/desk/load'));
  assert.equal(load.weeks.length, 12);
  assert.deepEqual([load.weeks[0].from, load.weeks[0].until], ['2020-03-02', '2020-03-08']);
  assert.deepEqual([load.weeks[0].capacity, load.weeks[1].capacity], [3, 9]);
  assert.equal(load.weeks[0].over, load.weeks[0].in_hand > 3);
  assert.ok(load.weeks[0].in_hand >= 4, 'four cases are in hand');
  assert.equal(load.weeks.reduce((sum, week) => sum + week.landing, 0), load.item_count);
  assert.ok(load.items.every((row) => row.department === 'drx' && row.item !== 'filing'), 'what is in hand does not land again');
  const due = await must(200, people.office.get('/api/v1/due?days=83&by=department'));
  const group = due.groups.find((row) => row.key === 'drx').items.filter((row) => row.item !== 'filing');
  assert.equal(load.item_count, group.length);
  assert.equal((await must(200, people.drx.get('/api/v1/desk/load?weeks=2'))).weeks.length, 2);
});

test('finished cases teach how long an item takes, by department and season', async () => {
  const days = [[LATE, '2020-02-24', '2020-02-25'], [NEAR, '2020-02-24', '2020-02-26'], [FAR, '2020-02-24', '2020-02-28'], [RUNS, '2020-02-03', '2020-02-28']];
  for (const [one, accepted, decided] of days) {
    await must(200, people.office.request('PUT', `/api/v1/projects/${one}/progress/land_contract`, { json: { accepted_on: accepted, decided_on: decided } }));
  }
  // 1, 2, 4 and, from 4 to 28 February, 19 working days.
  const { items } = await must(200, people.office.get('/api/v1/learned'));
  const row = items.find((one) => one.item === 'land_contract');
  assert.deepEqual([row.season, row.cases, row.p10, row.p50, row.p90, row.mean_tenths, row.spread, row.least, row.most],
    ['winter', 4, 1, 2, 19, 65, 18, 1, 19]);
  assert.equal((await must(200, people.office.get(`/api/v1/learned?department=${row.department}`))).cases, 4);
  assert.equal((await must(200, people.drx.get('/api/v1/learned'))).items.filter((one) => one.department !== 'drx').length, 0);
  assert.equal((await people.drx.get('/api/v1/learned?department=nr')).json.code, 'party.department');
});
