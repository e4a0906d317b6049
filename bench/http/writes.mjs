// Acknowledged changes of 32 clients through the whole server: each a PATCH of a project with its entry
// in the journal. On SQLite beside the disk's own fdatasync rate, on PostgreSQL beside pgbench's inserts
// from 32 clients; the rounds of a figure and of its yardstick alternate.
// Usage: node bench/http/writes.mjs PROGRAM WRITERS [SECONDS [ROUNDS]]
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cpuUs, importMany, line, median } from './measure.mjs';

const CLIENTS = 32;
process.env.KAIGONG = process.argv[2] ?? 'build-release/kaigong';
process.env.TMPDIR = '/var/tmp'; // a disk, where /tmp may be memory
const writers = process.argv[3] ?? 'build-release/writers';
const seconds = Number(process.argv[4] ?? 3);
const rounds = Number(process.argv[5] ?? 3);
const { startServer } = await import('../../tests/support/server.mjs');
const password = 'winter road 2020';

// 4 KiB behind the last and made durable, again and again.
function fdatasyncRate(folder) {
  const path = join(folder, 'fdatasync');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096);
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < 1000) {
    writeSync(file, page);
    fdatasyncSync(file);
    count++;
  }
  closeSync(file);
  unlinkSync(path);
  return (count * 1000) / (performance.now() - start);
}

async function write(server, client) {
  const { items } = (await client.get(`/api/v1/projects?limit=${CLIENTS}`)).json;
  const before = cpuUs(server.process.pid);
  const out = execFileSync(writers, [new URL(server.url).port, client.cookie, client.csrf, String(seconds),
    ...items.map((row) => `${row.code}=${row.version}`)], { encoding: 'utf8' });
  const [acked, passed] = out.split(' ').map(Number);
  return { cpu: (cpuUs(server.process.pid) - before) / acked, rate: acked / passed };
}

async function measure(yardstick) {
  const server = await startServer();
  server.addUser('office', 'coordinator', password);
  const client = await server.signedIn('office', password);
  await importMany(client, 1000);
  const own = [];
  const beside = [];
  for (let i = 0; i < rounds; i++) {
    beside.push(yardstick(server));
    own.push(await write(server, client));
  }
  await server.stop();
  return { cpu_us: Math.round(median(own.map((one) => one.cpu))), per_second: Math.round(median(own.map((one) => one.rate))), beside: median(beside) };
}

const sqlite = await measure((server) => fdatasyncRate(server.data));
line({
  bench: 'http.writes_sqlite', clients: CLIENTS, cpu_us: sqlite.cpu_us, cpu_us_bar: 150, per_second: sqlite.per_second,
  per_second_bar: sqlite.beside >= 250 ? 3000 : `3000 where the disk gives 250 fdatasync/s or more`,
  fdatasync_per_second: Math.round(sqlite.beside),
});

const folder = mkdtempSync('/var/tmp/kaigong-bench-');
const started = spawnSync('tools/postgres', ['start', join(folder, 'pg')], { encoding: 'utf8', env: { ...process.env, BENCH_FSYNC: '1' } });
if (started.status !== 0) {
  line({ bench: 'http.writes_postgres', skipped: 'no PostgreSQL' });
} else {
  const url = started.stdout.trim();
  process.env.KAIGONG_TEST_ON = 'postgres';
  process.env.KAIGONG_TEST_POSTGRES = url;
  const script = join(folder, 'insert.sql');
  writeFileSync(script, "INSERT INTO bench_insert (body) VALUES (repeat('x', 250));\n");
  const bin = spawnSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | tail -1'], { encoding: 'utf8' }).stdout.trim();
  const env = { ...process.env, PATH: `${process.env.PATH}:${bin}` };
  const missing = spawnSync('pgbench', ['--version'], { env }).status !== 0;
  try {
    execFileSync('psql', ['-q', url, '-c', 'CREATE TABLE bench_insert (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)']);
    // Its 32 links take a second or more to open on a busy machine.
    const inserts = () => {
      if (missing) return 0;
      const out = execFileSync('pgbench', ['-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(Math.max(seconds, 5)), '-f', script, url], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
      return Number(/tps = ([\d.]+)/.exec(out)?.[1] ?? 0);
    };
    const postgres = await measure(inserts);
    line({
      bench: 'http.writes_postgres', clients: CLIENTS, cpu_us: postgres.cpu_us, per_second: postgres.per_second,
      yardstick: missing ? 'pgbench is not installed' : 'pgbench inserts', pgbench_per_second: Math.round(postgres.beside),
      ratio: missing ? null : Math.round((postgres.per_second / postgres.beside) * 100) / 100, ratio_bar: 0.5,
    });
  } finally {
    spawnSync('tools/postgres', ['stop', join(folder, 'pg')]);
  }
}
rmSync(folder, { recursive: true, force: true });
