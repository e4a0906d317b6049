// Walks every address as every role, with own and with other people's things. What is expected is
// written here by hand, from docs/domain/party.md; the program's own table is only asked which
// addresses there are: one that this file does not know fails.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listOf, run, startServer } from '../support/server.mjs';

const PASSWORD = 'winter road 2020';
const MINE = '91230102MA1AAAAA1E', THEIRS = '91230103MA1BBBBB28';
const OWN = '2020-230102-48-01-000001', OTHER = '2020-230103-48-01-000002';
const DIVISION = { [OWN]: '230102', [OTHER]: '230103' };
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

const EVERYBODY = ['coordinator', 'leader', 'district', 'system', 'security', 'audit',
  'owner', 'delegate', 'officer', 'approver', 'head', 'expert'];
const BELONGS = { district: '230102', owner: MINE, delegate: MINE, approver: 'nr', head: 'nr' };

// U-2: who may do what.
const RIGHTS = {
  public: ['anonymous', ...EVERYBODY],
  signed_in: EVERYBODY,
  read: EVERYBODY,
  change: ['coordinator', 'district'],
  import: ['coordinator'],
  journal: ['coordinator', 'leader', 'audit'],
  users: ['security'],
  settings: ['system'],
  calendar: ['coordinator', 'system'],
  apply: ['owner', 'delegate', 'officer'],
  handle: ['approver', 'head'],
  direct: ['head'],
  review: ['expert'],
  authorise: ['coordinator', 'owner', 'head'],
  case: ['owner', 'delegate', 'officer', 'approver', 'head'],
  officers: ['coordinator'],
  serve: ['officer'],
  desk: ['coordinator', 'leader', 'approver', 'head'],
  joint: ['coordinator', 'head'],
};
// U-3: who reaches some projects only.
const BOUNDED = ['district', 'owner', 'delegate', 'officer', 'expert'];

const nameOf = (role) => `the-${role}`;
let server;
const clients = {};
let serial = 100;

// One row an address: the right, the scope, what is sent, and what an own thing answers (200 unless
// said). `code` is the project, own or other; `as` the role. A row whose address names no project may
// say with `other` what somebody else's thing answers.
const project = (more = {}) => ({ right: 'read', scope: 'projects', ...more });
const open = (more = {}) => ({ right: 'signed_in', scope: 'none', ...more });
const own = (more = {}) => ({ right: 'signed_in', scope: 'own', ...more });
const ofDesk = (more = {}) => ({ right: 'desk', scope: 'department', send: () => ({ query: '?department=nr' }), ...more });

// A case (filing, of the department drx) of each project, which an address names by its own number.
const ofCase = (more) => ({ scope: 'projects', otherFor: BOUNDED, ...more });
const cases = {}, applications = {};
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');

const ROUTES = {
  'GET /healthz': { right: 'public', scope: 'none' },
  'GET /readyz': { right: 'public', scope: 'none' },
  'GET /api/v1/openapi.json': { right: 'public', scope: 'none' },
  'POST /api/v1/sign-in': {
    right: 'public', scope: 'own', fresh: true,
    send: ({ as }) => ({ json: { name: nameOf(as === 'anonymous' ? 'leader' : as), password: PASSWORD } }),
  },
  'POST /api/v1/sign-out': own({ fresh: true, answers: 204 }),
  'POST /api/v1/password': own({ fresh: true, answers: 204, send: () => ({ json: { old: PASSWORD, new: PASSWORD } }) }),
  'GET /api/v1/session': own(),
  'GET /api/v1/second-factor': own(),
  'POST /api/v1/second-factor': own({ fresh: true, send: () => ({ json: { password: PASSWORD } }) }),
  'POST /api/v1/second-factor/confirm': own({ answers: 409, says: 'second_factor.none', send: () => ({ json: { code: '000000' } }) }),
  'POST /api/v1/second-factor/remove': own({ answers: 409, says: 'second_factor.none', send: () => ({ json: { password: PASSWORD, code: '000000' } }) }),
  'DELETE /api/v1/users/:name/second-factor': { right: 'users', scope: 'all', answers: 204, send: () => ({ path: '/api/v1/users/victim/second-factor' }) },
  'GET /api/v1/users': { right: 'users', scope: 'all' },
  'POST /api/v1/users': {
    right: 'users', scope: 'all', answers: 201,
    send: () => ({ json: { name: `person-${serial++}`, role: 'leader', password: PASSWORD } }),
  },
  'PATCH /api/v1/users/:name': {
    right: 'users', scope: 'all',
    send: async () => ({ path: '/api/v1/users/victim', json: { display_name: `V${serial++}` }, headers: { 'if-match': await versionOf('victim') } }),
  },
  'GET /api/v1/authorities': own(),
  'POST /api/v1/authorities': {
    right: 'authorise', scope: 'projects', answers: 201, otherFor: ['owner'],
    send: ({ as, code }) => ({
      json: as === 'owner'
        ? { person: 'spare-delegate', project: code, until: '2020-12-31', paper: '授权书 1 号' }
        : { person: 'spare-expert', project: code },
    }),
  },
  'DELETE /api/v1/authorities/:id': {
    right: 'authorise', scope: 'projects', answers: 204, otherFor: ['owner'],
    send: async ({ as, code }) => ({ path: `/api/v1/authorities/${await give(as === 'head' ? 'spare-expert' : 'spare-delegate', code)}` }),
  },
  'GET /api/v1/notices': own(),
  'POST /api/v1/notices/read': own({ answers: 204, send: () => ({ json: { id: 1 } }) }),
  'GET /api/v1/notice-setting': own(),
  'PUT /api/v1/notice-setting': own({ send: () => ({ json: { hour: 9 } }) }),
  'GET /api/v1/views': own({ send: () => ({ query: '?page=projects' }) }),
  'PUT /api/v1/views/:name': own({ answers: 204, send: () => ({ path: '/api/v1/views/mine', json: { page: 'projects', query: 'q=1' } }) }),
  'DELETE /api/v1/views/:name': own({ answers: 204, send: () => ({ path: '/api/v1/views/mine', query: '?page=projects' }) }),
  'GET /api/v1/stream': { right: 'signed_in', scope: 'projects', stream: true },
  'GET /api/v1/projects': project(),
  'POST /api/v1/projects': project({
    right: 'change', answers: 201, otherFor: ['district'],
    send: ({ code }) => ({ json: { ...newProject(`2020-${DIVISION[code]}-48-01-${String(serial++).padStart(6, '0')}`, DIVISION[code], ''), programme: '另一张表' } }),
  }),
  'GET /api/v1/projects/:code': project(),
  'PATCH /api/v1/projects/:code': project({
    right: 'change',
    send: async ({ code }) => ({ json: { problem: `问题 ${serial++}` }, headers: { 'if-match': await versionOfProject(code) } }),
  }),
  'POST /api/v1/projects/:code/plans': project({
    right: 'change', answers: 201,
    send: async ({ code }) => ({
      json: { planned_start: '2020-05-01', planned_finish: '2020-11-01', annual_plan_wan: 10, reason: `第 ${serial++} 次` },
      headers: { 'if-match': await versionOfProject(code) },
    }),
  }),
  'GET /api/v1/projects/:code/history': project(),
  'GET /api/v1/projects/:code/plan': project(),
  'GET /api/v1/projects/:code/gate': project(),
  'POST /api/v1/projects/:code/events': project({
    right: 'change', answers: 422, says: 'event.evidence',
    send: () => ({ json: { section: 1, kind: 'start', day: '2020-04-01', evidence: { permit: 'P-1', witness: '李' } } }),
  }),
  'PUT /api/v1/projects/:code/photos': project({ right: 'change', answers: 201, send: () => ({ query: '?name=a.jpg', body: JPEG }) }),
  'GET /api/v1/projects/:code/photos/:photo': project({ answers: 404, says: 'photo.unknown', send: () => ({ photo: createHash('sha256').update(JPEG).digest('hex') }) }),
  'PUT /api/v1/projects/:code/progress/:item': project({ right: 'change', send: () => ({ item: 'soil_water', json: { accepted_on: '2020-03-02' } }) }),
  'GET /api/v1/projects/:code/stages/:stage/form': project({ send: ({ code }) => ({ path: `/api/v1/projects/${code}/stages/1/form` }) }),
  'GET /api/v1/projects/:code/papers': project(),
  'PUT /api/v1/projects/:code/papers/:paper': project({
    right: 'apply', answers: 201,
    send: ({ code }) => ({ path: `/api/v1/projects/${code}/papers/fil-d1`, query: '?name=a.pdf', body: PDF }),
  }),
  'GET /api/v1/projects/:code/papers/:paper': project({
    answers: 404, says: 'paper.unknown', send: ({ code }) => ({ path: `/api/v1/projects/${code}/papers/eiaf-d1` }),
  }),
  'POST /api/v1/projects/:code/applications': project({
    right: 'apply', answers: 422, says: 'application.item', send: () => ({ json: { stage: 1, items: ['permit'] } }),
  }),
  'GET /api/v1/projects/:code/cases': project(),
  'GET /api/v1/applications/:number': ofCase({ right: 'read', send: ({ code }) => ({ path: `/api/v1/applications/${applications[code]}` }) }),
  'POST /api/v1/applications/:number/notice': project({
    right: 'handle', answers: 422, says: 'notice.empty',
    send: ({ code }) => ({ path: `/api/v1/applications/${applications[code]}/notice`, json: {} }),
  }),
  'POST /api/v1/applications/:number/close': project({
    right: 'handle', answers: 409, says: 'application.running',
    send: ({ code }) => ({ path: `/api/v1/applications/${applications[code]}/close` }),
  }),
  'GET /api/v1/cases/:id': ofCase({ right: 'read', send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}` }) }),
  'POST /api/v1/cases/:id/events': ofCase({
    right: 'case', answers: 409, says: 'case.stale',
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/events`, json: { event: 'withdraw' }, headers: { 'if-match': '"999"' } }),
  }),
  'POST /api/v1/cases/:id/defects': ofCase({
    right: 'handle', otherFor: undefined, answers: 404, says: 'party.department', // another department's
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/defects`, json: { why: '缺图' } }),
  }),
  'POST /api/v1/cases/:id/green': ofCase({
    right: 'case', answers: 409, says: 'green.asked',
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/green`, json: { reason: '再申请' } }),
  }),
  'POST /api/v1/cases/:id/green/decision': ofCase({
    right: 'direct', otherFor: undefined, answers: 404, says: 'party.department',
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/green/decision`, json: { granted: true, reason: '急' } }),
  }),
  'POST /api/v1/cases/:id/validity': ofCase({
    right: 'handle', otherFor: undefined, answers: 404, says: 'party.department',
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/validity`, json: { reason: '冬季' }, headers: { 'if-match': '"1"' } }),
  }),
  'POST /api/v1/cases/:id/tolerances': ofCase({
    right: 'handle', otherFor: undefined, answers: 404, says: 'party.department',
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/tolerances`, json: { paper: 'fil-d1', mode: 'accept', days: 3, basis: '清单', signer: '李' } }),
  }),
  'POST /api/v1/projects/:code/commitments': project({
    right: 'apply', answers: 422, says: 'commitment.text', send: () => ({ json: { text: 'none', items: ['filing'], signer: '李' } }),
  }),
  'POST /api/v1/commitments/:id/events': project({
    right: 'case', answers: 404, says: 'commitment.unknown',
    send: () => ({ path: '/api/v1/commitments/999/events', json: { event: 'supply' }, headers: { 'if-match': '"1"' } }),
  }),
  'GET /api/v1/commitments/count': { right: 'read', scope: 'none' },
  'GET /api/v1/commitment-texts': { right: 'public', scope: 'none' },
  'POST /api/v1/commitment-texts': {
    right: 'settings', scope: 'all', answers: 422, says: 'commitment_text.version',
    send: () => ({ json: { id: 'item', version: 7, title_zh: '承诺书' } }),
  },
  'GET /api/v1/tolerances': { right: 'public', scope: 'none' },
  'GET /api/v1/green': { right: 'public', scope: 'none' },
  'GET /api/v1/credit': own({ right: 'read' }),
  'POST /api/v1/credit/:id/repair': {
    right: 'direct', scope: 'all', answers: 404, says: 'credit.unknown',
    send: () => ({ path: '/api/v1/credit/999/repair', json: { reason: '已补' } }),
  },
  'GET /api/v1/portal': project({ right: 'apply' }),
  'GET /api/v1/applications/:number/receipt': ofCase({ right: 'read', send: ({ code }) => ({ path: `/api/v1/applications/${applications[code]}/receipt` }) }),
  'GET /api/v1/uploads': own({ right: 'apply' }),
  'POST /api/v1/uploads': {
    right: 'apply', scope: 'projects', answers: 422, says: 'paper.unknown', otherFor: BOUNDED,
    send: ({ code }) => ({ json: { project: code, paper: 'none', name: 'a.pdf', size: 9 } }),
  },
  'GET /api/v1/uploads/:id': own({ right: 'apply', answers: 404, says: 'upload.unknown', send: () => ({ path: '/api/v1/uploads/0' }) }),
  'PATCH /api/v1/uploads/:id': own({
    right: 'apply', answers: 404, says: 'upload.unknown', send: () => ({ path: '/api/v1/uploads/0', body: 'a', headers: { 'upload-offset': '0' } }),
  }),
  'POST /api/v1/uploads/:id/finish': own({ right: 'apply', answers: 404, says: 'upload.unknown', send: () => ({ path: '/api/v1/uploads/0/finish' }) }),
  'DELETE /api/v1/uploads/:id': own({ right: 'apply', answers: 404, says: 'upload.unknown', send: () => ({ path: '/api/v1/uploads/0' }) }),
  'GET /api/v1/desk': ofDesk(),
  'GET /api/v1/desk/people': ofDesk(),
  'POST /api/v1/desk/acceptances': ofDesk({ right: 'handle', send: ({ code }) => ({ json: { cases: [{ id: cases[code], version: 1 }] } }) }),
  'PUT /api/v1/cases/:id/assignee': ofDesk({
    right: 'handle', answers: 404, says: 'party.department', // another department's
    send: ({ as, code }) => ({ path: `/api/v1/cases/${cases[code]}/assignee`, json: { person: nameOf(as) }, headers: { 'if-match': '"1"' } }),
  }),
  'GET /api/v1/desk/load': ofDesk(),
  'PUT /api/v1/desk/capacity': ofDesk({ right: 'direct', answers: 204, send: () => ({ json: { cases: 20 } }) }),
  'GET /api/v1/learned': ofDesk(),
  'GET /api/v1/desk/stand-ins': ofDesk(),
  'POST /api/v1/desk/stand-ins': ofDesk({
    right: 'handle', answers: 201, send: ({ as }) => ({ json: { person: nameOf(as), stand_in: `spare-${as}`, until: '2020-12-31' } }),
  }),
  'DELETE /api/v1/desk/stand-ins/:id': ofDesk({ right: 'handle', answers: 404, says: 'stand_in.unknown', send: () => ({ path: '/api/v1/desk/stand-ins/999' }) }),
  'GET /api/v1/cockpit': project(),
  'GET /api/v1/due': project(),
  'POST /api/v1/imports': project({
    right: 'import', send: () => ({ query: '?programme=百大&year=2020&dry_run=1&name=a.csv', body: listOf(1) }),
  }),
  'GET /api/v1/exports/projects': project({ send: () => ({ query: '?format=csv' }) }),
  'GET /api/v1/divisions': open(),
  'GET /api/v1/departments': open(),
  'GET /api/v1/templates': open(),
  'GET /api/v1/templates/:id': open({ send: () => ({ path: '/api/v1/templates/social_general' }) }),
  'GET /api/v1/calendar': open({ scope: 'projects', otherFor: BOUNDED, send: ({ code }) => ({ query: `?project=${code}` }) }),
  'GET /api/v1/calendars': open({ scope: 'projects' }),
  'GET /api/v1/calendars/:scope': open({ scope: 'projects', otherFor: BOUNDED, send: ({ code }) => ({ path: `/api/v1/calendars/project%3A${code}` }) }),
  'PUT /api/v1/calendars/:scope': {
    right: 'calendar', scope: 'all',
    send: async () => ({ path: '/api/v1/calendars/city', json: { reason: '通知', years: { 2020: { off: [], work: [] } } }, headers: { 'if-match': (await clients.leader.get('/api/v1/calendars/city')).headers.get('etag') } }),
  },
  'GET /api/v1/seasons': open(),
  'PUT /api/v1/seasons/:division/:work': {
    right: 'calendar', scope: 'all',
    send: async () => ({ path: '/api/v1/seasons/230102/indoor', json: { reason: '通知', windows: [], follows_thaw: false }, headers: { 'if-match': `"${(await seasonsOf('230102')).works.indoor.version}"` } }),
  },
  'PUT /api/v1/thaws/:division/:year': {
    right: 'calendar', scope: 'all',
    send: async () => ({ path: '/api/v1/thaws/230102/2020', json: { reason: '地温', day: '2020-04-05' }, headers: { 'if-match': `"${(await seasonsOf('230102')).thaws[0]?.version ?? 0}"` } }),
  },
  'GET /api/v1/disruptions': open({ scope: 'projects' }),
  'POST /api/v1/disruptions': {
    right: 'calendar', scope: 'all', answers: 201,
    send: () => ({ json: { scope: 'department:nr', from: '2020-06-01', to: '2020-06-02', stops: 'approvals', reason: '搬迁' } }),
  },
  'PATCH /api/v1/disruptions/:id': {
    right: 'calendar', scope: 'all',
    send: async () => {
      const one = (await clients.leader.get('/api/v1/disruptions')).json.items[0];
      return { path: `/api/v1/disruptions/${one.id}`, json: { to: '2020-06-03', reason: '延长' }, headers: { 'if-match': `"${one.version}"` } };
    },
  },
  'GET /api/v1/map': open(),
  'GET /api/v1/journal': { right: 'journal', scope: 'all' },
  'GET /api/v1/journal/checkpoint': { right: 'journal', scope: 'all' },
  'GET /api/v1/journal/proof': { right: 'journal', scope: 'all', send: () => ({ query: '?index=0&size=1' }) },
  'GET /api/v1/brief': project(),
  'GET /api/v1/forecast': project({ send: () => ({ query: '?trials=100' }) }),
  'GET /api/v1/planner': project(),
  'GET /api/v1/forecasts': project({ scope: 'none' }),
  'POST /api/v1/forecasts': { right: 'import', scope: 'all', answers: 201, send: () => ({ query: '?trials=100' }) },
  'GET /api/v1/officers': { right: 'public', scope: 'none' },
  'PUT /api/v1/officers/:name': {
    right: 'officers', scope: 'all',
    send: async () => ({ path: '/api/v1/officers/the-officer', json: { unit: '局', office_phone: '1' }, headers: { 'if-match': `"${await officerVersion()}"` } }),
  },
  'POST /api/v1/officers/:name/reveal': { right: 'officers', scope: 'all', send: () => ({ path: '/api/v1/officers/the-officer/reveal', json: { why: '核实' } }) },
  'POST /api/v1/officers/:name/assignments': {
    right: 'officers', scope: 'all', answers: 201, send: () => ({ path: '/api/v1/officers/spare-officer/assignments', json: { project: OWN } }),
  },
  'POST /api/v1/officers/:name/covers': {
    right: 'officers', scope: 'all', answers: 201,
    send: () => ({ path: '/api/v1/officers/spare-officer/covers', json: { deputy: 'the-officer', from: '2020-12-01', until: '2020-12-02' } }),
  },
  'GET /api/v1/covers': own(),
  'DELETE /api/v1/covers/:id': { right: 'officers', scope: 'all', answers: 204, send: async () => ({ path: `/api/v1/covers/${await coverId()}` }) },
  'GET /api/v1/projects/:code/work-log': project(),
  'POST /api/v1/projects/:code/work-log': project({ right: 'serve', answers: 201, send: () => ({ json: { kind: 'visit', text: '到现场' } }) }),
  'GET /api/v1/work-log': { right: 'serve', scope: 'own' },
  'GET /api/v1/items/:item/questions': { right: 'public', scope: 'none', send: () => ({ item: 'filing' }) },
  'POST /api/v1/items/:item/questions': {
    right: 'public', scope: 'own', answers: 201, send: () => ({ item: 'filing', json: { text: '怎样备案？' } }),
  },
  'GET /api/v1/questions': own(),
  'GET /api/v1/questions/:id': { right: 'public', scope: 'own', answers: 404, says: 'question.unknown', send: () => ({ path: '/api/v1/questions/999999' }) },
  'POST /api/v1/questions/:id/posts': {
    right: 'public', scope: 'own', answers: 404, says: 'question.unknown', send: () => ({ path: '/api/v1/questions/999999/posts', json: { text: '再问' } }),
  },
  'POST /api/v1/questions/:id/answer': {
    right: 'handle', scope: 'department', otherFor: ['approver', 'head'],
    send: async ({ code }) => ({ path: `/api/v1/questions/${await question(`answer ${code}`, code)}/answer`, json: { text: '网上办理' } }),
  },
  'POST /api/v1/questions/:id/hide': {
    right: 'handle', scope: 'department', otherFor: ['approver', 'head'],
    send: async ({ as, code }) => ({ path: `/api/v1/questions/${await question(`hide ${desk(as)} ${code}`, code)}/hide`, json: { reason: '广告' } }),
  },
  'PUT /api/v1/questions/:id/guide': {
    right: 'handle', scope: 'department', otherFor: ['approver', 'head'], answers: 409, says: 'guide.private',
    send: async ({ code }) => ({ path: `/api/v1/questions/${await question(`guide ${code}`, code)}/guide`, json: { title: '指南', text: '网上办理' } }),
  },
  'GET /api/v1/guides/:id': { right: 'public', scope: 'none', answers: 404, says: 'guide.unknown', send: () => ({ path: '/api/v1/guides/999999' }) },
  'GET /api/v1/slots': open(),
  'POST /api/v1/slots': { right: 'handle', scope: 'department', answers: 201, send: () => ({ json: newSlot }) },
  'POST /api/v1/slots/:id/close': {
    right: 'handle', scope: 'department', otherFor: ['approver', 'head'], answers: 204,
    send: async ({ as, code }) => ({ path: `/api/v1/slots/${await slot(`close ${desk(as)} ${code}`, code)}/close`, json: { reason: '停电' } }),
  },
  'POST /api/v1/slots/:id/bookings': {
    right: 'apply', scope: 'own', answers: 201, send: async () => ({ path: `/api/v1/slots/${await slot('book', OWN)}/bookings`, json: { subject: '咨询' } }),
  },
  'GET /api/v1/bookings': own(),
  'DELETE /api/v1/bookings/:id': {
    right: 'apply', scope: 'own', otherFor: ['owner', 'delegate', 'officer'], answers: 204,
    send: async ({ as, code }) => ({ path: `/api/v1/bookings/${await booking(code === OWN && RIGHTS.apply.includes(as) ? as : 'visitor', OWN)}` }),
  },
  'POST /api/v1/bookings/:id/outcome': {
    right: 'handle', scope: 'department', otherFor: ['approver', 'head'], answers: 409, says: 'booking.ahead',
    send: async ({ code }) => ({ path: `/api/v1/bookings/${await booking('visitor', code)}/outcome`, json: { came: true } }),
  },
  'GET /api/v1/bookings/:id/calendar': own({ answers: 404, says: 'booking.unknown', send: () => ({ path: '/api/v1/bookings/999999/calendar' }) }),
  'POST /api/v1/cases/:id/rating': ofCase({
    right: 'apply', answers: 409, says: 'rating.unfinished', exceptFor: { officer: [403, 'rating.self'] },
    send: ({ code }) => ({ path: `/api/v1/cases/${cases[code]}/rating`, json: { grade: 1 } }),
  }),
  'GET /api/v1/ratings': own(),
  'POST /api/v1/ratings/:id/correction': {
    right: 'serve', scope: 'own', answers: 404, says: 'rating.unknown', send: () => ({ path: '/api/v1/ratings/999999/correction', json: { text: '已说明' } }),
  },
  'POST /api/v1/ratings/:id/close': {
    right: 'officers', scope: 'all', answers: 404, says: 'rating.unknown', send: () => ({ path: '/api/v1/ratings/999999/close', json: { call_back: '满意' } }),
  },
  'GET /api/v1/joint-sheets': { right: 'joint', scope: 'all' },
  'POST /api/v1/joint-sheets': {
    right: 'joint', scope: 'all', answers: 404, says: 'case.unknown',
    send: () => ({ json: { title: '会办', conclusion: '同意', cases: [{ case: 999999, event: 'accept_window', reason: '同意' }] } }),
  },
  'GET /api/v1/joint-sheets/:id': { right: 'joint', scope: 'all', answers: 404, says: 'joint.unknown', send: () => ({ path: '/api/v1/joint-sheets/999999' }) },
  'POST /api/v1/joint-sheets/:id/signatures': {
    right: 'direct', scope: 'department', otherFor: ['head'], answers: 404, says: 'joint.unknown',
    send: async () => ({ path: `/api/v1/joint-sheets/${await jointSheet()}/signatures`, json: {} }), // of another department
  },
  'POST /api/v1/joint-sheets/:id/cancel': {
    right: 'joint', scope: 'own', answers: 404, says: 'joint.unknown', send: () => ({ path: '/api/v1/joint-sheets/999999/cancel', json: { reason: '重开' } }),
  },
  'POST /api/v1/cases/:id/reviews': {
    right: 'handle', scope: 'department', answers: 404, // the case is another department's
    send: () => ({ path: `/api/v1/cases/${cases[OWN]}/reviews`, json: { quorum: 2, chair: 'the-expert', panel: ['the-expert'], reason: '专家评审', working_days: 5 } }),
  },
  'GET /api/v1/reviews': own(),
  'GET /api/v1/reviews/:id': own({ answers: 404, says: 'review.unknown', send: () => ({ path: '/api/v1/reviews/999999' }) }),
  'POST /api/v1/reviews/:id/declaration': {
    right: 'review', scope: 'own', answers: 404, says: 'review.unknown', send: () => ({ path: '/api/v1/reviews/999999/declaration', json: { conflict: false } }),
  },
  'POST /api/v1/reviews/:id/opinion': {
    right: 'review', scope: 'own', answers: 404, says: 'review.unknown', send: () => ({ path: '/api/v1/reviews/999999/opinion', json: { verdict: 'pass', opinion: '同意' } }),
  },
  'POST /api/v1/reviews/:id/conclusion': {
    right: 'review', scope: 'own', answers: 404, says: 'review.unknown', send: () => ({ path: '/api/v1/reviews/999999/conclusion', json: { verdict: 'pass', conclusion: '同意' } }),
  },
  'POST /api/v1/reviews/:id/cancel': {
    right: 'handle', scope: 'department', answers: 404, says: 'review.unknown', send: () => ({ path: '/api/v1/reviews/999999/cancel', json: { reason: '改期' } }),
  },
};

// Things of a department: approver and head belong to `nr`, `drx` is another. Each key names one thing, made once.
const DESK = { [OWN]: ['nr-desk', 'land_permit'], [OTHER]: ['drx-desk', 'filing'] };
const newSlot = { day: '2020-04-02', from: '09:00', to: '10:00', place: '大厅', capacity: 200 };
const made = new Map();
const desk = (as) => (['approver', 'head'].includes(as) ? as : 'nobody');
async function once(key, client, path, json) {
  if (!made.has(key)) {
    const answer = await clients[client].request('POST', path, { json });
    assert.equal(answer.status, 201, answer.text);
    made.set(key, answer.json.id);
  }
  return made.get(key);
}
const question = (key, code) => once(key, 'visitor', `/api/v1/items/${DESK[code][1]}/questions`, { text: '怎样办理？' });
const slot = (key, code) => once(`slot ${key}`, DESK[code][0], '/api/v1/slots', newSlot);
const booking = async (who, code) => once(`booking ${who} ${code}`, who, `/api/v1/slots/${await slot(`of ${who} ${code}`, code)}/bookings`, { subject: '咨询' });
const jointSheet = () => once('joint', 'coordinator', '/api/v1/joint-sheets', {
  title: '会办', conclusion: '同意', cases: [{ case: cases[OWN], event: 'accept_window', reason: '同意' }],
});
const officerVersion = async () => (await clients.coordinator.get('/api/v1/officers')).json.items.find((row) => row.person === 'the-officer').version;
const coverId = async () => (await clients.coordinator.get('/api/v1/covers')).json.items.at(-1)?.id ?? 1;

const newProject = (code, division, owner) => ({
  programme: '百大', year: 2020, code, name: `道路 ${code.slice(-3)}`, owner: '某公司', owner_code: owner, division,
  sector: 'E', total_wan: 1000, annual_plan_wan: 100, planned_start: '2020-04-20', planned_finish: '2020-11-01',
});
const versionOf = async (name) =>
  `"${(await clients.security.get('/api/v1/users')).json.items.find((row) => row.name === name).version}"`;
const seasonsOf = async (division) => (await clients.leader.get(`/api/v1/seasons?division=${division}`)).json.items[0];
const versionOfProject = async (code) => (await clients.coordinator.get(`/api/v1/projects/${code}`)).headers.get('etag');

async function give(person, projectCode, more = {}) {
  const answer = await clients.coordinator.request('POST', '/api/v1/authorities', {
    json: { person, project: projectCode, paper: '授权书', until: '2020-12-31', ...more },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

before(async () => {
  server = await startServer();
  for (const role of EVERYBODY) {
    server.addUser(nameOf(role), role, PASSWORD, BELONGS[role]);
    server.addUser(`spare-${role}`, role, PASSWORD, BELONGS[role]); // for what ends sessions
  }
  server.addUser('victim', 'leader', PASSWORD);
  for (const role of EVERYBODY) clients[role] = await server.signedIn(nameOf(role), PASSWORD);
  for (const [name, role, belongs] of [['nr-desk', 'approver', 'nr'], ['drx-desk', 'approver', 'drx'], ['visitor', 'owner', MINE]]) {
    server.addUser(name, role, PASSWORD, belongs);
    clients[name] = await server.signedIn(name, PASSWORD);
  }
  clients.anonymous = server.client();
  for (const [code, owner] of [[OWN, MINE], [OTHER, THEIRS]]) {
    const made = await clients.coordinator.request('POST', '/api/v1/projects', { json: newProject(code, DIVISION[code], owner) });
    assert.equal(made.status, 201, made.text);
  }
  for (const holder of ['delegate', 'officer', 'expert']) await give(nameOf(holder), OWN);
  server.addUser('their-owner', 'owner', PASSWORD, THEIRS);
  const theirs = await server.signedIn('their-owner', PASSWORD);
  for (const [code, owner] of [[OWN, clients.owner], [OTHER, theirs]]) {
    const made = await owner.request('POST', `/api/v1/projects/${code}/applications`, { json: { stage: 1, items: ['filing'] } });
    assert.equal(made.status, 201, made.text);
    applications[code] = made.json.number;
    cases[code] = made.json.cases[0].id;
    const asked = await owner.request('POST', `/api/v1/cases/${cases[code]}/green`, { json: { reason: '省百大项目' } });
    assert.equal(asked.status, 201, asked.text);
  }
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.log));

const table = () => run(['routes', '--format', 'tsv']).trim().split('\n').map((line) => line.split('\t'));

// What a role has to be told: [status, code or undefined].
function expected(row, as, code) {
  if (!RIGHTS[row.right].includes(as)) {
    return as === 'anonymous' ? [401, 'party.sign_in'] : [403, 'party.permission'];
  }
  if (row.exceptFor?.[as]) return row.exceptFor[as];
  const refused = row.otherFor ?? (row.scope === 'projects' && row.named ? BOUNDED : []);
  if (code === OTHER && refused.includes(as)) return [404, undefined];
  return [row.answers ?? 200, row.says];
}

async function openStream(client, method, path) {
  const stop = new AbortController();
  const answer = await fetch(server.url + path, { method, headers: { cookie: client.cookie }, signal: stop.signal });
  const json = answer.status === 200 ? undefined : await answer.json();
  stop.abort(); // a stream has no end of its own
  return { status: answer.status, json };
}

async function send(row, method, pattern, as, code) {
  const client = row.fresh && as !== 'anonymous' ? await server.signedIn(`spare-${as}`, PASSWORD) : clients[as];
  const given = row.send ? await row.send({ as, code }) : {};
  let path = given.path ?? pattern.replace(':code', code);
  for (const name of ['photo', 'item']) path = path.replace(`:${name}`, given[name] ?? `:${name}`);
  assert.ok(!path.includes(':'), `${method} ${pattern}: say what stands for ${path}`);
  path += given.query ?? '';
  return row.stream ? openStream(client, method, path) : client.request(method, path, given);
}

test('the table says for each address the right and the scope that this file expects, and has no other', () => {
  const printed = table().map(([method, pattern, right, scope]) => `${method} ${pattern} ${right} ${scope}`);
  const written = Object.entries(ROUTES).map(([name, row]) => `${name} ${row.right} ${row.scope}`);
  assert.deepEqual(printed.sort(), written.sort());
});

test('every address answers every role as its right and its scope say, for own and for other things', async () => {
  const wrong = [];
  for (const [method, pattern] of table()) {
    const row = ROUTES[`${method} ${pattern}`];
    assert.ok(row, `${method} ${pattern} is not in the table of this test`);
    row.named = pattern.includes(':code');
    for (const as of ['anonymous', ...EVERYBODY]) {
      for (const code of row.named || row.otherFor ? [OWN, OTHER] : [OWN]) {
        const answer = await send(row, method, pattern, as, code);
        const [wanted, says] = expected(row, as, code);
        if (answer.status !== wanted || (says && answer.json.code !== says)) {
          wrong.push(`${method} ${pattern} as ${as} on ${code === OWN ? 'an own' : 'an other'}: ${answer.status} instead of ${wanted} ${says ?? ''}: ${answer.text}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('what lies outside a scope answers exactly what a thing that is not there answers', async () => {
  const plain = (answer) => ({ ...answer.json, request_id: '', detail: answer.json.detail.replace(/\d{4}-[\d-]+/, 'CODE') });
  for (const as of BOUNDED) {
    for (const path of ['', '/history', '/plan', '/gate']) {
      const other = await clients[as].get(`/api/v1/projects/${OTHER}${path}`);
      const missing = await clients[as].get(`/api/v1/projects/2020-230103-48-01-999999${path}`);
      assert.equal(other.status, 404);
      assert.deepEqual(plain(other), plain(missing), `${as} ${path}`);
    }
  }
});

test('lists, figures and exports hold what lies in the scope and nothing else', async () => {
  for (const as of EVERYBODY) {
    const wanted = BOUNDED.includes(as) ? [OWN] : [OWN, OTHER];
    const list = (await clients[as].get('/api/v1/projects?programme=百大&year=2020')).json;
    assert.deepEqual(list.items.map((row) => row.code), wanted, as);
    assert.equal(list.total, wanted.length, as);
    const cockpit = (await clients[as].get('/api/v1/cockpit?programme=百大&year=2020')).json;
    assert.equal(cockpit.statistics.projects, wanted.length, as);
    const rows = (await clients[as].get('/api/v1/exports/projects?programme=百大&year=2020&format=csv')).text.match(/2020-2301\d\d-48-01-\d{6}/g);
    assert.deepEqual(rows, wanted, as);
    const due = (await clients[as].get('/api/v1/due?programme=百大&year=2020&by=project&days=300')).text;
    assert.equal(due.includes(OTHER), wanted.includes(OTHER), as);
    const brief = (await clients[as].get('/api/v1/brief?programme=百大&year=2020')).json;
    assert.equal(JSON.stringify(brief).includes('"projects":2'), wanted.length === 2, as);
  }
});
