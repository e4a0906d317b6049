// The only caller of the server: JSON, ETag, the forgery token, typed problems, one stream of changes.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

export interface User { name: string; display_name: string; role: string; role_zh?: string; division: string; body?: string; body_name?: string; must_change: boolean; must_enrol?: boolean; second_factor?: boolean; enabled?: boolean; version?: number }
export interface Programme { name: string; year: number; level: string; version: number }
export interface Session { csrf: string; user: User; as_of: string; city: { name_zh: string; name_en: string }; synthetic: boolean; programmes: Programme[] }
export interface Row {
  code: string; name: string; owner: string; owner_code?: string; division: string; division_zh: string; division_en: string; place: string; sector: string; type: string; nature: string; total_wan: number; annual_plan_wan: number;
  planned_start: string | null; baseline_start: string | null; actual_start: string | null; planned_finish: string | null; state: string; problem: string; source: string; service_officer: string; version: number;
}
export interface SiteEvent { kind: string; day: string; seq?: number; evidence?: Record<string, string> }
export interface Section { number: number; name: string; state: string; events: SiteEvent[] }
export interface PlanVersion { number: number; effective_on: string; planned_start: string; planned_finish: string; annual_plan_wan: number; author: string; reason: string }
export interface Project extends Row { sections?: Section[]; plans?: PlanVersion[]; template?: { id: string; version: number; name_zh: string; name_en: string }; conditions?: Record<string, unknown>; progress?: { item: string; accepted_on?: string; decided_on?: string; expected_on?: string }[] }
export interface Activity {
  id: string; name: string; name_en?: string; stage?: string; department?: string; department_zh?: string; department_en?: string; kind: string; duration: number; unit?: string; calendar: string; early_start: string; early_finish: string; late_start: string; late_finish: string;
  total_float: number; free_float: number; submit_by?: string | null; critical: boolean; state?: string; accepted_on?: string | null; decided_on?: string | null; because?: string; because_en?: string;
}
export interface Link { from: string; to: string; type: string; lag: number; driving?: boolean }
export interface Season { from: string; to: string; kind: string }
export interface Plan { code: string; handling: string; as_of: string; target_start: string; feasible: boolean; first_conflict?: { activity: string; text: string; text_en?: string } | null; activities: Activity[]; links: Link[]; non_working?: string[]; seasons?: Season[] }
export interface Gate { open: boolean; unmet: { item: string; name_zh: string; name_en: string; reason: string; reason_en?: string }[] }
export interface Group { code: string; name_zh: string; name_en: string; projects: number; started: number; at_risk?: number }
export interface Cockpit {
  as_of: string; synthetic?: boolean; planned_by: Record<string, number>; curve: { day: string; planned: number; started: number | null }[]; divisions: Group[]; sectors: Group[];
  statistics: { projects: number; total_wan: number; annual_plan_wan: number; started_by_day: number; started_before_day: number; started_on_day: number; starts: number; resumes: number; new_projects: number; continued_projects: number; overdue: number; stopped: number };
  at_risk: { code: string; name: string; planned_start: string; reason_zh: string; reason_en: string; days: number; source?: string }[]; due: { code: string; project: string; item: string; department_zh: string; submit_by: string; float: number }[]; upcoming: { code: string; name: string; planned_start: string; division_zh: string; division_en: string; source?: string }[];
}
export interface DueGroup { key: string; name_zh: string; name_en: string; items: { code: string; project: string; item: string; name_zh: string; name_en: string; submit_by: string; late_start: string; float: number; start_lost?: boolean; source?: string }[] }
export interface Forecast {
  as_of: string; by: string; started: number; planned: number; p10: number; p50: number; p90: number; p50_low: number; p50_high: number; trials: number; projects_in_all: number; curve: { day: string; planned: number; p10: number; p50: number; p90: number }[];
  projects: { code: string; name: string; planned_start: string | null; chance_by_plan: number; chance_by: number; p50_start: string | null; drivers?: { name_zh: string; name_en: string; critical: number; influence: number }[] }[];
}
export interface Scores { forecasts: unknown[]; scored: number; inside: number; brier: number }
export interface Cell { row: number; column: string; code: string; message: string; message_en: string }
export interface Import { rows: number; added: number; changed: number; unchanged: number; refused: Cell[]; notes?: Cell[]; changes?: { row: number; code: string; name: string; fields: { field: string; from: string; to: string }[] }[]; dry_run: boolean }
export interface HistoryItem { seq: number; at: string | number; actor: string; action: string; data: Record<string, unknown> }

export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly detail: string, readonly body: Record<string, any> = {}) { super(detail || code); }
  get field(): string | undefined { return this.body.field; }
}

export const session = signal<Session | null | undefined>(undefined); // undefined: not asked yet; null: nobody
export const live = signal(false);
const changes = new Set<(subject: string) => void>();
const root = '/api/v1';

export interface Options { json?: unknown; raw?: Blob; etag?: string | null; signal?: AbortSignal; onProgress?: (part: number) => void }
export interface Answer<T> { data: T; etag: string | null }

async function problemOf(status: number, text: string): Promise<Problem> {
  let body: Record<string, any> = {};
  try { body = JSON.parse(text); } catch { /* a proxy's page: the status says enough */ }
  return new Problem(status, body.code ?? `http.${status}`, body.detail ?? body.title ?? '', body);
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  if (options.onProgress && options.raw) return upload<T>(method, path, options);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.json !== undefined) headers['Content-Type'] = 'application/json';
  if (options.raw) headers['Content-Type'] = options.raw.type || 'application/octet-stream';
  if (options.etag) headers['If-Match'] = options.etag;
  if (method !== 'GET' && session.value?.csrf) headers['X-CSRF-Token'] = session.value.csrf;
  let response: Response;
  try {
    response = await fetch(root + path, { method, headers, signal: options.signal, credentials: 'same-origin', body: options.json !== undefined ? JSON.stringify(options.json) : options.raw });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Problem(0, 'network', '');
  }
  const text = await response.text();
  if (!response.ok) {
    if (response.status === 401 && path !== '/sign-in' && path !== '/password') session.value = null;
    throw await problemOf(response.status, text);
  }
  const json = (response.headers.get('Content-Type') ?? '').includes('json');
  return { data: (text && json ? JSON.parse(text) : text) as T, etag: response.headers.get('ETag') };
}

// XMLHttpRequest, because fetch does not tell how much has been sent.
function upload<T>(method: string, path: string, options: Options): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, root + path);
    request.setRequestHeader('Content-Type', options.raw!.type || 'application/octet-stream');
    if (session.value?.csrf) request.setRequestHeader('X-CSRF-Token', session.value.csrf);
    request.upload.onprogress = (event) => options.onProgress!(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Problem(0, 'network', ''));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = async () => {
      if (request.status >= 400) reject(await problemOf(request.status, request.responseText));
      else resolve({ data: JSON.parse(request.responseText), etag: request.getResponseHeader('ETag') });
    };
    options.signal?.addEventListener('abort', () => request.abort());
    request.send(options.raw);
  });
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => (await call<T>('GET', path, { signal })).data;
export const fileAddress = (path: string): string => root + path;
export function query(values: Record<string, string | number | undefined | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

export async function openSession(): Promise<void> {
  try {
    const data = await get<Session>('/session');
    session.value = data;
    listen();
  } catch (error) {
    session.value = null;
    if (error instanceof Problem && error.status !== 401) throw error;
  }
}
export async function signIn(name: string, password: string, code?: string): Promise<void> {
  const { data } = await call<Session>('POST', '/sign-in', { json: { name, password, ...(code ? { code } : {}) } });
  if (data.user.must_change) session.value = { ...data, programmes: [], as_of: '', synthetic: false, city: { name_zh: '', name_en: '' } };
  else await openSession();
}
export async function signOut(): Promise<void> {
  try { await call('POST', '/sign-out'); } finally { stream?.close(); stream = null; live.value = false; session.value = null; }
}

let stream: EventSource | null = null;
function listen(): void {
  if (stream || !session.value || session.value.user.must_change) return;
  stream = new EventSource(`${root}/stream`);
  stream.onopen = () => { live.value = true; };
  stream.onerror = () => { live.value = false; if (stream?.readyState === EventSource.CLOSED) stream = null; };
  stream.addEventListener('change', (event) => {
    let subject = '';
    try { subject = JSON.parse((event as MessageEvent).data).subject ?? ''; } catch { /* refetch everything */ }
    for (const tell of changes) tell(subject);
  });
}
export function onChange(tell: (subject: string) => void): () => void {
  changes.add(tell);
  return () => { changes.delete(tell); };
}

export interface Loaded<T> { data?: T; etag?: string | null; error?: Problem; loading: boolean; reload: () => void }
// Loads a path and again when the stream names a subject that `concerns` accepts.
export function useLoad<T>(path: string | null, concerns: (subject: string) => boolean = () => true, wait = 250): Loaded<T> {
  const [state, set] = useState<{ path: string | null; data?: T; etag?: string | null; error?: Problem }>({ path: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    call<T>('GET', path, { signal: abort.signal }).then(({ data, etag }) => set({ path, data, etag }), (error) => { if (error instanceof Problem) set((old) => ({ path, data: old.path === path ? old.data : undefined, error })); else if (error.name !== 'AbortError') throw error; });
    return () => abort.abort();
  }, [path, turn]);
  useEffect(() => {
    let timer = 0;
    const stop = onChange((subject) => { if (concerns(subject)) { clearTimeout(timer); timer = window.setTimeout(() => setTurn((n) => n + 1), wait); } });
    return () => { stop(); clearTimeout(timer); };
  }, [path]);
  const current = state.path === path;
  return { data: current ? state.data : undefined, etag: current ? state.etag : undefined, error: current ? state.error : undefined, loading: path !== null && !current, reload: () => setTurn((n) => n + 1) };
}
