import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Reconnect } from '../../bulk/index.ts';
import { useTopic } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tf } from '../../texts/fleet.ts';
import { plural, t } from '../../texts/index.ts';
import {
  Age,
  CopyAsCommand,
  Credential,
  DataTable,
  EmptyState,
  ErrorText,
  inert,
  Page,
  PageBody,
  RequestBudget,
  SearchField,
  Skeleton,
  Status,
} from '../../ui/index.ts';

// What says least goes first where there is little room.
const Table = styled(DataTable)({ '@media (max-width: 1080px)': { '& .extra': { display: 'none' } } });

/** Every cluster, whether it answers, and with what words when it does not. */
export default function ClustersPage() {
  const { rows, ready, error } = useTopic('clusters');
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const shown = [...rows.values()].filter((cluster) =>
    `${cluster.name} ${cluster.server}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Page
      title={t('clusters.title')}
      sub={<span>{plural('clusters.count', rows.size)}</span>}
      actions={
        <>
          <CopyAsCommand words={['cluster', 'list']} />
          <Button onClick={() => navigate(paths.welcome)}>{t('clusters.connect')}</Button>
        </>
      }
    >
      {error ? <ErrorText error={error} /> : null}
      {!ready ? (
        <Skeleton label={t('page.loading')} />
      ) : rows.size === 0 ? (
        <EmptyState
          title={t('clusters.empty')}
          actions={
            <>
              <Button variant="contained" color="primary" onClick={() => navigate(paths.welcome)}>
                {t('clusters.connect')}
              </Button>
              <CopyAsCommand words={['cluster', 'add', 'CONTEXT']} text />
            </>
          }
        >
          {t('clusters.emptyMore')}
        </EmptyState>
      ) : (
        <>
          <div>
            <SearchField label={t('clusters.filter')} value={text} onChange={setText} />
          </div>
          <PageBody>
            <Table aria-label={t('clusters.title')}>
              <thead>
                <tr>
                  <th>{t('clusters.name')}</th>
                  <th>{t('clusters.connection')}</th>
                  <th className="extra">{t('clusters.attempted')}</th>
                  <th className="extra">{t('clusters.version')}</th>
                  <th>{t('clusters.server')}</th>
                  <th>{tf('clusters.budget')}</th>
                  <th>{tf('clusters.credential')}</th>
                  <th className="number">{t('clusters.applications')}</th>
                  <th className="number" title={t('clusters.objectsHint')}>
                    {t('clusters.objects')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((cluster) => {
                  const at = Date.parse(cluster.connection.attemptedAt ?? '');
                  return (
                    <tr key={cluster.server}>
                      <td>
                        <b>{inert(cluster.name, 120)}</b>
                      </td>
                      <td className="words">
                        <Status kind="connection" value={cluster.connection.status} />
                        {cluster.connection.status === 'Successful' ? null : (
                          <div className="muted">
                            {inert(cluster.connection.message, 1000)}{' '}
                            {cluster.connection.status === 'Failed' ? (
                              <Reconnect server={cluster.server} name={cluster.name} />
                            ) : null}
                          </div>
                        )}
                      </td>
                      <td className="extra">{Number.isNaN(at) ? null : <Age at={at} suffix={t('age.suffix')} />}</td>
                      <td className="mono extra">{inert(cluster.kubeVersion ?? '', 40)}</td>
                      <td className="mono" title={inert(cluster.server)}>
                        {inert(cluster.server, 200)}
                      </td>
                      <td>
                        <RequestBudget cluster={cluster} />
                      </td>
                      <td>
                        <Credential cluster={cluster} />
                      </td>
                      <td className="number">
                        <Link href={paths.appsWhere({ cluster: cluster.server })}>
                          {cluster.applications.toLocaleString('en')}
                        </Link>
                      </td>
                      <td className="number">{cluster.objects.toLocaleString('en')}</td>
                    </tr>
                  );
                })}
              </tbody>
            </Table>
          </PageBody>
        </>
      )}
    </Page>
  );
}
