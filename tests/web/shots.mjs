// Takes pictures of every page for people to look at: node tests/web/shots.mjs FOLDER.
import { mkdirSync } from 'node:fs';
import { openBrowser, openPage, openServer, signIn, violations } from './browser.mjs';

const folder = process.argv[2] ?? 'build/shots', only = process.argv[3] ?? '';
mkdirSync(folder, { recursive: true });
const server = await openServer(), browser = await openBrowser();
server.exit?.then(({ code, signal }) => { if (signal && signal !== "SIGTERM" || code) console.log(server.log.slice(-4000)); });
const project = '2020-230109-73-03-000006';
const pages = { cockpit: '/', register: '/projects', search: '/projects?q=sz', project: `/projects/${project}`, graph: `/projects/${project}?tab=graph`, sections: `/projects/${project}?tab=sections`, history: `/projects/${project}?tab=history`, import: '/import', brief: '/brief', users: '/users', missing: '/no/such/page', lost: '/projects/2020-000000-00-00-000000' };
for (const [size, viewport] of Object.entries({ desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } })) {
  for (const [theme, language] of [['light', 'zh'], ['dark', 'en']]) {
    const page = await openPage(browser, server, { theme, language, viewport });
    await page.goto(server.url);
    await page.waitForSelector('.door');
    await page.screenshot({ path: `${folder}/sign-in-${size}-${theme}.png` });
    await signIn(page, server);
    for (const [name, path] of Object.entries(pages)) {
      if (only && !only.split(',').includes(name)) continue;
      await page.goto(server.url + path);
      await page.waitForSelector('.side');
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${folder}/${name}-${size}-${theme}.png` });
      if (size === 'desk') for (const fault of await violations(page)) console.log(name, theme, fault);
    }
    for (const fault of new Set(page.faults)) console.log(size, theme, fault);
    await page.context().close();
  }
}
await browser.close();
await server.stop();
