import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { command, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
let server, office, daoli;

before(async () => {
  server = await startServer({ initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('auditor', 'audit', PASSWORD);
  server.addUser('daoli', 'district', PASSWORD, '230102');
  office = await server.signedIn('office', PASSWORD);
  daoli = await server.signedIn('daoli', PASSWORD);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

const forecast = (...args) => command(['forecast', '--data', server.data, '--as-of', '2020-04-01', ...args]);

test('the count of starts lies between what has started and the whole programme, and grows by day', async () => {
  const { json } = await office.get('/api/v1/forecast?by=2020-04-30');
  assert.deepEqual([json.started, json.planned, json.projects_in_all], [49, 91, 111]);
  assert.ok(json.trials >= 10000 && json.learned_cases > 300);
  assert.ok(json.p10 <= json.p50_low && json.p50_low <= json.p50 && json.p50 <= json.p50_high && json.p50_high <= json.p90);
  let before = 49;
  for (const point of json.curve) {
    assert.ok(point.p10 <= point.p50 && point.p50 <= point.p90 && point.p90 <= point.planned, point.day); /* never before the plan */
    assert.ok(point.p50 >= before, point.day);
    before = point.p50;
  }
  assert.equal(json.curve[0].p50, 49);
  assert.ok(json.curve.some((point) => point.day === '2020-04-30' && point.p50 === json.p50));
});

test('each project has its chance, the least likely first, and what drives it', async () => {
  const { json } = await office.get('/api/v1/forecast?by=2020-04-30');
  assert.equal(json.projects.length, 111 - 49);
  const chances = json.projects.map((row) => row.chance_by);
  assert.deepEqual(chances, [...chances].sort((a, b) => a - b));
  const due = json.projects.filter((row) => row.planned_start <= '2020-04-30');
  /* The mean of the count is the sum of the chances; the median lies beside it. */
  const mean = 49 + due.reduce((sum, row) => sum + row.chance_by, 0) / 1000;
  assert.ok(Math.abs(mean - json.p50) < 1.5, `${mean} beside ${json.p50}`);
  const doubtful = due.find((row) => row.chance_by < 900);
  assert.ok(doubtful, 'the example has a start in doubt');
  assert.ok(doubtful.drivers.length > 0 && doubtful.drivers[0].name_zh.length > 0);
});

test('a seed repeats the forecast bit for bit on any number of threads, another moves P50 by little', () => {
  const one = forecast('--format', 'json', '--threads', '1', '--trials', '3000');
  const three = forecast('--format', 'json', '--threads', '3', '--trials', '3000');
  assert.equal(one.code, 0, one.err);
  assert.equal(one.out, three.out);
  const other = JSON.parse(forecast('--format', 'json', '--seed', '99', '--trials', '10000').out);
  const same = JSON.parse(forecast('--format', 'json', '--seed', '1', '--trials', '10000').out);
  assert.notDeepEqual(other.projects, same.projects);
  assert.ok(Math.abs(other.p50 - same.p50) <= 1);
});

test('a district reads its own projects only', async () => {
  const { json } = await daoli.get('/api/v1/forecast');
  const own = (await daoli.get('/api/v1/projects?limit=200')).json;
  assert.equal(json.projects_in_all, own.total);
});

test('it says that the data is synthetic, in both languages', () => {
  assert.match(forecast().out, /合成数据/);
  assert.match(forecast('--lang', 'en').out, /synthetic data/);
});

test('a day before its own, too many trials and an unknown format are refused', async () => {
  const past = await office.get('/api/v1/forecast?by=2020-03-01');
  assert.deepEqual([past.status, past.json.code, past.json.field], [422, 'forecast.by', 'by']);
  assert.equal((await office.get('/api/v1/forecast?trials=1000000')).status, 422);
  assert.equal(forecast('--trials', '0').code, 1);
  assert.equal(forecast('--format', 'xml').code, 2);
});

test('a forecast that was kept is held against what happened when its day has come', async () => {
  const kept = await office.request('POST', '/api/v1/forecasts?as_of=2020-03-20&by=2020-03-31&trials=1000');
  assert.equal(kept.status, 201, kept.text);
  await office.request('POST', '/api/v1/forecasts?as_of=2020-04-01&by=2020-04-30&trials=1000');
  const { json } = await office.get('/api/v1/forecasts');
  assert.equal(json.forecasts.length, 2);
  const [past, future] = json.forecasts;
  assert.deepEqual([past.as_of, past.by, past.actual], ['2020-03-20', '2020-03-31', 15]);
  assert.equal(past.inside, past.p10 <= 15 && 15 <= past.p90);
  assert.equal(future.actual, undefined); /* its day has not come */
  assert.equal(json.scored, 1);
  /* Everything that had not started on 20 March was given a chance, and has an outcome. */
  assert.equal(json.outcomes, 111 - past.started);
  assert.equal(json.calibration.reduce((sum, bin) => sum + bin.count, 0), json.outcomes);
  const happened = json.calibration.reduce((sum, bin) => sum + Math.round(bin.happened * bin.count / 1000), 0);
  assert.equal(happened, 15 - past.started);
  assert.ok(json.brier >= 0 && json.brier <= 1000);
  const journal = (await server.signedIn('auditor', PASSWORD)).get('/api/v1/journal?limit=500&from=1500');
  assert.ok((await journal).json.items.some((item) => JSON.stringify(item).includes('forecast.keep')));
});

test('a district cannot keep a forecast of the whole programme', async () => {
  assert.equal((await daoli.request('POST', '/api/v1/forecasts')).status, 403);
});
