// A browser, a server with the example list, and the few gestures that the tests share. The server is
// the one that KAIGONG_URL, KAIGONG_USER and KAIGONG_PASSWORD name, or a new one of build/kaigong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { run, startServer } from '../support/server.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const list = new URL('../../examples/harbin-2020/harbin-2020.csv', import.meta.url).pathname;
export const programme = '省百大项目';
export const officer = { name: 'morning', password: 'Harbin-2020-morning' };

// With `example`: the whole synthetic winter of data/examples, else only its list, as an import leaves it.
export async function openServer({ example = false } = {}) {
  const { KAIGONG_URL: url, KAIGONG_USER: name, KAIGONG_PASSWORD: password } = process.env;
  if (url) return { url, user: { name, password }, stop: async () => {} };
  const server = await startServer({ asOf: '2020-04-01', initArgs: example ? ['--example', 'harbin-2020'] : [] });
  server.addUser(officer.name, 'coordinator', officer.password);
  server.addUser('keeper', 'security', officer.password);
  server.user = officer;
  if (!example) run(['import', '--data', server.data, '--programme', programme, '--year', '2020', '--day', '2020-01-10', '--format', 'json', list]);
  return server;
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
  });
}

// A page of its own storage that remembers what a browser should never see: errors and foreign requests.
export async function openPage(browser, server, { language = 'zh', theme = 'light', viewport = { width: 1366, height: 768 }, zone = 'Asia/Shanghai' } = {}) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: zone, acceptDownloads: true });
  await context.addInitScript(([l, t]) => { if (!localStorage.getItem('kaigong.language')) { localStorage.setItem('kaigong.language', l); localStorage.setItem('kaigong.theme', t); } }, [language, theme]);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  // The browser logs each refusal of the API (401, 409, 422 …) as an error; the pages show those as answers.
  page.on('console', (message) => { if (message.type() === 'error' && !(/status of 4\d\d/.test(message.text()) && message.location().url.includes('/api/'))) page.faults.push(message.text()); });
  page.on('request', (request) => { if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) page.faults.push(`foreign ${request.url()}`); });
  page.setDefaultTimeout(60_000); // a loaded machine is slow, and a wait ends when its condition holds
  return page;
}

export async function signIn(page, server, { name, password } = server.user) {
  await page.goto(server.url);
  await page.fill('input[name=name]', name);
  await page.fill('input[name=password]', password);
  await page.click('.door .btn.primary');
  await page.waitForSelector('.side, input[name=old], [role=alert]');
  // A person whose password someone else chose changes it first.
  if (await page.$('input[name=old]')) {
    const changed = `${password}-mine`;
    await page.fill('input[name=old]', password);
    await page.fill('input[name=new]', changed);
    await page.fill('input[name=repeat]', changed);
    await page.click('.door .btn.primary');
    await page.waitForSelector('.side');
    if (name === server.user.name) server.user = { name, password: changed };
    return changed;
  }
  return password;
}

// axe's text goes in by evaluate: the policy of the pages blocks script elements.
export async function violations(page, only = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), only);
  return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
}
