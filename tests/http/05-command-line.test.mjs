import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, newFolder } from '../support/server.mjs';

let place;
before(() => { place = newFolder(); });
after(() => place.forget());

const file = (name, content) => {
  const path = join(place.folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const days = (...args) => JSON.parse(command(['calendar', ...args, '--format', 'json']).out);

test('misuse ends with 2 and says how it is used, a refusal ends with 1', () => {
  for (const args of [['nonsense'], ['init'], ['calendar', 'count'], ['plan'], ['serve', '--no-such-option'],
    ['brief', '--data', place.data, '--format', 'docx'], ['solve', 'a.sm'], ['solve', '--schedules', '0', 'a.sm'], ['user', 'add', '--data', place.data]]) {
    const end = command(args);
    assert.equal(end.code, 2, args.join(' '));
    assert.equal(end.out, '');
    assert.notEqual(end.err, '');
  }
  for (const args of [['brief', '--data', join(place.folder, 'nowhere')], ['plan', join(place.folder, 'nowhere.json'), '--format', 'csv'],
    ['calendar', 'count', '2020-02-31', '2020-03-01']]) {
    const end = command(args);
    assert.equal(end.code, 1, args.join(' '));
    assert.notEqual(end.err, '');
  }
});

test('help lists the commands', () => {
  const { code, out } = command(['help']);
  assert.equal(code, 0);
  for (const name of ['init', 'serve', 'user', 'import', 'export', 'brief', 'plan', 'solve', 'calendar', 'template', 'journal', 'routes']) {
    assert.match(out, new RegExp(`kaigong ${name} `));
  }
});

test('the winter of 2019 to 2020 holds 101 working days', () => {
  assert.equal(days('count', '2019-11-01', '2020-03-31').working_days, 101);
});

test('five working days from 5 March 2020 end on 12 March', () => {
  assert.equal(days('add', '2020-03-05', '5').end, '2020-03-12');
});

test('twenty working days from 17 January 2020 end by the holiday notice known on the day', () => {
  assert.equal(days('add', '2020-01-17', '20', '--as-of', '2020-01-17').end, '2020-02-19');
  assert.equal(days('add', '2020-01-17', '20', '--as-of', '2020-02-01').end, '2020-02-21');
});

test('a year without holidays in the data is refused by its name', () => {
  const end = command(['calendar', 'count', '2031-01-01', '2031-02-01']);
  assert.equal(end.code, 1);
  assert.match(end.err, /2031/);
});

/* Working days of `five` around 14 April 2020: 6 April off, 11 April worked.
 * C (2 days) must finish so that M, one working day later, finishes on the 14th: 10 to 11 April.
 * B (3 days, every day) ends before M starts on the 14th: 11 to 13. A ends by 10: 3, 7, 8, 9, 10. */
const network = {
  calendars: [
    { id: 'five', week: [1, 1, 1, 1, 1, 0, 0], off: ['2020-04-06'], work: ['2020-04-11'] },
    { id: 'all', week: [1, 1, 1, 1, 1, 1, 1] }],
  activities: [
    { id: 'A', duration: 5, calendar: 'five' }, { id: 'B', duration: 3, calendar: 'all' },
    { id: 'C', duration: 2, calendar: 'five' }, { id: 'M', duration: 0, calendar: 'five' }],
  links: [
    { from: 'A', to: 'B', type: 'FS', lag: 0 }, { from: 'A', to: 'C', type: 'SS', lag: 2 },
    { from: 'B', to: 'M', type: 'FS', lag: 0 }, { from: 'C', to: 'M', type: 'FF', lag: 1 }],
  finish: '2020-04-14',
};

test('a network counts back from its finish over two calendars', () => {
  const end = command(['plan', file('network.json', network), '--format', 'json']);
  assert.equal(end.code, 0, end.err);
  const rows = Object.fromEntries(JSON.parse(end.out).activities.map((row) => [row.id, row]));
  const of = (row) => [row.early_start, row.early_finish, row.late_start, row.late_finish, row.total_float, row.submit_by, row.critical];
  assert.deepEqual(of(rows.A), ['2020-04-03', '2020-04-10', '2020-04-03', '2020-04-10', 0, '2020-04-02', true]);
  assert.deepEqual(of(rows.B), ['2020-04-11', '2020-04-13', '2020-04-11', '2020-04-13', 0, '2020-04-10', true]);
  assert.deepEqual(of(rows.C), ['2020-04-08', '2020-04-09', '2020-04-10', '2020-04-11', 2, '2020-04-09', false]);
  assert.ok(Object.values(rows).every((row) => row.because.length > 10));
});

test('the CSV of a plan has its columns in the promised order', () => {
  const { out } = command(['plan', file('network.json', network), '--format', 'csv']);
  assert.equal(out.replace('\ufeff', '').split(/\r?\n/)[0],
    'id,name,early_start,early_finish,late_start,late_finish,total_float,submit_by,critical,because');
});

test('a cycle is refused with all its activities', () => {
  const cycle = { ...network, links: [...network.links, { from: 'M', to: 'A', type: 'FS', lag: 0 }] };
  const end = command(['plan', file('cycle.json', cycle), '--format', 'json']);
  assert.equal(end.code, 1);
  for (const id of ['A', 'M']) assert.match(end.err + end.out, new RegExp(id));
});

test('an unknown activity in a link, a negative duration and broken JSON are refused', () => {
  const bad = [
    { ...network, links: [{ from: 'A', to: 'Z', type: 'FS', lag: 0 }] },
    { ...network, activities: [{ id: 'A', duration: -1, calendar: 'five' }], links: [] },
    '{"calendars":[',
  ];
  bad.forEach((content, i) => assert.equal(command(['plan', file(`bad${i}.json`, content), '--format', 'json']).code, 1));
});

test('the templates that come with the program pass their own check, a broken one is named', () => {
  for (const id of ['gov_building', 'gov_linear', 'social_general', 'social_landplan', 'social_small']) {
    assert.equal(command(['template', 'check', `data/templates/${id}.json`]).code, 0, id);
  }
  assert.equal(command(['template', 'check', file('no-template.json', network)]).code, 1);
});

// The optimal makespans of these instances are published (PSPLIB).
const optima = { j301_1: 43, j309_4: 71, j3017_4: 49, j3029_4: 103, j3041_8: 88, j3045_8: 94 };
const solve = (...args) => command(['solve', ...args]).out.trim().split('\n').slice(1)
  .map((line) => line.split(',')).map(([name, makespan, bound, optimal, schedules]) => ({
    name, makespan: +makespan, bound: +bound, optimal: optimal === '1', schedules: +schedules }));

test('known optima are found, and no bound or claim goes beyond them', () => {
  const files = Object.keys(optima).map((name) => `tests/data/psplib/${name}.sm`);
  const rows = solve('--schedules', '20000', '--seed', '1', '--format', 'csv', ...files);
  assert.equal(rows.length, files.length);
  for (const row of rows) {
    assert.equal(row.makespan, optima[row.name], row.name);
    assert.ok(row.bound <= optima[row.name], row.name);
    assert.equal(row.optimal, row.bound === row.makespan);
    assert.ok(row.schedules <= 20000);
  }
});

test('the same seed and threads give the same answer, whatever else runs', () => {
  const run = () => JSON.parse(command(['solve', '--schedules', '2000', '--threads', '2', '--seed', '5', '--format', 'json',
    'tests/data/psplib/j1201_1.sm']).out);
  const first = run();
  const second = run();
  assert.deepEqual(first.starts, second.starts);
  assert.ok(first.makespan >= 105 && first.makespan < 130);
});

test('a file that is no instance is refused by line and column, the others are solved', () => {
  const end = command(['solve', '--schedules', '10', file('broken.sm', 'jobs : x\n'), 'tests/data/psplib/j301_1.sm']);
  assert.equal(end.code, 1);
  assert.match(end.err, /line 1, column 8/);
  assert.match(end.out, /^j301_1,/m);
});
