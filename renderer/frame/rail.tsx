import { styled } from '@mui/material/styles';
import { Link, useLocation } from 'wouter';
import { t } from '../texts/index.ts';
import { Icon, type IconName } from '../ui/index.ts';
import { paths } from './paths.ts';

const Nav = styled('nav')({
  background: 'var(--surface)',
  borderRight: '1px solid var(--border)',
  padding: '8px 6px',
  display: 'flex',
  flexDirection: 'column',
  gap: 2,
  '& a': {
    display: 'grid',
    justifyItems: 'center',
    gap: 2,
    padding: '7px 0',
    borderRadius: 6,
    color: 'var(--muted)',
    fontSize: 11,
  },
  '& a:hover': { color: 'var(--text)', textDecoration: 'none' },
  '& a[aria-current=page]': { background: 'var(--progress-bg)', color: 'var(--primary)', fontWeight: 600 },
  '& .grow': { flex: 1 },
});

const PLACES: readonly { path: string; icon: IconName; title: string }[] = [
  { path: paths.fleet, icon: 'fleet', title: t('rail.fleet') },
  { path: paths.apps, icon: 'apps', title: t('rail.apps') },
  { path: paths.clusters, icon: 'clusters', title: t('rail.clusters') },
  { path: paths.repositories, icon: 'repos', title: t('rail.repositories') },
];

export function Rail() {
  const [location] = useLocation();
  const isHere = (path: string): boolean => (path === '/' ? location === '/' : location.startsWith(path));
  const link = (path: string, icon: IconName, title: string, more?: string) => (
    <Link
      key={path}
      href={path}
      {...(more === undefined ? {} : { title: more, 'aria-label': more })}
      {...(isHere(path) ? { 'aria-current': 'page' as const } : {})}
    >
      <Icon name={icon} size={20} />
      <span>{title}</span>
    </Link>
  );
  return (
    <Nav className="rail" aria-label={t('nav.main')}>
      {PLACES.map(({ path, icon, title }) => link(path, icon, title))}
      <span className="grow" />
      {link(paths.welcome, 'sail', t('rail.steps'), t('nav.welcome'))}
      {link(paths.settings, 'settings', t('nav.settings'))}
    </Nav>
  );
}
