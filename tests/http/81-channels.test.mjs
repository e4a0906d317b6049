import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { program, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const MINE = '91230102MA1AAAAA1E', THEIRS = '91230103MA1BBBBB28';
let server, desk, otherDesk, owner, stranger, anonymous;

before(async () => {
  server = await startServer({ asOf: '2020-04-01' });
  server.addUser('desk', 'approver', PASSWORD, 'hc');
  server.addUser('other-desk', 'approver', PASSWORD, 'nr');
  server.addUser('owner', 'owner', PASSWORD, MINE);
  server.addUser('stranger', 'owner', PASSWORD, THEIRS);
  desk = await server.signedIn('desk', PASSWORD);
  otherDesk = await server.signedIn('other-desk', PASSWORD);
  owner = await server.signedIn('owner', PASSWORD);
  stranger = await server.signedIn('stranger', PASSWORD);
  anonymous = server.client();
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

const ITEM = 'permit';
const ask = (client, json) => client.request('POST', `/api/v1/items/${ITEM}/questions`, { json });
const answer = (client, id, json) => client.request('POST', `/api/v1/questions/${id}/answer`, { json });
const shown = async () => (await anonymous.get(`/api/v1/items/${ITEM}/questions`)).json;

test('a question is seen by who asked and by its department, by all only when it was answered for all', async () => {
  const asked = await ask(owner, { text: '线上能领施工许可证吗？' });
  assert.deepEqual([asked.status, asked.json.department, asked.json.ticket], [201, 'hc', ''], asked.text);
  const path = `/api/v1/questions/${asked.json.id}`;
  assert.deepEqual((await shown()).items, []);
  assert.deepEqual([(await stranger.get(path)).status, (await otherDesk.get(path)).status, (await anonymous.get(path)).status], [404, 404, 404]);
  assert.deepEqual([(await owner.get(path)).status, (await desk.get(path)).status], [200, 200]);
  assert.ok((await desk.get('/api/v1/notices')).json.items.some((row) => row.subject === `question:${asked.json.id}`));
  assert.equal((await answer(otherDesk, asked.json.id, { text: 'x' })).status, 404);

  assert.equal((await answer(desk, asked.json.id, { text: '可以, 电子证照。', public: true })).status, 200);
  assert.ok((await owner.get('/api/v1/notices')).json.items.some((row) => row.kind === 'answer'));
  const [one] = (await shown()).items;
  assert.deepEqual(one.posts.map((post) => [post.answers, post.text]), [[false, '线上能领施工许可证吗？'], [true, '可以, 电子证照。']]);
  assert.ok(!('author' in one.posts[0]), 'who asked is not named');

  // Asking on takes it out of public sight until it is answered again.
  assert.equal((await stranger.request('POST', `${path}/posts`, { json: { text: 'x' } })).status, 404);
  assert.equal((await owner.request('POST', `${path}/posts`, { json: { text: '要几天？' } })).status, 200);
  assert.deepEqual((await shown()).items, []);
  assert.equal((await desk.get('/api/v1/questions?state=asked')).json.items.length, 1);
  assert.equal((await answer(desk, asked.json.id, { text: '7 个工作日。', public: false })).status, 200);
  assert.deepEqual((await shown()).items, []);
  assert.equal((await owner.get(path)).json.posts.length, 4);
});

test('a private question never becomes public, a hidden one is gone', async () => {
  const secret = (await ask(owner, { text: '涉密项目如何办理？', private: true })).json.id;
  assert.equal((await answer(desk, secret, { text: '线下办理。', public: true })).json.public, false);
  const rude = (await ask(owner, { text: '广告' })).json.id;
  assert.equal((await answer(desk, rude, { text: '答', public: true })).status, 200);
  assert.equal((await shown()).items.length, 1);
  assert.equal((await desk.request('POST', `/api/v1/questions/${rude}/hide`, { json: { reason: '广告信息' } })).json.state, 'hidden');
  assert.deepEqual((await shown()).items, []);
  assert.equal((await answer(desk, rude, { text: '再答' })).json.code, 'question.step');
  assert.equal((await anonymous.get(`/api/v1/questions/${rude}`)).status, 404);
});

test('a good answer becomes a guide text of its item, in versions', async () => {
  const id = (await ask(owner, { text: '怎样备案？' })).json.id;
  const guide = (json) => desk.request('PUT', `/api/v1/questions/${id}/guide`, { json });
  assert.equal((await guide({ title: '备案', text: 'x' })).json.code, 'guide.private');
  await answer(desk, id, { text: '网上备案。', public: true });
  assert.equal((await guide({ title: '备案指南', text: '第一版' })).status, 200);
  assert.equal((await guide({ title: '备案指南', text: '第二版' })).status, 200);
  assert.deepEqual((await shown()).guides.map((row) => [row.title, row.version, row.text]), [['备案指南', 2, '第二版']]);
  assert.deepEqual((await anonymous.get(`/api/v1/guides/${id}`)).json.guides.map((row) => row.text), ['第二版', '第一版']);
});

test('who is not signed in asks five questions an hour and reads the answer with a ticket', async () => {
  const first = await ask(anonymous, { text: '路过问一下', private: true });
  assert.equal(first.status, 201, first.text);
  const path = `/api/v1/questions/${first.json.id}`;
  assert.ok(first.json.ticket.length >= 20);
  assert.equal((await anonymous.get(path)).status, 404);
  assert.equal((await anonymous.get(`${path}?ticket=guess`)).status, 404);
  assert.equal((await anonymous.get(`${path}?ticket=${first.json.ticket}`)).status, 200);
  for (let i = 0; i < 4; i++) assert.equal((await ask(anonymous, { text: `再问 ${i}` })).status, 201);
  const sixth = await ask(anonymous, { text: '第六问' });
  assert.deepEqual([sixth.status, sixth.json.code], [429, 'question.throttled']);
  assert.equal((await ask(owner, { text: '登录的人仍可问' })).status, 201);
  assert.equal((await anonymous.request('POST', '/api/v1/items/moon/questions', { json: { text: 'x' } })).json.code, 'item.unknown');
});

// --- booking ---------------------------------------------------------------------------------------

let slots = 0; // each slot at another time
const offer = async (capacity, more = {}) => {
  const from = `0${8 + (slots / 60 | 0)}:${String(slots++ % 60).padStart(2, '0')}`;
  const made = await desk.request('POST', '/api/v1/slots', { json: { day: '2020-04-02', from, to: '11:30', place: '政务大厅 3 楼', capacity, ...more } });
  assert.equal(made.status, 201, made.text);
  return made.json;
};
const book = (client, slot, subject = '咨询施工许可') => client.request('POST', `/api/v1/slots/${slot}/bookings`, { json: { subject } });

test('32 people who book at the same time get exactly the places that there are', async () => {
  const slot = await offer(7);
  const people = [];
  for (let i = 0; i < 32; i++) {
    server.addUser(`visitor-${i}`, 'owner', PASSWORD, MINE);
    people.push(await server.signedIn(`visitor-${i}`, PASSWORD));
  }
  const answers = await Promise.all(people.map((client) => book(client, slot.id)));
  const count = (status) => answers.filter((one) => one.status === status).length;
  assert.deepEqual([count(201), count(409)], [7, 25], JSON.stringify(answers.map((one) => one.json?.code)));
  assert.ok(answers.filter((one) => one.status === 409).every((one) => one.json.code === 'booking.full'));
  const [now] = (await owner.get('/api/v1/slots?department=hc')).json.items.filter((row) => row.id === slot.id);
  assert.deepEqual([now.taken, now.capacity], [7, 7]);
  assert.equal((await desk.get('/api/v1/bookings')).json.items.filter((row) => row.slot === slot.id).length, 7);

  // A cancelled place can be taken again.
  const winner = answers.findIndex((one) => one.status === 201), loser = answers.findIndex((one) => one.status === 409);
  assert.equal((await people[winner].request('DELETE', `/api/v1/bookings/${answers[winner].json.id}`)).status, 204);
  assert.equal((await people[winner].request('DELETE', `/api/v1/bookings/${answers[winner].json.id}`)).json.code, 'booking.step');
  assert.equal((await book(people[loser], slot.id)).status, 201);
});

test('a person has three bookings ahead, one of a slot', async () => {
  const ids = [];
  for (let i = 0; i < 4; i++) ids.push((await offer(5)).id);
  assert.equal((await book(stranger, ids[0])).status, 201);
  assert.equal((await book(stranger, ids[0])).json.code, 'booking.twice');
  assert.equal((await book(stranger, ids[1])).status, 201);
  const third = await book(stranger, ids[2]);
  assert.equal((await book(stranger, ids[3])).json.code, 'booking.too_many');
  assert.equal((await owner.request('DELETE', `/api/v1/bookings/${third.json.id}`)).status, 404, 'not the own one');
  assert.equal((await stranger.request('DELETE', `/api/v1/bookings/${third.json.id}`)).status, 204);
  assert.equal((await book(stranger, ids[3])).status, 201);
  const outcome = await desk.request('POST', `/api/v1/bookings/${third.json.id}/outcome`, { json: { came: true } });
  assert.equal(outcome.json.code, 'booking.step');
});

test('a slot has a time, a place and an https link that is never fetched', async () => {
  const slot = { day: '2020-04-02', from: '09:00', to: '10:00', place: '大厅', capacity: 1 };
  for (const [more, wanted, field] of [
    [{ from: '9:00' }, 'slot.time', 'from'], [{ to: '09:00' }, 'slot.time', 'to'], [{ from: '24:00' }, 'slot.time', 'from'],
    [{ day: '2020-03-31' }, 'slot.day', 'day'], [{ day: '2020-06-01' }, 'slot.day', 'day'], [{ capacity: 0 }, 'slot.capacity', 'capacity'],
    [{ place: '' }, 'slot.place', 'place'], [{ link: 'http://a.cn' }, 'service.link', 'link'], [{ link: 'javascript:alert(1)' }, 'service.link', 'link'],
    [{ link: 'https://' }, 'service.link', 'link'], [{ link: 'https://a.cn/x y' }, 'service.link', 'link'],
  ]) {
    const refused = await desk.request('POST', '/api/v1/slots', { json: { ...slot, ...more } });
    assert.deepEqual([refused.status, refused.json.code, refused.json.field], [422, wanted, field], JSON.stringify(more));
  }
  assert.equal((await desk.request('POST', '/api/v1/slots', { json: { ...slot, day: '2020-05-31', link: 'https://meeting.example.cn/j/1?p=2' } })).status, 201);
});

test('the calendar file unfolds to the Chinese that was booked, at the right instant', async () => {
  server.addUser('visitor', 'owner', PASSWORD, MINE);
  const visitor = await server.signedIn('visitor', PASSWORD);
  const slot = (await desk.request('POST', '/api/v1/slots', { json: { day: '2020-04-03', from: '14:30', to: '15:00', place: '哈尔滨市政务服务中心三楼工程建设项目综合窗口; 带身份证, 谢谢', capacity: 3 } })).json;
  const subject = '二期厂房项目施工许可与消防设计审查并联办理事宜现场咨询并核对补正材料清单';
  const booked = await book(visitor, slot.id, subject);
  const file = await visitor.get(`/api/v1/bookings/${booked.json.id}/calendar`);
  assert.equal(file.status, 200, file.text);
  assert.match(file.headers.get('content-type'), /^text\/calendar/);
  const lines = file.text.split('\r\n');
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75), file.text);
  assert.ok(!file.text.includes('\ufffd'), 'no character is cut in two');
  assert.ok(lines.some((line) => line.startsWith(' ')), 'long lines are folded');
  const unfolded = file.text.replace(/\r\n /g, '').split('\r\n');
  assert.ok(unfolded.includes(`SUMMARY:办事预约：${subject}`), file.text);
  assert.ok(unfolded.includes('LOCATION:哈尔滨市政务服务中心三楼工程建设项目综合窗口\\; 带身份证\\, 谢谢'), file.text);
  assert.ok(unfolded.includes('DTSTART:20200403T063000Z') && unfolded.includes('DTEND:20200403T070000Z'), file.text);
  assert.ok(unfolded.includes('BEGIN:VALARM') && unfolded.includes('STATUS:CONFIRMED'));
  assert.equal((await stranger.get(`/api/v1/bookings/${booked.json.id}/calendar`)).status, 404);
  assert.equal((await visitor.request('DELETE', `/api/v1/bookings/${booked.json.id}`)).status, 204);
  assert.match((await visitor.get(`/api/v1/bookings/${booked.json.id}/calendar`)).text, /METHOD:CANCEL[^]*STATUS:CANCELLED/);
});

test('a slot that is taken back frees and tells who booked it', async () => {
  server.addUser('guest', 'owner', PASSWORD, MINE);
  const guest = await server.signedIn('guest', PASSWORD);
  const slot = await offer(2);
  await book(guest, slot.id);
  const close = (client) => client.request('POST', `/api/v1/slots/${slot.id}/close`, { json: { reason: '窗口停电' } });
  assert.equal((await close(otherDesk)).status, 404);
  assert.equal((await close(desk)).status, 204);
  assert.deepEqual((await guest.get('/api/v1/bookings')).json.items.map((row) => row.state), ['cancelled']);
  assert.ok((await guest.get('/api/v1/notices')).json.items.some((row) => row.text_zh.includes('窗口停电')));
  assert.equal((await book(guest, slot.id)).json.code, 'slot.unknown');
});

// A second program on the same data, for which another day is today.
async function later(day, body) {
  const child = spawn(program, ['serve', '--data', server.data, '--listen', '127.0.0.1:0', '--as-of', day], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = new Promise((done) => child.on('exit', done));
  const url = await new Promise((done) => child.stdout.once('data', (bytes) => done(String(bytes).trim().replace(/\/$/, ''))));
  const Client = server.client().constructor;
  const signedIn = async (name) => {
    const client = new Client(url);
    assert.equal((await client.signIn(name, PASSWORD)).status, 200);
    return client;
  };
  try {
    await body(signedIn);
  } finally {
    child.kill('SIGTERM');
    await exit;
  }
}

test('who misses three visits in 90 days books no more until the first is that long ago', async () => {
  server.addUser('absent', 'owner', PASSWORD, MINE);
  const absent = await server.signedIn('absent', PASSWORD);
  const booked = [];
  for (let i = 0; i < 3; i++) booked.push((await book(absent, (await offer(2)).id)).json.id);
  const early = await desk.request('POST', `/api/v1/bookings/${booked[0]}/outcome`, { json: { came: false } });
  assert.equal(early.json.code, 'booking.ahead');
  const next = (await desk.request('POST', '/api/v1/slots', { json: { day: '2020-05-20', from: '09:00', to: '10:00', place: '大厅', capacity: 9 } })).json.id;
  await later('2020-04-03', async (signedIn) => {
    const lateDesk = await signedIn('desk'), lateAbsent = await signedIn('absent');
    assert.equal((await lateAbsent.request('DELETE', `/api/v1/bookings/${booked[0]}`)).json.code, 'booking.begun');
    for (const id of booked) {
      const noted = await lateDesk.request('POST', `/api/v1/bookings/${id}/outcome`, { json: { came: false } });
      assert.deepEqual([noted.status, noted.json.state], [200, 'no_show'], noted.text);
    }
    assert.equal((await book(lateAbsent, next)).json.code, 'booking.missed');
    assert.equal((await lateDesk.request('POST', `/api/v1/bookings/${booked[2]}/outcome`, { json: { came: true } })).json.state, 'came');
    assert.equal((await book(lateAbsent, next)).status, 201);
  });
});
