import { styled } from '@mui/material/styles';
import { Link } from 'wouter';

export const TabNav = styled('nav')({
  display: 'flex',
  gap: 20,
  borderBottom: '1px solid var(--border)',
  overflowX: 'auto',
  flex: 'none',
  '& a': { padding: '6px 0 8px', color: 'var(--muted)', whiteSpace: 'nowrap' },
  '& a:hover': { color: 'var(--text)', textDecoration: 'none' },
  '& a[aria-current=page]': { color: 'var(--text)', fontWeight: 600, boxShadow: 'inset 0 -2px var(--primary)' },
  '& em': {
    fontStyle: 'normal',
    fontSize: 11,
    background: 'var(--border)',
    color: 'var(--text)',
    borderRadius: 8,
    padding: '0 6px',
    marginLeft: 4,
  },
  '& em.warn': { background: 'var(--out-bg)', color: 'var(--out)', fontWeight: 700 },
});

export interface TabLink {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  readonly count?: number | undefined;
  readonly warn?: boolean;
}

/** Places of one page, as links: each has an address. */
export function TabBar({ label, tabs, current }: { label: string; tabs: readonly TabLink[]; current: string }) {
  return (
    <TabNav aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.id} href={tab.href} {...(tab.id === current ? { 'aria-current': 'page' as const } : {})}>
          {tab.title}
          {tab.count === undefined ? null : <em className={tab.warn ? 'warn' : undefined}>{tab.count}</em>}
        </Link>
      ))}
    </TabNav>
  );
}
