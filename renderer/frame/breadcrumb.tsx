import { styled } from '@mui/material/styles';
import { Link, useLocation } from 'wouter';
import { tb } from '../texts/about.ts';
import { t } from '../texts/index.ts';
import { inert } from '../ui/index.ts';
import { paths } from './paths.ts';

const Crumbs = styled('nav')({
  display: 'flex',
  gap: 8,
  minWidth: 0,
  '& a': { color: 'var(--muted)' },
  '& i': { color: 'var(--edge)', fontStyle: 'normal' },
  '& [aria-current]': { fontWeight: 700, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

const TITLES: ReadonlyMap<string, string> = new Map([
  ['', t('nav.fleet')],
  ['apps', t('nav.applications')],
  ['new', t('apps.new')],
  ['welcome', t('nav.welcome')],
  ['clusters', t('nav.clusters')],
  ['repositories', t('nav.repositories')],
  ['settings', t('nav.settings')],
  ['diagnostics', tb('diagnostics.title')],
  ['licences', tb('licences.title')],
]);

/** Where one is, from the address. */
export function Breadcrumb() {
  const [location] = useLocation();
  const [place = '', namespace, name] = location.split('/').slice(1).map(safeDecode);
  const title = TITLES.get(place) ?? t('page.unknown');
  return (
    <Crumbs aria-label={t('nav.breadcrumb')}>
      {name === undefined || namespace === undefined ? (
        <span aria-current="page">{title}</span>
      ) : (
        <>
          <Link href={`/${place}`}>{title}</Link>
          <i aria-hidden="true">/</i>
          <Link href={paths.appsWhere({ namespace })}>{inert(namespace, 100)}</Link>
          <i aria-hidden="true">/</i>
          <span aria-current="page">{inert(name, 100)}</span>
        </>
      )}
    </Crumbs>
  );
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
