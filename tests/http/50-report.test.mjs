import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
let server, office, daoli;

before(async () => {
  server = await startServer({ initArgs: ['--example', 'harbin-2020'] });
  server.addUser('office', 'coordinator', PASSWORD);
  server.addUser('daoli', 'district', PASSWORD, '230102');
  office = await server.signedIn('office', PASSWORD);
  daoli = await server.signedIn('daoli', PASSWORD);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

test('the brief of the first of April has the figures of the article', async () => {
  const brief = (await office.get('/api/v1/brief?format=json')).json;
  assert.deepEqual(
    [brief.projects, brief.total_wan, brief.annual_plan_wan, brief.started_by_day, brief.started_before_day],
    [111, 38350000, 6010000, 49, 15]);
  assert.deepEqual(brief.planned_by, { '2020-04-30': 91 });
  const parcel = brief.ahead.find((row) => row.code === '2020-230109-73-03-000006');
  assert.deepEqual([parcel.started, parcel.natural_days, parcel.working_days], ['2020-03-12', 33, 22]);
  const approval = brief.approvals.find((row) => row.code === '2020-230109-73-03-000006');
  assert.deepEqual([approval.accepted_on, approval.decided_on, approval.working_days],
    ['2020-03-05', '2020-03-12', 5]);
});

test('the cockpit agrees with the brief, and its curve, districts and sectors with itself', async () => {
  const { json } = await office.get('/api/v1/cockpit');
  assert.equal(json.statistics.started_by_day, 49);
  assert.deepEqual(json.planned_by, { '2020-04-30': 91 });
  const sum = (rows, member) => rows.reduce((total, row) => total + row[member], 0);
  assert.equal(sum(json.divisions, 'projects'), 111);
  assert.equal(sum(json.divisions, 'started'), 49);
  assert.equal(sum(json.sectors, 'projects'), 111);
  assert.equal(json.curve.find((point) => point.day === '2020-04-01').started, 49);
  assert.equal(json.curve.find((point) => point.day === '2020-03-31').started, 15);
  assert.equal(json.curve.find((point) => point.day === '2020-04-02').started, null);
  assert.equal(json.curve.at(-1).planned, 111);
});

test('any day can be asked for, and a day that does not exist is refused', async () => {
  const march = (await office.get('/api/v1/brief?format=json&as_of=2020-03-12&by=2020-04-30')).json;
  assert.equal(march.as_of, '2020-03-12');
  assert.deepEqual(march.planned_by, { '2020-04-30': 91, '2020-03-31': march.planned_by['2020-03-31'] });
  assert.ok(march.started_by_day < 15);
  assert.equal((await office.get('/api/v1/brief?as_of=2020-02-31')).status, 422);
  assert.equal((await office.get('/api/v1/brief?format=docx')).status, 422);
  assert.equal((await office.get('/api/v1/brief?programme=nobody')).status, 404);
});

test('text is Chinese or English, the page is a PDF that says it holds made-up data', async () => {
  const zh = await office.get('/api/v1/brief?format=text');
  assert.match(zh.text, /已开复工49个/);
  assert.match(zh.text, /合成/);
  const en = (await office.get('/api/v1/brief?format=text&lang=en')).text;
  assert.match(en, /49 have started or resumed/);
  assert.match(en, /Songbei District 6\/14/);
  const pdf = await office.get('/api/v1/brief?format=pdf');
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  assert.match(pdf.text, /^%PDF-/);
  const english = await office.get('/api/v1/brief?format=pdf&lang=en');
  assert.match(english.text, /^%PDF-/);
  assert.notEqual(english.text, pdf.text);
});

test('a district reads its own projects only', async () => {
  const city = (await office.get('/api/v1/cockpit')).json.divisions.find((row) => row.code === '230102');
  const own = (await daoli.get('/api/v1/cockpit')).json;
  assert.deepEqual(own.divisions.map((row) => row.code), ['230102']);
  assert.equal(own.statistics.projects, city.projects);
  const brief = (await daoli.get('/api/v1/brief?format=json')).json;
  assert.equal(brief.projects, city.projects);
  const towns = (await office.get('/api/v1/projects?division=230102&limit=200')).json.items.map((row) => row.code);
  assert.ok(brief.approvals.every((row) => towns.includes(row.code)));
  assert.ok(!brief.approvals.some((row) => row.code === '2020-230109-73-03-000006'));
});

test('who is not signed in reads nothing', async () => {
  assert.equal((await server.client().get('/api/v1/brief')).status, 401);
  assert.equal((await server.client().get('/api/v1/cockpit')).status, 401);
});

test('the history of the example was played day by day, and says who did it', async () => {
  const entries = [];
  for (let from = 0; from !== null;) {
    const { json } = await office.get(`/api/v1/journal?from=${from}&limit=500`);
    entries.push(...json.items.map((item) => (typeof item.entry === 'string' ? JSON.parse(item.entry) : item.entry)));
    from = json.next;
  }
  const played = entries.filter((entry) => entry.actor === 'simulation');
  const days = played.map((entry) => new Date(entry.at / 1000 + 8 * 3600e3).toISOString().slice(0, 10));
  assert.deepEqual(days, [...days].sort()); /* nothing was put in later */
  assert.equal(days[0], '2019-11-01');
  assert.equal(days.at(-1), '2020-04-01');
  assert.equal(played.filter((entry) => entry.action === 'site.start' || entry.action === 'site.resume').length, 49);
  for (const [i, entry] of played.entries()) {
    if (entry.action === 'site.start' || entry.action === 'site.resume') {
      assert.equal(entry.data.day, days[i]); /* noted on the day on which it happened */
    }
  }
  const submitted = played.filter((entry) => entry.action === 'progress.set' && days[played.indexOf(entry)] < '2020-01-01');
  assert.ok(submitted.length > 50, `${submitted.length} changes before the new year`);
});

test('on 1 April something is at risk: an item that should have been submitted', async () => {
  const { json } = await office.get('/api/v1/due?by=project&days=7');
  const items = json.groups.flatMap((group) => group.items);
  assert.ok(items.some((item) => item.start_lost), 'a start is lost');
  assert.ok(items.some((item) => !item.start_lost), 'a start can still be saved');
});
