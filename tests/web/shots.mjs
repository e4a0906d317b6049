// Takes pictures of every page for people to look at: node tests/web/shots.mjs FOLDER [PAGE,PAGE [KIND]].
// KIND chooses among desk-light-zh, desk-dark-en, phone-light-zh … by any part of the name.
import { mkdirSync, readFileSync } from 'node:fs';
import { list, openBrowser, openPage, openServer, signIn } from './browser.mjs';

const [folder = 'build/shots', only = '', kind = ''] = process.argv.slice(2), project = '2020-230109-73-03-000006';
mkdirSync(folder, { recursive: true });
const server = await openServer({ example: true }), browser = await openBrowser();
const plain = { cockpit: '/', wall: '/?wall=1', register: '/projects', search: '/projects?q=sz', nothing: '/projects?q=nothing-like-this', project: `/projects/${project}`, ...Object.fromEntries(['graph', 'sections', 'plans', 'history'].map((tab) => [tab, `/projects/${project}?tab=${tab}`])), import: '/import', brief: '/brief', calendar: '/calendar', missing: '/no/such/page', lost: '/projects/2020-000000-00-00-000000', forbidden: '/users' };
// A list with a refused row and a column that nobody knows.
async function refused(page) {
  const lines = readFileSync(list, 'utf8').trimEnd().split(/\r?\n/), head = lines.findIndex((line) => line.includes('项目代码'));
  lines[head] += ',领导批示';
  lines[head + 5] = lines[head + 5].replace(/\d{4}-\d{2}-\d{2}/, '2020-02-31');
  lines[head + 7] = lines[head + 7].replace(/^(\d+),[^,]*/, '$1,not-a-code');
  await page.goto(`${server.url}/import`);
  await page.setInputFiles('input[type=file]', { name: 'week.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });
  await page.click('.form.row .btn.primary');
  await page.waitForSelector('.result [data-count=rows]');
}
const settled = (page) => page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.loading, .says[role=status]'));
try {
  for (const [size, viewport] of Object.entries({ desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } })) {
    for (const theme of ['light', 'dark']) for (const language of ['zh', 'en']) {
      const name = `${size}-${theme}-${language}`, wanted = (page) => !only || only.split(',').includes(page);
      if (!name.includes(kind)) continue;
      const page = await openPage(browser, server, { theme, language, viewport }), shot = (what) => page.screenshot({ path: `${folder}/${what}-${name}.png` });
      await page.goto(server.url);
      await page.waitForSelector('.door');
      if (wanted('sign-in')) await shot('sign-in');
      await signIn(page, server);
      for (const [what, path] of Object.entries(plain)) {
        if (!wanted(what)) continue;
        if (what === 'wall' && size === 'phone') continue;
        if (what === 'wall') await page.setViewportSize({ width: 1920, height: 1080 });
        await page.goto(server.url + path);
        await settled(page);
        await shot(what);
        if (what === 'cockpit') { await page.evaluate(() => { document.querySelector('main').scrollTop = 1e6; }); await shot('cockpit-foot'); }
        await page.setViewportSize(viewport);
      }
      if (wanted('refused')) { await refused(page); await shot('refused'); }
      if (wanted('users')) {
        const keeper = await openPage(browser, server, { theme, language, viewport });
        await signIn(keeper, server, { name: 'keeper', password: server.user.password.replace(/-mine$/, '') });
        await keeper.goto(`${server.url}/users`);
        await settled(keeper);
        await keeper.screenshot({ path: `${folder}/users-${name}.png` });
        await keeper.context().close();
      }
      for (const fault of new Set(page.faults)) console.log(name, fault);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
