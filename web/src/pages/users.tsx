import { useState } from 'preact/hooks';
import { call, useLoad, type User } from '../api';
import { either, t, word } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Empty, Show } from '../parts/states';

const roles = ['coordinator', 'leader', 'district', 'system', 'security', 'audit'];

export default function UsersPage() {
  const users = useLoad<{ items: User[] }>('/users', (subject) => !subject || subject.startsWith('person:')), [adding, setAdding] = useState(false), [resetting, setResetting] = useState<User | null>(null), [refused, setRefused] = useState('');
  const divisions = useLoad<{ items: Division[] }>('/divisions', () => false), placeName = (code: string) => { const found = divisions.data?.items?.find((d) => d.code === code); return found ? either(found.name_zh, found.name_en) : code; };
  const change = (user: User, json: Record<string, unknown>) => call('PATCH', `/users/${encodeURIComponent(user.name)}`, { json, etag: `"${user.version}"` }).then(() => { setRefused(''); users.reload(); }, (problem) => { setRefused(problem.detail || problem.code); users.reload(); });
  return <div class="users">
    <div class="bar"><h1>{t('users')}</h1>{users.data && <span class="end"><button class="btn primary" onClick={() => setAdding(true)}>{t('addUser')}</button></span>}</div>
    {refused && <div class="refusal" role="alert">{refused}</div>}
    <Show loaded={users}>{({ items }) => (items.length ? <div class="card wide-table" tabIndex={0} role="region" aria-label={t('users')}><table class="plain"><thead><tr><th scope="col">{t('userName')}</th><th scope="col">{t('displayName')}</th><th scope="col">{t('role')}</th><th scope="col">{t('division')}</th><th scope="col">{t('state')}</th><th scope="col">{t('actions')}</th></tr></thead>
      <tbody>{items.map((user) => <tr key={user.name} data-row tabIndex={0}><td>{user.name}</td><td>{user.display_name || '—'}</td><td>{word('role', user.role)}</td><td>{placeName(user.division) || '—'}</td><td><span class={`light ${user.enabled ? 'green' : 'grey'}`}>{t(user.enabled ? 'enabled' : 'disabled')}</span></td>
        <td><button class="link" aria-label={`${t(user.enabled ? 'disable' : 'enable')} ${user.name}`} onClick={() => change(user, { enabled: !user.enabled })}>{t(user.enabled ? 'disable' : 'enable')}</button> <button class="link" aria-label={`${t('resetPassword')} ${user.name}`} onClick={() => setResetting(user)}>{t('resetPassword')}</button></td></tr>)}</tbody></table></div> : <Empty text={t('empty')} />)}</Show>
    {adding && <AddUser close={() => setAdding(false)} done={() => { setAdding(false); users.reload(); }} />}
    {resetting && <Dialog title={`${t('resetPassword')} · ${resetting.name}`} close={() => setResetting(null)}><Form label={t('save')} close={() => setResetting(null)} send={async ({ password }) => { await call('PATCH', `/users/${encodeURIComponent(resetting.name)}`, { json: { password }, etag: `"${resetting.version}"` }); setResetting(null); users.reload(); }}><Field label={t('initialPassword')} wide><input name="password" type="password" autocomplete="new-password" required minLength={10} /></Field></Form></Dialog>}
  </div>;
}
function AddUser({ close, done }: { close: () => void; done: () => void }) {
  const divisions = useLoad<{ divisions?: Division[]; items?: Division[] }>('/divisions', () => false), [role, setRole] = useState('coordinator');
  return <Dialog title={t('addUser')} close={close}><Form label={t('save')} close={close} send={async (values) => { await call('POST', '/users', { json: values }); done(); }}>
    <Field label={t('userName')}><input name="name" required autocomplete="off" /></Field><Field label={t('displayName')}><input name="display_name" /></Field>
    <Field label={t('role')}><select name="role" value={role} onChange={(event) => setRole(event.currentTarget.value)}>{roles.map((name) => <option key={name} value={name}>{word('role', name)}</option>)}</select></Field>
    {role === 'district' && <Field label={t('division')}><select name="division" required>{(divisions.data?.divisions ?? divisions.data?.items ?? []).map((d) => <option key={d.code} value={d.code}>{either(d.name_zh, d.name_en)}</option>)}</select></Field>}
    <Field label={t('initialPassword')} wide><input name="password" type="password" autocomplete="new-password" required minLength={10} /></Field>
  </Form></Dialog>;
}
interface Division { code: string; name_zh: string; name_en: string }
