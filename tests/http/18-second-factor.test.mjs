import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
let server, admin;

before(async () => {
  server = await startServer();
  for (const [name, role] of [['office', 'coordinator'], ['leader', 'leader'], ['keeper', 'security'], ['second', 'security'], ['guessed', 'leader'], ['lost', 'leader']]) server.addUser(name, role, PASSWORD);
  server.addUser('owner', 'owner', PASSWORD, '91230102MA1AAAAA1E');
  admin = await server.signedIn('keeper', PASSWORD);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

// The device: RFC 6238 over the secret that the server shows.
function device(secret) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  let used = 0;
  const codeOf = (step) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', key).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  };
  return {
    codeOf, now: () => Math.floor(Date.now() / 30_000), last: () => codeOf(used),
    // A code that counts and was not used: of the step before, now or after; waits when all three were.
    async next() {
      for (;;) {
        const step = Math.max(used + 1, this.now() - 1);
        if (step <= this.now() + 1) { used = step; return codeOf(step); }
        await new Promise((done) => setTimeout(done, 250));
      }
    },
  };
}

const signIn = (name, code, password = PASSWORD) => {
  const client = server.client();
  return client.request('POST', '/api/v1/sign-in', { json: { name, password, ...(code === undefined ? {} : { code }) } }).then((answer) => {
    if (answer.status === 200) { client.cookie = answer.headers.get('set-cookie').split(';')[0]; client.csrf = answer.json.csrf; }
    return { ...answer, client };
  });
};

async function enrol(client) {
  const started = await client.request('POST', '/api/v1/second-factor', { json: { password: PASSWORD } });
  assert.equal(started.status, 200, started.text);
  const own = device(started.json.secret);
  const confirmed = await client.request('POST', '/api/v1/second-factor/confirm', { json: { code: await own.next() } });
  assert.equal(confirmed.status, 200, confirmed.text);
  return { device: own, secret: started.json.secret, codes: confirmed.json.recovery_codes, started: started.json };
}

let office;

test('a person sets up a second factor: a secret said once, a QR code, ten recovery codes', async () => {
  const client = await server.signedIn('office', PASSWORD);
  assert.deepEqual((await client.get('/api/v1/second-factor')).json, { enrolled: false, must_enrol: false, recovery_codes: 0, rule: 'offered' });
  assert.equal((await client.request('POST', '/api/v1/second-factor', { json: { password: 'wrong' } })).json.code, 'party.old_password');
  const wrong = await client.request('POST', '/api/v1/second-factor/confirm', { json: { code: '000000' } });
  assert.equal(wrong.json.code, 'second_factor.none');
  office = await enrol(client);
  assert.match(office.secret, /^[A-Z2-7]{32}$/);
  assert.equal(office.started.uri, `otpauth://totp/${encodeURIComponent('开工 哈尔滨市')}:office?secret=${office.secret}&issuer=${encodeURIComponent('开工 哈尔滨市')}&algorithm=SHA1&digits=6&period=30`);
  assert.match(office.started.qr.path, /^M4 4h7v1h-7z/, 'the finder pattern begins behind the quiet zone');
  assert.equal((office.started.qr.size - 8 - 17) % 4, 0, 'a version of ISO 18004');
  assert.equal(new Set(office.codes).size, 10);
  assert.ok(office.codes.every((code) => /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/.test(code)));
  assert.deepEqual((await client.get('/api/v1/second-factor')).json, { enrolled: true, must_enrol: false, recovery_codes: 10, rule: 'offered' });
  assert.equal((await client.request('POST', '/api/v1/second-factor', { json: { password: PASSWORD } })).json.code, 'second_factor.enrolled');
});

test('then the password alone does not sign in, and each code does so once', async () => {
  const asked = await signIn('office');
  assert.deepEqual([asked.status, asked.json.code, asked.json.field], [401, 'party.code', 'code']);
  assert.equal((await signIn('office', office.device.last())).status, 401, 'the code of the enrolment was used');
  const code = await office.device.next();
  const right = await signIn('office', code);
  assert.equal(right.status, 200, right.text);
  assert.equal(right.json.user.second_factor, true);
  assert.equal((await right.client.get('/api/v1/projects')).status, 404, 'no programme yet: past the guards');
  assert.equal((await signIn('office', code)).json.code, 'party.code', 'no replay');
  assert.equal((await signIn('office', office.device.codeOf(office.device.now() - 5))).status, 401, 'too old');
  assert.equal((await signIn('office', await office.device.next(), 'wrong password')).json.code, 'party.wrong', 'a code without the password is nothing');
});

test('two sign-ins at once with one code: one of them', async () => {
  const code = await office.device.next();
  const answers = await Promise.all([signIn('office', code), signIn('office', code)]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401]);
});

test('a recovery code signs in once, is told to the person, and stands in the journal', async () => {
  const code = office.codes[3].toLowerCase().replaceAll('-', ' ');
  const right = await signIn('office', code);
  assert.equal(right.status, 200, right.text);
  assert.equal((await signIn('office', office.codes[3])).status, 401);
  assert.equal((await right.client.get('/api/v1/second-factor')).json.recovery_codes, 9);
  const notice = (await right.client.get('/api/v1/notices')).json.items[0];
  assert.deepEqual([notice.kind, notice.urgent], ['security', true]);
  const actions = [];
  for (let from = 0; from !== null;) {
    const page = (await right.client.get(`/api/v1/journal?from=${from}&limit=100`)).json;
    actions.push(...page.items.map((item) => `${item.entry.action} ${item.entry.subject}`));
    from = page.next;
  }
  for (const action of ['second_factor.enrol', 'second_factor.recovery']) assert.ok(actions.includes(`${action} person:office`), action);
});

test('wrong codes are braked as wrong passwords are, and asking for the code forgives nothing', async () => {
  const guessed = await enrol(await server.signedIn('guessed', PASSWORD));
  const codes = [];
  for (let i = 0; i < 12; i++) {
    await signIn('guessed');
    codes.push((await signIn('guessed', String(i).padStart(6, '0'))).json.code);
  }
  assert.deepEqual(codes, [...Array(10).fill('party.code'), 'party.throttled', 'party.throttled']);
  assert.equal((await signIn('guessed', await guessed.device.next())).status, 429);
});

test('the own second factor comes off with password and code, somebody else\'s by a security administrator', async () => {
  const lost = await server.signedIn('lost', PASSWORD);
  const first = await enrol(lost);
  const remove = (json) => lost.request('POST', '/api/v1/second-factor/remove', { json });
  assert.equal((await remove({ password: 'wrong', code: first.codes[0] })).status, 403);
  assert.equal((await remove({ password: PASSWORD, code: '000000' })).json.code, 'second_factor.code');
  assert.equal((await remove({ password: PASSWORD, code: first.codes[0] })).status, 204);
  assert.equal((await signIn('lost')).status, 200);
  await enrol(lost);
  assert.equal((await signIn('lost')).status, 401);
  assert.equal((await admin.request('DELETE', '/api/v1/users/keeper/second-factor')).json.code, 'second_factor.own');
  assert.equal((await admin.request('DELETE', '/api/v1/users/lost/second-factor')).status, 204);
  assert.equal((await lost.get('/api/v1/session')).status, 401, 'the sessions have ended');
  const again = await signIn('lost');
  assert.equal(again.status, 200);
  assert.equal((await again.client.get('/api/v1/notices')).json.items[0].kind, 'security');
});

test('where the city requires it, officials see nothing before they have one; owners are not asked', async () => {
  await server.halt();
  appendFileSync(join(server.data, 'kaigong.conf'), 'second_factor = required\n');
  await server.start();
  const leader = (await signIn('leader')).client, owner = (await signIn('owner')).client;
  assert.equal((await owner.get('/api/v1/cockpit')).status, 404);
  assert.equal((await leader.get('/api/v1/session')).json.user.must_enrol, true);
  for (const path of ['/api/v1/cockpit', '/api/v1/projects', '/api/v1/journal']) {
    const answer = await leader.get(path);
    assert.deepEqual([answer.status, answer.json.code], [403, 'party.must_enrol'], path);
  }
  const mine = await enrol(leader);
  assert.equal((await leader.get('/api/v1/session')).json.user.must_enrol, false);
  assert.equal((await leader.get('/api/v1/journal')).status, 200);
  assert.equal((await leader.request('POST', '/api/v1/second-factor/remove', { json: { password: PASSWORD, code: mine.codes[0] } })).json.code, 'second_factor.required');
  assert.equal((await signIn('office', await office.device.next())).status, 200, 'the secret outlives a restart');
});

test('neither the data folder nor the log holds a secret or a recovery code', async () => {
  assert.equal(statSync(join(server.data, 'second-factor.key')).mode & 0o777, 0o600);
  const words = [office.secret, ...office.codes, ...office.codes.map((code) => code.replaceAll('-', ''))];
  for (const name of readdirSync(server.data, { recursive: true })) {
    const path = join(server.data, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path).toString('latin1');
    assert.ok(words.every((word) => !bytes.includes(word)), name);
  }
  assert.ok(words.every((word) => !server.log.includes(word)));
});

test('a rule that there is not is refused at the start', async () => {
  await server.halt();
  appendFileSync(join(server.data, 'kaigong.conf'), 'second_factor = sometimes\n');
  await assert.rejects(server.start(), /second_factor is required, offered or off/);
  appendFileSync(join(server.data, 'kaigong.conf'), 'second_factor = off\n');
  await server.start();
  assert.equal((await signIn('office')).status, 200, 'switched off, the password is enough');
});
