// Setting up a second factor: password, QR code and secret, a first code, the recovery codes.
import { useState } from 'preact/hooks';
import { call } from '../api';
import { t } from '../i18n';
import { Field, Form } from './dialog';

interface Started { secret: string; uri: string; qr: { size: number; path: string } }

export function QrCode({ qr, label }: { qr: Started['qr']; label: string }) {
  return <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${qr.size} ${qr.size}`} shape-rendering="crispEdges"><rect width={qr.size} height={qr.size} fill="#fff" /><path d={qr.path} fill="#000" /></svg>;
}

export function SecondFactor({ done }: { done: () => void }) {
  const [started, setStarted] = useState<Started | null>(null), [codes, setCodes] = useState<string[]>([]);
  if (codes.length) return <><p>{t('recoveryLong')}</p><ul class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul><button class="btn primary" onClick={done}>{t('recoveryKept')}</button></>;
  if (!started) return <Form label={t('next')} send={async ({ password }) => setStarted((await call<Started>('POST', '/second-factor', { json: { password } })).data)} danger={(problem) => (problem.code === 'party.old_password' ? t('wrongPassword') : undefined)}>
    <Field label={t('password')} wide><input name="password" type="password" autocomplete="current-password" required /></Field>
  </Form>;
  return <><p>{t('scanLong')}</p><QrCode qr={started.qr} label={t('scan')} /><p class="muted">{t('secretByHand')} <code>{started.secret.match(/.{4}/g)!.join(' ')}</code></p>
    <Form label={t('confirm')} send={async ({ code }) => setCodes((await call<{ recovery_codes: string[] }>('POST', '/second-factor/confirm', { json: { code } })).data.recovery_codes)} danger={(problem) => (problem.code === 'second_factor.code' ? t('wrongCode') : undefined)}>
      <Field label={t('code6')} wide><input name="code" inputMode="numeric" autocomplete="one-time-code" required autofocus /></Field>
    </Form></>;
}
