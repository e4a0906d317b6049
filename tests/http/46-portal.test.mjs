// An owner's portal: what is to be done next in each of its projects, and by when.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020', OWNER = '91230102MA1AAAAA1E', OTHER = '91230103MA1BBBBB28';
const MINE = '2020-230102-48-01-000001', THEIRS = '2020-230102-48-01-000002';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n');
let server, application;
const people = {};

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER], ['other', 'owner', OTHER], ['clerk', 'approver', 'window'], ['drx', 'approver', 'drx']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  for (const [code, owner] of [[MINE, OWNER], [THEIRS, OTHER]]) {
    await must(201, post('office', '/api/v1/projects', {
      programme: '百大', year: 2020, code, name: `厂房${code.slice(-1)}`, owner: '某公司', owner_code: owner, division: '230102', sector: 'C',
      type: 'filed', total_wan: 1000, annual_plan_wan: 100, planned_start: '2020-08-03', planned_finish: '2020-11-30',
    }));
  }
  for (const id of ['code-d1', 'code-d2', 'fil-d1']) await must(201, people.owner.request('PUT', `/api/v1/projects/${MINE}/papers/${id}?name=${id}.pdf`, { body: PDF }));
  application = await must(201, post('owner', `/api/v1/projects/${MINE}/applications`, { stage: 1, items: ['filing'] }));
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('an owner sees its own projects with what is to be done next by the last safe day', async () => {
  const { projects } = await must(200, people.owner.get('/api/v1/portal'));
  assert.deepEqual(projects.map((row) => row.code), [MINE]);
  const [{ actions, permits, cases, applications }] = projects;
  const days = actions.map((row) => row.by).filter(Boolean);
  assert.deepEqual(days, [...days].sort());
  assert.ok(actions.every((row) => row.act === 'submit' && row.item !== 'filing'), 'what is in hand is not handed in again');
  // The day is that of the plan.
  const plan = await must(200, people.owner.get(`/api/v1/projects/${MINE}/plan`));
  for (const action of actions) {
    assert.equal(action.by, plan.activities.find((row) => row.id === action.item).submit_by, action.item);
  }
  assert.equal(permits.find((row) => row.item === 'filing').case, application.cases[0].id);
  assert.deepEqual(cases.map((row) => [row.item, row.turn]), [['filing', 'window']]);
  assert.deepEqual(applications.map((row) => row.number), [application.number]);
});

test('what was sent back is the next thing to do', async () => {
  const id = application.cases[0].id;
  await must(201, post('drx', `/api/v1/cases/${id}/defects`, { why: '缺签章' }));
  await must(200, post('clerk', `/api/v1/applications/${application.number}/notice`, { reason: '一次性告知' }));
  const { projects } = await must(200, people.owner.get('/api/v1/portal'));
  const correct = projects[0].actions.filter((row) => row.act === 'correct');
  assert.deepEqual(correct.map((row) => [row.item, row.case]), [['filing', id]]);
});

test('the receipt is the number of the application, for its owner', async () => {
  const path = `/api/v1/applications/${application.number}/receipt`;
  const receipt = await must(200, people.owner.get(path));
  assert.deepEqual([receipt.number, receipt.submitted_on], [application.number, '2020-03-02']);
  assert.ok(receipt.qr.size >= 21 && /^M/.test(receipt.qr.path));
  assert.equal((await people.other.get(path)).json.code, 'application.unknown');
});
