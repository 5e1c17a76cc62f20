import type { AppAddress } from '../client/index.ts';

/** Every address of the desktop, in one place. */
export const paths = {
  fleet: '/',
  apps: '/apps',
  app: ({ namespace, name }: AppAddress, tab?: string, query?: Readonly<Record<string, string>>): string =>
    `/apps/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}${tab === undefined ? '' : `/${tab}`}${queryOf(query)}`,
  appsWhere: (query: Readonly<Record<string, string>>): string => `/apps${queryOf(query)}`,
  newApp: (query?: Readonly<Record<string, string>>): string => `/new${queryOf(query)}`,
  welcome: '/welcome',
  clusters: '/clusters',
  repositories: '/repositories',
  settings: '/settings',
  diagnostics: '/diagnostics',
  licences: '/licences',
} as const;

function queryOf(query: Readonly<Record<string, string>> | undefined): string {
  if (query === undefined) return '';
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}
