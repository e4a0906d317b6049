// The pages of people: rights, authorities, notices, the second factor from the QR code to signing in.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { officer, openBrowser, openPage, openServer, signIn, violations } from './browser.mjs';

const own = !process.env.KAIGONG_URL;
let server, browser, page;

before(async () => {
  if (!own) return;
  server = await openServer();
  server.addUser('fuwu', 'officer', officer.password);
  browser = await openBrowser();
  page = await openPage(browser, server);
});
after(async () => { await browser?.close(); await server?.stop(); });

function codeOf(secret, step) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
const now = () => Math.floor(Date.now() / 30_000);

test('the security administrator makes a person of a department and changes the rights', { skip: !own }, async () => {
  await signIn(page, server, { name: 'keeper', password: officer.password });
  await page.goto(`${server.url}/users`);
  await page.click('.bar .btn.primary');
  await page.fill('dialog input[name=name]', 'shenpi');
  await page.selectOption('dialog select[name=role]', 'approver');
  await page.selectOption('dialog select[name=body]', 'nr');
  await page.fill('dialog input[name=password]', 'first of all words');
  assert.deepEqual(await violations(page), []);
  await page.click('dialog .btn.primary');
  await page.waitForFunction(() => /自然资源和规划局/.test(document.querySelector('table')?.textContent ?? ''));
  await page.click('[aria-label="调整权限 shenpi"]');
  await page.selectOption('dialog select[name=role]', 'officer');
  await page.click('dialog .btn.primary');
  await page.waitForFunction(() => [...document.querySelectorAll('tr')].some((row) => /shenpi.*首席服务员/.test(row.textContent)));
});

test('an assignment rings the bell of the open page, is read and then silent', { skip: !own }, async () => {
  const other = await openPage(browser, server);
  await signIn(other, server, { name: 'fuwu', password: officer.password });
  await other.waitForSelector('.bell');
  const office = await openPage(browser, server);
  await signIn(office, server);
  await office.goto(`${server.url}/authorities`);
  await office.click('.bar .btn.primary');
  await office.fill('dialog input[name=person]', 'fuwu');
  const code = await office.evaluate(() => fetch('/api/v1/projects?limit=1').then((answer) => answer.json()).then((list) => list.items[0].code));
  await office.fill('dialog input[name=project]', code);
  await office.click('dialog .btn.primary');
  await office.waitForSelector('[aria-label="终止 fuwu"]');
  await other.waitForSelector('.bell b');
  assert.equal(await other.textContent('.bell b'), '1');
  await other.click('.bell');
  await other.waitForSelector('.lines li.unread');
  assert.match(await other.textContent('.lines li'), /交给您办理/);
  await other.click('.lines li .link');
  await other.waitForSelector('.lines li.read');
  await other.waitForSelector('.bell b', { state: 'detached' });
  assert.deepEqual([...other.faults, ...office.faults], []);
  await other.context().close();
  await office.context().close();
});

test('a person sets up a second factor on the own page and signs in with it', { skip: !own }, async () => {
  await page.goto(`${server.url}/account`);
  await page.waitForSelector('.account section:nth-of-type(2) .btn');
  await page.click('.account section:nth-of-type(2) .btn');
  await page.fill('dialog input[name=password]', officer.password);
  await page.click('dialog .btn.primary');
  await page.waitForSelector('dialog .qr');
  assert.deepEqual(await violations(page), []);
  const secret = (await page.textContent('dialog code')).replaceAll(' ', '');
  const first = now() - 1;
  await page.fill('dialog input[name=code]', codeOf(secret, first));
  await page.click('dialog .btn.primary');
  await page.waitForSelector('dialog .codes li');
  assert.equal(await page.locator('dialog .codes li').count(), 10);
  await page.click('dialog .btn.primary');
  await page.waitForFunction(() => /已启用，剩余恢复码 10 个/.test(document.querySelector('.account')?.textContent ?? ''));
  const again = await openPage(browser, server);
  await again.goto(server.url);
  await again.fill('input[name=name]', 'keeper');
  await again.fill('input[name=password]', officer.password);
  await again.click('.door .btn.primary');
  await again.waitForSelector('input[name=code]');
  assert.deepEqual(await violations(again), []);
  await again.fill('input[name=code]', codeOf(secret, first));
  await again.click('.door .btn.primary');
  await again.waitForSelector('[role=alert]');
  assert.match(await again.textContent('[role=alert]'), /口令不对或已用过/);
  await again.fill('input[name=code]', codeOf(secret, Math.max(first + 1, now())));
  await again.click('.door .btn.primary');
  await again.waitForSelector('.side');
  assert.deepEqual(again.faults, []);
  await again.context().close();
});

test('the pages of people have no barrier in both languages and themes', { skip: !own }, async () => {
  for (const [language, theme] of [['zh', 'dark'], ['en', 'light']]) {
    const seen = await openPage(browser, server, { language, theme });
    await signIn(seen, server);
    for (const path of ['/notices', '/account', '/authorities']) {
      await seen.goto(`${server.url}${path}`);
      await seen.waitForSelector('h1');
      await seen.waitForFunction(() => !document.querySelector('[aria-busy=true], .loading'));
      assert.deepEqual(await violations(seen), [], `${path} ${theme} ${language}`);
    }
    assert.deepEqual(seen.faults, []);
    await seen.context().close();
  }
  assert.deepEqual(page.faults, []);
});
