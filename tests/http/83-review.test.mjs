// Experts review a case on line while its clock stands.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const OWNER = '91230102MA1AAAAA1E';
const CODE = '2020-230102-48-01-000001';
const people = {};
let server, id, number;

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });
const showCase = () => must(200, people.office.get(`/api/v1/cases/${number}`));
async function act(who, event) {
  return must(200, post(who, `/api/v1/cases/${number}/events`, { event }, { 'if-match': `"${(await showCase()).version}"` }));
}
const PANEL = ['zhang', 'wang', 'zhao'];
const convene = (more = {}, who = 'drx') => post(who, `/api/v1/cases/${number}/reviews`, {
  day: '2020-03-04', link: 'https://meeting.example.cn/8', quorum: 2, chair: 'zhang', panel: PANEL, reason: '需专家评审', working_days: 10, ...more,
});
const declare = (who, conflict) => post(who, `/api/v1/reviews/${id}/declaration`, { conflict });
const sign = (who, verdict = 'pass') => post(who, `/api/v1/reviews/${id}/opinion`, { verdict, opinion: `${who} 的意见` });
const conclude = (who) => post(who, `/api/v1/reviews/${id}/conclusion`, { verdict: 'conditions', conclusion: '修改第三章后通过' });

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER], ['clerk', 'approver', 'window'],
    ['drx', 'approver', 'drx'], ['nr', 'approver', 'nr'], ...PANEL.map((name) => [name, 'expert']), ['outsider', 'expert']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  await must(201, post('office', '/api/v1/projects', {
    programme: '百大', year: 2020, code: CODE, name: '厂房', owner: '某公司', owner_code: OWNER, division: '230102',
    sector: 'C', type: 'filed', total_wan: 1000, planned_start: '2020-04-14', planned_finish: '2020-11-01',
  }));
  await must(201, people.owner.request('PUT', `/api/v1/projects/${CODE}/papers/fil-d1?name=a.pdf`, { body: Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n') }));
  const application = await must(201, post('owner', `/api/v1/projects/${CODE}/applications`, { stage: 1, items: ['filing'] }));
  number = application.cases[0].id;
  await act('clerk', 'accept_window');
  await act('drx', 'accept_department');
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('a panel has three, its chair among them, a quorum of more than half', async () => {
  const { version } = await showCase();
  for (const [more, code] of [[{ panel: ['zhang', 'wang'] }, 'review.panel'], [{ panel: ['zhang', 'wang', 'wang'] }, 'review.panel'],
    [{ panel: ['zhang', 'wang', 'owner'] }, 'review.panel'], [{ chair: 'outsider' }, 'review.chair'], [{ quorum: 1 }, 'review.quorum'],
    [{ quorum: 4 }, 'review.quorum'], [{ day: '2020-03-01' }, 'review.day'], [{ link: 'http://a.cn' }, 'service.link']]) {
    assert.equal((await convene(more)).json.code, code);
  }
  assert.equal((await convene({}, 'nr')).status, 404);
  assert.equal((await showCase()).version, version, 'a refused review leaves the case as it was');
});

test('convening stops the clock and lets the panel in', async () => {
  assert.equal((await people.zhang.get(`/api/v1/projects/${CODE}`)).status, 404);
  const made = await must(201, convene());
  id = made.id;
  assert.deepEqual(made.panel.map((row) => [row.person, row.chair, row.declared]), [['zhang', true, 'not_yet'], ['wang', false, 'not_yet'], ['zhao', false, 'not_yet']]);
  const one = await showCase();
  assert.deepEqual([one.events.at(-1).event, one.events.at(-1).special], ['start_special', 'expert_review']);
  assert.equal((await people.zhang.get(`/api/v1/projects/${CODE}`)).status, 200);
  assert.ok((await people.wang.get('/api/v1/notices')).json.items.some((row) => row.kind === 'review'));
  assert.deepEqual((await must(200, people.wang.get('/api/v1/reviews'))).items.map((row) => row.id), [id]);
  assert.equal((await people.outsider.get(`/api/v1/reviews/${id}`)).status, 404);
  assert.equal((await convene()).status, 409, 'a second one while it is open');
});

test('who declares a conflict is out; the others sign once, after they declared', async () => {
  assert.equal((await sign('zhang')).json.code, 'review.undeclared');
  assert.equal((await declare('outsider', false)).json.code, 'review.unknown');
  await must(200, declare('zhao', true));
  assert.equal((await sign('zhao')).json.code, 'review.conflict');
  assert.equal((await declare('zhao', false)).json.code, 'review.declared');
  await must(200, declare('zhang', false));
  const signed = await must(200, sign('zhang'));
  assert.equal(signed.panel[0].sha256, createHash('sha256').update('zhang 的意见').digest('hex'));
  assert.equal((await sign('zhang', 'fail')).json.code, 'review.signed');
  assert.equal((await declare('zhang', true)).json.code, 'review.signed');
});

test('only the chair concludes, only with a quorum; then the clock runs and the panel is out', async () => {
  assert.equal((await conclude('zhang')).json.code, 'review.quorum');
  await must(200, declare('wang', false));
  await must(200, sign('wang', 'conditions'));
  assert.equal((await conclude('wang')).json.code, 'review.chair');
  const done = await must(200, conclude('zhang'));
  assert.deepEqual([done.state, done.verdict_zh, done.signed], ['concluded', '修改后通过', 2]);
  assert.equal((await showCase()).events.at(-1).event, 'end_special');
  assert.equal((await people.zhang.get(`/api/v1/projects/${CODE}`)).status, 404);
  assert.equal((await conclude('zhang')).json.code, 'review.step');
  const { items } = (await people.office.get('/api/v1/journal?from=0&limit=200')).json;
  const signatures = items.map(({ entry }) => entry).filter((entry) => entry.action === 'review.sign');
  assert.deepEqual(signatures.map((entry) => [entry.actor, entry.data.sha256]),
    ['zhang', 'wang'].map((who) => [who, createHash('sha256').update(`${who} 的意见`).digest('hex')]));
});

test('a cancelled review lets the clock run again', async () => {
  const again = await must(201, convene());
  assert.equal((await post('nr', `/api/v1/reviews/${again.id}/cancel`, { reason: '改期' })).json.code, 'review.unknown');
  assert.equal((await must(200, post('drx', `/api/v1/reviews/${again.id}/cancel`, { reason: '改期' }))).state, 'cancelled');
  assert.equal((await showCase()).events.at(-1).event, 'end_special');
});
