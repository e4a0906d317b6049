import { useRef, useState } from 'preact/hooks';
import { call, Problem, query, session, type Import } from '../api';
import { either, number, t, word, type Key } from '../i18n';
import { Failed, Notice } from '../parts/states';

type Step = { kind: 'choose' } | { kind: 'busy'; part: number; dry: boolean } | { kind: 'shown'; result: Import } | { kind: 'failed'; problem: Problem } | { kind: 'cancelled' };

export default function ImportPage() {
  const programmes = session.value?.programmes ?? [], [programme, setProgramme] = useState(programmes[0]?.name ?? '省百大项目'), [year, setYear] = useState(String(programmes[0]?.year ?? session.value?.as_of.slice(0, 4) ?? ''));
  const [file, setFile] = useState<File | null>(null), [step, setStep] = useState<Step>({ kind: 'choose' }), abort = useRef<AbortController | null>(null);
  if (session.value?.user.role !== 'coordinator' && session.value?.user.role !== 'district') return <Notice mark="⊘" title={t('noRight')}><p>{t('noRightLong')}</p><a class="btn" href="/">{t('home')}</a></Notice>;
  async function send(dry: boolean) {
    if (!file) return;
    if (file.size > 20 * 1024 * 1024) { setStep({ kind: 'failed', problem: new Problem(413, 'too.large', t('fileTooLarge')) }); return; }
    abort.current = new AbortController();
    setStep({ kind: 'busy', part: 0, dry });
    try {
      const { data } = await call<Import>('POST', `/imports${query({ programme, year, dry_run: dry ? 1 : undefined, name: file.name })}`, { raw: file, signal: abort.current.signal, onProgress: (part) => setStep({ kind: 'busy', part, dry }) });
      setStep({ kind: 'shown', result: data });
    } catch (error) {
      // A refused list is an answer, not a failure: its body is the report.
      if (error instanceof Problem && Array.isArray(error.body.refused)) setStep({ kind: 'shown', result: error.body as unknown as Import });
      else if (error instanceof Problem) setStep({ kind: 'failed', problem: error });
      else if ((error as Error).name === 'AbortError') setStep({ kind: 'cancelled' });
      else throw error;
    }
  }
  const result = step.kind === 'shown' ? step.result : null;
  return <div class="import">
    <h1>{t('import')}</h1>
    <form class="card form row" onSubmit={(event) => { event.preventDefault(); send(true); }}>
      <label class="field"><span>{t('programme')}</span><input value={programme} required onInput={(event) => setProgramme(event.currentTarget.value)} /></label>
      <label class="field"><span>{t('year')}</span><input type="number" min="2000" max="2100" value={year} required onInput={(event) => setYear(event.currentTarget.value)} /></label>
      <label class="field wide"><span>{t('chooseFile')}</span><input type="file" required accept=".xlsx,.csv" onChange={(event) => { setFile(event.currentTarget.files?.[0] ?? null); setStep({ kind: 'choose' }); }} /></label>
      <footer>{step.kind === 'busy' ? <button class="btn" type="button" onClick={() => abort.current?.abort()}>{t('cancel')}</button> : <button class="btn primary" disabled={!file}>{t('check')}</button>}</footer>
    </form>
    {step.kind === 'busy' && <p class="card busy" role="status"><progress max="1" value={step.part || undefined} aria-label={t('importing')} /> {step.part < 1 ? t('uploaded', Math.round(step.part * 100)) : t('importing')}</p>}
    {step.kind === 'cancelled' && <p class="card busy" role="status">{t('cancelled')}</p>}
    {step.kind === 'failed' && <Failed error={step.problem} retry={() => setStep({ kind: 'choose' })} />}
    {result && <section class="card result" aria-live="polite">
      <header><h2>{t(result.dry_run ? 'dryRunResult' : result.refused.length ? 'notStored' : 'importDone')}</h2>{result.dry_run && <span class="end"><button class="btn" onClick={() => setStep({ kind: 'choose' })}>{t('cancel')}</button><button class="btn primary" onClick={() => send(false)} disabled={result.refused.length > 0 || (!result.added && !result.changed)}>{t('apply')}</button></span>}</header>
      <dl class="counts">{(['rows', 'added', 'changed', 'unchanged', 'refused'] as const).map((key) => { const count = key === 'refused' ? result.refused.length : result[key]; return <div key={key} class={key === 'refused' && count ? 'bad' : undefined}><dt>{t(key)}</dt><dd data-count={key}>{number(count)}</dd></div>; })}</dl>
      {result.refused.length > 0 && <><h3 class="in">{t('refused')}</h3><p class="in muted">{t('refusedRows')}</p><Rows heads={['row', 'column', 'message']} rows={result.refused.map((item) => [item.row, item.column, either(item.message, item.message_en)])} name={t('refused')} /></>}
      {!!result.notes?.length && <><h3 class="in">{t('notes')}</h3><p class="in muted">{t('notesLong')}</p><Rows heads={['row', 'column', 'message']} rows={result.notes.map((item) => [item.row || '—', item.column || '—', either(item.message, item.message_en)])} name={t('notes')} /></>}
      {!!result.changes?.length && <><h3 class="in">{t('changed')}</h3><Rows heads={['row', 'name', 'field', 'from', 'to']} rows={result.changes.flatMap((change) => (change.fields?.length ? change.fields.map((field) => [change.row, change.name, word('field', field.field), field.from || '—', field.to || '—']) : [[change.row, change.name, t('added'), '—', change.code]]))} name={t('changed')} /></>}
    </section>}
  </div>;
}
const most = 500;
function Rows({ heads, rows, name }: { heads: Key[]; rows: (string | number)[][]; name: string }) {
  return <div class="wide-table" tabIndex={0} role="region" aria-label={name}><table class={heads.includes('message') ? 'plain reasons' : 'plain'}><thead><tr>{heads.map((key) => <th key={key} scope="col">{t(key)}</th>)}</tr></thead><tbody>{rows.slice(0, most).map((row, i) => <tr key={i}>{row.map((cell, j) => <td key={j}>{cell}</td>)}</tr>)}</tbody></table>{rows.length > most && <p class="empty">… {number(rows.length - most)}</p>}</div>;
}
