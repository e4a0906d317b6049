// What a request costs, beside the same HTTP library serving a fixed body of the same size: one JSON
// line a page. CPU time of the server's process first (machines are shared), then requests a second;
// rounds of both are interleaved. Usage: node bench/http/http.mjs PROGRAM FIXED_BODY [SECONDS [ROUNDS]]
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

process.env.KAIGONG = process.argv[2] ?? 'build-release/kaigong';
const fixedBody = process.argv[3] ?? 'build-release/fixed_body';
const seconds = Number(process.argv[4] ?? 2);
const rounds = Number(process.argv[5] ?? 3);
const { startServer } = await import('../../tests/support/server.mjs');

const TICK_US = 10000; // USER_HZ is 100 on Linux
const cpuTicks = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};
const rssKb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function load(pid, url, cookie) {
  const before = cpuTicks(pid);
  const out = execFileSync('wrk', ['-t1', '-c32', `-d${seconds}s`, '-H', `Cookie: ${cookie}`, url], { encoding: 'utf8' });
  if (/Non-2xx/.test(out)) throw new Error(`${url}\n${out}`);
  const requests = Number(/(\d+) requests in/.exec(out)[1]);
  return { cpu: ((cpuTicks(pid) - before) * TICK_US) / requests, rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]) };
}

async function startFixed(size) {
  const child = spawn(fixedBody, [String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((done) => child.stdout.once('data', (bytes) => done(Number(bytes))));
  return { child, url: `http://127.0.0.1:${port}/` };
}

async function measure(server, client, name, path, bars) {
  const answer = await client.get(path, { headers: { 'accept-encoding': 'identity' } });
  if (answer.status !== 200) {
    console.log(JSON.stringify({ bench: name, skipped: `${path} answers ${answer.status}` }));
    return;
  }
  const size = Buffer.byteLength(answer.text);
  const fixed = await startFixed(size);
  const own = [];
  const yardstick = [];
  for (let i = 0; i < rounds; i++) {
    own.push(load(server.process.pid, server.url + path, client.cookie));
    yardstick.push(load(fixed.child.pid, fixed.url, client.cookie));
  }
  fixed.child.kill();
  const cpu = median(own.map((one) => one.cpu));
  const rate = median(own.map((one) => one.rate));
  const yardstickRate = median(yardstick.map((one) => one.rate));
  console.log(JSON.stringify({
    bench: name, bytes: size, cpu_us: Math.round(cpu), cpu_us_bar: bars.cpu,
    requests_per_s: Math.round(rate), yardstick: 'same library, fixed body',
    yardstick_cpu_us: Math.round(median(yardstick.map((one) => one.cpu))),
    yardstick_requests_per_s: Math.round(yardstickRate), share: Math.round((rate / yardstickRate) * 100) / 100,
    share_bar: bars.share, rss_kb: rssKb(server.process.pid),
  }));
}

const server = await startServer();
const password = 'winter road 2020';
server.addUser('office', 'coordinator', password);
const client = await server.signedIn('office', password);
await measure(server, client, 'http.health', '/healthz', {});
await measure(server, client, 'http.session', '/api/v1/session', { cpu: 100, share: 0.33 });

// The example's rows again and again under new codes: 10,000 projects.
const lines = readFileSync(new URL('../../examples/harbin-2020/harbin-2020.csv', import.meta.url), 'utf8').trim().split('\r\n').join('\n').split('\n');
const rows = lines.slice(1);
const list = [lines[0]];
for (let i = 0; i < 10000; i++) {
  list.push(rows[i % rows.length].replace(/(\d{4}-\d{6}-\d\d-\d\d-)\d{6}/, `$1${100000 + i}`));
}
const answer = await client.request('POST', '/api/v1/imports?programme=bench&year=2020&name=bench.csv', { body: list.join('\n') });
if (answer.status !== 200) throw new Error(`the import answers ${answer.status}: ${answer.text.slice(0, 300)}`);
const { items } = JSON.parse((await client.get('/api/v1/projects?limit=1&as_of=2020-04-01')).text);
const day = 'as_of=2020-04-01';
await measure(server, client, 'http.project', `/api/v1/projects/${items[0].code}?${day}`, { cpu: 100, share: 0.33 });
await measure(server, client, 'http.list_100_of_10000', `/api/v1/projects?limit=100&${day}`, { cpu: 1000, share: 0.33 });
await measure(server, client, 'http.plan', `/api/v1/projects/${items[0].code}/plan?${day}`, { share: 0.33 });
await server.stop();
