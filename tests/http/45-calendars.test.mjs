// Calendars of the city, of departments and of projects, seasons, thaws and disruptions: what is entered
// moves the plan at once, where it should and nowhere else. All days are worked out by hand.
//
// Two projects, A in Songbei and B in Daoli. In their template soil_water (the water bureau, wr) and filing
// (drx) take 20 working days; both were accepted on Friday 2020-01-17, the day that is not counted.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, run, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const A = '2020-230109-48-03-009001', B = '2020-230102-48-03-009002';
let server, office, leader, songbei;

async function addProject(code, division) {
  const made = await office.request('POST', '/api/v1/projects', { json: {
    programme: '省百大项目', year: 2020, code, name: `日历${division}`, division, sector: 'E', template: 'social_general', total_wan: 1000, annual_plan_wan: 100, planned_start: '2020-05-20',
  } });
  assert.equal(made.status, 201, made.text);
  for (const [item, progress] of [['code', { accepted_on: '2020-01-16', decided_on: '2020-01-16' }], ['soil_water', { accepted_on: '2020-01-17' }], ['filing', { accepted_on: '2020-01-17' }]]) {
    const set = await office.request('PUT', `/api/v1/projects/${code}/progress/${item}`, { json: progress });
    assert.equal(set.status, 200, set.text);
  }
}

before(async () => {
  server = await startServer({ initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('leader', 'leader', PASSWORD);
  server.addUser('songbei', 'district', PASSWORD, '230109');
  office = await server.signedIn('office', PASSWORD);
  leader = await server.signedIn('leader', PASSWORD);
  songbei = await server.signedIn('songbei', PASSWORD);
  const template = JSON.parse(readFileSync('data/templates/social_general.json', 'utf8'));
  template.version = 2;
  for (const item of template.items) if (['soil_water', 'filing'].includes(item.id)) item.promised_working_days = item.statutory_working_days = 20;
  const file = join(server.data, '..', 'template.json');
  writeFileSync(file, JSON.stringify(template));
  run(['template', 'add', '--data', server.data, file]);
  await addProject(A, '230109');
  await addProject(B, '230102');
});
after(() => server.stop());

const planOf = async (code, asOf) => {
  const answer = await office.get(`/api/v1/projects/${code}/plan?as_of=${asOf}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const row = (plan, id) => plan.activities.find((one) => one.id === id);
const due = async (code, asOf, item = 'soil_water') => row(await planOf(code, asOf), item).early_finish;
const put = (path, version, json, client = office) => client.request('PUT', `/api/v1${path}`, { json, headers: version === null ? {} : { 'if-match': `"${version}"` } });
// off and work replace what the scope says of 2020.
const setCalendar = (scope, version, off, work = [], more = {}) => put(`/calendars/${scope}`, version, { published_on: '2020-01-10', reason: '测试', years: { 2020: { off, work } }, ...more });
const ok = (answer, status = 200) => { assert.equal(answer.status, status, answer.text); return answer; };

test('20 working days from 17 January end on 19 February by the first notice, on 21 February by the second', async () => {
  // First: 19 January (made up) to 23 January 5, 31 January and 1 February (made up) 7, 3 to 7 February 12, 10 to 14 February 17, 19 February 20.
  assert.equal(await due(A, '2020-01-20'), '2020-02-19');
  assert.equal(await due(A, '2020-01-26'), '2020-02-19');
  assert.equal(await due(A, '2020-01-27'), '2020-02-21'); // published on that day: 31 January and 1 February are off
  assert.equal(await due(B, '2020-01-28', 'filing'), '2020-02-21');
});

test("a city's local holiday moves the day of every item; the day before its publication knows nothing of it", async () => {
  const first = ok(await setCalendar('city', 0, ['2020-02-12']));
  assert.equal(first.headers.get('etag'), '"1"');
  assert.deepEqual(first.json.years, { 2020: { off: ['2020-02-12'], work: [] } });
  assert.equal(await due(A, '2020-01-28'), '2020-02-24'); // one working day more: Monday
  assert.equal(await due(B, '2020-01-28', 'filing'), '2020-02-24');
  const plan = await planOf(A, '2020-01-28');
  assert.match(row(plan, 'soil_water').because, /2020-02-12 不上班（本市日历第 1 版）/);
  assert.match(row(plan, 'soil_water').because_en, /2020-02-12 off \(city calendar, version 1\)/);
  assert.match(row(plan, 'soil_water').because, /工作日（市日历）/);
  // A make-up Saturday instead gives it back, from the day on which it was published.
  ok(await setCalendar('city', 1, ['2020-02-12'], ['2020-02-15'], { published_on: '2020-02-03' }));
  assert.equal(await due(A, '2020-01-28'), '2020-02-24');
  assert.equal(await due(A, '2020-02-03'), '2020-02-21');
  const seen = (await songbei.get('/api/v1/calendars/city')).json;
  assert.deepEqual(seen.versions.map((one) => [one.version, one.published_on, one.author, one.reason]), [[1, '2020-01-10', 'office', '测试'], [2, '2020-02-03', 'office', '测试']]);
  assert.equal((await songbei.get('/api/v1/calendars/city?as_of=2020-02-01')).json.version, 1);
  assert.equal((await songbei.get('/api/v1/calendars/city?as_of=2020-01-09')).json.version, 0);
  const year = (await songbei.get('/api/v1/calendar?from=2020-02-01&to=2020-02-29')).json;
  assert.ok(year.off.includes('2020-02-12') && !year.off.includes('2020-02-15'));
  assert.deepEqual(year.make_up, ['2020-02-15']);
  ok(await setCalendar('city', 2, [], [], { published_on: '2020-02-03' })); // taken back
  assert.equal(await due(A, '2020-02-03'), '2020-02-21');
});

test("a department's own closed day moves only its items, a project's only its own", async () => {
  const asOf = '2020-02-05';
  ok(await setCalendar('department:wr', 0, ['2020-02-19']));
  assert.equal(await due(A, asOf), '2020-02-24');
  assert.equal(await due(B, asOf), '2020-02-24');
  assert.equal(await due(A, asOf, 'filing'), '2020-02-21');
  const plan = await planOf(A, asOf);
  assert.equal(row(plan, 'soil_water').calendar, 'working:wr');
  assert.ok(plan.calendars.some((one) => one.id === 'working:wr' && /部门/.test(one.name_zh)));
  assert.match(row(plan, 'soil_water').because, /2020-02-19 不上班（部门日历第 1 版）/);
  assert.doesNotMatch(row(plan, 'filing').because, /部门日历/);
  ok(await setCalendar(`project:${A}`, 0, ['2020-02-20']));
  assert.equal(await due(A, asOf), '2020-02-25'); // 19 February its department's, 20 February its own
  assert.equal(await due(A, asOf, 'filing'), '2020-02-24');
  assert.equal(await due(B, asOf, 'filing'), '2020-02-21');
  assert.equal((await songbei.get(`/api/v1/calendars/project:${A}`)).status, 200);
  assert.equal((await songbei.get(`/api/v1/calendars/project:${B}`)).status, 404);
  ok(await setCalendar('department:wr', 1, []));
  ok(await setCalendar(`project:${A}`, 1, []));
  assert.equal(await due(A, asOf), '2020-02-21');
});

test('a disruption from 3 to 14 February moves the approvals of its division; its end can be moved and taken back', async () => {
  const asOf = '2020-01-31';
  const add = await office.request('POST', '/api/v1/disruptions', { json: { scope: 'division:230109', from: '2020-02-03', to: '2020-02-14', stops: 'approvals', reason: '疫情防控', known_on: '2020-01-30' } });
  ok(add, 201);
  const id = add.headers.get('location').split('/').at(-1);
  // 19 to 23 January 5, 17 to 21 February 10, 24 to 28 February 15, 2 to 6 March 20.
  assert.equal(await due(A, asOf), '2020-03-06');
  // Elsewhere, and before it was known, only the city's 12 February counts, which was taken back on 3 February.
  assert.equal(await due(B, asOf), '2020-02-24');
  assert.equal(await due(A, '2020-01-29'), '2020-02-24');
  const because = row(await planOf(A, asOf), 'soil_water');
  assert.match(because.because, /2020-02-03 至 2020-02-14 停办（疫情防控）/);
  assert.match(because.because_en, /2020-02-03 to 2020-02-14 approvals stand still/);
  // On 7 February it becomes known that it ends on the 9th: 10 to 14 February 10, and so a week less.
  const end = (version, to, known) => office.request('PATCH', `/api/v1/disruptions/${id}`, { json: { to, reason: '提前解除', known_on: known }, headers: { 'if-match': `"${version}"` } });
  ok(await end(1, '2020-02-09', '2020-02-07'));
  assert.equal(await due(A, '2020-02-07'), '2020-02-28');
  assert.equal(await due(A, asOf), '2020-03-06');
  assert.equal((await end(1, '2020-02-10', '2020-02-08')).status, 409);
  assert.equal((await end(2, '2020-02-01', '2020-02-08')).json.field, 'to');
  ok(await end(2, null, '2020-02-08'));
  assert.equal(await due(A, '2020-02-08'), '2020-02-21');
  assert.equal((await leader.get('/api/v1/disruptions?as_of=2020-01-31')).json.items[0].to, '2020-02-14');
});

test('a thaw on 5 April moves the earthworks of its division only', async () => {
  const asOf = '2020-03-10';
  const works = async (code) => (await planOf(code, asOf)).works;
  // Nobody is ready before 20 April unless little is left to do.
  const seasons = (version, windows, more = {}) => put('/seasons/230100/earth', version, { windows, follows_thaw: true, reason: '市住建局通知', known_on: '2020-03-01', ...more });
  const ready = async (code) => row(await planOf(code, asOf), 'ready').early_finish;
  const before = [await works('2020-230109-73-03-000006'), await ready('2020-230109-73-03-000006')];
  assert.equal(before[0].earliest_normal, '2020-04-20');
  ok(await put('/thaws/230109/2020', 0, { day: '2020-04-05', reason: '地温监测', known_on: '2020-03-09' }));
  const thawed = await works('2020-230109-73-03-000006');
  assert.equal(thawed.thaw, '2020-04-05');
  assert.equal(thawed.earliest_normal, before[1] > '2020-04-05' ? before[1] : '2020-04-05');
  const elsewhere = (await office.get('/api/v1/projects?limit=500&state=planned&nature=new')).json.items.find((one) => one.division !== '230109');
  assert.equal((await works(elsewhere.code)).thaw, null);
  assert.ok((await works(elsewhere.code)).earliest_normal >= '2020-04-20');
  // Where earthworks are not possible before 20 April the start itself moves.
  ok(await seasons(0, [{ kind: 'closed', from: '01-01', to: '04-19' }, { kind: 'normal', from: '04-20', to: '12-31' }]));
  const year = async (division) => (await leader.get(`/api/v1/calendar?from=2020-01-01&to=2020-12-31&as_of=${asOf}&division=${division}`)).json.seasons;
  assert.deepEqual((await year('230109')).map((one) => [one.kind, one.from]), [['closed', '2020-01-01'], ['normal', '2020-04-05']]);
  assert.deepEqual((await year('230102')).map((one) => [one.kind, one.from]), [['closed', '2020-01-01'], ['normal', '2020-04-20']]);
  const start = row(await planOf('2020-230109-73-03-000006', asOf), 'start');
  assert.equal(start.early_start, before[1] > '2020-04-05' ? before[1] : '2020-04-05');
  assert.match(start.because, /化冻/);
  assert.equal((await leader.get(`/api/v1/calendar?from=2020-01-01&to=2020-12-31&as_of=2020-03-08&division=230109`)).json.seasons.find((one) => one.kind === 'normal').from, '2020-04-20');
  ok(await put('/thaws/230109/2020', 1, { day: null, reason: '误录' }));
  assert.equal((await leader.get('/api/v1/seasons?division=230109')).json.items[0].thaws[0].day, null);
  ok(await seasons(1, [{ kind: 'closed', from: '01-01', to: '02-29' }, { kind: 'winter', from: '03-01', to: '04-19' }, { kind: 'normal', from: '04-20', to: '10-31' }, { kind: 'winter', from: '11-01', to: '11-30' }, { kind: 'closed', from: '12-01', to: '12-31' }]));
});

test('whoever may not is refused, and whoever comes second sees what stands', async () => {
  for (const client of [leader, songbei]) {
    assert.equal((await put('/calendars/city', 3, { reason: 'x', years: { 2020: { off: [], work: [] } } }, client)).status, 403);
    assert.equal((await client.request('POST', '/api/v1/disruptions', { json: {} })).status, 403);
    assert.equal((await client.get('/api/v1/calendars')).status, 200);
    assert.equal((await client.get('/api/v1/seasons')).status, 200);
  }
  assert.equal((await setCalendar('city', null, [])).status, 428);
  const stale = await setCalendar('city', 1, ['2020-04-07']);
  assert.equal(stale.status, 409);
  assert.equal(stale.json.code, 'calendar.stale');
  assert.equal(stale.json.current.version, 3);
});

test('each refused field is named and nothing is stored', async () => {
  const size = async () => (await office.get('/api/v1/journal?from=0&limit=1')).json.size;
  const before = await size();
  const refused = async (answer, field, status = 422) => {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.field, field, answer.text);
  };
  await refused(await setCalendar('city', 3, ['2020-02-31']), 'years.2020.off');
  await refused(await setCalendar('city', 3, ['2021-02-01']), 'years.2020.off');
  await refused(await setCalendar('city', 3, ['2020-02-12'], ['2020-02-12']), 'years.2020.work');
  await refused(await put('/calendars/city', 3, { reason: 'x', years: {} }), 'years');
  await refused(await put('/calendars/city', 3, { reason: ' ', years: { 2020: { off: [], work: [] } } }), 'reason');
  await refused(await put('/calendars/city', 3, { reason: 'x', years: { 2020: { off: [] } } }), 'years.2020.work');
  await refused(await setCalendar('city', 3, [], [], { published_on: '2020-04-02' }), 'published_on'); // after today
  await refused(await setCalendar('city', 3, [], [], { published_on: '2020-02-02' }), 'published_on'); // before the version that stands
  await refused(await setCalendar('moon', 0, []), 'scope', 404);
  await refused(await setCalendar('department:moon', 0, []), 'scope', 404);
  await refused(await setCalendar('project:2020-000000-00-00-000000', 0, []), 'scope', 404);
  await refused(await put('/seasons/230109/moon', 0, { windows: [], follows_thaw: false, reason: 'x' }), 'work');
  await refused(await put('/seasons/999999/earth', 0, { windows: [], follows_thaw: false, reason: 'x' }), 'scope', 404);
  await refused(await put('/seasons/230109/earth', 0, { windows: [{ kind: 'closed', from: '02-30', to: '03-01' }], follows_thaw: false, reason: 'x' }), 'windows');
  await refused(await put('/thaws/230109/2020', 2, { day: '2020-07-01', reason: 'x' }), 'day');
  await refused(await put('/thaws/230109/2021', 0, { day: '2020-04-01', reason: 'x' }), 'day');
  const add = (json) => office.request('POST', '/api/v1/disruptions', { json: { scope: 'all', from: '2020-03-01', to: '2020-03-02', stops: 'both', reason: 'x', ...json } });
  await refused(await add({ scope: 'moon' }), 'scope');
  await refused(await add({ scope: 'division:999999' }), 'scope', 404);
  await refused(await add({ to: '2020-02-28' }), 'to');
  await refused(await add({ stops: 'all' }), 'stops');
  await refused(await add({ scope: 'department:wr' }), 'stops');
  await refused(await add({ known_on: '2020-04-02' }), 'known_on');
  assert.equal(await size(), before);
  const plan = await office.get(`/api/v1/projects/${A}/plan?as_of=2027-03-01`);
  assert.equal(plan.status, 422);
  assert.match(plan.json.detail, /2027/);
});

test('each change stands in the journal, and a notice of a year that nobody knew makes it known', async () => {
  const { size } = (await office.get('/api/v1/journal?from=0&limit=1')).json;
  const { items } = (await office.get(`/api/v1/journal?from=${size - 60}&limit=100`)).json;
  const actions = new Set(items.map((one) => `${one.action} ${one.subject}`));
  for (const wanted of ['calendar.add calendar:city', 'calendar.add calendar:department:wr', `calendar.add calendar:project:${A}`, 'season.set season:230100', 'thaw.set thaw:230109', 'disruption.add disruption:1', 'disruption.end disruption:1']) {
    assert.ok(actions.has(wanted), wanted);
  }
  ok(await put('/calendars/nation', 0, { published_on: '2020-04-01', reason: '国务院办公厅通知', years: { 2027: { off: ['2027-01-01'], work: [] } } }));
  const year = await office.get('/api/v1/calendar?from=2027-01-01&to=2027-01-04');
  assert.deepEqual(year.json.off, ['2027-01-01', '2027-01-02', '2027-01-03']);
  assert.equal(command(['journal', 'verify', '--data', server.data]).code, 0);
});

test('the command line checks a notice, sets it and shows what stands', () => {
  const file = (name, json) => {
    const path = join(server.data, '..', name);
    writeFileSync(path, JSON.stringify(json));
    return path;
  };
  const notice = file('notice.json', { years: { 2020: { off: ['2020-05-18'], work: ['2020-05-23'] } } });
  assert.deepEqual(JSON.parse(command(['calendar', 'check', notice]).out), { ok: true, versions: 1, off: 1, work: 1 });
  assert.equal(JSON.parse(command(['calendar', 'check', 'data/calendars/cn.json']).out).versions, 23);
  const bad = command(['calendar', 'check', file('bad.json', { years: { 2020: { off: ['2020-02-30'], work: [] } } })]);
  assert.equal(bad.code, 1);
  assert.match(bad.err, /years\.2020\.off/);
  const set = command(['calendar', 'set', '--data', server.data, '--scope', 'department:hc', '--reason', '搬迁', '--format', 'json', notice]);
  assert.deepEqual(JSON.parse(set.out), { scope: 'department:hc', version: 1 });
  const shown = JSON.parse(command(['calendar', 'show', '--data', server.data, '--scope', 'department:hc']).out);
  assert.deepEqual(shown.years, { 2020: { off: ['2020-05-18'], work: ['2020-05-23'] } });
  assert.equal(shown.versions[0].reason, '搬迁');
  assert.equal(command(['calendar', 'set', '--data', server.data, '--scope', 'department:moon', '--reason', 'x', notice]).code, 1);
  assert.equal(command(['calendar', 'set', '--scope', 'city', notice]).code, 2);
  assert.equal(command(['calendar', 'show']).code, 2);
});
