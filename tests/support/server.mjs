// Starts the program on a free port with a new data folder, as a user would, and talks to it.
// KAIGONG names the program (build/kaigong). With KAIGONG_TEST_ON=postgres each server gets a new
// database on the PostgreSQL server that KAIGONG_TEST_POSTGRES names.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const program = resolve(process.env.KAIGONG ?? 'build/kaigong');

// The sanitizers of debug builds: what the font libraries keep is no leak of ours.
process.env.LSAN_OPTIONS ??= `suppressions=${resolve('tools/dev/lsan.supp')}:print_suppressions=0`;

export function run(args, input = '') {
  return execFileSync(program, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

let databases = 0;

function newDatabase(name = `http_${process.pid}_${databases++}`, template = 'template1') {
  if (process.env.KAIGONG_TEST_ON !== 'postgres') return undefined;
  const server = process.env.KAIGONG_TEST_POSTGRES;
  execFileSync('psql', ['-q', server, '-c', `CREATE DATABASE ${name} TEMPLATE ${template}`]);
  return server.replace(/\/postgres\?/, `/${name}?`);
}

const init = (data, database, initArgs) => JSON.parse(run(['init', '--data', data, '--format', 'json',
  ...(database ? ['--database', database] : []), ...initArgs]));

// A new data folder. The winter of the example is played once a run of the tests and copied for each server:
// KAIGONG_TEST_EXAMPLE names a folder that the run keeps.
function newData(data, initArgs) {
  const kept = process.env.KAIGONG_TEST_EXAMPLE;
  if (!kept || initArgs.join() !== '--example,harbin-2020') {
    const database = newDatabase();
    return { database, made: init(data, database, initArgs) };
  }
  const postgres = process.env.KAIGONG_TEST_ON === 'postgres', folder = join(kept, postgres ? 'postgres' : 'sqlite');
  if (!existsSync(`${folder}.json`)) {
    const made = init(folder, newDatabase('example'), initArgs);
    writeFileSync(`${folder}.json`, JSON.stringify(made));
  }
  cpSync(folder, data, { recursive: true });
  const database = newDatabase(undefined, 'example');
  if (database) {
    const conf = join(data, 'kaigong.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^database = .*/m, `database = ${database}`));
  }
  return { database, made: JSON.parse(readFileSync(`${folder}.json`, 'utf8')) };
}

// For a program on the data folder whose disk fails as the file `fault` of its parent says.
export function faultEnvironment(folder, data) {
  return {
    LD_PRELOAD: resolve(dirname(program), 'libfault.so'), KAIGONG_FAULT: join(folder, 'fault'), KAIGONG_FAULT_DIR: data,
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`,
  };
}

class Client {
  constructor(url) {
    this.url = url;
    this.cookie = '';
    this.csrf = '';
  }

  // body: a string or bytes; json: any value. Answers {status, headers, text, json}.
  async request(method, path, { json, body, headers = {} } = {}) {
    const all = { ...headers };
    if (this.cookie && !('cookie' in all)) all.cookie = this.cookie;
    if (this.csrf && method !== 'GET' && !('x-csrf-token' in all)) all['x-csrf-token'] = this.csrf;
    if (json !== undefined) all['content-type'] = 'application/json';
    const response = await fetch(this.url + path, {
      method, headers: all, body: json !== undefined ? JSON.stringify(json) : body, redirect: 'manual',
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status, headers: response.headers, text,
      json: type.includes('json') && text ? JSON.parse(text) : undefined,
    };
  }

  get(path, options) {
    return this.request('GET', path, options);
  }

  async signIn(name, password) {
    const answer = await this.request('POST', '/api/v1/sign-in', { json: { name, password } });
    const cookie = answer.headers.get('set-cookie');
    if (answer.status === 200) {
      this.cookie = cookie.split(';')[0];
      this.csrf = answer.json.csrf;
    }
    return answer;
  }
}

// env: more environment for the server. faulty: server.fault('pwrite 1 enospc') makes its disk fail
// from then on (tests/support/fault.c), server.fault('') mends it.
export async function startServer({ asOf = '2020-04-01', initArgs = [], serveArgs = [], env = {}, faulty = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kaigong-test-'));
  const data = join(folder, 'data');
  const { database, made } = newData(data, initArgs);
  const server = {
    data, database, adminPassword: made.password, log: '', clients: [],
    fault(order) {
      writeFileSync(`${folder}/fault.new`, order);
      renameSync(`${folder}/fault.new`, `${folder}/fault`);
    },
    // belongs: a district's division, an approver's or head's department, an owner's or delegate's code.
    addUser(name, role, password, belongs) {
      const option = { district: '--division', approver: '--department', head: '--department' }[role] ?? '--owner';
      run(['user', 'add', '--data', data, '--name', name, '--role', role,
        ...(belongs ? [option, belongs] : []), '--password-stdin'], password);
    },
    client() {
      const client = new Client(server.url);
      server.clients.push(client);
      return client;
    },
    // Ends the server, does the daily job of another day and starts on it; clients stay signed in.
    async goTo(day) {
      await server.halt();
      asOf = day;
      run(['daily', '--data', data, '--as-of', day]);
      await server.start();
      for (const client of server.clients) client.url = server.url;
    },
    async signedIn(name, password) {
      const client = server.client();
      const answer = await client.signIn(name, password);
      if (answer.status !== 200) throw new Error(`sign-in of ${name}: ${answer.status} ${answer.text}`);
      return client;
    },
    async start() {
      server.process = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0',
        ...(asOf ? ['--as-of', asOf] : []), ...serveArgs], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env, ...(faulty ? faultEnvironment(folder, data) : {}) } });
      server.process.stderr.on('data', (bytes) => { server.log += bytes; });
      server.exit = new Promise((done) => server.process.on('exit', (code, signal) => done({ code, signal })));
      server.url = await new Promise((done, fail) => {
        server.process.stdout.once('data', (bytes) => done(String(bytes).trim().replace(/\/$/, '')));
        server.process.once('exit', () => fail(new Error(`the server did not start: ${server.log}`)));
      });
    },
    // Ends it as an administrator does; answers the exit code.
    async halt(signal = 'SIGTERM') {
      server.process.kill(signal);
      return server.exit;
    },
    async stop() {
      const end = await server.halt();
      rmSync(folder, { recursive: true, force: true });
      return end;
    },
  };
  await server.start();
  return server;
}

// Runs the program to its end; answers {code, out, err}, whatever the exit code.
export function command(args, input = '') {
  const end = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  return { code: end.status, out: end.stdout, err: end.stderr };
}

// A data folder without a server; forget() removes it.
export function newFolder(initArgs = []) {
  const folder = mkdtempSync(join(tmpdir(), 'kaigong-test-'));
  const data = join(folder, 'data');
  const { database } = newData(data, initArgs);
  return { folder, data, database, forget: () => rmSync(folder, { recursive: true, force: true }) };
}

// Rows of the example's list as CSV, changed by `change(fields, i)`.
export const listHeader = '项目代码,项目名称,建设地点,建设性质,总投资(万元),年度计划投资(万元),计划开复工日期,行业门类,项目类型';
export function listOf(count, change = (fields) => fields) {
  const rows = Array.from({ length: count }, (_, i) => change([
    `2020-230102-48-01-${String(i + 1).padStart(6, '0')}`, `道里区道路${i + 1}号项目`, '道里区', '新建',
    String(1000 + i), String(100 + i), '2020-04-14', 'E', '企业备案'], i).join(','));
  return `${listHeader}\n${rows.join('\n')}\n`;
}

// The list with one cell written anew.
export const put = (fields, place, value) => fields.map((field, i) => (i === place ? value : field));
