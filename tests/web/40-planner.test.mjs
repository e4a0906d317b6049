// The planner: the engine in the page, levers, targets, scenarios, undo, and adopting a plan.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, openServer, signIn, violations } from './browser.mjs';

let server, browser, page;
before(async () => {
  server = await openServer({ example: true });
  browser = await openBrowser();
  page = await openPage(browser, server);
  page.setDefaultTimeout(60000);
  await signIn(page, server);
  await page.goto(`${server.url}/planner?by=2020-04-30`);
  await page.waitForSelector('.planner');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const says = () => page.textContent('.planner h1');
const odds = () => page.waitForFunction(() => /P50/.test(document.querySelector('.planner h1')?.textContent ?? ''));
const row = (n) => page.locator('.planner-list tbody tr').nth(n);

test('it says how many will have started by the day, and how sure that is', async () => {
  await odds();
  assert.match(await says(), /共 111 个/);
  const server_says = await page.evaluate(() => fetch('/api/v1/forecast?by=2020-04-30&trials=1000').then((answer) => answer.json()));
  assert.match(await says(), new RegExp(`P50 ${server_says.p50} 个`));
});

test('an earlier target that cannot be met turns red; undo brings the old one back', async () => {
  /* What is too late stands first, so the last one is well on time. */
  const last = page.locator('.planner-list tbody tr').last();
  const before = await last.locator('input[type=date]').inputValue();
  await last.locator('input[type=date]').fill('2020-03-02');
  await page.waitForFunction(() => document.querySelector('.planner-list tbody tr:last-child .light.red'));
  await page.click('text=撤销一步');
  assert.equal(await last.locator('input[type=date]').inputValue(), before);
});

test('levers for all bring starts forward and cost points; a scenario keeps them for comparison', async () => {
  await page.fill('.levers input[name=name]', '现状');
  await page.click('text=留存方案');
  for (const lever of ['容缺审批', '告知承诺', '绿色通道']) await page.check(`.levers label:has-text("${lever}") input`);
  await odds();
  await page.fill('.levers input[name=name]', '三招并用');
  await page.click('text=留存方案');
  const table = await page.locator('.levers tbody tr').evaluateAll((rows) => rows.map((one) => [...one.cells].map((cell) => cell.textContent)));
  assert.equal(table.length, 2);
  assert.equal(table[0][3], '0');
  assert.ok(Number(table[1][3]) > 0, 'levers have a price');
  assert.ok(Number(table[1][1]) >= Number(table[0][1]));
  await page.locator('.levers tbody tr').first().locator('text=采用').click();
  await page.waitForFunction(() => /代价 0 分/.test(document.querySelector('.planner h1').textContent));
});

test('the target is moved by the arrow keys and by dragging, and the plan follows', async () => {
  const handle = page.locator('.handle');
  const first = Number(await handle.getAttribute('aria-valuenow'));
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((day) => Number(document.querySelector('.handle').getAttribute('aria-valuenow')) === day, first + 1);
  const box = await handle.locator('rect').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 60, box.y + 5, { steps: 6 });
  await page.mouse.up();
  await page.waitForFunction((day) => Number(document.querySelector('.handle').getAttribute('aria-valuenow')) < day, first);
});

test('a plan is adopted with its reason and stands in the register', async () => {
  await page.click('text=还原');
  const name = await row(0).locator('button').textContent();
  const code = await page.evaluate((wanted) => fetch('/api/v1/planner').then((answer) => answer.json()).then((data) => data.projects.find((one) => one.name === wanted).code), name);
  await row(0).locator('button').click();
  await row(0).locator('input[type=date]').fill('2020-05-28');
  await page.click('header .btn:has-text("采用为计划")');
  await page.fill('dialog input[name=reason]', '推演：错峰开工');
  await page.click('dialog .btn.primary');
  await page.waitForFunction(() => !document.querySelector('dialog'));
  const project = await page.evaluate((address) => fetch(address).then((answer) => answer.json()), `/api/v1/projects/${code}`);
  assert.equal(project.planned_start, '2020-05-28');
  assert.ok(project.plans.some((plan) => plan.reason === '推演：错峰开工'));
});

test('no rule of accessibility is broken, in both languages, on desk and phone', async () => {
  assert.deepEqual(await violations(page), []);
  const english = await openPage(browser, server, { language: 'en', theme: 'dark', viewport: { width: 390, height: 844 } });
  english.setDefaultTimeout(60000);
  await signIn(english, server);
  await english.goto(`${server.url}/planner`);
  await english.waitForSelector('.planner');
  assert.deepEqual(await violations(english), []);
  assert.ok(await english.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
  assert.deepEqual([...page.faults, ...english.faults], []);
});
