import { useState } from 'react';
import { Link } from 'wouter';
import { useDerived, useRequest } from '../../client/index.ts';
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

/** Every repository that has an entry, and whether it can be read. Credentials are never shown, only whether there is one. */
export default function RepositoriesPage() {
  const changed = useDerived('applications', (rows) => rows.size);
  const { data, error, loading, reload } = useRequest('repository.list', {}, changed);
  const [text, setText] = useState('');
  const shown = (data?.items ?? []).filter((repository) =>
    `${repository.name ?? ''} ${repository.url}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Page
      title={t('repositories.title')}
      sub={<span>{plural('repositories.count', data?.items.length ?? 0)}</span>}
      actions={<CopyAsCommand words={['repo', 'list']} />}
    >
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {data === undefined ? (
        loading ? (
          <Skeleton label={t('page.loading')} />
        ) : null
      ) : data.items.length === 0 ? (
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
              </tbody>
            </DataTable>
          </PageBody>
        </>
      )}
    </Page>
  );
}
