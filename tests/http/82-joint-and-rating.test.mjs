// Several departments conclude together; an owner rates who served it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const OWNER = '91230102MA1AAAAA1E', THEIRS = '91230103MA1BBBBB28';
const A = '2020-230102-48-01-000001', B = '2020-230102-48-01-000002';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n');
const people = {};
const cases = {};
let server;

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });
const show = (id) => must(200, people.office.get(`/api/v1/cases/${id}`));
async function act(who, id, event, more = {}) {
  return must(200, post(who, `/api/v1/cases/${id}/events`, { event, ...more }, { 'if-match': `"${(await show(id)).version}"` }));
}

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER], ['stranger', 'owner', THEIRS],
    ['clerk', 'approver', 'window'], ['drx', 'approver', 'drx'], ['drx-head', 'head', 'drx'], ['wr-head', 'head', 'wr'],
    ['nr-head', 'head', 'nr'], ['fuwu', 'officer'], ['daili', 'officer']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  for (const code of [A, B]) {
    const made = await must(201, post('office', '/api/v1/projects', {
      programme: '百大', year: 2020, code, name: `厂房 ${code.slice(-3)}`, owner: '某公司', owner_code: OWNER, division: '230102',
      sector: 'C', type: 'filed', total_wan: 1000, planned_start: '2020-04-14', planned_finish: '2020-11-01',
    }));
    await must(200, people.office.request('PATCH', `/api/v1/projects/${code}`,
      { json: { conditions: { eia_form: false, eia_report: false } }, headers: { 'if-match': `"${made.version}"` } }));
    for (const paper of ['fil-d1', 'sw-d1', 'sw-d2']) {
      await must(201, people.owner.request('PUT', `/api/v1/projects/${code}/papers/${paper}?name=a.pdf`, { body: PDF }));
    }
    const application = await must(201, post('owner', `/api/v1/projects/${code}/applications`, { stage: 1, items: ['filing', 'soil_water'] }));
    for (const one of application.cases) cases[`${one.item} ${code}`] = one.id;
  }
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

const sheet = (rows, more = {}) => ({
  title: '三月集中会办', conclusion: '同意受理', link: 'https://meeting.example.cn/3',
  cases: rows.map(([name, event]) => ({ case: cases[name], event, reason: '会议一致同意' })), ...more,
});
const convene = (who, rows, more) => post(who, '/api/v1/joint-sheets', sheet(rows, more));
const sign = (who, id) => post(who, `/api/v1/joint-sheets/${id}/signatures`, {});
const ALL = Object.freeze([`filing ${A}`, `soil_water ${A}`, `filing ${B}`]);
const states = async () => Promise.all(ALL.map(async (name) => (await show(cases[name])).state.code));

test('a sheet names cases once, with steps of departments', async () => {
  for (const [who, body, status, code] of [
    ['office', sheet([[ALL[0], 'accept_window'], [ALL[0], 'decide_no']]), 422, 'joint.twice'],
    ['office', sheet([[ALL[0], 'withdraw']]), 422, 'joint.event'],
    ['office', sheet([]), 422, 'joint.cases'],
    ['office', sheet([[ALL[0], 'accept_window']], { met_on: '2020-03-03' }), 422, 'joint.met_on'],
    ['office', sheet([[ALL[0], 'accept_window']], { link: 'http://a.cn' }), 422, 'service.link'],
    ['office', { ...sheet([]), cases: [{ case: 999999, event: 'accept_window', reason: 'x' }] }, 404, 'case.unknown'],
    ['nr-head', sheet([[ALL[0], 'accept_window']]), 403, 'joint.department'],
  ]) {
    const refused = await post(who, '/api/v1/joint-sheets', body);
    assert.deepEqual([refused.status, refused.json.code], [status, code], refused.text);
  }
});

test('the last signature moves all cases of all projects at once', async () => {
  const made = await must(201, convene('office', ALL.map((name) => [name, 'accept_window'])));
  assert.deepEqual(made.cases.map((row) => [row.project, row.item, row.department]),
    [[A, 'filing', 'drx'], [A, 'soil_water', 'wr'], [B, 'filing', 'drx']]);
  assert.equal((await sign('nr-head', made.id)).json.code, 'joint.unknown');
  assert.equal((await must(200, sign('drx-head', made.id))).state, 'open');
  assert.equal((await sign('drx-head', made.id)).json.code, 'joint.signed');
  assert.deepEqual(await states(), [1, 1, 1]);
  const done = await must(200, sign('wr-head', made.id));
  assert.deepEqual([done.state, done.signatures.map((row) => [row.department, row.signer])], ['done', [['drx', 'drx-head'], ['wr', 'wr-head']]]);
  assert.deepEqual(await states(), [3, 3, 3]);
  assert.match((await show(cases[ALL[2]])).events.at(-1).reason, /^会办单 \d+: 会议一致同意$/);
  assert.equal((await sign('wr-head', made.id)).json.code, 'joint.step');
});

test('a case that has moved since makes the whole refuse and is named; the signature is not kept', async () => {
  const made = await must(201, convene('drx-head', ALL.map((name) => [name, 'accept_department'])));
  await must(200, sign('drx-head', made.id));
  await act('drx', cases[ALL[2]], 'accept_department');
  const before = await states();
  const refused = await sign('wr-head', made.id);
  assert.deepEqual([refused.status, refused.json.code], [409, 'joint.stale']);
  assert.ok(refused.json.detail.includes(`办件 ${cases[ALL[2]]} (filing)`), refused.json.detail);
  assert.deepEqual(await states(), before);
  const still = await must(200, people.office.get(`/api/v1/joint-sheets/${made.id}`));
  assert.deepEqual([still.state, still.signatures.length], ['open', 1]);
  assert.equal((await post('office', `/api/v1/joint-sheets/${made.id}/cancel`, { reason: '重开' })).json.code, 'joint.writer');
  assert.equal((await must(200, post('drx-head', `/api/v1/joint-sheets/${made.id}/cancel`, { reason: '重开' }))).state, 'cancelled');
});

test('an illegal step makes the whole refuse and names its case', async () => {
  // The third case has been accepted by its department already.
  const made = await must(201, convene('office', ALL.map((name) => [name, 'accept_department'])));
  await must(200, sign('wr-head', made.id));
  const before = await states();
  const refused = await sign('drx-head', made.id);
  assert.deepEqual([refused.status, refused.json.code], [409, 'case.step']);
  assert.ok(refused.json.detail.includes(`办件 ${cases[ALL[2]]}`), refused.json.detail);
  assert.deepEqual(await states(), before);
});

// --- rating ----------------------------------------------------------------------------------------

const rate = (who, name, json) => post(who, `/api/v1/cases/${cases[name]}/rating`, json);

test('the owner rates its officer once, after the case has ended', async () => {
  assert.equal((await rate('owner', ALL[2], { grade: 1 })).json.code, 'rating.unfinished');
  await act('drx', cases[ALL[2]], 'decide_yes');
  assert.equal((await rate('owner', ALL[2], { grade: 1 })).json.code, 'rating.nobody');
  for (const project of [A, B]) await must(201, post('office', '/api/v1/officers/fuwu/assignments', { project }));
  assert.equal((await rate('stranger', ALL[2], { grade: 1 })).json.code, 'case.unknown');
  assert.equal((await rate('fuwu', ALL[2], { grade: 1 })).json.code, 'rating.self');
  assert.deepEqual([(await rate('owner', ALL[2], { grade: 0 })).json.code, (await rate('owner', ALL[2], { grade: 6 })).json.code], ['rating.grade', 'rating.grade']);
  const rated = await must(201, rate('owner', ALL[2], { grade: 3 }));
  assert.deepEqual([rated.officer, rated.grade_zh, rated.task], ['fuwu', '基本满意', null]);
  assert.equal((await rate('owner', ALL[2], { grade: 1 })).json.code, 'rating.twice');
  assert.equal((await post('fuwu', `/api/v1/ratings/${cases[ALL[2]]}/correction`, { text: 'x' })).json.code, 'rating.step');
});

test('a poor rating is put right and called back within 15 working days, and closed by another', async () => {
  await act('drx', cases[ALL[0]], 'accept_department');
  await act('drx', cases[ALL[0]], 'decide_yes');
  assert.equal((await rate('owner', ALL[0], { grade: 4 })).json.field, 'remark');
  const rated = await must(201, rate('owner', ALL[0], { grade: 4, remark: '三天没有回电话' }));
  // Monday 2 March is not counted: 3 to 6, 9 to 13, 16 to 20 and 23 March are 4 + 5 + 5 + 1 days.
  assert.deepEqual([rated.task.state, rated.task.due_on, rated.task.overdue], ['open', '2020-03-23', false]);
  assert.ok((await people.fuwu.get('/api/v1/notices')).json.items.some((row) => row.kind === 'deadline' && row.day === '2020-03-23'));
  const correct = (who) => post(who, `/api/v1/ratings/${cases[ALL[0]]}/correction`, { text: '已上门说明' });
  const close = (who) => post(who, `/api/v1/ratings/${cases[ALL[0]]}/close`, { call_back: '企业表示满意' });
  assert.equal((await close('office')).json.code, 'rating.step');
  assert.equal((await correct('daili')).json.code, 'rating.officer');
  await must(200, correct('fuwu'));
  assert.equal((await close('fuwu')).status, 403);
  const closed = await must(200, close('office'));
  assert.deepEqual([closed.task.state, closed.task.closed_by, closed.task.call_back], ['closed', 'office', '企业表示满意']);
  assert.deepEqual((await must(200, people.office.get('/api/v1/ratings?state=closed'))).items.map((row) => row.case), [cases[ALL[0]]]);
  assert.deepEqual((await must(200, people.daili.get('/api/v1/ratings'))).items, []);
});
