// kaigong solve on the public third of PSPLIB: deviations at equal schedules, microseconds a schedule,
// and what MiniZinc with Gecode and TaskJuggler make of the same instances. One JSON line a figure.
// FULL=1 adds 50,000 schedules; SECONDS=10 is what Gecode gets for an instance.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.KAIGONG ?? 'build-release/kaigong';
const data = 'bench/data/psplib';
const folder = mkdtempSync(join(tmpdir(), 'kaigong-solve-'));
const line = (figure) => console.log(JSON.stringify({ bench: 'solve', ...figure }));
const round = (x, digits = 3) => Number(x.toFixed(digits));
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

const known = readFileSync(join(data, 'bestknown_public.csv'), 'utf8').trim().split('\n').slice(1)
  .map((row) => row.split(',')).map(([set, name, lb, ub, , path]) => ({ set, name, lb: +lb, ub: +ub, path: +path }));
const sets = ['j30', 'j60', 'j120'];
// The bars are for whole sets; the public third is a little easier on J60, as its best known makespans show.
const bars = {
  j30: { 1000: 0.1, 5000: 0.03, 50000: 0.005 },
  j60: { 1000: 11.3, 5000: 10.9, 50000: 10.6 },
  j120: { 1000: 33.5, 5000: 32.1, 50000: 30.6 },
};
const wholeSet = { j30: 13.372, j60: 10.371, j120: 28.907 };

for (const set of sets) execFileSync('tar', ['-xJf', join(data, `${set}.public.tar.xz`), '-C', folder]);
const file = (instance) => join(folder, instance.set, `${instance.name}.sm`);

function solve(instances, schedules, seed) {
  const out = execFileSync(program, ['solve', '--schedules', String(schedules), '--seed', String(seed), '--format', 'csv',
    ...instances.map(file)], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return out.trim().split('\n').slice(1).map((row) => row.split(',')).map((cells, i) => ({
    ...instances[i], makespan: +cells[1], bound: +cells[2], optimal: cells[3] === '1', schedules: +cells[4], ms: +cells[5] }));
}

function measureSet(set, budget) {
  const instances = known.filter((instance) => instance.set === set);
  const runs = [1, 2, 3].map((seed) => solve(instances, budget, seed));
  const reference = (row) => (set === 'j30' ? row.ub : row.path);
  const deviation = (rows) => mean(rows.map((row) => (100 * (row.makespan - reference(row))) / reference(row)));
  const all = runs.flat();
  const wrong = all.filter((row) => row.bound > row.ub || row.makespan < row.lb || (row.optimal && row.makespan > row.ub));
  const open = all.filter((row) => row.schedules === budget);
  const easier = wholeSet[set] - mean(instances.map((row) => (100 * (row.ub - row.path)) / row.path));
  line({ set, schedules: budget, seeds: 3, deviation: round(mean(runs.map(deviation))),
    by_seed: runs.map((rows) => round(deviation(rows))), bar: bars[set][budget],
    whole_set_is_harder_by: set === 'j30' ? 0 : round(easier),
    above_best_known: round(mean(all.map((row) => (100 * (row.makespan - row.ub)) / row.ub))),
    at_best_known: round(mean(runs.map((rows) => rows.filter((row) => row.makespan === row.ub).length)), 1), of: instances.length,
    bound_above_path: round(mean(all.map((row) => (100 * (row.bound - row.path)) / row.path))),
    proved: round(mean(runs.map((rows) => rows.filter((row) => row.optimal).length)), 1),
    us_per_schedule: round(1000 * open.reduce((sum, row) => sum + row.ms, 0) / open.reduce((sum, row) => sum + row.schedules, 0), 2),
    us_bar: set === 'j120' ? 7 : undefined, wrong: wrong.length });
  return wrong.length;
}

// --- what people would take instead -----------------------------------------------------------------

function read(path) {
  const text = readFileSync(path, 'utf8');
  const rows = (title, skip, end) => text.slice(text.indexOf(title)).split('\n').slice(skip)
    .slice(0, end).map((row) => row.trim().split(/\s+/).map(Number));
  const count = +/jobs.*:\s*(\d+)/.exec(text)[1];
  const links = rows('PRECEDENCE', 2, count).flatMap(([job, , , ...to]) => to.map((next) => [job, next]));
  const modes = rows('REQUESTS', 3, count);
  const [capacities] = rows('RESOURCEAVAIL', 2, 1);
  return { count, links, capacities, durations: modes.map((row) => row[2]), needs: modes.map((row) => row.slice(3)) };
}

const installed = (name) => !spawnSync(name, ['--version'], { encoding: 'utf8' }).error;
const timed = (args) => {
  const out = spawnSync('/bin/bash', ['-c', `TIMEFORMAT='cpu %U %S'; time "$@"`, 'time', ...args], { encoding: 'utf8', maxBuffer: 1 << 27 });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(out.stderr);
  return { text: out.stdout, ms: 1000 * (+user + +system) };
};

function gecode(instance, seconds) {
  const p = read(file(instance));
  const horizon = p.durations.reduce((sum, d) => sum + d, 0);
  const list = (values) => `[${values.join(',')}]`;
  const model = `include "cumulative.mzn";
array[1..${p.count}] of var 0..${horizon}: s; array[1..${p.count}] of int: d = ${list(p.durations)};
var 0..${horizon}: makespan;
${p.links.map(([a, b]) => `constraint s[${a}] + d[${a}] <= s[${b}];`).join('\n')}
${p.capacities.map((c, r) => `constraint cumulative(s, d, ${list(p.needs.map((n) => n[r]))}, ${c});`).join('\n')}
constraint forall(i in 1..${p.count})(s[i] + d[i] <= makespan);
solve :: int_search(s, smallest, indomain_min) minimize makespan;
output ["makespan=\\(makespan)\\n"];`;
  const path = join(folder, `${instance.name}.mzn`);
  writeFileSync(path, model);
  const { text, ms } = timed(['minizinc', '--solver', 'gecode', '--time-limit', String(seconds * 1000), '-a', path]);
  const found = [...text.matchAll(/makespan=(\d+)/g)].map((match) => +match[1]);
  return { makespan: found.at(-1) ?? null, ms };
}

// An hour is a tick, day and night; a need of r is r individuals at once. It may split tasks, so its
// problem is the easier one.
function taskJuggler(instance) {
  const p = read(file(instance));
  const tail = p.durations.slice();
  for (let job = p.count; job >= 1; job--) {
    for (const [a, b] of p.links) if (a === job) tail[a - 1] = Math.max(tail[a - 1], p.durations[a - 1] + tail[b - 1]);
  }
  const longest = Math.max(...tail, 1);
  const people = p.capacities.map((c, r) => Array.from({ length: c }, (_, i) => `r${r}_${i}`));
  const job = (i) => {
    const before = p.links.filter(([, b]) => b === i + 1).map(([a]) => `t${a}`);
    const allocate = p.needs[i].flatMap((need, r) => Array.from({ length: need }, (_, k) =>
      `allocate ${people[r][k]} { alternative ${people[r].join(', ')} select minloaded mandatory }`));
    const length = p.durations[i] === 0 ? 'milestone' : allocate.length > 0 ? `effort ${p.durations[i] * allocate.length}h` : `duration ${p.durations[i]}h`;
    return `task t${i + 1} "t" { ${before.length > 0 ? `depends ${before.map((id) => `!${id}`).join(', ')}` : 'start 2020-01-01-00:00'}
${length} priority ${1 + Math.floor((999 * tail[i]) / longest)}
${allocate.join('\n')} }`;
  };
  const text = `project p "p" 2020-01-01 +1y { timezone "UTC" timingresolution 60min dailyworkinghours 24 yearlyworkingdays 365
workinghours mon - sun 0:00 - 24:00 }
${people.flat().map((id) => `resource ${id} "${id}" {}`).join('\n')}
${p.durations.map((_, i) => job(i).replace('!t', 't').replaceAll('!', '')).join('\n')}
taskreport out "out" { formats csv columns id, end timeformat "%s" }`;
  const path = join(folder, `${instance.name}.tjp`);
  writeFileSync(path, text);
  const { ms } = timed(['tj3', '--silent', '--no-color', '--output-dir', folder, path]);
  try {
    const ends = readFileSync(join(folder, 'out.csv'), 'utf8').trim().split('\n').slice(1).map((row) => +row.split(';').at(-1).replaceAll('"', ''));
    return { makespan: (Math.max(...ends) - Date.UTC(2020, 0, 1) / 1000) / 3600, ms };
  } catch {
    return { makespan: null, ms };
  } finally {
    rmSync(join(folder, 'out.csv'), { force: true });
  }
}

function measureOther(tool, name, run) {
  if (!installed(tool)) {
    line({ against: name, skipped: `${tool} is not installed` });
    return 0;
  }
  let longer = 0;
  for (const id of ['j605_4', 'j609_1', 'j6013_4', 'j6029_8', 'j1201_1', 'j12017_8', 'j12011_4', 'j12031_4']) {
    const instance = known.find((row) => row.name === id);
    const theirs = run(instance);
    const ours = [1, 100, 5000].map((budget) => solve([instance], budget, 1)[0]);
    const last = ours.at(-1);
    longer += theirs.makespan !== null && last.makespan >= theirs.makespan && last.makespan > instance.ub ? 1 : 0;
    line({ against: name, instance: id, best_known: instance.ub, theirs: theirs.makespan, their_cpu_ms: round(theirs.ms, 0),
      ours_at_1_100_5000: ours.map((row) => row.makespan), our_cpu_ms: ours.map((row) => round(row.ms, 2)),
      times_faster_a_schedule: Math.round(theirs.ms / (last.ms / last.schedules)) });
  }
  return longer;
}

let failures = 0;
try {
  for (const budget of process.env.FULL ? [1000, 5000, 50000] : [1000, 5000]) {
    for (const set of sets) failures += measureSet(set, budget);
  }
  failures += measureOther('tj3', 'TaskJuggler', taskJuggler);
  failures += measureOther('minizinc', 'MiniZinc with Gecode', (instance) => gecode(instance, +(process.env.SECONDS ?? 10)));
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(failures > 0 ? 1 : 0);
