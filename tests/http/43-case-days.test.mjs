// What the calendar does to cases, with the days worked out by hand. One city, walked through from
// December 2019 to the end of March 2020; each test goes on from the day on which the one before ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const OWNER = '91230102MA1AAAAA1E', OTHER_OWNER = '91230103MA1BBBBB28';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n%%EOF\n');
let server;
const people = {};

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const codeOf = (number) => `2020-230102-48-01-00000${number}`;
const at = (number) => `/api/v1/projects/${codeOf(number)}`;
const post = (who, path, json, headers) => people[who].request('POST', path, { json, headers });
const show = (id, who = 'wr') => must(200, people[who].get(`/api/v1/cases/${id}`));
const papers = async (number, owner, ids) => {
  for (const id of ids) await must(201, people[owner].request('PUT', `${at(number)}/papers/${id}?name=${id}.pdf`, { body: PDF }));
};
async function act(who, id, event, more = {}) {
  const { version } = await show(id, who);
  return must(200, post(who, `/api/v1/cases/${id}/events`, { event, ...more }, { 'if-match': `"${version}"` }));
}
async function handIn(number, owner, stage, item) {
  const { cases } = await must(201, post(owner, `${at(number)}/applications`, { stage, items: [item] }));
  return cases[0].id;
}
const history = async (number, action) =>
  (await must(200, people.office.get(`${at(number)}/history`))).items.filter((row) => row.action === action);
const activity = async (number, item) =>
  (await must(200, people.office.get(`${at(number)}/plan`))).activities.find((row) => row.id === item);
const condition = async (number, item) =>
  (await must(200, people.office.get(`${at(number)}/gate`))).conditions.find((row) => row.item === item);

const sign = (more) => post('other', `${at(5)}/commitments`, { text: 'item', items: ['soil_water'], signer: '王', ...more });
const check = async (who, event, note) => {
  const { commitments } = await show(people.committed);
  return post(who, `/api/v1/commitments/${commitments[0].id}/events`, { event, note }, { 'if-match': `"${commitments[0].version}"` });
};

before(async () => {
  server = await startServer({ asOf: '2019-12-16' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER], ['other', 'owner', OTHER_OWNER],
    ['wr', 'approver', 'wr'], ['wr-head', 'head', 'wr'], ['hc', 'approver', 'hc'], ['nr', 'approver', 'nr']]) {
    server.addUser(name, role, PASSWORD, belongs);
    people[name] = await server.signedIn(name, PASSWORD);
  }
  for (let number = 1; number <= 6; number++) {
    await must(201, post('office', '/api/v1/projects', {
      programme: '百大', year: 2020, code: codeOf(number), name: `厂房${number}号`, owner: '某公司',
      owner_code: number === 5 ? OTHER_OWNER : OWNER, division: '230102', sector: 'C', type: 'filed', total_wan: 1000,
      annual_plan_wan: 100, planned_start: '2020-04-14', planned_finish: '2020-11-01',
    }));
  }
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

// Decided on 20 December 2019, void after 20 March 2020, planned for 14 April: extended once to 20 June.
test('a permit of December that lapses before April is said at once, and extended', async () => {
  const form = await must(200, people.owner.get(`${at(1)}/stages/3/form`));
  await papers(1, 'owner', form.papers.filter((row) => row.items.includes('permit')).map((row) => row.paper));
  const id = await handIn(1, 'owner', 3, 'permit');
  await act('hc', id, 'accept_window');
  await act('hc', id, 'accept_department');
  await server.goTo('2019-12-20');
  const decided = await act('hc', id, 'decide_yes', { result: '2301022019122001' });
  assert.deepEqual([decided.valid_until, decided.validity], ['2020-03-20', 'will_lapse']);
  const [said] = await history(1, 'permit.will_lapse');
  assert.deepEqual([said.data.planned_start, said.data.valid_until, said.data.extensions_left], ['2020-04-14', '2020-03-20', 2]);
  const extended = await must(200, post('hc', `/api/v1/cases/${id}/validity`, { reason: '冬季停工' }, { 'if-match': `"${decided.version}"` }));
  assert.deepEqual([extended.valid_until, extended.validity, extended.validity_extensions], ['2020-06-20', 'fine', 1]);
  // The plan moves to July: it is said again on the day after.
  const { version } = await must(200, people.office.get(at(1)));
  await must(201, people.office.request('POST', `${at(1)}/plans`, {
    json: { planned_start: '2020-07-01', planned_finish: '2020-12-01', annual_plan_wan: 100, reason: '设计调整' }, headers: { 'if-match': `"${version}"` } }));
  await server.goTo('2020-01-02');
  assert.equal((await history(1, 'permit.will_lapse')).length, 2);
});

// 17 January + 20 working days: 19 February by the first notice. On 27 January the holiday became longer:
// 21 February. The promise of 3 days, 21 January, lies before the holiday and stays.
test('the longer holiday of 2020 moves what is in flight, and the journal says from what to what', async () => {
  await server.goTo('2020-01-17');
  await papers(2, 'owner', ['sw-d1', 'sw-d2']);
  const id = await handIn(2, 'owner', 1, 'soil_water');
  const accepted = await act('wr', id, 'accept_window');
  assert.deepEqual([accepted.clock.due_on, accepted.clock.limit_on], ['2020-01-21', '2020-02-19']);
  await server.goTo('2020-01-26');
  assert.equal((await show(id)).clock.limit_on, '2020-02-19');
  assert.deepEqual(await history(2, 'case.deadline'), []);
  await server.goTo('2020-01-27');
  const moved = await show(id);
  assert.deepEqual([moved.clock.due_on, moved.clock.limit_on, moved.clock.overdue], ['2020-01-21', '2020-02-21', true]);
  const entries = await history(2, 'case.deadline');
  assert.deepEqual(entries.map((row) => [row.actor, row.data.limit_from, row.data.limit_to, row.data.due_from, row.data.due_to]),
    [['system', '2020-02-19', '2020-02-21', '2020-01-21', '2020-01-21']]);
  assert.equal((await must(200, people.wr.get(`/api/v1/cases/${id}?as_of=2020-01-26`))).clock.limit_on, '2020-02-19');
  await server.goTo('2020-01-28');
  assert.equal((await history(2, 'case.deadline')).length, 1); // and says it once
});

// Received on Monday 2 March, nothing said by Monday the 9th: on the 10th it counts as accepted on the 2nd.
// Tolerated on 2 March for 20 working days: due on Monday the 30th.
test('what was not told in five working days is accepted on the day of receipt', async () => {
  await server.goTo('2020-03-02');
  await papers(3, 'owner', ['sw-d1']);
  const silent = await handIn(3, 'owner', 1, 'soil_water');
  await papers(4, 'owner', ['sw-d1']);
  const tolerated = await handIn(4, 'owner', 1, 'soil_water');
  people.tolerated = tolerated;
  const ask = (more) => post('wr', `/api/v1/cases/${tolerated}/tolerances`,
    { paper: 'sw-d2', mode: 'decide', days: 20, basis: '容缺清单第 3 项', signer: '李', ...more });
  assert.equal((await ask({ mode: 'accept' })).json.code, 'tolerance.mode');
  assert.equal((await ask({ paper: 'sw-d1' })).json.code, 'tolerance.primary');
  assert.equal((await ask({ days: 21 })).json.code, 'tolerance.long');
  assert.equal((await ask({ signer: '' })).json.code, 'tolerance.unsigned');
  assert.deepEqual((await history(4, 'tolerance.refuse')).map((row) => row.data.rule).sort(),
    ['tolerance.long', 'tolerance.mode', 'tolerance.primary', 'tolerance.unsigned']);
  const shown = await must(201, ask());
  assert.deepEqual([shown.tolerances[0].due_on, shown.tolerances[0].allowed_by, shown.tolerances[0].text_version], ['2020-03-30', 'wr', 1]);
  await act('wr', tolerated, 'accept_window');
  await act('wr', tolerated, 'accept_department');
  const decided = await act('wr', tolerated, 'decide_tolerance');
  assert.deepEqual([decided.state.code, decided.state.zh], [12, '办结（容缺通过）']);
  assert.equal((await activity(4, 'soil_water')).state, 'done');
  assert.equal((await condition(4, 'soil_water')).standing, 'tolerated');
  await server.goTo('2020-03-05');
  await papers(6, 'owner', ['sw-d1', 'sw-d2']);
  people.parcel = await handIn(6, 'owner', 1, 'soil_water');
  await act('wr', people.parcel, 'accept_window');
  await act('wr', people.parcel, 'accept_department');
  await server.goTo('2020-03-09');
  assert.equal((await show(silent)).state.code, 1);
  await server.goTo('2020-03-10');
  const accepted = await show(silent);
  assert.deepEqual([accepted.state.code, accepted.clock.accepted_on, accepted.clock.due_on, accepted.clock.day], [3, '2020-03-02', '2020-03-05', 6]);
  assert.equal(accepted.events.at(-1).rule, 'A-6');
});

test('a commitment is decided on at once, found broken and ordered to be put right', async () => {
  await papers(5, 'other', ['sw-d1']);
  const id = await handIn(5, 'other', 1, 'soil_water');
  people.committed = id;
  assert.equal((await sign({ items: ['land_permit'] })).json.code, 'commitment.item');
  assert.equal((await sign({ items: ['land_contract'] })).json.code, 'commitment.never_defer');
  await must(201, sign());
  const signed = (await show(id)).commitments[0];
  assert.deepEqual([signed.state, signed.text_version, signed.due_on], ['signed', 1, '2020-04-08']);
  const decided = await act('wr', id, 'decide_committed', { result: '哈水承诺1号' });
  assert.deepEqual([decided.state.code, decided.committed, decided.clock.day, decided.commitments[0].state], [11, true, 0, 'pending']);
  assert.equal((await condition(5, 'soil_water')).standing, 'committed');
  assert.equal((await check('wr', 'check_bad', '')).json.code, 'case.reason');
  assert.equal((await must(200, check('wr', 'check_bad', '现场无水保措施'))).commitments[0].outcome, 'broken');
  const ordered = await must(200, check('wr', 'order', '限期整改'));
  // Ten working days from Tuesday 10 March: Tuesday the 24th.
  assert.deepEqual([ordered.commitments[0].state, ordered.commitments[0].due_on], ['correcting', '2020-03-24']);
});

// Accepted on 5 March, decided on 12 March: 6, 9, 10, 11, 12 are five working days, seven natural ones.
test('the decision of 12 March fell on the fifth working day and the seventh natural one', async () => {
  await server.goTo('2020-03-12');
  const { clock, state } = await act('wr', people.parcel, 'decide_yes');
  assert.deepEqual([state.code, clock.day, clock.natural_days, clock.stopped, clock.text_en],
    [11, 5, 7, 0, 'took 5 working days, 0 stopped']);
  assert.deepEqual(clock.charges, { owner: 0, department: 7, consultee: 0, notice: 0 });
  const row = await activity(6, 'soil_water');
  assert.deepEqual([row.state, row.accepted_on, row.decided_on], ['done', '2020-03-05', '2020-03-12']);
  const { clock: project } = await must(200, people.office.get(`${at(6)}/cases`));
  assert.deepEqual([project.working_days, project.natural_days, project.stages[0].working_days], [5, 7, 5]);
});

test('what was ordered to be put right and was not is revoked, and its owner shut out', async () => {
  const id = people.committed;
  await server.goTo('2020-03-23');
  assert.deepEqual((await history(5, 'commitment.remind')).map((row) => row.data.days_left), [1]);
  await server.goTo('2020-03-25');
  assert.equal((await show(id)).commitments[0].state, 'broken');
  assert.equal((await check('wr', 'order', '再改')).json.code, 'commitment.corrected');
  assert.equal((await check('wr', 'revoke', '逾期未改')).json.code, 'case.side');
  const revoked = await must(200, check('wr-head', 'revoke', '逾期未改'));
  assert.deepEqual([revoked.state.code, revoked.commitments[0].state], [15, 'revoked']);
  assert.deepEqual(revoked.commitments[0].checks.map((row) => [row.day, row.checker, row.event]),
    [['2020-03-10', 'wr', 'check_bad'], ['2020-03-10', 'wr', 'order'], ['2020-03-25', 'wr-head', 'revoke']]);
  assert.equal((await condition(5, 'soil_water')).standing, 'open');
  const { items } = await must(200, people.other.get('/api/v1/credit'));
  assert.deepEqual(items.map((row) => [row.owner, row.kind, row.until]), [[OTHER_OWNER, 'commitment', '2020-09-25']]);
  assert.deepEqual((await must(200, people.owner.get('/api/v1/credit'))).items, []);
  assert.equal((await must(200, people.office.get('/api/v1/commitments/count'))).broken, 1);
  await handIn(5, 'other', 1, 'soil_water');
  assert.equal((await sign()).json.code, 'commitment.credit');
  await must(204, post('wr-head', `/api/v1/credit/${items[0].id}/repair`, { reason: '已整改并缴清' }));
  await must(201, sign());
});

// Due on Monday 30 March: reminded 5 working days before on the 23rd, 3 on the 25th, 1 on the 27th.
test('a tolerance is reminded and lapses: the permit is revoked, the right suspended', async () => {
  const id = people.tolerated;
  await server.goTo('2020-03-27');
  const reminded = await history(4, 'tolerance.remind');
  assert.deepEqual(reminded.map((row) => row.data.days_left).sort(), [1, 3, 5]);
  assert.deepEqual(reminded[0].data.to, ['owner', 'officer']);
  await server.goTo('2020-03-30');
  assert.equal((await show(id)).state.code, 12);
  await server.goTo('2020-03-31');
  const lapsed = await show(id);
  assert.deepEqual([lapsed.state.code, lapsed.tolerances[0].state, lapsed.events.at(-1).rule], [15, 'lapsed', 'A-22']);
  assert.equal((await activity(4, 'soil_water')).state, 'todo');
  assert.equal((await condition(4, 'soil_water')).standing, 'open');
  const { items } = await must(200, people.owner.get('/api/v1/credit'));
  assert.deepEqual(items.map((row) => [row.kind, row.until]), [['tolerance', '2020-09-30']]);
  const told = (await must(200, people.owner.get('/api/v1/notices?limit=100'))).items;
  const kinds = new Set(told.filter((row) => row.subject === `case:${id}`).map((row) => row.kind));
  for (const kind of ['deadline', 'overdue', 'decided', 'accepted', 'tolerance']) assert.ok(kinds.has(kind), kind);
  const other = (await must(200, people.other.get('/api/v1/notices?limit=100'))).items;
  assert.ok(other.every((row) => row.subject !== `case:${id}`));
  const again = await handIn(4, 'owner', 1, 'soil_water');
  const refused = await post('wr', `/api/v1/cases/${again}/tolerances`, { paper: 'sw-d2', mode: 'decide', days: 5, basis: '清单', signer: '李' });
  assert.deepEqual([refused.status, refused.json.code], [403, 'tolerance.credit']);
});
