import { signal } from '@preact/signals';

const wanted = localStorage.getItem('kaigong.theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
export const theme = signal(wanted);
document.documentElement.dataset.theme = wanted;
// The wall screen is dark whatever the person has chosen; leaving it brings the choice back.
export function showTheme(dark: boolean): void {
  theme.value = dark ? 'dark' : localStorage.getItem('kaigong.theme') ?? wanted;
  document.documentElement.dataset.theme = theme.value;
}
export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem('kaigong.theme', theme.value);
  document.documentElement.dataset.theme = theme.value;
}
