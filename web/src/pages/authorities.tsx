// Written authorities: delegates of an owner, service officers of projects, invited experts.
import { useState } from 'preact/hooks';
import { call, session, useLoad } from '../api';
import { t, word } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Empty, Show } from '../parts/states';

interface Authority { id: number; person: string; person_name: string; role: string; body: string; project: string; project_name: string; from: string; until: string | null; paper: string; given_by: string; counts: boolean; over: boolean }

export default function AuthoritiesPage() {
  const list = useLoad<{ items: Authority[] }>('/authorities', (subject) => !subject || subject.startsWith('person:') || subject === 'notice:');
  const [giving, setGiving] = useState(false), [refused, setRefused] = useState('');
  const user = session.value!.user, gives = ['coordinator', 'owner', 'head'].includes(user.role);
  const end = (row: Authority) => call('DELETE', `/authorities/${row.id}`).then(() => { setRefused(''); list.reload(); }, (problem) => { setRefused(problem.detail || problem.code); list.reload(); });
  const give = async (values: Record<string, string>) => {
    const whole = user.role === 'owner' && !values.project ? { body: user.body } : {};
    const json = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
    await call('POST', '/authorities', { json: { ...json, ...whole } });
    setGiving(false);
    list.reload();
  };
  return <div class="authorities">
    <div class="bar"><h1>{t('authorities')}</h1>{gives && <span class="end"><button class="btn primary" onClick={() => setGiving(true)}>{t('giveAuthority')}</button></span>}</div>
    {refused && <div class="refusal" role="alert">{refused}</div>}
    <Show loaded={list}>{({ items }) => (items.length ? <div class="card wide-table" tabIndex={0} role="region" aria-label={t('authorities')}><table class="plain"><thead><tr><th scope="col">{t('holder')}</th><th scope="col">{t('role')}</th><th scope="col">{t('authorityFor')}</th><th scope="col">{t('from')}</th><th scope="col">{t('until')}</th><th scope="col">{t('paper')}</th><th scope="col">{t('state')}</th>{gives && <th scope="col">{t('actions')}</th>}</tr></thead>
      <tbody>{items.map((row) => <tr key={row.id} data-row tabIndex={0}><td>{row.person_name || row.person}</td><td>{word('role', row.role)}</td><td>{row.project ? <a href={`/projects/${row.project}`}>{row.project_name}</a> : t('wholeEnterprise', row.body)}</td><td>{row.from}</td><td>{row.until ?? '—'}</td><td>{row.paper || '—'}</td>
        <td><span class={`light ${row.counts ? 'green' : 'grey'}`}>{t(row.counts ? 'counts' : row.over ? 'over' : 'notYet')}</span></td>{gives && <td>{row.over ? '' : <button class="link" aria-label={`${t('endAuthority')} ${row.person}`} onClick={() => end(row)}>{t('endAuthority')}</button>}</td>}</tr>)}</tbody></table></div> : <Empty text={t('empty')} />)}</Show>
    {giving && <Dialog title={t('giveAuthority')} close={() => setGiving(false)}><Form label={t('save')} close={() => setGiving(false)} send={give}>
      <Field label={t('holderName')}><input name="person" required autocomplete="off" /></Field><Field label={t(user.role === 'owner' ? 'projectOrAll' : 'code')}><input name="project" required={user.role !== 'owner'} autocomplete="off" /></Field>
      <Field label={t('from')}><input name="from" type="date" /></Field><Field label={t('until')}><input name="until" type="date" required={user.role === 'owner'} /></Field>
      <Field label={t('paper')} wide><input name="paper" maxLength={200} required={user.role === 'owner'} /></Field>
    </Form></Dialog>}
  </div>;
}
