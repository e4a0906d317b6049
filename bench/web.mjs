// What a frame of the pages costs in Chromium: the plan of 5,000 rows while it scrolls and zooms, the
// register of 10,000 rows while it scrolls, beside an empty page that scrolls in the same browser, in
// interleaved rounds. CPU time of the renderer's main thread first (machines are shared), then the time
// from the begin of a frame to the end of its main-thread work. The plan's rows are generated and take
// the place of the API's answer: no template has that many items. One JSON line a figure.
// Usage: KAIGONG=build-release/kaigong node bench/web.mjs [FRAMES [ROUNDS]]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';

if (!existsSync('web/node_modules/playwright-core') || !existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) {
  console.log(JSON.stringify({ bench: 'web', skipped: 'no Chromium, or web/node_modules is missing' }));
  process.exit(0);
}
const frames = Number(process.argv[2] ?? 120), rounds = Number(process.argv[3] ?? 3), bar = 16;
const { listOf, run, startServer } = await import('../tests/support/server.mjs');
const { openBrowser, openPage, signIn } = await import('../tests/web/browser.mjs');

const day = (number) => new Date(Date.UTC(2020, 3, 1) + number * 864e5).toISOString().slice(0, 10);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Math.round(value * 100) / 100;

// Two hundred chains of 25 activities; each activity also waits for one of the chain before.
function generatedPlan(code) {
  const activities = [], links = [];
  for (let i = 0; i < 5000; i++) {
    const place = i % 25, start = place * 9 + (i % 7), long = 3 + (i % 6);
    activities.push({
      id: `a${i}`, name: `${Math.floor(i / 25) + 1}号楼 第${place + 1}道工序`, name_en: `Building ${Math.floor(i / 25) + 1}, step ${place + 1}`, kind: place % 3 ? 'work' : 'permit', duration: long, unit: 'working_day', calendar: 'working',
      early_start: day(start), early_finish: day(start + long), late_start: day(start + 5), late_finish: day(start + long + 5), total_float: i % 11 ? 5 : 0, free_float: 0, critical: i % 11 === 0, state: ['done', 'running', 'todo'][i % 3],
    });
    if (place) links.push({ from: `a${i - 1}`, to: `a${i}`, type: 'FS', lag: 0, driving: true });
    if (i >= 25) links.push({ from: `a${i - 25}`, to: `a${i}`, type: 'SS', lag: 2 });
  }
  const off = Array.from({ length: 260 }, (_, i) => i).filter((i) => i % 7 === 3 || i % 7 === 4).map(day);
  return { code, handling: 'parallel', as_of: day(0), target_start: day(13), feasible: true, first_conflict: null, activities, links, non_working: off, seasons: [{ from: '2020-04-01', to: '2020-04-20', kind: 'closed' }] };
}

// Runs in the page: each frame does one step; answers the milliseconds of each frame's main-thread work.
function drive({ selector, step, frames }) {
  const box = selector ? document.querySelector(selector) : document.scrollingElement, times = [], deltas = [];
  let longTasks = 0, before = 0;
  new PerformanceObserver((entries) => { longTasks += entries.getEntries().length; }).observe({ type: 'longtask' });
  const channel = new MessageChannel();
  return new Promise((done) => {
    let count = 0, began = 0;
    channel.port1.onmessage = () => {
      times.push(performance.now() - began);
      if (count < frames) requestAnimationFrame(frame); else done({ times, deltas, longTasks });
    };
    function frame(at) {
      began = at;
      if (before) deltas.push(at - before);
      before = at;
      count++;
      if (step === 'zoom') box.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: Math.floor(count / 12) % 2 ? 100 : -100, clientX: 900, clientY: 500, cancelable: true, bubbles: true }));
      else box.scrollTop += step;
      channel.port2.postMessage(0);
    }
    requestAnimationFrame(frame);
  });
}

async function renderer(browser, page) {
  const all = async () => (await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo')).processInfo.filter((one) => one.type === 'renderer').map((one) => one.id);
  // The one whose main thread works when the page is asked to.
  const pids = await all(), cpu = (pid) => Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[0]);
  const before = pids.map(cpu);
  await page.bringToFront();
  await page.evaluate(() => { const end = performance.now() + 600; while (performance.now() < end); });
  const used = pids.map((pid, i) => cpu(pid) - before[i]), busiest = pids[used.indexOf(Math.max(...used))];
  return () => cpu(busiest) / 1e6;
}

const server = await startServer({ asOf: '2020-04-01' }), browser = await openBrowser();
try {
  server.user = { name: 'bench', password: 'Harbin-2020-bench' };
  server.addUser(server.user.name, 'coordinator', server.user.password);
  const path = join(server.data, '..', 'list.csv');
  writeFileSync(path, listOf(10000));
  run(['import', '--data', server.data, '--programme', '市重点', '--year', '2020', path]);
  const code = '2020-230102-48-01-000001';

  async function openOne(address, ready) {
    const page = await openPage(browser, server);
    await signIn(page, server);
    await page.route(`**/api/v1/projects/${code}/plan*`, (route) => route.fulfill({ json: generatedPlan(code) }));
    await page.goto(server.url + address);
    await page.waitForSelector(ready);
    return { page };
  }
  const empty = { page: await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage() };
  await empty.page.setContent('<!doctype html><div style="height:400000px;background:linear-gradient(#fff,#eee)"></div>');
  const plan = await openOne(`/projects/${code}`, '.g-row'), register = await openOne('/projects', 'tr[data-row]');
  const shown = { plan: Number(await plan.page.getAttribute('[role=grid]', 'aria-rowcount')) - 1, register: Number(await register.page.getAttribute('table.grid', 'aria-rowcount')) - 1 };

  async function once({ page }, selector, step) {
    const cpu = await renderer(browser, page), before = cpu(), { times, deltas, longTasks } = await page.evaluate(drive, { selector, step, frames });
    return { cpu: (cpu() - before) / frames, work: median(times), delta: median(deltas), longTasks };
  }
  const measures = [
    ['web_plan_scroll', shown.plan, () => once(plan, '.gantt', 57), 'generated plan in place of the answer of the API'],
    ['web_plan_zoom', shown.plan, () => once(plan, '.gantt', 'zoom'), 'generated plan in place of the answer of the API'],
    ['web_register_scroll', shown.register, () => once(register, '.scroll', 96), 'imported list, three rows a frame, pages of 200 rows loaded on the way'],
  ];
  for (const [bench, rows, measure, data] of measures) {
    const own = [], yardstick = [];
    for (let i = 0; i < rounds; i++) {
      yardstick.push(await once(empty, '', 57));
      own.push(await measure());
    }
    const of = (all, key) => rounded(median(all.map((one) => one[key])));
    console.log(JSON.stringify({
      bench, rows, frames: frames * rounds, load: rounded(loadavg()[0]), data, main_thread_cpu_ms: of(own, 'cpu'), main_thread_cpu_ms_bar: bar, frame_work_ms_median: of(own, 'work'), frame_work_ms_bar: bar, frame_interval_ms_median: of(own, 'delta'), long_tasks: own.reduce((sum, one) => sum + one.longTasks, 0),
      yardstick: 'empty page scrolling in the same browser', yardstick_main_thread_cpu_ms: of(yardstick, 'cpu'), yardstick_frame_work_ms_median: of(yardstick, 'work'), yardstick_frame_interval_ms_median: of(yardstick, 'delta'),
    }));
    process.exitCode = of(own, 'cpu') <= bar ? process.exitCode : 1;
  }
  for (const { page } of [plan, register]) if (page.faults.length) throw new Error(page.faults.join('\n'));
} finally {
  await browser.close();
  await server.stop();
}
