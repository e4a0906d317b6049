// What a request costs, beside the same HTTP library serving a fixed body of the same size: one JSON
// line a page. CPU time of the server's process first (machines are shared), then requests a second;
// rounds of both are interleaved. Usage: node bench/http/http.mjs PROGRAM FIXED_BODY [SECONDS [ROUNDS]]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpuUs, importMany, line, median, rssKb } from './measure.mjs';

process.env.KAIGONG = process.argv[2] ?? 'build-release/kaigong';
const fixedBody = process.argv[3] ?? 'build-release/fixed_body';
const seconds = Number(process.argv[4] ?? 2);
const rounds = Number(process.argv[5] ?? 3);
const { startServer } = await import('../../tests/support/server.mjs');

function load(pid, url, headers) {
  const before = cpuUs(pid);
  const out = execFileSync('wrk', ['-t1', '-c32', `-d${seconds}s`, ...headers.flatMap((one) => ['-H', one]), url], { encoding: 'utf8' });
  if (/Non-2xx/.test(out)) throw new Error(`${url}\n${out}`);
  const requests = Number(/(\d+) requests in/.exec(out)[1]);
  return { cpu: (cpuUs(pid) - before) / requests, rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]) };
}

async function startFixed(size) {
  const child = spawn(fixedBody, [String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((done) => child.stdout.once('data', (bytes) => done(Number(bytes))));
  return { child, url: `http://127.0.0.1:${port}/` };
}

// `fresh`: each answer is made anew, past those that are kept.
async function measure(server, client, name, path, bars, fresh = false) {
  const headers = [`Cookie: ${client.cookie}`, ...(fresh ? ['Cache-Control: no-store'] : [])];
  const answer = await client.get(path, { headers: { 'accept-encoding': 'identity' } });
  if (answer.status !== 200) {
    line({ bench: name, skipped: `${path} answers ${answer.status}` });
    return;
  }
  const size = Buffer.byteLength(answer.text);
  const fixed = await startFixed(size);
  const own = [];
  const yardstick = [];
  for (let i = 0; i < rounds; i++) {
    own.push(load(server.process.pid, server.url + path, headers));
    yardstick.push(load(fixed.child.pid, fixed.url, headers));
  }
  fixed.child.kill();
  const cpu = median(own.map((one) => one.cpu));
  const rate = median(own.map((one) => one.rate));
  const yardstickRate = median(yardstick.map((one) => one.rate));
  line({
    bench: name, bytes: size, cpu_us: Math.round(cpu), cpu_us_bar: bars.cpu,
    requests_per_s: Math.round(rate), yardstick: 'same library, fixed body',
    yardstick_cpu_us: Math.round(median(yardstick.map((one) => one.cpu))),
    yardstick_requests_per_s: Math.round(yardstickRate), share: Math.round((rate / yardstickRate) * 100) / 100,
    share_bar: bars.share, rss_kb: rssKb(server.process.pid),
  });
}

if (spawnSync('wrk', ['-v']).error) {
  line({ bench: 'http', skipped: 'wrk is not installed' });
  process.exit(0);
}
const server = await startServer();
const password = 'winter road 2020';
server.addUser('office', 'coordinator', password);
const client = await server.signedIn('office', password);
await measure(server, client, 'http.health', '/healthz', {});
await measure(server, client, 'http.session', '/api/v1/session', { cpu: 100, share: 0.33 });

await importMany(client, 10000);
const { items } = JSON.parse((await client.get('/api/v1/projects?limit=1&as_of=2020-04-01')).text);
const day = 'as_of=2020-04-01';
const project = `/api/v1/projects/${items[0].code}?${day}`;
const list = `/api/v1/projects?limit=100&${day}`;
const plan = `/api/v1/projects/${items[0].code}/plan?${day}`;
await measure(server, client, 'http.project', project, { cpu: 100, share: 0.33 });
await measure(server, client, 'http.project_made_anew', project, { cpu: 100 }, true);
await measure(server, client, 'http.list_100_of_10000', list, { cpu: 1000, share: 0.33 });
await measure(server, client, 'http.list_100_of_10000_made_anew', list, { cpu: 1000 }, true);
await measure(server, client, 'http.plan', plan, { share: 0.33 });
await measure(server, client, 'http.plan_made_anew', plan, {}, true);
for (const path of ['/api/v1/cockpit?', '/api/v1/due?by=department&']) await client.get(path + day);
line({ bench: 'http.memory_10000_projects', rss_mb: Math.round(rssKb(server.process.pid) / 102.4) / 10, rss_mb_bar: 64 });
await server.stop();
