import { useState } from 'preact/hooks';
import { call, useLoad, type User } from '../api';
import { either, t, word } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Empty, Show } from '../parts/states';

const roles = ['coordinator', 'leader', 'district', 'owner', 'delegate', 'officer', 'approver', 'head', 'expert', 'system', 'security', 'audit'];

export default function UsersPage() {
  const users = useLoad<{ items: User[] }>('/users', (subject) => !subject || subject.startsWith('person:')), [adding, setAdding] = useState(false), [resetting, setResetting] = useState<User | null>(null), [refused, setRefused] = useState(''), [changing, setChanging] = useState<User | null>(null);
  const divisions = useLoad<{ items: Division[] }>('/divisions', () => false), placeName = (code: string) => { const found = divisions.data?.items?.find((d) => d.code === code); return found ? either(found.name_zh, found.name_en) : code; };
  const change = (user: User, json: Record<string, unknown>) => call('PATCH', `/users/${encodeURIComponent(user.name)}`, { json, etag: `"${user.version}"` }).then(() => { setRefused(''); users.reload(); }, (problem) => { setRefused(problem.detail || problem.code); users.reload(); });
  return <div class="users">
    <div class="bar"><h1>{t('users')}</h1>{users.data && <span class="end"><button class="btn primary" onClick={() => setAdding(true)}>{t('addUser')}</button></span>}</div>
    {refused && <div class="refusal" role="alert">{refused}</div>}
    <Show loaded={users}>{({ items }) => (items.length ? <div class="card wide-table" tabIndex={0} role="region" aria-label={t('users')}><table class="plain"><thead><tr><th scope="col">{t('userName')}</th><th scope="col">{t('displayName')}</th><th scope="col">{t('role')}</th><th scope="col">{t('body')}</th><th scope="col">{t('state')}</th><th scope="col">{t('actions')}</th></tr></thead>
      <tbody>{items.map((user) => <tr key={user.name} data-row tabIndex={0}><td>{user.name}</td><td>{user.display_name || '—'}</td><td>{word('role', user.role)}</td><td>{user.body_name || user.body || (placeName(user.division) || '—')}</td><td><span class={`light ${user.enabled ? 'green' : 'grey'}`}>{t(user.enabled ? 'enabled' : 'disabled')}</span></td>
        <td><button class="link" aria-label={`${t(user.enabled ? 'disable' : 'enable')} ${user.name}`} onClick={() => change(user, { enabled: !user.enabled })}>{t(user.enabled ? 'disable' : 'enable')}</button> <button class="link" aria-label={`${t('resetPassword')} ${user.name}`} onClick={() => setResetting(user)}>{t('resetPassword')}</button> <button class="link" aria-label={`${t('changeRights')} ${user.name}`} onClick={() => setChanging(user)}>{t('changeRights')}</button>{user.second_factor && <> <button class="link" aria-label={`${t('resetFactor')} ${user.name}`} onClick={() => call('DELETE', `/users/${encodeURIComponent(user.name)}/second-factor`).then(() => { setRefused(''); users.reload(); }, (problem) => setRefused(problem.detail || problem.code))}>{t('resetFactor')}</button></>}</td></tr>)}</tbody></table></div> : <Empty text={t('empty')} />)}</Show>
    {adding && <AddUser close={() => setAdding(false)} done={() => { setAdding(false); users.reload(); }} />}
    {changing && <Dialog title={`${t('changeRights')} · ${changing.name}`} close={() => setChanging(null)}><Form label={t('save')} close={() => setChanging(null)} send={async (values) => { await call('PATCH', `/users/${encodeURIComponent(changing.name)}`, { json: values, etag: `"${changing.version}"` }); setChanging(null); users.reload(); }}><Rights user={changing} /></Form></Dialog>}
    {resetting && <Dialog title={`${t('resetPassword')} · ${resetting.name}`} close={() => setResetting(null)}><Form label={t('save')} close={() => setResetting(null)} send={async ({ password }) => { await call('PATCH', `/users/${encodeURIComponent(resetting.name)}`, { json: { password }, etag: `"${resetting.version}"` }); setResetting(null); users.reload(); }}><Field label={t('initialPassword')} wide><input name="password" type="password" autocomplete="new-password" required minLength={10} /></Field></Form></Dialog>}
  </div>;
}
// Role and what it belongs to: a division, a department or an enterprise.
function Rights({ user }: { user?: User }) {
  const divisions = useLoad<{ items: Division[] }>('/divisions', () => false), departments = useLoad<{ items: Department[] }>('/departments', () => false), [role, setRole] = useState(user?.role ?? 'coordinator');
  return <><Field label={t('role')}><select name="role" value={role} onChange={(event) => setRole(event.currentTarget.value)}>{roles.map((name) => <option key={name} value={name}>{word('role', name)}</option>)}</select></Field>
    {role === 'district' && <Field label={t('division')}><select name="division" required>{(divisions.data?.items ?? []).map((d) => <option key={d.code} value={d.code} selected={d.code === user?.division}>{either(d.name_zh, d.name_en)}</option>)}</select></Field>}
    {(role === 'approver' || role === 'head') && <Field label={t('department')}><select name="body" required>{(departments.data?.items ?? []).map((d) => <option key={d.id} value={d.id} selected={d.id === user?.body}>{either(d.name_zh, d.name_en)}</option>)}</select></Field>}
    {(role === 'owner' || role === 'delegate') && <Field label={t('enterpriseCode')}><input name="body" required minLength={18} maxLength={18} autocomplete="off" value={user?.body} /></Field>}</>;
}
function AddUser({ close, done }: { close: () => void; done: () => void }) {
  return <Dialog title={t('addUser')} close={close}><Form label={t('save')} close={close} send={async (values) => { await call('POST', '/users', { json: values }); done(); }}>
    <Field label={t('userName')}><input name="name" required autocomplete="off" /></Field><Field label={t('displayName')}><input name="display_name" /></Field>
    <Rights />
    <Field label={t('initialPassword')} wide><input name="password" type="password" autocomplete="new-password" required minLength={10} /></Field>
  </Form></Dialog>;
}
interface Division { code: string; name_zh: string; name_en: string }
interface Department { id: string; name_zh: string; name_en: string }
