// The commands that count days and check templates, as a script would call them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { program } from '../support/server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kaigong-time-'));
after(() => rmSync(folder, { recursive: true }));

function call(...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, stdout: stdout.trim(), stderr };
}

test('the facts of the winter of 2020 come out of the calendar command', () => {
  assert.equal(call('calendar', 'count', '2019-11-01', '2020-03-31').stdout, '101');
  assert.equal(call('calendar', 'add', '2020-03-05', '5').stdout, '2020-03-12');
  assert.equal(call('calendar', 'add', '2020-03-12', '-5').stdout, '2020-03-05');
  assert.deepEqual(JSON.parse(call('calendar', 'count', '2020-03-12', '2020-04-14', '--format', 'json').stdout),
    { from: '2020-03-12', to: '2020-04-14', working_days: 22, natural_days: 33 });
});

test('a deadline follows the notice that was known on a day', () => {
  assert.equal(call('calendar', 'add', '2020-01-17', '20', '--as-of', '2020-01-26').stdout, '2020-02-19');
  assert.equal(call('calendar', 'add', '2020-01-17', '20', '--as-of', '2020-01-27').stdout, '2020-02-21');
});

test('a year without data is refused by name, a wrong day by its text, misuse by the usage', () => {
  const far = call('calendar', 'add', '2026-12-30', '5');
  assert.equal(far.status, 1);
  assert.match(far.stderr, /2027/);
  const early = call('calendar', 'count', '2019-11-01', '2020-01-31', '--as-of', '2019-11-20', '--format', 'json');
  assert.equal(early.status, 1);
  assert.equal(JSON.parse(early.stdout).code, 'calendar.year');
  assert.match(JSON.parse(early.stdout).message, /2020/);
  assert.equal(call('calendar', 'count', '2020-02-31', '2020-03-01').status, 1);
  assert.equal(call('calendar', 'add', '2020-03-05', 'five').status, 1);
  assert.equal(call('calendar', 'add', '2020-03-05').status, 2);
  assert.equal(call('calendar', 'add', '2020-03-05', '5', '--format', 'xml').status, 2);
});

test('each product template is right and tells its longest paths', () => {
  const paths = { gov_building: [39, 142, 48, 187], gov_linear: [33, 134, 42, 179], social_general: [19, 67, 28, 112],
    social_small: [14, 57, 21, 102], social_landplan: [3, 47, 12, 92] };
  for (const [id, [promised, statutory, whole, wholeStatutory]] of Object.entries(paths)) {
    const { status, stdout } = call('template', 'check', `data/templates/${id}.json`, '--format', 'json');
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout).paths, [{ to: 'permit', promised, statutory },
      { to: 'completion', promised: whole, statutory: wholeStatutory }]);
  }
});

test('all faults of a template are listed by file, item and rule', () => {
  const template = JSON.parse(readFileSync('data/templates/social_small.json', 'utf8'));
  const item = (id) => template.items.find((one) => one.id === id);
  item('filing').prerequisites = ['permit'];
  delete item('qs').department_id;
  item('permit').statutory_working_days = -3;
  template.start_gate.all_decided.push('moon');
  const file = join(folder, 'broken.json');
  writeFileSync(file, JSON.stringify(template));
  const { status, stdout } = call('template', 'check', file);
  assert.equal(status, 1);
  const lines = stdout.split('\n');
  const has = (...parts) => assert.ok(lines.some((line) => line.startsWith(`${file}: `) && parts.every((part) => line.includes(part))),
    `${parts.join(' ')} in\n${stdout}`);
  has(' filing: T-5:', 'filing -> permit', '-> filing');
  has(' qs: T-4:', 'missing department');
  has(' permit: T-10:');
  has(' start_gate: T-12:', 'moon');
  assert.equal(JSON.parse(call('template', 'check', file, '--format', 'json').stdout).ok, false);
});

test('what is no JSON or no file is refused with the name of the file', () => {
  const file = join(folder, 'half.json');
  writeFileSync(file, '{"id":');
  const half = call('template', 'check', file);
  assert.equal(half.status, 1);
  assert.match(half.stderr, /half\.json/);
  assert.equal(call('template', 'check', join(folder, 'none.json')).status, 1);
  assert.equal(call('template', 'check').status, 2);
});

test('a changed template is added as the next version, once, and journaled', () => {
  const data = join(folder, 'data');
  assert.equal(call('init', '--data', data).status, 0);
  const template = JSON.parse(readFileSync('data/templates/social_small.json', 'utf8'));
  const file = join(folder, 'next.json');
  const add = () => {
    writeFileSync(file, JSON.stringify(template));
    return call('template', 'add', '--data', data, file, '--format', 'json');
  };
  assert.equal(JSON.parse(add().stdout).code, 'template.version'); // version 1 is there
  template.version = 2;
  template.items[0].promised_working_days = -1;
  assert.equal(JSON.parse(add().stdout).code, 'template.problems');
  template.items[0].promised_working_days = 0;
  assert.deepEqual(JSON.parse(add().stdout), { id: 'social_small', version: 2 });
  assert.equal(add().status, 1);
  const verified = call('journal', 'verify', '--data', data);
  assert.equal(verified.status, 0, verified.stderr);
});
