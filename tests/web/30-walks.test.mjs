// Walks through what an office does besides the morning: starts with their evidence, plans, two people
// on one project, views, search, lists with faults, people, languages, the keyboard, history, paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { list, officer, openBrowser, openPage, openServer, signIn, violations } from './browser.mjs';

const parcel = '2020-230109-73-03-000006';
let server, browser, page;
before(async () => {
  server = await openServer({ example: true });
  server.addUser('second', 'coordinator', officer.password);
  browser = await openBrowser();
  page = await openPage(browser, server);
  await signIn(page, server);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const settled = (seen) => seen.waitForFunction(() => document.querySelector('main') && !document.querySelector('.loading, .says[role=status]'));
const open = async (seen, path) => { await seen.goto(server.url + path); await seen.waitForSelector('main'); await settled(seen); };
const api = (seen, path) => seen.evaluate((address) => fetch(address).then((answer) => answer.json()), `/api/v1${path}`);
const save = (seen) => seen.click('dialog .form .btn.primary');
async function gone(seen) {
  await seen.waitForFunction(() => !document.querySelector('dialog') || document.querySelector('dialog .refusal'));
  assert.equal(await seen.evaluate(() => document.querySelector('dialog .refusal')?.textContent), undefined);
}
const press = (seen, text) => seen.click(`.acts >> text=${text}`);

// The first planned project whose gate is (not) open, with its gate.
async function projectWith(openGate, day = '2020-04-01') {
  for (const row of (await api(page, '/projects?state=planned&limit=100')).items) {
    const gate = await api(page, `/projects/${row.code}/gate?as_of=${day}`);
    if (gate.open === openGate && (openGate || gate.unmet.length <= 3)) return { ...row, gate };
  }
  throw new Error(`no planned project with the gate ${openGate ? 'open' : 'closed'}`);
}
async function fillEvent(seen, kind, day, photo, place = '项目现场北门') {
  await press(seen, '登记开停工');
  await seen.selectOption('select[name=kind]', kind);
  await seen.fill('input[name=day]', day);
  await seen.fill('input[name=photo_day]', day);
  await seen.fill('input[name=photo_place]', place);
  await seen.fill('input[name=witness]', '监理 李工');
  await seen.fill('input[name=permit]', `2301002020${new URL(seen.url()).pathname.slice(-6)}01`); /* a permit is one project's */
  await seen.setInputFiles('input[name=file]', photo);
}

test('a closed gate refuses a start and lists what is unmet; the decisions are recorded one by one and the start is taken', async () => {
  const project = await projectWith(false), photo = { name: 'site.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await open(page, `/projects/${project.code}`);
  assert.match(await page.textContent('.gate'), new RegExp(`缺 ${project.gate.unmet.length} 项`));
  await fillEvent(page, 'start', '2020-04-01', photo);
  await save(page);
  await page.waitForSelector('dialog .refusal li');
  assert.deepEqual(await page.$$eval('dialog .refusal li', (all) => all.map((item) => item.textContent)), project.gate.unmet.map((item) => item.name_zh));
  assert.deepEqual(await violations(page), [], 'the dialog with its refusal');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  for (const item of project.gate.unmet) {
    await page.click(`.gate button:has-text("${item.name_zh}")`);
    await page.click('dialog >> text=填报');
    await page.fill('dialog input[name=accepted_on]', '2020-03-25');
    await page.fill('dialog input[name=decided_on]', '2020-03-31');
    await save(page);
    await gone(page);
  }
  await page.waitForSelector('.gate .light.green');
  await fillEvent(page, 'start', '2020-04-01', photo);
  assert.deepEqual(await violations(page), [], 'the dialog of an event');
  await save(page);
  await gone(page);
  await page.waitForSelector('.id .light.green');
  assert.match(await page.textContent('.facts'), /实际开复工\s*2020-04-01/);
});

test('a section starts once, stops and resumes, each with its photo in the list', async () => {
  const project = await projectWith(true, '2020-03-25'), photo = { name: 'site.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await open(page, `/projects/${project.code}?tab=sections`);
  await fillEvent(page, 'start', '2020-03-30', { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
  await save(page);
  await page.waitForSelector('dialog .refusal');
  await page.setInputFiles('input[name=file]', photo);
  await save(page);
  await page.waitForSelector('dialog', { state: 'detached' });
  await fillEvent(page, 'start', '2020-03-31', photo);
  await save(page);
  await page.waitForSelector('dialog .refusal'); /* one start a section, ever */
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  for (const [kind, day] of [['stop', '2020-03-31'], ['resume', '2020-04-01']]) {
    await fillEvent(page, kind, day, photo, '二号塔吊下');
    await save(page);
    await gone(page);
    await page.waitForFunction((text) => [...document.querySelectorAll('.log time')].some((time) => time.textContent === text), day);
  }
  assert.deepEqual(await page.$$eval('.section .log b', (all) => all.map((item) => item.textContent)), ['开工', '停工', '复工']);
  assert.match(await page.textContent('.section .log'), /2301002020\d{6}01.*项目现场北门.*监理 李工/);
  const address = await page.getAttribute('.section .log a', 'href');
  assert.match(address, new RegExp(`/projects/${project.code}/photos/[0-9a-f]{64}$`));
  assert.equal(await page.evaluate((at) => fetch(at).then((answer) => answer.headers.get('content-type')), address), 'image/png');
  await page.click('.tabs >> text=留痕');
  await page.waitForSelector('.log b');
  assert.deepEqual((await page.$$eval('.log b', (all) => all.map((item) => item.textContent))).slice(0, 3), ['复工', '停工', '开工']);
});

test('a new plan version needs a reason and stands in the list of versions and in the history', async () => {
  await open(page, `/projects/${parcel}?tab=plans`);
  const count = await page.locator('tbody tr').count();
  await press(page, '调整计划');
  await page.fill('input[name=planned_finish]', '2021-05-31');
  await save(page);
  assert.ok(await page.$('dialog'), 'without a reason it stays open');
  await page.fill('input[name=reason]', '增加一期管廊');
  assert.deepEqual(await violations(page), [], 'the dialog of a plan');
  await save(page);
  await gone(page);
  await page.waitForFunction((old) => document.querySelectorAll('tbody tr').length === old + 1, count);
  assert.match(await page.textContent('tbody'), /增加一期管廊/);
  await page.click('.tabs >> text=留痕');
  await page.waitForSelector('.log b');
  assert.equal(await page.textContent('.log b >> nth=0'), '调整计划');
  await page.click('.log summary >> nth=0');
  assert.match(await page.textContent('.log pre >> nth=0'), /增加一期管廊/);
});

test('of two who edit one project the second sees what the first changed, takes one value over and keeps the other', async () => {
  const other = await openPage(browser, server);
  await signIn(other, server, { name: 'second', password: officer.password });
  for (const seen of [page, other]) {
    await open(seen, `/projects/${parcel}`);
    await seen.click('.acts >> text="修改"');
  }
  await page.fill('input[name=owner]', '甲公司');
  await page.fill('input[name=place]', '松北区世茂大道');
  await save(page);
  await gone(page);
  await other.fill('input[name=owner]', '乙公司');
  await other.fill('input[name=service_officer]', '王敏');
  await save(other);
  await other.waitForSelector('dialog [role=alert] table');
  assert.deepEqual(await other.$$eval('dialog [role=alert] tbody tr', (rows) => rows.map((row) => [...row.cells].slice(0, 3).map((cell) => cell.textContent))), [['建设单位', '乙公司', '甲公司'], ['建设地点', '松北区', '松北区世茂大道']]);
  assert.deepEqual(await violations(other), [], 'the dialog of a conflict');
  await other.click('dialog [role=alert] tbody tr:last-child button'); /* the place of the first stays */
  assert.equal(await other.inputValue('input[name=place]'), '松北区世茂大道');
  await save(other);
  await other.waitForSelector('dialog', { state: 'detached' });
  const now = await api(page, `/projects/${parcel}`);
  assert.deepEqual([now.owner, now.place, now.service_officer], ['乙公司', '松北区世茂大道', '王敏']);
  assert.deepEqual(other.faults, []);
  await other.context().close();
});

test('filters stand in the address: back, forward and reload give the same list; a view keeps it under a name', async () => {
  const rows = () => page.textContent('.bar [role=status]');
  await open(page, '/projects');
  await page.waitForSelector('tr[data-row]');
  await page.selectOption('select[aria-label=区县]', '230109');
  await page.waitForFunction(() => /^14 /.test(document.querySelector('.bar [role=status]').textContent));
  await page.selectOption('select[aria-label=行业]', 'E');
  await page.waitForFunction(() => location.search.includes('sector=E') && !/^14 |加载/.test(document.querySelector('.bar [role=status]').textContent));
  const both = await rows();
  await page.goBack();
  await page.waitForFunction(() => /^14 /.test(document.querySelector('.bar [role=status]').textContent));
  assert.equal(await page.inputValue('select[aria-label=行业]'), '');
  await page.goForward();
  await page.waitForFunction((text) => document.querySelector('.bar [role=status]').textContent === text, both);
  await page.reload();
  await page.waitForFunction((text) => document.querySelector('.bar [role=status]')?.textContent === text, both);
  assert.equal(await page.inputValue('select[aria-label=行业]'), 'E');
  await page.click('text=保存视图');
  await page.fill('dialog input[name=name]', '松北建筑业');
  assert.deepEqual(await violations(page), [], 'the dialog of a view');
  await save(page);
  await gone(page);
  await open(page, '/projects');
  await page.selectOption('select[aria-label=已存视图]', '松北建筑业');
  await page.waitForFunction((text) => document.querySelector('.bar [role=status]').textContent === text, both);
  assert.match(page.url(), /division=230109/);
  await page.click('text=删除视图');
  await page.waitForSelector('select[aria-label=已存视图]', { state: 'detached' });
  await page.click('.bar >> text=清除筛选 >> nth=0');
  await page.waitForFunction(() => /^111 /.test(document.querySelector('.bar [role=status]').textContent));
  await page.click('th button:has-text("总投资")');
  await page.click('th button:has-text("总投资")');
  await page.waitForSelector('th[aria-sort=descending]');
  await page.waitForFunction(() => { const cells = [...document.querySelectorAll('td.c-totalWan')].slice(0, 5).map((cell) => Number(cell.textContent.replace(/,/g, ''))); return cells.length === 5 && cells.every((value, i) => i === 0 || cells[i - 1] >= value); });
});

test('Chinese, pinyin initials and a code find a project; what is not there is said', async () => {
  for (const [text, name] of [['国际电竞', /绿地·中央公园国际电竞/], ['mltyjc', /木兰通用机场/], ['2020-230112-77-02-000009', /玉泉固废焚烧/]]) {
    await page.keyboard.press('Control+k');
    await page.fill('dialog input[type=search]', text);
    await page.waitForSelector('.found li');
    assert.match(await page.textContent('.found li'), name);
    assert.deepEqual(await violations(page), [], 'the search');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.id h1');
    await page.waitForFunction((pattern) => new RegExp(pattern).test(document.querySelector('.id h1').textContent), name.source);
  }
  await open(page, '/projects?q=没有这样的项目');
  assert.match(await page.textContent('.notice'), /没有符合条件的项目/);
  await page.click('.notice button');
  await page.waitForSelector('tr[data-row]');
});

test('a list with faults: notes for what was left out, refused rows by row and column, then the mended list for good', async () => {
  const lines = readFileSync(list, 'utf8').trimEnd().split(/\r?\n/), head = lines.findIndex((line) => line.includes('项目代码'));
  const choose = async (rows) => {
    await page.setInputFiles('input[type=file]', { name: 'week.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
    await page.click('.form.row .btn.primary');
    await page.waitForSelector('.result [data-count=rows]');
  };
  const count = (key) => page.textContent(`[data-count=${key}]`);
  const next = lines.map((line) => line.replace('深圳(哈尔滨)产业园二号地块项目', '深圳(哈尔滨)产业园二号地块扩建项目'));
  next[head] += ',领导批示';
  const broken = next.map((line, i) => (i === head + 5 ? line.replace(/\d{4}-\d{2}-\d{2}/, '2020-02-31') : line));
  await open(page, '/import');
  await page.fill('.form.row input >> nth=0', '省百大');
  await choose(broken);
  assert.equal(await count('refused'), '1');
  assert.match(await page.textContent('.wide-table >> nth=0'), new RegExp(`${head + 6}.*2020-02-31`));
  assert.match(await page.textContent('[aria-label=提示]'), /领导批示/);
  assert.ok(await page.isDisabled('.result .btn.primary'));
  assert.deepEqual(await violations(page), [], 'a refused list');
  await choose(next);
  assert.deepEqual([await count('rows'), await count('refused')], ['111', '0']);
  const before = (await api(page, `/projects/${parcel}`)).name;
  assert.doesNotMatch(before, /扩建/, 'a dry run stores nothing');
  await page.click('.result .btn.primary');
  await page.waitForFunction(() => /导入完成/.test(document.querySelector('.result h2')?.textContent ?? ''));
  assert.match((await api(page, `/projects/${parcel}`)).name, /二号地块扩建项目/);
  await page.setInputFiles('input[type=file]', { name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]) });
  await page.click('.form.row .btn.primary');
  await page.waitForSelector('.notice');
});

test('the forecast follows the cockpit: a band and a line ahead of the day, a sentence, who is least likely and why; without it the cockpit stands', async () => {
  const { csrf } = await api(page, '/session');
  const kept = await page.evaluate((token) => fetch('/api/v1/forecasts?as_of=2020-03-01&by=2020-03-31', { method: 'POST', headers: { 'X-CSRF-Token': token, 'Content-Type': 'application/json' } }).then((answer) => answer.status), csrf);
  assert.ok(kept === 200 || kept === 201, `kept: ${kept}`);
  const said = await api(page, '/forecast?by=2020-04-30'), scores = await api(page, '/forecasts');
  assert.equal(scores.scored, 1);
  await open(page, '/');
  await page.waitForSelector('.says .muted');
  assert.equal(await page.textContent('.says'), `到 2020-04-30 计划 ${said.planned} 个；预测 ${said.p50} 个（P50），十次模拟有八次在 ${said.p10} 至 ${said.p90} 个之间。 到期的预测 1 次，${scores.inside} 次落在 P10–P90 之间。`);
  assert.ok(said.started <= said.p10 && said.p10 <= said.p50 && said.p50 <= said.p90 && said.p90 <= said.projects_in_all);
  assert.equal(await page.locator('.chart path.band').count() + await page.locator('.chart path.median').count(), 2);
  const least = said.projects.filter((project) => project.planned_start <= said.by).sort((a, b) => a.chance_by - b.chance_by || a.chance_by_plan - b.chance_by_plan).slice(0, 5);
  const shown = await page.$$eval('[aria-label=最难按期开工] li', (rows) => rows.map((row) => [row.querySelector('a').getAttribute('href'), row.querySelector('b').textContent, row.querySelector('small').textContent]));
  assert.deepEqual(shown, least.map((project) => [`/projects/${project.code}`, `${Math.round(project.chance_by / 10)}%`, project.drivers?.[0] ? `卡在 ${project.drivers[0].name_zh}` : '—']));
  assert.ok(shown.some(([, , why]) => why.startsWith('卡在')), 'nothing is said of what holds them');
  await page.route('**/api/v1/forecast?*', (route) => route.fulfill({ status: 413, contentType: 'application/problem+json', json: { status: 413, code: 'forecast.projects', detail: 'a forecast takes at most 20000 projects' } }));
  await open(page, '/');
  assert.match(await page.textContent('.says'), /暂时没有预测/);
  assert.match(await page.textContent('.say h1'), /111 个项目/);
  await page.unroute('**/api/v1/forecast?*');
  await page.click('.says button');
  await page.waitForSelector('.chart path.band');
});

test('on an English page the reasons of refused rows and the notes are English', async () => {
  const seen = await openPage(browser, server, { language: 'en' });
  await signIn(seen, server);
  await open(seen, '/import');
  const head = '项目代码,项目名称,建设地点,总投资,行业门类,计划开复工日期,领导批示';
  const rows = ['not-a-code,Bridge,松北区,100,E,2020-04-14,', '2020-230109-48-01-009001,Road,松北区,1_5,E,2020-04-14,', '2020-230109-48-01-009002,Ring,松北区,100,E,2020-02-31,', '2020-230109-48-01-009003,Mall,Atlantis,100,E,2020-04-14,', '2020-230109-48-01-009004,,松北区,100,E,2020-04,', '合计,,,300,,,'];
  await seen.setInputFiles('input[type=file]', { name: 'week.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...rows].join('\r\n')) });
  await seen.click('.form.row .btn.primary');
  await seen.waitForSelector('.result [data-count=rows]');
  const reasons = (label) => seen.$$eval(`[aria-label=${label}] tbody tr`, (all) => all.map((row) => `${row.cells[0].textContent}: ${row.cells[2].textContent}`));
  const refused = await reasons('Refused'), notes = await reasons('Notes');
  for (const part of [/^2: "not-a-code": no project code/, /^3: "1_5": no number/, /^4: "2020-02-31": there is no such day/, /^5: "Atlantis": no division/, /^6: the project's name is missing/, /^6: "2020-04": the day is missing/]) assert.ok(refused.some((reason) => part.test(reason)), `${part} in ${refused.join('; ')}`);
  for (const part of [/^1: a column that is not known/, /^1: no unit/, /^7: a row of sums/]) assert.ok(notes.some((reason) => part.test(reason)), `${part} in ${notes.join('; ')}`);
  assert.doesNotMatch([...refused, ...notes].join(), /[一-龥]/);
  assert.deepEqual(seen.faults, []);
  await seen.context().close();
});

test('the security administrator adds a person, who must change the password; disables, enables and resets', async () => {
  const desk = await openPage(browser, server);
  await signIn(desk, server, { name: 'keeper', password: officer.password });
  await desk.click('.side a[href="/users"]');
  await desk.waitForSelector('tbody tr');
  await desk.click('text=添加用户');
  await desk.fill('dialog input[name=name]', 'zhang.san');
  await desk.fill('dialog input[name=display_name]', '张三');
  await desk.selectOption('dialog select[name=role]', 'district');
  await desk.waitForSelector('dialog select[name=division] option[value="230102"]', { state: 'attached' });
  await desk.selectOption('dialog select[name=division]', '230102');
  await desk.fill('dialog input[name=password]', 'Harbin-2020-first');
  assert.deepEqual(await violations(desk), [], 'the dialog of a person');
  await save(desk);
  await gone(desk);
  await desk.waitForSelector('tr:has-text("zhang.san")');
  assert.match(await desk.textContent('tr:has-text("zhang.san")'), /张三.*道里区/);
  const mine = await openPage(browser, server);
  await signIn(mine, server, { name: 'zhang.san', password: 'Harbin-2020-first' }); /* and changes it to …-mine */
  await open(mine, '/projects');
  await mine.waitForSelector('tr[data-row]');
  assert.deepEqual([...new Set(await mine.$$eval('td.c-division', (cells) => cells.map((cell) => cell.textContent)))], ['道里区']);
  await open(mine, `/projects/${parcel}`);
  assert.match(await mine.textContent('.notice'), /没有这个项目/);
  await open(mine, '/users');
  assert.match(await mine.textContent('.notice'), /没有权限/);
  await desk.click('button[aria-label="停用 zhang.san"]');
  await desk.waitForSelector('button[aria-label="启用 zhang.san"]');
  await mine.goto(server.url);
  await mine.waitForSelector('.door');
  await desk.click('button[aria-label="启用 zhang.san"]');
  await desk.waitForSelector('button[aria-label="停用 zhang.san"]');
  await desk.click('button[aria-label="重置密码 zhang.san"]');
  await desk.fill('dialog input[name=password]', 'Harbin-2020-again');
  await save(desk);
  await gone(desk);
  assert.equal(await signIn(mine, server, { name: 'zhang.san', password: 'Harbin-2020-again' }), 'Harbin-2020-again-mine');
  for (const seen of [desk, mine]) { assert.deepEqual(seen.faults, []); await seen.context().close(); }
});

test('language and theme switch at once and stay; English pages show English names where there are any', async () => {
  const seen = await openPage(browser, server);
  await signIn(seen, server);
  await seen.click('.top >> text=English');
  await seen.click('.top >> text=Dark');
  await seen.reload();
  await seen.waitForSelector('.say h1');
  assert.match(await seen.textContent('.say h1'), /\d+ of 111 projects/);
  assert.equal(await seen.getAttribute('html', 'data-theme'), 'dark');
  assert.equal(await seen.getAttribute('html', 'lang'), 'en');
  const chinese = /[一-龥]/;
  assert.doesNotMatch(await seen.textContent('.kpis'), chinese);
  for (const heading of await seen.$$eval('.groups h3', (all) => all.map((h) => h.textContent))) assert.doesNotMatch(heading, chinese);
  assert.doesNotMatch((await seen.$$eval('.bars li, .tiles text', (all) => all.map((item) => item.textContent))).join(), chinese);
  await open(seen, `/projects/${parcel}?tab=graph`);
  await seen.waitForSelector('.graph .node');
  assert.doesNotMatch(await seen.textContent('.graph'), chinese);
  await seen.click('.graph .node >> nth=2');
  assert.doesNotMatch(await seen.textContent('dialog'), chinese);
  await seen.keyboard.press('Escape');
  await open(seen, `/projects/${parcel}`);
  await seen.waitForSelector('.g-row');
  assert.doesNotMatch(await seen.textContent('.g-list'), chinese);
  assert.doesNotMatch(await seen.textContent('.gate'), chinese);
  await open(seen, '/projects');
  await seen.waitForSelector('tr[data-row]');
  for (const column of ['state', 'division', 'sector', 'nature', 'type']) assert.doesNotMatch((await seen.$$eval(`.c-${column}`, (all) => all.map((cell) => cell.textContent))).join(), chinese, column);
  await open(seen, '/brief');
  assert.match(await seen.textContent('.sheet'), /\d+ have started or resumed.*Songbei District/s);
  assert.match(await seen.getAttribute('a[download]', 'href'), /lang=en/);
  await seen.click('.switch >> text=中文');
  await seen.waitForFunction(() => /已开复工\d+个/.test(document.querySelector('.sheet')?.textContent ?? ''));
  assert.deepEqual(seen.faults, []);
  await seen.context().close();
});

test('without a mouse: from the sign-in to a project, its plan and back', async () => {
  const seen = await openPage(browser, server), focused = () => seen.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.name || document.activeElement.tagName);
  await seen.goto(server.url);
  await seen.waitForSelector('.door');
  await seen.waitForFunction(() => document.activeElement.name === 'name');
  await seen.keyboard.type(server.user.name);
  await seen.keyboard.press('Tab');
  await seen.keyboard.type(server.user.password);
  await seen.keyboard.press('Enter');
  await seen.waitForSelector('.side');
  await seen.keyboard.press('Tab');
  assert.equal(await focused(), '跳到正文');
  await seen.keyboard.press('Enter');
  assert.equal(await seen.evaluate(() => document.activeElement.id), 'main');
  await seen.keyboard.type('?');
  await seen.waitForSelector('dialog');
  assert.deepEqual(await violations(seen), [], 'the list of keys');
  await seen.keyboard.press('Escape');
  await gone(seen);
  await seen.keyboard.type('gr');
  await seen.waitForSelector('tr[data-row]');
  await seen.keyboard.type('jj');
  const name = await seen.evaluate(() => document.activeElement.querySelector('.c-name').textContent.replace('◇', ''));
  assert.equal(await seen.evaluate(() => document.activeElement.getAttribute('aria-rowindex')), '3');
  await seen.keyboard.press('Enter');
  await seen.waitForSelector('.id h1');
  assert.ok((await seen.textContent('.id h1')).startsWith(name));
  await seen.waitForSelector('.g-row');
  await seen.focus('.gantt');
  await seen.keyboard.press('ArrowDown');
  await seen.waitForSelector('dialog .because');
  await seen.keyboard.press('Escape');
  await gone(seen);
  assert.ok(await seen.evaluate(() => document.activeElement.classList.contains('gantt')), 'the focus is where it was');
  await seen.keyboard.type('gc');
  await seen.waitForSelector('.say');
  assert.deepEqual(seen.faults, []);
  await seen.context().close();
});

test('the plan zooms around the day in the middle, and list and bars move together', async () => {
  await open(page, `/projects/${parcel}`);
  await page.waitForSelector('.g-row');
  const width = () => page.$eval('.g-space', (space) => space.offsetWidth);
  const fit = await width();
  await page.click('button[aria-label=放大]');
  await page.waitForFunction((old) => document.querySelector('.g-space').offsetWidth > old, fit);
  await page.focus('.gantt');
  await page.keyboard.press('0');
  await page.waitForFunction((old) => document.querySelector('.g-space').offsetWidth === old, fit);
  await page.$eval('.gantt', (box) => { box.scrollTop = 13; });
  await page.waitForFunction(() => Math.round(document.querySelector('.g-row').getBoundingClientRect().top - document.querySelector('.gantt').getBoundingClientRect().top) === 51 - document.querySelector('.gantt').scrollTop);
});

test('the approval graph names each item and its state; a click says why', async () => {
  await open(page, `/projects/${parcel}?tab=graph`);
  await page.waitForSelector('.graph .node');
  const plan = await api(page, `/projects/${parcel}/plan`);
  assert.equal(await page.locator('.graph .node').count(), plan.activities.filter((activity) => activity.kind !== 'work').length);
  const titles = await page.$$eval('.graph .node title', (all) => all.map((title) => title.textContent));
  assert.ok(titles.some((title) => /施工许可证.*办结/.test(title)), titles.join('; '));
  await page.focus('.graph .node >> nth=1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog .because');
  assert.deepEqual(await violations(page), [], 'why');
  await page.keyboard.press('Escape');
});

test('the wall screen shows everything on one sheet, dark, and gives the theme back', async () => {
  const wall = await openPage(browser, server, { viewport: { width: 1920, height: 1080 } });
  await signIn(wall, server);
  await wall.click('.ctl >> text=大屏');
  await wall.waitForSelector('.wall .rows li');
  assert.match(wall.url(), /wall=1/);
  assert.equal(await wall.getAttribute('html', 'data-theme'), 'dark');
  assert.ok(await wall.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.querySelector('main').scrollHeight <= document.querySelector('main').clientHeight));
  assert.match(await wall.textContent('.wall .top'), /合成/);
  assert.deepEqual(await violations(wall), []);
  await wall.click('text=退出大屏');
  await wall.waitForSelector('.side');
  assert.equal(await wall.getAttribute('html', 'data-theme'), 'light');
  assert.deepEqual(wall.faults, []);
  await wall.context().close();
});

test('the whole plan is on paper, with a bar and its reason in each row, whatever of it is on the screen', async () => {
  await open(page, `/projects/${parcel}`);
  await page.waitForSelector('.g-row');
  const plan = await api(page, `/projects/${parcel}/plan`);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await page.waitForSelector('.paper tbody tr');
  assert.deepEqual(await page.$$eval('.paper tbody tr', (rows) => rows.map((row) => [row.cells[3].textContent, row.cells[4].textContent, row.cells[6].textContent])), plan.activities.map((activity) => [activity.early_start, activity.early_finish, String(activity.total_float)]));
  assert.equal(await page.locator('.paper .bar-cell svg').filter({ visible: true }).count(), plan.activities.length);
  assert.equal(await page.locator('.gantt').filter({ visible: true }).count(), 0);
  assert.ok(await page.evaluate(() => document.querySelector('.paper').scrollWidth <= document.querySelector('.paper').clientWidth), 'the table is wider than the paper');
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.waitForSelector('.paper', { state: 'detached' });
});

test('on paper there is no menu, the data is marked as synthetic, and the brief and a project fill A4', async () => {
  for (const path of ['/', '/projects', `/projects/${parcel}`, `/projects/${parcel}?tab=graph`, '/brief']) {
    await open(page, path);
    await page.emulateMedia({ media: 'print' });
    for (const part of ['.side', '.find', '.top .right', '.tabs', '.ctl', '.acts']) assert.equal(await page.locator(part).filter({ visible: true }).count(), 0, `${path} ${part}`);
    assert.match(await page.evaluate(() => document.body.innerText), /合成/, path);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[([^\]]*)\]/g)].map(([, box]) => box.trim().split(/\s+/).map(Number).slice(2).map(Math.round).join('x'));
    const wanted = path === '/brief' ? '595x842' : '842x595';
    assert.ok(boxes.length > 0 && boxes.every((box) => box === wanted), `${path}: ${boxes}`);
    await page.emulateMedia({ media: 'screen' });
  }
});

const everyPage = ['/', '/?wall=1', '/projects', '/projects?q=nothing-like-this', `/projects/${parcel}`, ...['graph', 'sections', 'plans', 'history'].map((tab) => `/projects/${parcel}?tab=${tab}`), '/projects/2020-000000-00-00-000000', '/import', '/brief', '/calendar', '/users', '/nowhere'];
// Every rule in the light theme; in the dark one the rules on colour, which is all that it changes.
async function check(seen, what) {
  const wall = seen.url().includes('wall=');
  assert.deepEqual(await violations(seen), [], what);
  if (wall) return;
  await seen.evaluate(() => { document.documentElement.dataset.theme = 'dark'; });
  await seen.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  assert.deepEqual(await violations(seen, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }), [], `${what}, dark`);
  await seen.evaluate(() => { document.documentElement.dataset.theme = 'light'; });
}
for (const [device, viewport] of [['a desk', { width: 1366, height: 768 }], ['a phone', { width: 390, height: 844 }]]) {
  for (const language of ['zh', 'en']) {
    test(`on ${device} no page in ${language} breaks a rule of WCAG 2.1 A or AA in either theme, or is wider than the screen`, async () => {
      const seen = await openPage(browser, server, { language, viewport });
      await seen.goto(server.url);
      await seen.waitForSelector('.door');
      await check(seen, 'sign-in');
      await signIn(seen, server);
      for (const path of everyPage) {
        await open(seen, path);
        await check(seen, path);
        assert.ok(await seen.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.querySelector('main').scrollWidth <= innerWidth), `${path} is too wide`);
        if (await seen.$('.diamond')) assert.ok(await seen.evaluate(() => /合成|ynthetic/.test(document.body.innerText)), `${path} does not say that it shows synthetic data`);
      }
      await open(seen, `/projects/${parcel}`);
      for (const button of await seen.$$('.acts button:not(:first-child)')) {
        await button.click();
        await seen.waitForSelector('dialog');
        await check(seen, `dialog ${await seen.textContent('dialog h2')}`);
        assert.ok(await seen.evaluate(() => { const box = document.querySelector('dialog').getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; }), 'the dialog is on the screen');
        await seen.keyboard.press('Escape');
        await gone(seen);
      }
      assert.deepEqual(seen.faults, []);
      await seen.context().close();
    });
  }
}

test('no walk saw an error in the console or a request to another origin', () => {
  assert.deepEqual(page.faults, []);
});
