import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, newFolder } from '../support/server.mjs';

let place;
before(() => { place = newFolder(['--example', 'harbin-2020']); });
after(() => place.forget());

const brief = (...args) => command(['brief', '--data', place.data, ...args]);

test('the brief of 1 April 2020 computes what the report says', () => {
  const end = brief('--as-of', '2020-04-01', '--format', 'json');
  assert.equal(end.code, 0, end.err);
  const json = JSON.parse(end.out);
  assert.deepEqual(
    [json.projects, json.total_wan, json.annual_plan_wan, json.started_by_day, json.started_before_day, json.planned_by['2020-04-30']],
    [111, 38350000, 6010000, 49, 15, 91]);
  const parcel = json.ahead.find((row) => row.code === '2020-230109-73-03-000006');
  assert.deepEqual([parcel.natural_days, parcel.working_days], [33, 22]);
});

test('the brief of an earlier day knows nothing of later starts', () => {
  const json = JSON.parse(brief('--as-of', '2020-03-11', '--format', 'json').out);
  assert.equal(json.projects, 111);
  assert.ok(json.started_by_day < 15);
  assert.ok(!json.ahead.some((row) => row.code === '2020-230109-73-03-000006'));
});

test('the brief is text in both languages and a PDF, and each says that figures are synthetic', () => {
  assert.match(brief('--as-of', '2020-04-01', '--format', 'text').out, /合成/);
  assert.match(brief('--as-of', '2020-04-01', '--format', 'text', '--lang', 'en').out, /synthetic/i);
  const pdf = join(place.folder, 'brief.pdf');
  assert.equal(brief('--as-of', '2020-04-01', '--format', 'pdf', '--out', pdf).code, 0);
  assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');
});

test('the journal verifies, on line and from an exported file alone', () => {
  const file = join(place.folder, 'journal.jsonl');
  assert.equal(command(['journal', 'verify', '--data', place.data]).code, 0);
  assert.equal(command(['journal', 'export', '--data', place.data, '--out', file]).code, 0);
  const whole = command(['journal', 'verify', file]);
  assert.equal(whole.code, 0, whole.err);
});

test('a flipped byte in an exported journal is found and its entry named', () => {
  const file = join(place.folder, 'journal.jsonl');
  assert.equal(command(['journal', 'export', '--data', place.data, '--out', file]).code, 0);
  const lines = readFileSync(file, 'utf8').split('\n');
  assert.match(lines[41], /"seq":40,/); /* the first line is the head of the file */
  const whole = lines[41];
  lines[41] = whole.replace('"actor":"simulation"', '"actor":"simulatiom"');
  assert.notEqual(lines[41], whole);
  writeFileSync(file, lines.join('\n'));
  const end = command(['journal', 'verify', file]);
  assert.equal(end.code, 1);
  assert.match(end.out + end.err, /\b40\b/);
});

test('an entry left out or two entries changed over are found', () => {
  const file = join(place.folder, 'journal.jsonl');
  command(['journal', 'export', '--data', place.data, '--out', file]);
  const lines = readFileSync(file, 'utf8').split('\n');
  const broken = { 'left out': lines.filter((_, i) => i !== 30), 'changed over': lines.map((line, i) => (i === 30 ? lines[31] : i === 31 ? lines[30] : line)) };
  for (const [name, text] of Object.entries(broken)) {
    writeFileSync(file, text.join('\n'));
    assert.equal(command(['journal', 'verify', file]).code, 1, name);
  }
});

test('exporting and importing the register again changes nothing', () => {
  for (const format of ['csv', 'xlsx']) {
    const file = join(place.folder, `register.${format}`);
    assert.equal(command(['export', '--data', place.data, '--format', format, '--out', file]).code, 0);
    const end = command(['import', '--data', place.data, '--programme', '省百大', '--year', '2020', '--format', 'json', '--as-of', '2020-04-01', file]);
    const report = JSON.parse(end.out);
    assert.deepEqual([report.rows, report.added, report.changed, report.unchanged], [111, 0, 0, 111], format);
  }
});
