// A modal dialog on the browser's own <dialog>: focus stays inside, Esc closes.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api';
import { t } from '../i18n';

export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null), id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const dialog = box.current!;
    dialog.showModal();
    // While it is open, everything outside is inert and cannot take the focus back.
    return () => { dialog.close(); before?.focus?.(); };
  }, []);
  return <dialog ref={box} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); close(); }} onClick={(event) => { if (event.target === box.current) close(); }}>
    <div class="dialog"><header><h2 id={id}>{title}</h2><button class="icon" type="button" aria-label={t('close')} onClick={close}>×</button></header>{children}</div>
  </dialog>;
}

export function Field({ label, children, wide }: { label: string; children: ComponentChildren; wide?: boolean }) {
  return <label class={wide ? 'field wide' : 'field'}><span>{label}</span>{children}</label>;
}

// A form that sends once at a time and shows the server's refusal above its buttons.
export function Form({ send, close, label, children, danger }: { send: (values: Record<string, string>, form: HTMLFormElement) => Promise<void>; close?: () => void; label: string; children: ComponentChildren; danger?: (problem: Problem) => ComponentChildren }) {
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await send(Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string')) as Record<string, string>, form);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      if (error.field) (form.elements.namedItem(error.field) as HTMLElement | null)?.focus?.();
    } finally { setBusy(false); }
  }
  return <form class="form" onSubmit={submit}>{children}
    {problem && <div class="refusal" role="alert">{danger?.(problem) ?? (problem.status === 0 ? t('unreachable') : problem.status === 403 ? t('noRightLong') : problem.detail || problem.code)}</div>}
    <footer>{close && <button class="btn" type="button" onClick={close}>{t('cancel')}</button>}<button class="btn primary" disabled={busy}>{busy ? t('importing') : label}</button></footer>
  </form>;
}
