import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { Age, CopyAsCommand, ErrorText, inert, Mark } from '../../../ui/index.ts';
import { shortRevisions } from '../short-revisions.ts';

const Banner = styled('section')({
  display: 'grid',
  gap: 6,
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  background: 'color-mix(in srgb, var(--paused) 10%, var(--surface))',
  border: '1px solid color-mix(in srgb, var(--paused) 35%, transparent)',
  '& .row': { display: 'flex', gap: 10, alignItems: 'center' },
  '& .words': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
  '& .buttons': { display: 'flex', gap: 6, flex: 'none', alignItems: 'center' },
});

/** Who keeps automation away, why, since when and until when, and the way to end it. It is in the status: a reload does not lose it. */
export function HoldBanner({ address, app }: { address: AppAddress; app: Application }) {
  const client = useClient();
  const hold = app.status?.hold;
  const refused = app.status?.refusedRevisions ?? [];
  const release = useAction((allow: boolean) => client.call('app.release', { name: requestNameOf(address), allow }));
  if (hold === undefined && refused.length === 0) return null;
  const command = ['app', 'release', commandNameOf(address)];
  return (
    <Banner aria-label={ta('hold.label')}>
      {hold === undefined ? null : (
        <div className="row">
          <Mark shape="bars" tone="paused" />
          <p className="words">
            <b>{ta(hold.kind === 'pause' ? 'hold.paused' : 'hold.held')}</b>{' '}
            {ta('hold.who', { by: inert(hold.by, 80) })} · <Age at={Date.parse(hold.since)} suffix=" ago" /> ·{' '}
            {inert(hold.reason, 1000)} <span className="muted">({untilText(hold)})</span>
          </p>
          <div className="buttons">
            <Button size="small" disabled={release.running} onClick={() => release.run(false)}>
              {ta(hold.kind === 'pause' ? 'hold.resume' : 'hold.release')}
            </Button>
            {refused.length === 0 ? null : (
              <Button size="small" disabled={release.running} onClick={() => release.run(true)}>
                {ta('hold.releaseAllow')}
              </Button>
            )}
            <CopyAsCommand words={command} />
          </div>
        </div>
      )}
      {refused.toReversed().map((one, index) => (
        <div className="row" key={`${one.since} ${one.revisions.join(' ')}`}>
          <Mark shape="cross" tone="paused" />
          <p className="words">
            <code title={inert(one.revisions.join(', '), 300)}>
              {ta('hold.refused', { revisions: inert(shortRevisions(one.revisions), 120) })}
            </code>{' '}
            <span className="muted">
              {ta('hold.refusedMore', { by: inert(one.by, 80), reason: inert(one.reason, 1000) })} ·{' '}
              <Age at={Date.parse(one.since)} suffix=" ago" />
            </span>
          </p>
          {hold === undefined && index === 0 ? (
            <div className="buttons">
              <Button size="small" disabled={release.running} onClick={() => release.run(true)}>
                {ta('hold.allowOnly')}
              </Button>
              <CopyAsCommand words={[...command, '--allow']} />
            </div>
          ) : null}
        </div>
      ))}
      {release.error ? <ErrorText error={release.error} what={ta('hold.release')} dismiss={release.dismiss} /> : null}
    </Banner>
  );
}

function untilText(hold: NonNullable<NonNullable<Application['status']>['hold']>): string {
  if (hold.until !== undefined) {
    const at = Date.parse(hold.until);
    return ta('hold.until', { time: Number.isNaN(at) ? inert(hold.until, 60) : new Date(at).toLocaleString() });
  }
  return ta(hold.releaseOnNewCommit === true ? 'hold.newCommit' : 'hold.nobody');
}
