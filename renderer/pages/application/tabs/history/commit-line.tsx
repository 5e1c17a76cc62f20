import { useRequest } from '../../../../client/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { Age, inert } from '../../../../ui/index.ts';
import { isCommit, shortRevision } from './entries.ts';

/** A revision with the subject and author of its commit, once they are known. */
export function CommitLine({ name, revision, source }: { name: string; revision: string; source: number }) {
  const { data, error } = useRequest('app.revision', isCommit(revision) ? { name, revision, source } : undefined);
  const subject = data?.message.split('\n', 1)[0] ?? '';
  return (
    <span style={{ display: 'flex', gap: 8, alignItems: 'baseline', minWidth: 0, flexWrap: 'wrap' }}>
      <code title={inert(revision, 100)}>{inert(shortRevision(revision), 60)}</code>
      {data === undefined ? (
        error === undefined ? null : (
          <span className="muted" title={inert(error.message, 500)}>
            {tt('history.noCommit')}
          </span>
        )
      ) : (
        <>
          <span style={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{inert(subject, 200)}</span>
          <span className="muted">
            {inert(data.author, 100)} · <Age at={data.date} suffix={tt('history.ago')} />
          </span>
        </>
      )}
    </span>
  );
}
