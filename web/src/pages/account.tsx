// The caller's own page: how to be told, and the second factor.
import { useState } from 'preact/hooks';
import { call, useLoad } from '../api';
import { t } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { SecondFactor } from '../parts/second-factor';
import { Show } from '../parts/states';

interface Setting { email: string; phone: string; hour: number; language: string; by_email: boolean; by_webhook: boolean }
interface Factor { enrolled: boolean; must_enrol: boolean; recovery_codes: number; rule: string }
const never = () => false;

export default function AccountPage() {
  const setting = useLoad<Setting>('/notice-setting', never), factor = useLoad<Factor>('/second-factor', never);
  const [saved, setSaved] = useState(false), [adding, setAdding] = useState(false), [removing, setRemoving] = useState(false);
  const save = async (values: Record<string, string>) => {
    setSaved(false);
    await call('PUT', '/notice-setting', { json: { email: values.email, phone: values.phone, hour: Number(values.hour), language: values.language, by_email: 'by_email' in values, by_webhook: 'by_webhook' in values } });
    setSaved(true);
  };
  return <div class="account">
    <div class="bar"><h1>{t('account')}</h1></div>
    <section class="card pad"><h2>{t('howTold')}</h2><Show loaded={setting}>{(own) => <Form label={t('save')} send={save}>
      <Field label={t('email')}><input name="email" type="email" autocomplete="email" value={own.email} /></Field><Field label={t('phone')}><input name="phone" type="tel" autocomplete="tel" value={own.phone} /></Field>
      <Field label={t('digestHour')}><select name="hour">{Array.from({ length: 24 }, (_, hour) => <option key={hour} value={hour} selected={hour === own.hour}>{String(hour).padStart(2, '0')}:00</option>)}</select></Field>
      <Field label={t('messageLanguage')}><select name="language"><option value="zh" selected={own.language === 'zh'}>中文</option><option value="en" selected={own.language === 'en'}>English</option></select></Field>
      <label class="tick"><input name="by_email" type="checkbox" checked={own.by_email} /> {t('byEmail')}</label><label class="tick"><input name="by_webhook" type="checkbox" checked={own.by_webhook} /> {t('byWebhook')}</label>
      {saved && <p role="status">{t('saved')}</p>}
    </Form>}</Show></section>
    <section class="card pad"><h2>{t('secondFactor')}</h2><Show loaded={factor}>{(state) => (state.enrolled
      ? <><p>{t('enrolled', state.recovery_codes)}</p>{state.rule !== 'required' && <button class="btn" onClick={() => setRemoving(true)}>{t('removeFactor')}</button>}</>
      : <><p>{t('notEnrolled')}</p>{state.rule !== 'off' && <button class="btn" onClick={() => setAdding(true)}>{t('setUp')}</button>}</>)}</Show></section>
    {adding && <Dialog title={t('secondFactor')} close={() => setAdding(false)}><SecondFactor done={() => { setAdding(false); factor.reload(); }} /></Dialog>}
    {removing && <Dialog title={t('removeFactor')} close={() => setRemoving(false)}><Form label={t('removeFactor')} close={() => setRemoving(false)} send={async ({ password, code }) => { await call('POST', '/second-factor/remove', { json: { password, code } }); setRemoving(false); factor.reload(); }} danger={(problem) => (problem.code === 'second_factor.code' ? t('wrongCode') : problem.code === 'party.old_password' ? t('wrongPassword') : undefined)}>
      <Field label={t('password')} wide><input name="password" type="password" autocomplete="current-password" required /></Field><Field label={t('code6')} wide><input name="code" autocomplete="one-time-code" required /></Field>
    </Form></Dialog>}
  </div>;
}
