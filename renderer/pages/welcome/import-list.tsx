import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Application } from '../../../preload/contract/index.ts';
import { ChangeCounts, ChangeList, changesOfPlan } from '../../changes/index.ts';
import { addressOf, useAction, useClient, useRequest } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tw, twplural } from '../../texts/welcome.ts';
import { CopyAsCommand, ErrorText, inert, Mark, Skeleton } from '../../ui/index.ts';
import { held, isAutomated, released } from './read-files.ts';

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  '& > li': { padding: '6px 10px', borderBottom: '1px solid var(--border)', display: 'grid', gap: 6 },
  '& > li:last-of-type': { borderBottom: 0 },
  '& .line': { display: 'flex', gap: 8, alignItems: 'center', minHeight: 28, minWidth: 0, flexWrap: 'wrap' },
});

type Outcome =
  | { readonly kind: 'imported' | 'released'; readonly application: Application }
  | { readonly kind: 'failed'; readonly error: Error };

/** Previews that are read without being asked for. */
const SHOWN_AT_ONCE = 3;

/** Applications that could be imported, each with what it would manage. Nothing happens before the button. */
export function ImportList({ applications }: { applications: readonly Application[] }) {
  const client = useClient();
  const [off, setOff] = useState<ReadonlySet<number>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map());
  const put = (index: number, outcome: Outcome): void => setOutcomes((before) => new Map(before).set(index, outcome));
  const waiting = applications.flatMap((application, index) => {
    const done = outcomes.get(index);
    return off.has(index) || (done !== undefined && done.kind !== 'failed') ? [] : [[index, application] as const];
  });
  const bring = useAction(async () => {
    for (const [index, application] of waiting) {
      try {
        const created = await client.call('app.create', {
          application: held(application),
          upsert: false,
          validate: true,
        });
        put(index, { kind: 'imported', application: created.application });
      } catch (error) {
        put(index, { kind: 'failed', error: error as Error });
      }
    }
  });
  const release = useAction(async (index: number, application: Application) => {
    const updated = await client.call('app.update', { application: released(application), validate: true });
    put(index, { kind: 'released', application: updated });
  });
  return (
    <>
      <List aria-label={tw('bring.list')}>
        {applications.map((application, index) => {
          const outcome = outcomes.get(index);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may have one name; their places tell them apart
            <li key={index}>
              <div className="line">
                <Checkbox
                  checked={!off.has(index)}
                  disabled={bring.running || (outcome !== undefined && outcome.kind !== 'failed')}
                  slotProps={{
                    input: { 'aria-label': tw('bring.select', { name: inert(application.metadata.name, 200) }) },
                  }}
                  onChange={(event) => {
                    const next = new Set(off);
                    if (event.target.checked) next.delete(index);
                    else next.add(index);
                    setOff(next);
                  }}
                />
                <b className="mono">{inert(application.metadata.name, 260)}</b>
                <span className="muted" style={{ overflowWrap: 'anywhere' }}>
                  {inert(sourceText(application), 300)}
                </span>
                <span style={{ flex: 1 }} />
                {outcome === undefined || outcome.kind === 'failed' ? null : (
                  <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
                    <Mark shape="check" tone="ok" />
                    {outcome.kind === 'released'
                      ? tw('bring.released')
                      : isAutomated(application)
                        ? tw('bring.importedHeld')
                        : tw('bring.imported')}
                    {outcome.kind === 'imported' && isAutomated(application) ? (
                      <Button
                        size="small"
                        disabled={release.running}
                        onClick={() => release.run(index, outcome.application)}
                      >
                        {tw('bring.release')}
                      </Button>
                    ) : null}
                    <Link href={paths.app(addressOf(outcome.application.metadata))}>{tw('bring.open')}</Link>
                  </span>
                )}
              </div>
              {outcome?.kind === 'failed' ? <ErrorText error={outcome.error} /> : null}
              {outcome === undefined ? <WouldManage application={application} open={index < SHOWN_AT_ONCE} /> : null}
            </li>
          );
        })}
      </List>
      {release.error ? <ErrorText error={release.error} dismiss={release.dismiss} /> : null}
      <p className="muted">{tw('bring.manual')}</p>
      <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Button
          variant="contained"
          color="primary"
          disabled={waiting.length === 0 || bring.running}
          onClick={() => bring.run()}
        >
          {twplural('bring.import', waiting.length)}
        </Button>
        <CopyAsCommand words={['app', 'create', '--file', 'FILE']} />
      </div>
    </>
  );
}

/** What an application would do, rendered and compared, with nothing stored. */
function WouldManage({ application, open }: { application: Application; open: boolean }) {
  const [shown, setShown] = useState(open);
  const asked = useMemo(() => ({ application: held(application) }), [application]);
  const { data, error, reload } = useRequest('app.preview', shown ? asked : undefined);
  const changes = useMemo(() => changesOfPlan(data?.rows ?? []), [data]);
  if (!shown) {
    return (
      <div>
        <Button size="small" onClick={() => setShown(true)}>
          {tw('bring.show')}
        </Button>
      </div>
    );
  }
  const title = tw('bring.preview', { name: inert(application.metadata.name, 200) });
  if (error) return <ErrorText what={title} error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={title} rows={2} />;
  return (
    <div style={{ paddingLeft: 32, display: 'grid', gap: 4 }}>
      <ChangeCounts changes={changes} />
      <ChangeList changes={changes} label={title} />
    </div>
  );
}

function sourceText({ spec }: Application): string {
  const source = spec?.source ?? spec?.sources?.[0];
  const { destination } = spec ?? {};
  return `${source?.repoURL ?? ''} ${source?.path ?? source?.chart ?? ''} → ${destination?.name ?? destination?.server ?? ''} / ${destination?.namespace ?? ''}`;
}
