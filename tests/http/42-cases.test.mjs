// The way of a permit: a stage is handed in, its departments work on it, the plan moves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const OWNER = '91230102MA1AAAAA1E';
const CODE = '2020-230102-48-01-000001';
const PROJECT = `/api/v1/projects/${CODE}`;
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n');
let server;
const people = {};

const newProject = (code) => ({
  programme: '百大', year: 2020, code, name: `厂房 ${code.slice(-3)}`, owner: '某公司', owner_code: OWNER,
  division: '230102', sector: 'C', type: 'filed', total_wan: 1000, annual_plan_wan: 100,
  planned_start: '2020-04-14', planned_finish: '2020-11-01',
});

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });
const paper = (who, id, name = `${id}.pdf`) =>
  people[who].request('PUT', `${PROJECT}/papers/${id}?name=${encodeURIComponent(name)}`, { body: PDF });
async function act(who, id, event, more = {}) {
  const { version } = await must(200, people[who].get(`/api/v1/cases/${id}`));
  return post(who, `/api/v1/cases/${id}/events`, { event, ...more }, { 'if-match': `"${version}"` });
}
const caseOf = (application, item) => application.cases.find((row) => row.item === item);

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER],
    ['clerk', 'approver', 'window'], ['drx', 'approver', 'drx'], ['nr', 'approver', 'nr'], ['nr2', 'approver', 'nr'],
    ['nr-head', 'head', 'nr'], ['wr', 'approver', 'wr'], ['reader', 'leader']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  const made = await must(201, post('office', '/api/v1/projects', newProject(CODE)));
  await must(200, people.office.request('PATCH', PROJECT,
    { json: { conditions: { eia_form: false, eia_report: false } }, headers: { 'if-match': `"${made.version}"` } }));
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('the form of a stage asks for each paper once and says who produces the others', async () => {
  const form = await must(200, people.owner.get(`${PROJECT}/stages/1/form`));
  assert.deepEqual(form.items.map((row) => row.item), ['code', 'filing', 'soil_water', 'land_permit']);
  const names = form.papers.map((row) => row.name_zh);
  assert.equal(new Set(names).size, names.length);
  const right = form.papers.find((row) => row.name_zh.startsWith('土地权属文件'));
  assert.deepEqual([right.standing, right.producer, right.primary], ['waits', 'land_contract', true]);
  const filed = form.papers.find((row) => row.name_zh === '立项文件');
  assert.deepEqual([filed.standing, filed.producer], ['waits', 'filing']);
  assert.equal(form.papers.find((row) => row.paper === 'sw-d2').tolerance, 'decide');
  assert.equal((await people.owner.get(`${PROJECT}/stages/9/form`)).status, 404);
});

test('one application goes to all departments; what waits for another item is handed in when that is decided', async () => {
  for (const id of ['code-d1', 'code-d2', 'fil-d1', 'sw-d1', 'sw-d2', 'lp-d1', 'lp-d4']) await must(201, paper('owner', id));
  await must(200, people.office.request('PUT', `${PROJECT}/progress/land_contract`,
    { json: { accepted_on: '2020-02-24', decided_on: '2020-02-28' } }));
  const application = await must(201, post('owner', `${PROJECT}/applications`, { stage: 1, form: { '联系人': '李' } }));
  assert.match(application.number, /^20200302-\d{6}$/);
  assert.deepEqual(application.cases.map((row) => [row.item, row.department, row.state.code]),
    [['code', 'drx', 1], ['filing', 'drx', 1], ['soil_water', 'wr', 1], ['land_permit', 'nr', 0]]);
  assert.equal((await post('owner', `${PROJECT}/applications`, { stage: 1 })).json.code, 'application.empty');
  assert.equal((await post('owner', `${PROJECT}/applications`, { stage: 1, items: ['filing'] })).json.code, 'case.open');

  const filing = caseOf(application, 'filing').id;
  await must(200, act('clerk', filing, 'accept_window'));
  await must(200, act('drx', filing, 'accept_department'));
  const land = caseOf(application, 'land_permit').id;
  assert.equal((await must(200, people.owner.get(`/api/v1/cases/${land}`))).state.name, 'draft');
  const decided = await must(200, act('drx', filing, 'decide_yes', { result: '哈备〔2020〕1号' }));
  assert.deepEqual([decided.state.code, decided.turn, decided.result], [11, 'nobody', '哈备〔2020〕1号']);
  const released = await must(200, people.owner.get(`/api/v1/cases/${land}`));
  assert.deepEqual([released.state.code, released.turn], [1, 'window']);
  assert.deepEqual(released.events.map((row) => [row.event, row.side, row.rule]), [['release', 'system', 'A-9']]);
});

test('a case moves the plan of its project, which says its state', async () => {
  const { cases } = await must(200, people.owner.get(`${PROJECT}/cases`));
  const land = cases.find((row) => row.item === 'land_permit').id;
  const before = await must(200, people.owner.get(`${PROJECT}/plan`));
  const row = (plan) => plan.activities.find((activity) => activity.id === 'land_permit');
  assert.equal(row(before).state, 'todo');
  await must(200, act('clerk', land, 'accept_window'));
  const plan = await must(200, people.owner.get(`${PROJECT}/plan`));
  assert.deepEqual([row(plan).state, row(plan).accepted_on], ['running', '2020-03-02']);
  const short = plan.cases.find((one) => one.item === 'land_permit');
  assert.deepEqual([short.state.code, short.turn, short.clock.due_on, short.clock.limit_on],
    [3, 'department', '2020-03-05', '2020-03-30']);
  assert.equal(short.clock.text_zh, '第 0 天 / 共 3个工作日，停表 0');
  const put = await people.office.request('PUT', `${PROJECT}/progress/land_permit`, { json: { accepted_on: '2020-03-01' } });
  assert.deepEqual([put.status, put.json.code], [409, 'progress.case']);
});

test('of two reviewers who decide one case at once one decides, the other is told', async () => {
  const { cases } = await must(200, people.owner.get(`${PROJECT}/cases`));
  const land = cases.find((row) => row.item === 'land_permit').id;
  await must(200, act('nr', land, 'accept_department'));
  const { version } = await must(200, people.nr.get(`/api/v1/cases/${land}`));
  const decide = (who, event) => post(who, `/api/v1/cases/${land}/events`, { event, reason: '审查意见' }, { 'if-match': `"${version}"` });
  const answers = await Promise.all([decide('nr', 'decide_yes'), decide('nr2', 'decide_no'), decide('nr', 'decide_no'), decide('nr2', 'decide_yes')]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409, 409]);
  const { events } = await must(200, people.nr.get(`/api/v1/cases/${land}`));
  assert.equal(events.filter((row) => row.event.startsWith('decide')).length, 1);
  assert.equal((await post('nr', `/api/v1/cases/${land}/events`, { event: 'decide_yes' })).status, 428);
});

test('each side does its own events, each department its own cases', async () => {
  const { cases } = await must(200, people.owner.get(`${PROJECT}/cases`));
  const soil = cases.find((row) => row.item === 'soil_water').id;
  const code = async (who, event, more) => (await act(who, soil, event, more)).json.code;
  assert.equal(await code('owner', 'accept_window'), 'case.side');
  assert.equal(await code('nr', 'accept_window'), 'party.department');
  assert.equal(await code('clerk', 'deem_accepted'), 'case.side');
  assert.equal(await code('wr', 'decide_yes'), 'case.step');
  assert.equal(await code('clerk', 'ask_correction', { reason: '缺' }), 'case.notice');
  assert.equal(await code('clerk', 'sleep'), 'case.event');
  assert.equal((await post('reader', `/api/v1/cases/${soil}/events`, { event: 'withdraw' }, { 'if-match': '"1"' })).json.code, 'party.permission');
  await must(200, act('wr', soil, 'accept_window'));
  await must(200, act('wr', soil, 'accept_department'));
  assert.equal(await code('wr', 'start_special', { special: 'hearing', length: 5 }), 'case.reason');
  const special = await must(200, act('wr', soil, 'start_special', { special: 'expert_review', length: 5, unit: 'working_day', reason: '专家评审' }));
  assert.deepEqual([special.state.code, special.clock.special_end, special.clock.running], [9, '2020-03-09', false]);
  await must(200, act('wr', soil, 'end_special'));
  assert.equal(await code('wr', 'extend', { length: 5, reason: '情况复杂' }), 'case.side');
  await must(200, act('owner', soil, 'withdraw', { reason: '方案调整' }));
  const plan = await must(200, people.owner.get(`${PROJECT}/plan`));
  assert.equal(plan.activities.find((activity) => activity.id === 'soil_water').state, 'todo');
});

test('what is missing is told once, for all departments together', async () => {
  const application = await must(201, post('owner', `${PROJECT}/applications`, { stage: 1, items: ['soil_water'] }));
  const soil = application.cases[0].id;
  const notice = `/api/v1/applications/${application.number}/notice`;
  assert.equal((await post('clerk', notice, {})).json.code, 'notice.empty');
  assert.equal((await post('wr', `/api/v1/cases/${soil}/defects`, { paper: 'lp-d1', why: '缺图' })).json.code, 'defect.paper');
  await must(201, post('wr', `/api/v1/cases/${soil}/defects`, { paper: 'sw-d1', why: '报告缺附图' }));
  await must(201, post('clerk', `/api/v1/cases/${soil}/defects`, { why: '缺签章' }));
  const told = await must(200, post('clerk', notice, { reason: '一次性告知' }));
  assert.deepEqual([told.noticed_on, told.cases[0].state.code, told.cases[0].turn], ['2020-03-02', 6, 'owner']);
  const shown = await must(200, people.owner.get(`/api/v1/cases/${soil}`));
  assert.equal(shown.events.at(-1).reason, '报告缺附图；缺签章');
  assert.ok(shown.defects.every((row) => row.told_on === '2020-03-02'));
  assert.equal((await post('clerk', notice, {})).json.code, 'case.told_once');
  await must(200, act('owner', soil, 'correct'));
  assert.equal((await act('wr', soil, 'accept_department')).json.code, 'case.step');
  await must(200, act('clerk', soil, 'accept_window'));
});

test('the green channel is asked for, granted by another person, shown, and stays scarce', async () => {
  const { cases } = await must(200, people.owner.get(`${PROJECT}/cases`));
  const soil = cases.filter((row) => row.item === 'soil_water').at(-1);
  server.addUser('wr-head', 'head', PASSWORD, 'wr');
  people['wr-head'] = await server.signedIn('wr-head', PASSWORD);
  assert.equal((await post('wr-head', `/api/v1/cases/${soil.id}/green/decision`, { granted: true, reason: '急' })).json.code, 'green.decided');
  await must(201, post('wr-head', `/api/v1/cases/${soil.id}/green`, { reason: '开工在即' }));
  assert.equal((await post('wr-head', `/api/v1/cases/${soil.id}/green/decision`, { granted: true, reason: '急' })).json.code, 'green.self');
  server.addUser('wr-head-2', 'head', PASSWORD, 'wr');
  people['wr-head-2'] = await server.signedIn('wr-head-2', PASSWORD);
  const granted = await must(200, post('wr-head-2', `/api/v1/cases/${soil.id}/green/decision`, { granted: true, reason: '省百大项目' }));
  assert.deepEqual([granted.green, granted.green_request.state, granted.green_request.decided_by], [true, 'granted', 'wr-head-2']);
  const shown = await must(200, server.client().get('/api/v1/green')); // for everybody to see
  assert.deepEqual(shown.cases.map((row) => [row.item, row.reason]), [['soil_water', '开工在即']]);
  assert.deepEqual(shown.departments.find((row) => row.department === 'wr'), { department: 'wr', open: 1, green: 1, asked: 1, granted: 1 });
  // A second green case in a department of two open ones is more than a tenth.
  const second = CODE.replace(/1$/, '2');
  await must(201, post('office', '/api/v1/projects', newProject(second)));
  const { cases: [more] } = await must(201, post('owner', `/api/v1/projects/${second}/applications`, { stage: 1, items: ['soil_water'] }));
  await must(201, post('owner', `/api/v1/cases/${more.id}/green`, { reason: '也急' }));
  assert.equal((await post('wr-head-2', `/api/v1/cases/${more.id}/green/decision`, { granted: true, reason: '急' })).json.code, 'green.share');
  assert.equal((await must(200, post('wr-head-2', `/api/v1/cases/${more.id}/green/decision`, { granted: false, reason: '名额已满' }))).green, false);
});

test('the lead department closes the stage when all its cases have ended', async () => {
  const { cases } = await must(200, people.owner.get(`${PROJECT}/cases`));
  const first = cases.find((row) => row.item === 'code');
  const { number } = await must(200, people.nr.get(`/api/v1/applications/20200302-${String(first.application).padStart(6, '0')}`));
  assert.equal((await post('drx', `/api/v1/applications/${number}/close`)).json.code, 'application.lead');
  assert.equal((await post('nr', `/api/v1/applications/${number}/close`)).json.code, 'application.running');
  await must(200, act('drx', first.id, 'accept_window'));
  await must(200, act('drx', first.id, 'accept_department'));
  await must(200, act('drx', first.id, 'decide_yes'));
  const closed = await must(200, post('nr', `/api/v1/applications/${number}/close`));
  assert.deepEqual([closed.closed_on, closed.closed_by], ['2020-03-02', 'nr']);
  assert.equal((await post('nr', `/api/v1/applications/${number}/close`)).json.code, 'application.closed');
});

test('a paper that is no paper is refused and leaves nothing; one that is can be read again', async () => {
  const put = (body, id = 'wp-d1') => people.owner.request('PUT', `${PROJECT}/papers/${id}?name=a.pdf`, { body });
  assert.equal((await put(Buffer.from('<html><script>1</script>'))).json.code, 'paper.kind');
  assert.equal((await put(Buffer.from('%PDF-1.4 without an end'))).json.code, 'paper.kind');
  assert.equal((await put(Buffer.from('%PDF-1.4\n%%EOF\nPK\x05\x06and more', 'latin1'))).json.code, 'paper.kind');
  assert.equal((await put(PDF, 'nowhere')).json.code, 'paper.unknown');
  assert.equal((await people.owner.get(`${PROJECT}/papers/wp-d1`)).status, 404);
  const shown = await people.wr.get(`${PROJECT}/papers/sw-d1`);
  assert.deepEqual([shown.status, shown.headers.get('content-type'), shown.text], [200, 'application/pdf', PDF.toString()]);
  const { items } = await must(200, people.wr.get(`${PROJECT}/papers`));
  assert.equal(items.find((row) => row.paper === 'sw-d1').size, PDF.length);
});

test('a page that is open hears within a second of what happened to a case', async () => {
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/api/v1/stream`, { headers: { cookie: people.reader.cookie }, signal: stop.signal });
  const application = await must(201, post('owner', `${PROJECT}/applications`, { stage: 2, items: ['scheme'] }));
  const began = performance.now();
  let heard = '';
  for await (const bytes of answer.body) {
    heard += Buffer.from(bytes).toString();
    if (heard.includes(`"subject":"project:${CODE}"`)) break;
  }
  stop.abort();
  assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
  assert.equal(application.cases[0].state.code, 1);
});

test('the journal tells it all, and pages hear of the project', async () => {
  const { items } = await must(200, people.office.get(`${PROJECT}/history`));
  const actions = new Set(items.map((row) => row.action));
  for (const action of ['application.submit', 'case.submit', 'case.release', 'case.accept_window', 'case.accept_department',
    'case.decide_yes', 'case.start_special', 'case.withdraw', 'case.defect', 'application.notice', 'case.ask_correction', 'paper.add']) {
    assert.ok(actions.has(action), action);
  }
  const accepted = items.find((row) => row.action === 'case.accept_window');
  assert.deepEqual(accepted.data.to, ['owner', 'officer']);
});
