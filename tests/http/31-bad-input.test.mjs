// Files made to hurt: each is refused with a clear text, nothing of it is stored, and the server's
// memory stays bounded while it reads them.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { listOf, put, startServer } from '../support/server.mjs';

const MIB = 1 << 20;
const GROWTH_MAX = 96 * MIB; // with the sanitizer's own; a body may have 20 MiB and doubles as it comes
let server;
let office;

before(async () => {
  // Freed memory that the sanitizer keeps aside is not the program's.
  server = await startServer({ env: { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1` } });
  server.addUser('office', 'coordinator', 'winter road 2020');
  office = await server.signedIn('office', 'winter road 2020');
  assert.equal((await send(listOf(2))).status, 200);
});
after(() => server.stop());

const send = (body, name = 'l.csv') => office.request('POST', `/api/v1/imports?programme=p&year=2020&name=${name}`, { body });
const total = async () => (await office.get('/api/v1/projects?limit=1')).json.total;
const memory = (name) => Number(readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]) * 1024;

// Sends a file; answers the refusal and by how much the server grew at its highest.
async function measure(body, name) {
  writeFileSync(`/proc/${server.process.pid}/clear_refs`, '5'); // the highest from now on
  const at = memory('VmRSS');
  const { status, json } = await send(body, name);
  return { status, json, growth: memory('VmHWM') - at };
}

// A zip file of [path, content, {claims, packed, offset}] entries, whatever they claim.
function zipOf(entries) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [path, content, { claims, packed = deflateRawSync(content, { level: 9 }), offset } = {}] of entries) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(0x210000, 6);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims ?? content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset ?? at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(path)]));
    if (offset === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(path), packed]);
      parts.push(local);
      at += local.length;
    }
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const frame = [
  ['_rels/.rels', Buffer.from('<R/>')],
  ['xl/workbook.xml', Buffer.from('<workbook><sheets><sheet r:id="s"/></sheets></workbook>')],
  ['xl/_rels/workbook.xml.rels', Buffer.from(`<R><Relationship Id="s" Type="${types}/worksheet" Target="sheet.xml"/></R>`)],
];
const book = (sheet, options, more = []) => zipOf([...frame, ['xl/sheet.xml', Buffer.from(sheet), options], ...more]);
const rows = (cell) => `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>${cell}</t></is></c></row></sheetData></worksheet>`;
const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 25 }, (_, i) =>
  `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`;

const files = {
  'a bomb that says its size': ['xlsx.inflated', () => book(Buffer.alloc(130 * MIB, ' '))],
  'a bomb that hides its size': ['xlsx.size', () => book(Buffer.concat([Buffer.from('<worksheet>'), Buffer.alloc(20 * MIB, ' ')]), { claims: 1000 })],
  'a part packed more than two hundred times': ['xlsx.ratio', () => book(Buffer.alloc(20 * MIB, ' '))],
  'four parts that share their bytes': ['xlsx.overlap', () => {
    const packed = deflateRawSync(Buffer.alloc(20 * MIB, 'a'));
    return zipOf([...Array.from({ length: 20 }, (_, i) => [`p${i}`, Buffer.alloc(0), { packed, claims: MIB, offset: i === 0 ? undefined : 0 }])]);
  }],
  'three thousand parts': ['xlsx.entries', () => book('<worksheet/>', {}, Array.from({ length: 3000 }, (_, i) => [`p${i}`, Buffer.from('a')]))],
  'a billion laughs': ['xlsx.doctype', () => book(laughs + rows('&z;'))],
  'an entity from a file': ['xlsx.doctype', () => book('<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rows('&a;'))],
  'a cell of eight megabytes': ['xlsx.cell', () => book(rows('a'.repeat(8 * MIB - 1000)))],
  'a tag of eight megabytes': ['xlsx.token', () => book(`<worksheet a="${'a'.repeat(8 * MIB - 1000)}"/>`)],
  'tags a hundred thousand deep': ['xlsx.depth', () => book('<a>'.repeat(100000))],
  'a text cell of nineteen megabytes': ['csv.cell', () => `${listOf(1)}"${'a'.repeat(19 * MIB)}",b\n`],
  'bytes that are neither UTF-8 nor GB18030': ['encoding.unknown', () => Buffer.concat([Buffer.from(listOf(1)), Buffer.from([0x80, 0xff, 0x80, 0xff, 0x0a])])],
  'UTF-16 with half a character': ['encoding.unknown', () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(listOf(1), 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])])],
};

for (const [name, [code, make]] of Object.entries(files)) {
  test(`${name} is refused as ${code}`, async () => {
    const { status, json, growth } = await measure(make(), code.startsWith('xlsx') ? 'l.xlsx' : 'l.csv');
    assert.ok(status >= 400 && status < 500, `${status} ${JSON.stringify(json)}`);
    assert.equal(json.code, code, json.detail);
    assert.ok(json.detail.length > 8);
    assert.ok(growth <= GROWTH_MAX, `${Math.round(growth / MIB)} MiB`);
    assert.equal(await total(), 2);
  });
}

const cells = {
  '31 February': [6, '2020-02-31', '计划开复工日期'],
  '30 February as in Chinese': [6, '2020年2月30日', '计划开复工日期'],
  'negative money': [4, '-1', '总投资(万元)'],
  'money that is no number': [5, '一百', '年度计划投资(万元)'],
  'more money than there is': [4, '99999999999999999999', '总投资(万元)'],
  'a name of 5,000 characters': [1, '长'.repeat(5000), '项目名称'],
  'a code twice': [0, '2020-230102-48-01-000001', '项目代码'],
  'a division of another city': [2, '上海市浦东新区', '建设地点'],
};

for (const [name, [place, value, column]] of Object.entries(cells)) {
  test(`${name} is refused by row and column, and the list with it`, async () => {
    const { json, growth } = await measure(listOf(30, (fields, i) => (i === 20 ? put(fields, place, value) : fields)));
    assert.equal(json.refused?.length, 1, JSON.stringify(json).slice(0, 400));
    assert.equal(json.refused[0].row, 22); // the header stands in row 1
    assert.equal(json.refused[0].column, column);
    assert.ok(json.refused[0].message.length > 4 && json.refused[0].message.length < 400);
    assert.ok(growth <= GROWTH_MAX);
    assert.equal(await total(), 2);
  });
}
