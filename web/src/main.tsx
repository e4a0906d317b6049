import { render, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { openSession, Problem, session } from './api';
import { language, t } from './i18n';
import { ChangePassword, Enrol, SignIn } from './pages/sign-in';
import { Frame } from './parts/frame';
import { Failed, Loading, Notice } from './parts/states';
import { route } from './route';
import './style.css';
import './theme';

type Page = ComponentType<{ code: string }>;
const pages: [RegExp, () => Promise<{ default: Page }>][] = [
  [/^\/$/, () => import('./pages/cockpit')], [/^\/projects\/?$/, () => import('./pages/register')], [/^\/projects\/([^/]+)$/, () => import('./pages/project')],
  [/^\/import$/, () => import('./pages/import')], [/^\/brief$/, () => import('./pages/brief')], [/^\/calendar$/, () => import('./pages/calendar')], [/^\/planner$/, () => import('./pages/planner')], [/^\/users$/, () => import('./pages/users')],
  [/^\/authorities$/, () => import('./pages/authorities')], [/^\/notices$/, () => import('./pages/notices')], [/^\/account$/, () => import('./pages/account')],
];
const ready = new Map<string, Page>();

function Here() {
  const { path } = route.value;
  const match = pages.find(([pattern]) => pattern.test(path));
  const key = match ? String(match[0]) : '';
  const [, turn] = useState(0), [broken, setBroken] = useState<string>('');
  useEffect(() => {
    if (!match || ready.has(key)) return;
    match[1]().then((module) => { ready.set(key, module.default); turn((n) => n + 1); }, () => setBroken(key));
  }, [key]);
  if (!match) return <Notice mark="∅" title={t('notFound')}><p class="muted">{path}</p><a class="btn" href="/">{t('home')}</a></Notice>;
  if (broken === key) return <Failed error={new Problem(0, 'network', '')} retry={() => location.reload()} />;
  const Found = ready.get(key);
  const code = match[0].exec(path)![1] ?? '';
  return Found ? <Found code={code} key={key + code} /> : <Loading />;
}

function App() {
  const [error, setError] = useState<Problem | null>(null);
  useEffect(() => { openSession().catch((problem) => setError(problem)); }, []);
  useEffect(() => { document.title = `开工 · ${t('product')}`; }, [language.value]);
  if (error && !session.value) return <main class="alone"><Failed error={error} retry={() => location.reload()} /></main>;
  if (session.value === undefined) return <main class="alone"><Loading /></main>;
  if (session.value === null) return <SignIn />;
  if (session.value.user.must_change) return <ChangePassword />;
  if (session.value.user.must_enrol) return <Enrol />;
  return <Frame><Here /></Frame>;
}
document.documentElement.lang = language.value === 'en' ? 'en' : 'zh-CN';
render(<App />, document.getElementById('app')!);
