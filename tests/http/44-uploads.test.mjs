// Papers that are handed in piece by piece, over a line that breaks and to a program that is killed.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020', OWNER = '91230102MA1AAAAA1E';
const CODE = '2020-230102-48-01-000001', PIECE = 4 << 20;
let server, owner, other;

async function must(status, answer) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const pdf = (size) => Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(size).map((byte) => byte | 0x80), Buffer.from('\n%%EOF\n')]);
const begin = (bytes, more = {}) => owner.request('POST', '/api/v1/uploads', { json: { project: CODE, paper: 'fil-d1', name: '备案.pdf', size: bytes.length, ...more } });
const piece = (id, bytes, offset, to = offset + PIECE, who = owner) =>
  who.request('PATCH', `/api/v1/uploads/${id}`, { body: bytes.subarray(offset, to), headers: { 'upload-offset': String(offset) } });
const finish = (id) => owner.request('POST', `/api/v1/uploads/${id}/finish`);
const folder = (name) => (existsSync(join(server.data, name)) ? readdirSync(join(server.data, name)) : []);

async function whole(bytes, more) {
  const { id } = await must(201, begin(bytes, more));
  for (let offset = 0; offset < bytes.length; offset += PIECE) await must(200, piece(id, bytes, offset));
  return finish(id);
}

// A ZIP of stored entries, as small as one can be.
function zipOf(entries, comment = '') {
  const parts = [], directory = [];
  let offset = 0;
  for (const [name, text] of entries) {
    const head = Buffer.alloc(30), row = Buffer.alloc(46), bytes = Buffer.from(text);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(name.length, 26);
    row.writeUInt32LE(0x02014b50, 0);
    row.writeUInt32LE(bytes.length, 20);
    row.writeUInt32LE(bytes.length, 24);
    row.writeUInt16LE(name.length, 28);
    row.writeUInt32LE(offset, 42);
    parts.push(head, Buffer.from(name), bytes);
    directory.push(row, Buffer.from(name));
    offset += 30 + name.length + bytes.length;
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, list, end, Buffer.from(comment)]);
}

before(async () => {
  server = await startServer({ asOf: '2020-03-02' });
  for (const [name, role, belongs] of [['office', 'coordinator'], ['owner', 'owner', OWNER], ['other', 'owner', OWNER]]) server.addUser(name, role, PASSWORD, belongs);
  owner = await server.signedIn('owner', PASSWORD);
  other = await server.signedIn('other', PASSWORD);
  const office = await server.signedIn('office', PASSWORD);
  await must(201, office.request('POST', '/api/v1/projects', { json: {
    programme: '百大', year: 2020, code: CODE, name: '厂房', owner: '某公司', owner_code: OWNER, division: '230102', sector: 'C', type: 'filed',
    total_wan: 1000, annual_plan_wan: 100, planned_start: '2020-04-14', planned_finish: '2020-11-01',
  } }));
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

test('a file comes in pieces and is kept by its content', async () => {
  const bytes = pdf(9 << 20);
  const { id, offset, piece_max } = await must(201, begin(bytes));
  assert.deepEqual([offset, piece_max], [0, PIECE]);
  await must(200, piece(id, bytes, 0));
  assert.equal((await finish(id)).json.code, 'upload.unfinished');
  assert.equal((await piece(id, bytes, 0)).json.code, 'upload.offset');
  assert.equal((await other.get(`/api/v1/uploads/${id}`)).status, 404);
  assert.equal((await piece(id, bytes, PIECE, undefined, other)).status, 404);
  const list = await must(200, owner.get('/api/v1/uploads'));
  assert.deepEqual(list.items.map((row) => [row.id, row.offset]), [[id, PIECE]]);
  await must(200, piece(id, bytes, PIECE));
  const last = await must(200, piece(id, bytes, 2 * PIECE));
  assert.equal(last.offset, bytes.length);
  const paper = await must(201, finish(id));
  assert.equal(paper.size, bytes.length);
  const hash = createHash('sha256').update(bytes).digest('hex');
  assert.ok(readFileSync(join(server.data, 'papers', hash)).equals(bytes));
  assert.deepEqual(folder('uploads'), []);
  assert.equal((await owner.get(`/api/v1/uploads/${id}`)).status, 404);
});

test('the wrong kind and what is two kinds at once are refused and leave nothing', async () => {
  const kept = folder('papers').length;
  const zip = zipOf([['a.txt', 'a']]), end = Buffer.from('\n%%EOF\n');
  const refused = {
    page: Buffer.from('<html><script>alert(1)</script>'),
    program: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(200)]),
    'half a PDF': pdf(5000).subarray(0, 3000),
    'a ZIP of anything': zip,
    'a PDF that is a ZIP': Buffer.concat([Buffer.from('%PDF-1.4\n'), zip, end]),
    'a PDF that is a ZIP with a long comment': Buffer.concat([Buffer.from('%PDF-1.4\n'), zip, Buffer.alloc(30000, 32), end]),
    'a PNG that is a PDF': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('%PDF-1.4'), Buffer.from('49454e44ae426082', 'hex')]),
    'a JPEG that is a page': Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.from('<script>1</script>'), Buffer.from('ffd9', 'hex')]),
    'a document with something behind it': zipOf([['[Content_Types].xml', '<x/>'], ['word/document.xml', '<x/>']], '%PDF-1.4'),
  };
  for (const [what, bytes] of Object.entries(refused)) {
    assert.equal((await whole(bytes)).json.code, 'paper.kind', what);
  }
  assert.deepEqual([folder('uploads'), folder('papers').length], [[], kept]);
  const word = await must(201, whole(zipOf([['[Content_Types].xml', '<x/>'], ['word/document.xml', '<x/>']]), { name: 'a.docx' }));
  assert.match(word.media, /wordprocessingml/);
  const ofd = await must(201, whole(zipOf([['OFD.xml', '<x/>'], ['Doc_0/Document.xml', '<x/>']]), { name: 'a.ofd' }));
  assert.equal(ofd.media, 'application/ofd');
});

test('what is too large, unknown or too much is refused before a byte comes', async () => {
  assert.equal((await begin({ length: (100 << 20) + 1 })).json.code, 'upload.size');
  assert.equal((await begin({ length: 0 })).json.code, 'upload.size');
  assert.equal((await begin({ length: 9 }, { paper: 'nothing' })).json.code, 'paper.unknown');
  assert.equal((await begin({ length: 9 }, { project: '2020-230102-48-01-999999' })).json.code, 'project.unknown');
  assert.deepEqual(folder('uploads'), []);
  const { id } = await must(201, begin({ length: 10 }));
  assert.equal((await piece(id, Buffer.alloc(11), 0)).json.code, 'upload.size');
  assert.equal((await owner.request('PATCH', `/api/v1/uploads/${id}`, { body: 'a' })).json.code, 'upload.offset');
  for (let i = 1; i < 10; i++) await must(201, begin({ length: 10 }));
  assert.equal((await begin({ length: 10 })).json.code, 'upload.many');
  for (const row of (await must(200, owner.get('/api/v1/uploads'))).items) assert.equal((await owner.request('DELETE', `/api/v1/uploads/${row.id}`)).status, 204);
  assert.deepEqual(folder('uploads'), []);
});

// Sends the head and `share` of a piece, then cuts the line.
const breakOff = (id, bytes, offset, share) => new Promise((done) => {
  const part = bytes.subarray(offset, offset + PIECE);
  const line = connect(new URL(server.url).port, '127.0.0.1', () => {
    line.write(`PATCH /api/v1/uploads/${id} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nCookie: ${owner.cookie}\r\nX-CSRF-Token: ${owner.csrf}\r\n` +
      `Upload-Offset: ${offset}\r\nContent-Length: ${part.length}\r\n\r\n`);
    line.write(part.subarray(0, Math.floor(part.length * share)), () => line.destroy());
  });
  line.on('error', () => {});
  line.on('close', done);
});

test('a line that breaks at 99 % costs a piece; a program that is killed costs nothing that it has confirmed', async () => {
  const bytes = pdf(12 << 20);
  const { id } = await must(201, begin(bytes));
  await must(200, piece(id, bytes, 0));
  await must(200, piece(id, bytes, PIECE));
  await breakOff(id, bytes, 2 * PIECE, 0.99);
  assert.equal((await must(200, owner.get(`/api/v1/uploads/${id}`))).offset, 2 * PIECE);
  await server.halt('SIGKILL');
  await server.start();
  owner = await server.signedIn('owner', PASSWORD);
  assert.equal((await must(200, owner.get(`/api/v1/uploads/${id}`))).offset, 2 * PIECE);
  for (let offset = 2 * PIECE; offset < bytes.length; offset += PIECE) await must(200, piece(id, bytes, offset));
  const paper = await must(201, finish(id));
  await server.halt('SIGKILL');
  await server.start();
  owner = await server.signedIn('owner', PASSWORD);
  const shown = await fetch(`${server.url}/api/v1/projects/${CODE}/papers/${paper.paper}`, { headers: { cookie: owner.cookie } });
  assert.ok(Buffer.from(await shown.arrayBuffer()).equals(bytes));
});

test('what nobody has touched for a day is removed', async () => {
  const old = await must(201, begin({ length: 10 })), fresh = await must(201, begin({ length: 10 }));
  const before = new Date(Date.now() - 25 * 3600 * 1000);
  utimesSync(join(server.data, 'uploads', old.id), before, before);
  run(['daily', '--data', server.data]);
  assert.deepEqual(folder('uploads'), [fresh.id]);
  assert.deepEqual((await must(200, owner.get('/api/v1/uploads'))).items.map((row) => row.id), [fresh.id]);
});
