const paths: Record<string, string> = {
  cockpit: 'M2 9a6 6 0 1 1 12 0M8 9l3-3M2 12.5h12', register: 'M2.5 3h11v10h-11zM2.5 6.5h11M6 6.5V13', import: 'M8 2v8M5 7l3 3 3-3M2.5 12v2h11v-2',
  bell: 'M4 11V7.5a4 4 0 0 1 8 0V11l1.2 1.5H2.8zM6.5 14.2h3', authorities: 'M3 2.5h10v7H3zM5 5h6M5 7h3.5M8 12a1.8 1.8 0 1 0 3.6 0A1.8 1.8 0 0 0 8 12',
  brief: 'M4 2h6l2.5 2.5V14H4zM6 7h4M6 9.5h4', calendar: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v3M10.5 2.5v3', planner: 'M2.5 13.5h11M4 11l3-4 2.5 2.5L13 4M13 4h-2.5M13 4v2.5', users: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.5 14c.5-3 2.7-4.5 5.5-4.5S13 11 13.5 14', search: 'M7 2.7a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6M10.3 10.3l3.6 3.6',
};
export const Icon = ({ name }: { name: string }) => <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.3" aria-hidden="true"><path d={paths[name]} /></svg>;
export const Mark = () => <svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M11 1v20M2.3 6l17.4 10M19.7 6 2.3 16M11 4.5 8.5 2M11 4.5 13.5 2M11 17.5 8.5 20M11 17.5 13.5 20" /></svg>;
