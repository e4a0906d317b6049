import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, openSession, Problem, session, signIn } from '../api';
import { language, switchLanguage, t } from '../i18n';
import { Field, Form } from '../parts/dialog';
import { Mark } from '../parts/icons';
import { SecondFactor } from '../parts/second-factor';
import { theme, toggleTheme } from '../theme';

function Alone({ title, children }: { title: string; children: ComponentChildren }) {
  return <main class="alone"><section class="card door">
    <p class="brand"><Mark />{t('product')}</p><h1>{title}</h1>{children}
    <p class="ends"><button class="link" type="button" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={switchLanguage}>{t('otherLanguage')}</button><button class="link" type="button" onClick={toggleTheme}>{t(theme.value === 'dark' ? 'light' : 'dark')}</button></p>
  </section></main>;
}

export function SignIn() {
  const [asked, setAsked] = useState(false);
  const send = ({ name, password, code }: Record<string, string>) => signIn(name.trim(), password, code).catch((problem) => {
    if (problem instanceof Problem && problem.code === 'party.code' && !asked) { setAsked(true); return; }
    throw problem;
  });
  return <Alone title={t('signIn')}><Form label={t('signIn')} send={send}
    danger={(problem) => (problem.code === 'party.code' ? t('wrongCode') : problem.status === 429 ? t('tooMany') : problem.status === 401 || problem.status === 403 ? t('signInFailed') : undefined)}>
    <Field label={t('userName')} wide><input name="name" autocomplete="username" required autofocus /></Field>
    <Field label={t('password')} wide><input name="password" type="password" autocomplete="current-password" required /></Field>
    {asked && <Field label={t('codeOrRecovery')} wide><input name="code" autocomplete="one-time-code" required autofocus /></Field>}
  </Form></Alone>;
}

// What an official sees first where the city requires a second factor.
export function Enrol() {
  return <Alone title={t('secondFactor')}><p>{t('mustEnrol')}</p><SecondFactor done={() => { session.value = undefined; openSession().catch(() => {}); }} /></Alone>;
}

export function ChangePassword() {
  async function send(values: Record<string, string>) {
    if (values.new !== values.repeat) throw new Problem(422, 'password.differ', t('passwordsDiffer'), { field: 'repeat' });
    await call('POST', '/password', { json: { old: values.old, new: values.new } });
    session.value = undefined;
    await openSession();
  }
  return <Alone title={t('changePassword')}><p>{t('mustChange')}</p><Form label={t('save')} send={send}>
    <input type="hidden" name="name" autocomplete="username" value={session.value?.user.name} />
    <Field label={t('oldPassword')} wide><input name="old" type="password" autocomplete="current-password" required /></Field>
    <Field label={t('newPassword')} wide><input name="new" type="password" autocomplete="new-password" required minLength={10} /></Field>
    <Field label={t('repeatPassword')} wide><input name="repeat" type="password" autocomplete="new-password" required /></Field>
  </Form></Alone>;
}
