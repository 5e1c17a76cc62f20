import type { Application } from '../../../../preload/contract/index.ts';
import { useRequest } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { t } from '../../../texts/index.ts';
import { Age, inert, Status, Tag, useAge } from '../../../ui/index.ts';
import type { AppRow } from '../../applications/filter.ts';
import { revisionText } from '../../applications/short.ts';
import { Stale } from './stale.tsx';

export function Heading({ app }: { app: Application }) {
  const { destination } = app.spec;
  return (
    <>
      {inert(app.metadata.name, 260)}
      <Tag title={inert(destination.server ?? '')}>{inert(destination.name ?? destination.namespace ?? '', 100)}</Tag>
      <Tag>{inert(app.spec.project, 100)}</Tag>
      {app.spec.syncPolicy?.automated && app.spec.syncPolicy.automated.enabled !== false ? (
        <Tag title={t('app.automatedHint')}>{t('app.automated')}</Tag>
      ) : null}
    </>
  );
}

/** Both statuses with their age, and the revision with who made it and why. */
export function SubHeading({ app, name, row }: { app: Application; name: string; row: AppRow | undefined }) {
  const { status, spec } = app;
  const revision = status?.sync?.revision ?? status?.sync?.revisions?.[0] ?? '';
  const source = spec.source ?? spec.sources?.[0];
  const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
  const commit = useRequest('app.revision', isCommit ? { name, revision } : undefined).data;
  const subject = commit?.message.split('\n', 1)[0] ?? '';
  const since = Date.parse(status?.health?.lastTransitionTime ?? '');
  const staleSince = row?.staleSince ?? 0;
  return (
    <>
      <Stale data-stale={staleSince !== 0}>
        <span
          style={{ display: 'inline-flex' }}
          title={ta('stale.compared', { at: exactTime(row?.reconciledAt ?? 0) })}
        >
          <Status kind="sync" value={status?.sync?.status ?? 'Unknown'} at={row?.reconciledAt} />
        </span>
        <Status
          kind="health"
          value={status?.health?.status ?? 'Unknown'}
          {...(Number.isNaN(since) ? {} : { at: since })}
        />
      </Stale>
      {staleSince === 0 ? null : <KnownSince staleSince={staleSince} />}
      <code style={{ color: 'var(--text)' }} title={inert(revision)}>
        {inert(revisionText(source?.targetRevision ?? '', revision), 120)}
      </code>
      {commit === undefined ? null : (
        <span
          title={inert(commit.message, 2000)}
          style={{
            flex: '1 1 0',
            minWidth: 160,
            maxWidth: 480,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {inert(subject, 120)} · {inert(commit.author, 80)} · <Age at={commit.date} suffix={t('age.suffix')} />
        </span>
      )}
    </>
  );
}

/** Until when what is said here is known to have been true; 1: nobody knows. */
function KnownSince({ staleSince }: { staleSince: number }) {
  const age = useAge(staleSince > 1 ? staleSince : undefined);
  return (
    <span className="muted" title={exactTime(staleSince)}>
      {age === '' ? ta('stale.unknown') : ta('stale.since', { age })}
    </span>
  );
}

function exactTime(at: number): string {
  return at > 1 ? new Date(at).toLocaleString() : '';
}
