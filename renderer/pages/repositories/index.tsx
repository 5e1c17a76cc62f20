import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useDerived, useRequest, useTopic } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { plural, t } from '../../texts/index.ts';
import {
  Age,
  CopyAsCommand,
  DataTable,
  EmptyState,
  ErrorText,
  inert,
  Page,
  PageBody,
  SearchField,
  Skeleton,
  Status,
} from '../../ui/index.ts';
import { usedWithoutEntry } from './used.ts';

/** Every repository that has an entry, and whether it can be read. Credentials are never shown, only whether there is one. */
export default function RepositoriesPage() {
  const changed = useDerived('applications', (rows) => rows.size);
  const { data, error, loading, reload } = useRequest('repository.list', {}, changed);
  const [text, setText] = useState('');
  const apps = useTopic('applications');
  const fits = (words: string): boolean => words.toLowerCase().includes(text.trim().toLowerCase());
  const unlisted = useMemo(() => usedWithoutEntry(apps.rows.values(), data?.items ?? []), [apps, data]);
  const plain = unlisted.filter(({ url }) => fits(url));
  const shown = (data?.items ?? []).filter((repository) => fits(`${repository.name ?? ''} ${repository.url}`));
  return (
    <Page
      title={t('repositories.title')}
      sub={<span>{plural('repositories.count', (data?.items.length ?? 0) + unlisted.length)}</span>}
      actions={
        <>
          <CopyAsCommand words={['repo', 'list']} />
          <CopyAsCommand words={['repo', 'add', 'URL']} text label={t('repositories.addHow')} />
        </>
      }
    >
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {data === undefined ? (
        loading ? (
          <Skeleton label={t('page.loading')} />
        ) : null
      ) : data.items.length + unlisted.length === 0 ? (
        <EmptyState title={t('repositories.empty')} actions={<CopyAsCommand words={['repo', 'add', 'URL']} text />}>
          {t('repositories.emptyMore')}
        </EmptyState>
      ) : (
        <>
          <div>
            <SearchField label={t('repositories.filter')} value={text} onChange={setText} />
          </div>
          <PageBody>
            <DataTable aria-label={t('repositories.title')}>
              <thead>
                <tr>
                  <th>{t('repositories.url')}</th>
                  <th>{t('repositories.type')}</th>
                  <th>{t('repositories.connection')}</th>
                  <th>{t('clusters.attempted')}</th>
                  <th>{t('repositories.user')}</th>
                  <th>{t('repositories.credentials')}</th>
                  <th>{t('repositories.project')}</th>
                  <th className="number">{t('repositories.applications')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((repository) => {
                  const at = Date.parse(repository.connection.attemptedAt ?? '');
                  return (
                    <tr key={repository.url}>
                      <td className="mono" title={inert(repository.url)}>
                        {inert(repository.url, 300)}
                      </td>
                      <td>{repository.type}</td>
                      <td className="words">
                        <Status kind="connection" value={repository.connection.status} />
                        {repository.connection.status === 'Failed' ? (
                          <div className="muted">{inert(repository.connection.message, 1000)}</div>
                        ) : null}
                      </td>
                      <td>{Number.isNaN(at) ? null : <Age at={at} suffix={t('age.suffix')} />}</td>
                      <td>{inert(repository.username ?? '', 120)}</td>
                      <td className="muted">
                        {t(repository.hasCredentials ? 'repositories.has' : 'repositories.hasNone')}
                      </td>
                      <td>{inert(repository.project ?? '', 120)}</td>
                      <td className="number">
                        <Link href={paths.appsWhere({ q: repository.url })}>
                          {repository.applications.toLocaleString('en')}
                        </Link>
                      </td>
                    </tr>
                  );
                })}
                {plain.map(({ url, applications }) => (
                  <tr key={`plain ${url}`}>
                    <td className="mono" title={inert(url)}>
                      {inert(url, 300)}
                    </td>
                    <td className="muted">–</td>
                    <td className="muted" title={t('repositories.noEntryMore')}>
                      {t('repositories.noEntry')}
                    </td>
                    <td />
                    <td />
                    <td className="muted">{t('repositories.hasNone')}</td>
                    <td />
                    <td className="number">
                      <Link href={paths.appsWhere({ q: url })}>{applications.toLocaleString('en')}</Link>
                    </td>
                  </tr>
                ))}
              </tbody>
            </DataTable>
          </PageBody>
        </>
      )}
    </Page>
  );
}
