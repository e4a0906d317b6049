// Clients as no browser should be, many at once: they leave in the middle of requests, answers and
// uploads, open and close streams, send several requests in one piece, and the server is told to stop
// while all that goes on. It must answer those that behave, end with 0, and no sanitizer may speak.
//   node tests/torture/clients.mjs [SECONDS A ROUND] [ROUNDS] [SEED]
import { createHash } from 'node:crypto';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { command, listOf, startServer } from '../support/server.mjs';

const [seconds, rounds, seed] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 3), process.argv[4] ?? String(Date.now())];
const CLIENTS = 40;

// A stream of numbers from the seed, so that a run can be made again (but for the machine's own order).
function randomOf(name) {
  let turn = 0;
  return (below) => createHash('sha256').update(`${seed} ${name} ${turn++}`).digest().readUInt32BE(0) % below;
}

const counts = {};
const count = (what) => { counts[what] = (counts[what] ?? 0) + 1; };

class Rough {
  constructor(server, office, random) {
    Object.assign(this, { server, office, random });
    this.port = Number(new URL(server.url).port);
  }

  head(method, path, headers = {}) {
    const all = { Host: 'x', Cookie: this.office.cookie, ...(method === 'GET' ? {} : { 'X-CSRF-Token': this.office.csrf }), ...headers };
    return `${method} ${path} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  }

  // Sends `bytes` up to `cut`, in pieces, waits a little and leaves: politely or with a reset.
  send(bytes, cut, patience) {
    return new Promise((done) => {
      const socket = net.connect(this.port, '127.0.0.1');
      const leave = () => { if (this.random(2)) socket.resetAndDestroy(); else socket.destroy(); };
      socket.on('error', () => {});
      socket.on('close', done);
      socket.on('data', () => { if (this.random(4) === 0) socket.pause(); });
      socket.on('connect', () => {
        const whole = Buffer.from(bytes).subarray(0, cut);
        const middle = this.random(whole.length + 1);
        socket.write(whole.subarray(0, middle));
        setTimeout(() => { socket.write(whole.subarray(middle)); setTimeout(leave, this.random(patience + 1)); }, this.random(3));
      });
    });
  }

  path() {
    const code = `2020-230102-48-01-${String(1 + this.random(200)).padStart(6, '0')}`;
    return ['/api/v1/projects?limit=100', `/api/v1/projects/${code}`, `/api/v1/projects/${code}/plan`, '/api/v1/cockpit', '/healthz',
      '/api/v1/exports/projects?format=csv', '/api/v1/journal?limit=50', '/', '/api/v1/due?by=department&days=7', '/nothing'][this.random(10)];
  }

  async cutRequest() {
    const bytes = this.head('GET', this.path());
    await this.send(bytes, 1 + this.random(bytes.length), 20);
  }

  async cutAnswer() {
    const bytes = this.head('GET', this.path());
    await this.send(bytes, bytes.length, 10);
  }

  async pipeline() {
    const bytes = Array.from({ length: 2 + this.random(8) }, () => this.head('GET', this.path())).join('');
    await this.send(bytes, bytes.length, 60);
  }

  async cutUpload() {
    const body = listOf(50 + this.random(200));
    const size = Buffer.byteLength(body);
    const chunked = this.random(2) === 0;
    const head = this.head('POST', `/api/v1/imports?programme=p&year=2020&name=l.csv${this.random(3) ? '&dry_run=1' : ''}`,
      chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': size });
    const bytes = Buffer.from(chunked ? `${head}${size.toString(16)}\r\n${body}\r\n0\r\n\r\n` : head + body);
    await this.send(bytes, this.random(4) ? 1 + this.random(bytes.length) : bytes.length, 30);
  }

  async stream() {
    const bytes = this.head('GET', '/api/v1/stream', this.random(2) ? { 'Last-Event-ID': this.random(40) } : {});
    await this.send(bytes, bytes.length, 1 + this.random(400));
  }

  async behave() {
    const answer = await this.office.get(this.path());
    if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
    count('good answers');
  }

  async change() {
    const code = `2020-230102-48-01-${String(1 + this.random(200)).padStart(6, '0')}`;
    const headers = { 'if-match': `"${1 + this.random(3)}"`, 'idempotency-key': `k${this.random(50)}` };
    const answer = await this.office.request('PATCH', `/api/v1/projects/${code}`, { json: { problem: `问题${this.random(9)}` }, headers });
    if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
    count(answer.status === 200 ? 'changes' : 'stale changes');
  }
}

const acts = ['cutRequest', 'cutAnswer', 'pipeline', 'cutUpload', 'stream', 'stream', 'behave', 'behave', 'change'];

async function client(rough, ends) {
  while (Date.now() < ends.at) {
    const act = acts[rough.random(acts.length)];
    count(act);
    try {
      await rough[act]();
    } catch (error) {
      if (!ends.stopping) throw error;
      return;
    }
  }
}

const odd = /ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:|library\.panic|"status":500/;
const server = await startServer();
server.addUser('office', 'coordinator', 'winter road 2020');
let failed = 0;
const fail = (why) => { failed += 1; console.log(`FAIL seed=${seed} ${why}`); };
for (let round = 1; round <= rounds; round++) {
  const office = await server.signedIn('office', 'winter road 2020');
  if (round === 1) await office.request('POST', '/api/v1/imports?programme=p&year=2020&name=l.csv', { body: listOf(200) });
  const ends = { at: Date.now() + seconds * 1000 + 10000, stopping: false };
  const clients = Array.from({ length: CLIENTS }, (_, i) => client(new Rough(server, office, randomOf(`${round} ${i}`)), ends)
    .catch((error) => fail(`round=${round} client=${i} ${error.message}`)));
  await Promise.race([wait(seconds * 1000), server.exit]);
  ends.stopping = true;
  const asked = Date.now();
  server.process.kill('SIGTERM'); // they go on
  const end = await server.exit;
  ends.at = 0;
  await Promise.all(clients);
  if (end.code !== 0) fail(`round=${round} exit=${end.code} signal=${end.signal}`);
  if (Date.now() - asked > 15000) fail(`round=${round} the end took ${Date.now() - asked} ms`);
  if (odd.test(server.log)) fail(`round=${round} ${server.log.slice(Math.max(0, server.log.search(odd) - 200)).slice(0, 6000)}`);
  server.log = '';
  await server.start();
}
await server.halt();
const verified = command(['journal', 'verify', '--data', server.data]);
if (verified.code !== 0) fail(`journal ${verified.out}${verified.err}`);
await server.stop();
console.log(`${failed === 0 ? 'PASS' : 'FAIL'} clients seed=${seed} ${Object.entries(counts).map(([what, n]) => `${what.replace(' ', '_')}=${n}`).join(' ')}`);
process.exit(failed === 0 ? 0 : 1);
