/* The domain core as WebAssembly gives the server's answers, bit for bit. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020', TILE = 64, ROW = 11;
let server, office, data, core;

before(async () => {
  server = await startServer({ asOf: '2020-03-10', initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  office = await server.signedIn('office', PASSWORD);
  data = (await office.get('/api/v1/planner?by=2020-04-30')).json;
  const module = readFileSync(process.env.KAIGONG_WASM ?? 'build/web/planner.wasm');
  core = (await WebAssembly.instantiate(module, {})).instance.exports;
  load(data.words);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

const words = (pointer, count) => new Int32Array(core.memory.buffer, pointer, count);
function load(block) {
  words(core.planner_room(block.length), block.length).set(block);
  return core.planner_load();
}
const day = (number) => (number === data.none ? null : new Date(number * 86400e3).toISOString().slice(0, 10));

function planOf(project) {
  const pointer = core.planner_plan(project);
  assert.notEqual(pointer, 0, data.projects[project].code);
  const [rows, feasible] = words(pointer, 5);
  const body = words(pointer + 20, rows * ROW);
  return {
    feasible: feasible !== 0,
    activities: Array.from({ length: rows }, (_, r) => {
      const at = (column) => body[r * ROW + column];
      const item = at(0) < 0 ? ['ready', 'start'][r - rows + 2] : data.items[data.projects[project].items[at(0)]].id;
      return [item, ['done', 'running', 'todo'][at(1)], day(at(2)), day(at(3)), day(at(4)), day(at(5)), day(at(6)), at(7), at(8), at(9) !== 0];
    }),
  };
}

test('the block holds all projects and nothing that is asked of a network', () => {
  assert.equal(load(data.words), 111);
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(process.env.KAIGONG_WASM ?? 'build/web/planner.wasm'))), []);
});

test('each plan is the server\'s, in both ways of handling', async () => {
  let compared = 0;
  for (const [p, project] of data.projects.entries()) {
    if (project.started) continue;
    for (const [handling, name] of [[1, 'parallel'], [0, 'serial']]) {
      const target = project.planned_start === null ? data.none : Date.parse(project.planned_start) / 86400e3;
      core.planner_set(p, handling, target, 0);
      const own = planOf(p);
      const plan = (await office.get(`/api/v1/projects/${project.code}/plan?handling=${name}`)).json;
      assert.equal(own.feasible, plan.feasible, project.code);
      assert.deepEqual(own.activities, plan.activities.map((a) => [a.id, a.state, a.early_start, a.early_finish, a.late_start, a.late_finish, a.submit_by, a.total_float, a.free_float, a.critical]), `${project.code} ${name}`);
      compared += plan.activities.length;
    }
    core.planner_set(p, 1, project.planned_start === null ? data.none : Date.parse(project.planned_start) / 86400e3, 0);
  }
  assert.ok(compared > 500, `${compared} rows`);
});

test('the forecast is the server\'s, in one go and in pieces', async () => {
  const { json } = await office.get('/api/v1/forecast?by=2020-04-30&trials=1280&seed=1');
  const odds = (pieces) => {
    assert.equal(core.planner_forecast(), 0);
    let answer, first = 0;
    for (const tiles of pieces) {
      answer = Array.from(words(core.planner_trials(first, tiles), 3 + data.projects.length));
      first += tiles;
    }
    return answer;
  };
  const whole = odds([1280 / TILE]);
  assert.deepEqual(whole, odds([7, 1, 12]));
  assert.deepEqual(whole.slice(0, 3), [json.p10, json.p50, json.p90]);
  const server_chances = new Map(json.projects.map((row) => [row.code, row.chance_by]));
  for (const [p, project] of data.projects.entries()) {
    assert.equal(whole[3 + p], project.started ? 1000 : server_chances.get(project.code), project.code);
  }
});

test('a lever never makes a start later, and what it does has its price', () => {
  const before = Array.from(words(core.planner_starts(), 3 * data.projects.length));
  let gained = 0;
  for (const lever of [1, 2, 4, 7]) {
    data.projects.forEach((project, p) => core.planner_set(p, 1, project.planned_start === null ? data.none : Date.parse(project.planned_start) / 86400e3, lever));
    const after = Array.from(words(core.planner_starts(), 3 * data.projects.length));
    for (let p = 0; p < data.projects.length; p++) {
      assert.ok(after[3 * p] <= before[3 * p], data.projects[p].code);
      if (after[3 * p] < before[3 * p]) {
        gained++;
        assert.ok(after[3 * p + 2] > 0, `${data.projects[p].code} is earlier for nothing`);
      }
    }
  }
  assert.ok(gained > 0);
});

test('a block that is cut short, or says what cannot be, is refused', () => {
  for (const length of [1, 5, 100, 1000, data.words.length - 1]) {
    assert.equal(load(data.words.slice(0, length)), -1, `${length} words`);
  }
  for (let i = 0; i < 400; i++) {
    const broken = [...data.words];
    broken[(i * 7919) % broken.length] = (i % 3 === 0 ? -1 : i % 3 === 1 ? 0x7fffffff : 123456);
    const count = load(broken); /* whatever it says, it says it: no trap */
    for (let p = 0; p < Math.min(count, 20); p++) core.planner_plan(p);
  }
});
