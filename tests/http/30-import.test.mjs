import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, listHeader, listOf, newFolder, program, put, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const where = '/api/v1/imports?programme=' + encodeURIComponent('市重点') + '&year=2020&name=list.csv';
let server;
let office;

before(async () => {
  server = await startServer();
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('leader', 'leader', PASSWORD);
  office = await server.signedIn('office', PASSWORD);
});
after(() => server.stop());

const send = (list, query = '') => office.request('POST', where + query, { body: list });
const total = async () => (await office.get('/api/v1/projects?limit=1')).json.total ?? 0; /* 404 before the first list */

test('a dry run says what would happen and stores nothing', async () => {
  const { status, json } = await send(listOf(3), '&dry_run=1');
  assert.equal(status, 200);
  assert.deepEqual([json.rows, json.added, json.changed, json.unchanged, json.refused.length, json.dry_run], [3, 3, 0, 0, 0, true]);
  assert.equal(await total(), 0);
});

test('a list comes in, the same list again changes nothing, next week\'s list updates', async () => {
  const first = (await send(listOf(3))).json;
  assert.deepEqual([first.added, first.changed, first.unchanged], [3, 0, 0]);
  assert.equal(await total(), 3);
  const again = (await send(listOf(3))).json;
  assert.deepEqual([again.added, again.changed, again.unchanged], [0, 0, 3]);
  const next = (await send(listOf(4, (fields, i) => (i === 1 ? put(fields, 4, '9999') : fields)))).json;
  assert.deepEqual([next.added, next.changed, next.unchanged], [1, 1, 2]);
  const change = next.changes.find((row) => !row.added);
  assert.equal(change.code, '2020-230102-48-01-000002');
  assert.deepEqual(change.fields.map((field) => field.field), ['total_wan']);
  assert.equal((await office.get('/api/v1/projects/2020-230102-48-01-000002')).json.total_wan, 9999);
});

test('one bad cell refuses the whole list, by row and column', async () => {
  const before = await total();
  const bad = {
    '31 February': (fields) => put(fields, 6, '2020-02-31'),
    'negative money': (fields) => put(fields, 4, '-5'),
    'a code that is none': (fields) => put(fields, 0, '2020-999'),
  };
  for (const [name, spoil] of Object.entries(bad)) {
    const { json } = await send(listOf(12, (fields, i) => (i === 10 ? spoil(fields) : fields)));
    assert.equal(json.refused.length, 1, name);
    assert.equal(json.refused[0].row, 12, name); /* header in row 1, the eleventh project in row 12 */
    assert.ok(json.refused[0].column.length > 0 && json.refused[0].message.length > 0, name);
    assert.match(json.refused[0].code, /^[a-z]+\.[a-z_]+$/, name);
    assert.match(json.refused[0].message_en, /[a-z]{4}/, name);
    assert.equal(await total(), before, name);
  }
});

test('a list without 行业门类 takes it from the register or from an older code, and refuses a new project with neither by row', async () => {
  const without = (count, change) => listOf(count, change).split('\n').map((line) => line.split(',').filter((_, i) => i !== 7).join(',')).join('\n');
  const coded = (code) => (fields, i) => (i === 12 ? put(fields, 0, code) : fields);
  const known = (await send(without(3), '&dry_run=1')).json;
  assert.equal(known.refused.length, 0, JSON.stringify(known.refused));
  const older = (await send(without(13, coded('2020-230102-13-03-000999')))).json;
  assert.equal(older.refused.length, 0, JSON.stringify(older.refused));
  assert.equal((await office.get('/api/v1/projects/2020-230102-13-03-000999')).json.sector, 'C');
  const newer = (await send(without(13, coded('2101-230102-04-01-123456')))).json;
  assert.deepEqual(newer.refused.map(({ row, column }) => [row, column]), [[14, '行业门类']]);
});

test('the same code twice in a list is refused', async () => {
  const before = await total();
  const { json } = await send(listOf(12, (fields, i) => (i === 11 ? put(fields, 0, '2020-230102-48-01-000011') : fields)));
  assert.ok(json.refused.length >= 1);
  assert.equal(await total(), before);
});

test('files that are no lists are refused as such', async () => {
  for (const body of ['', 'a', 'PK\u0003\u0004 no zip', '\u0000\u0001', `${listHeader.replace('项目代码', '别的')}\n1,2,3`]) {
    const answer = await send(body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${JSON.stringify(body)}: ${answer.status}`);
    assert.ok(answer.json.code, answer.text);
  }
});

const noted = [listHeader.replace('总投资(万元)', '总投资') + ',领导批示', ...listOf(3).trimEnd().split('\n').slice(1), '合计,,,,3003'].join('\n');

test('what was left out or supposed is said by row and column, and refuses nothing', async () => {
  const { status, json } = await send(noted, '&dry_run=1');
  assert.equal(status, 200);
  assert.deepEqual([json.rows, json.refused.length], [3, 0]);
  assert.deepEqual(json.notes.map(({ row, column }) => [row, column]), [[1, '领导批示'], [1, '总投资'], [5, '']]);
  assert.ok(json.notes.every(({ message }) => message.length > 4));
  assert.deepEqual((await send(listOf(3), '&dry_run=1')).json.notes, []);
});

test('only who may import can', async () => {
  const leader = await server.signedIn('leader', PASSWORD);
  assert.equal((await leader.request('POST', where, { body: listOf(1) })).status, 403);
  assert.equal((await server.client().request('POST', where, { body: listOf(1) })).status, 401);
});

test('the command line takes the same list, dry and for good', () => {
  const place = newFolder();
  const path = join(place.folder, 'list.csv');
  writeFileSync(path, listOf(5));
  const args = ['import', '--data', place.data, '--programme', '市重点', '--year', '2020', '--format', 'json'];
  const added = (extra) => JSON.parse(command([...args, ...extra, path]).out).added;
  assert.equal(added(['--dry-run']), 5);
  assert.equal(added([]), 5);
  assert.equal(added([]), 0);
  writeFileSync(path, noted);
  const said = command([...args.slice(0, -2), '--dry-run', path]);
  assert.equal(said.code, 0);
  assert.match(said.out, /^3 rows/);
  assert.match(said.err, /^note: row 1, 领导批示: .+\nnote: row 1, 总投资: .+\nnote: row 5: .+\n$/);
  writeFileSync(path, listOf(5, (fields) => put(fields, 6, '2020-02-31')));
  const end = command([...args, path]);
  assert.equal(end.code, 1);
  assert.equal(JSON.parse(end.out).refused.length, 5);
  place.forget();
});

test('a program killed in the middle of an import has all of the list or none', async () => {
  const place = newFolder();
  const path = join(place.folder, 'list.csv');
  const count = 800;
  writeFileSync(path, listOf(count));
  const verify = () => command(['journal', 'verify', '--data', place.data]).code;
  let killed = 0;
  for (const wait of [100, 300, 600]) {
    const child = spawn(program, ['import', '--data', place.data, '--programme', '市重点', '--year', '2020', path], { stdio: 'ignore' });
    const end = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
    const timer = setTimeout(() => child.kill('SIGKILL'), wait);
    killed += (await end) === 'SIGKILL' ? 1 : 0;
    clearTimeout(timer);
    const report = JSON.parse(command(['import', '--data', place.data, '--programme', '市重点', '--year', '2020',
      '--dry-run', '--format', 'json', path]).out);
    assert.ok(report.added === 0 || report.added === count, `${report.added} of ${count} are missing`);
    assert.equal(verify(), 0);
    if (report.added === 0) break;
  }
  assert.ok(killed > 0);
  place.forget();
});
