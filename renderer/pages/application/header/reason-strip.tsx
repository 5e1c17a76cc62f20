import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { Application, Output } from '../../../../preload/contract/index.ts';
import type { HealedObject } from '../../../changes/index.ts';
import { type AppAddress, requestNameOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { paths } from '../../../frame/index.ts';
import { ta } from '../../../texts/acting.ts';
import { t } from '../../../texts/index.ts';
import { ErrorText, inert, Mark } from '../../../ui/index.ts';
import { IgnoreField } from '../object-diff/ignore-field.tsx';
import { parseObjectKey } from '../object-key.ts';
import { wireRef } from '../sync-panel/sync-choices.ts';
import type { TabProps } from '../tabs/tab.ts';

const HealDialog = lazy(async () => ({ default: (await import('../../../changes/heal-dialog.tsx')).HealDialog }));
const CaptureDialog = lazy(() => import('../committing/capture-dialog.tsx'));

const Strip = styled('section')({
  display: 'grid',
  gap: 6,
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  background: 'var(--out-bg)',
  border: '1px solid color-mix(in srgb, var(--out) 30%, transparent)',
  '&[data-severity=error]': {
    background: 'var(--error-bg)',
    borderColor: 'color-mix(in srgb, var(--error) 35%, transparent)',
  },
  '&[data-severity=info]': {
    background: 'var(--progress-bg)',
    borderColor: 'color-mix(in srgb, var(--progress) 30%, transparent)',
  },
  '& .reason': { display: 'flex', gap: 10, alignItems: 'center' },
  '& .reason p': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
  '& .buttons': { display: 'flex', gap: 6, flex: 'none' },
});

type Reason = Output<'app.reasons'>['items'][number];
type ReasonAction = Reason['actions'][number];

const MARKS = {
  error: { shape: 'cross', tone: 'error' },
  warning: { shape: 'diamond', tone: 'out' },
  info: { shape: 'three-quarter', tone: 'progress' },
} as const;

/** What is shown before it is done. */
const ASKS: ReadonlySet<string> = new Set(['heal', 'capture', 'ignore-field']);

/** Why it is not as it should be, worst first, each with the likely fix (ux.md §3). Not there when all is well. */
export function ReasonStrip({
  address,
  app,
  version,
  openSync,
  go,
}: { address: AppAddress; app: Application; version: string } & Pick<TabProps, 'openSync' | 'go'>) {
  const client = useClient();
  const name = requestNameOf(address);
  const [, navigate] = useLocation();
  const { data, error, reload } = useRequest('app.reasons', { name }, version);
  const [all, setAll] = useState(false);
  const [healing, setHealing] = useState<HealedObject>();
  const [capturing, setCapturing] = useState<string>();
  const [ignoring, setIgnoring] = useState<{ key: string; jsonPointer: string }>();
  const act = useAction(async (action: ReasonAction) => {
    switch (action.kind) {
      case 'heal': {
        const ref = parseObjectKey(textOf(action['key']));
        if (ref) setHealing(wireRef(ref));
        return;
      }
      case 'capture':
        setCapturing(textOf(action['key']));
        return;
      case 'release':
        await client.call('app.release', { name, allow: action['allow'] === true });
        return;
      case 'refresh':
        await client.call('app.get', { name, refresh: 'normal' });
        return;
      case 'sync':
        openSync(undefined, action['prune'] === true);
        return;
      case 'ignore-field':
        setIgnoring({ key: textOf(action['key']), jsonPointer: textOf(action['jsonPointer']) });
        return;
      case 'fix-repository':
        navigate(paths.repositories);
        return;
      case 'fix-cluster':
        navigate(paths.clusters);
        return;
      default:
        go('diff');
    }
  });
  if (error) return <ErrorText error={error} retry={reload} />;
  const reasons = (data?.items ?? []).filter((reason) => !isSaidAbove(reason, app));
  const worst = reasons[0];
  if (!worst) return null;
  const shown = all ? reasons : reasons.slice(0, 1);
  return (
    <Strip aria-label={t('app.reasons')} data-severity={worst.severity}>
      {shown.map((reason, index) => {
        const { shape, tone } = MARKS[reason.severity];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sentences may be equal, and they have no state
          <div key={`${index} ${reason.text}`} className="reason">
            <Mark shape={shape} tone={tone} />
            <p>{inert(reason.text, 1000)}</p>
            <div className="buttons">
              {withCapture(reason.actions, app.status?.hold?.kind === 'rollback').map((action, at) => (
                <Button
                  key={action.kind}
                  size="small"
                  disabled={act.running}
                  {...(ASKS.has(action.kind) ? { 'aria-haspopup': 'dialog' as const } : {})}
                  {...(at === 0 && index === 0 && action.kind !== 'capture'
                    ? { variant: 'contained' as const, color: 'primary' as const }
                    : {})}
                  onClick={() => act.run(action)}
                >
                  {inert(action.label, 60)}
                </Button>
              ))}
              {index === 0 && reasons.length > 1 ? (
                <Button size="small" variant="text" aria-expanded={all} onClick={() => setAll(!all)}>
                  {all ? t('action.close') : t('app.reasonsMore', { count: reasons.length - 1 })}
                </Button>
              ) : null}
            </div>
          </div>
        );
      })}
      {act.error ? <ErrorText error={act.error} dismiss={act.dismiss} /> : null}
      {healing === undefined ? null : (
        <Suspense fallback={null}>
          <HealDialog app={address} object={healing} onClose={() => setHealing(undefined)} />
        </Suspense>
      )}
      {capturing === undefined ? null : (
        <Suspense fallback={null}>
          <CaptureDialog
            address={address}
            app={app}
            objectRef={parseObjectKey(capturing)}
            onClose={() => setCapturing(undefined)}
          />
        </Suspense>
      )}
      {ignoring === undefined ? null : (
        <IgnoreField
          app={app}
          name={name}
          objectKey={ignoring.key}
          jsonPointer={ignoring.jsonPointer}
          onClose={() => setIgnoring(undefined)}
        />
      )}
    </Strip>
  );
}

/** The banner says who holds it, and releases it; the strips of the last operation and of a deletion say what went wrong, and what is waited for. */
function isSaidAbove({ condition, actions }: Reason, { metadata, status }: Application): boolean {
  const phase = status?.operationState?.phase;
  return (
    actions.some(({ kind }) => kind === 'release') ||
    (metadata.deletionTimestamp !== undefined && condition === 'DeletionError') ||
    (condition === 'SyncError' && (phase === 'Failed' || phase === 'Error'))
  );
}

/** What can be healed can be kept as well: as a commit (ux.md §3). After a rollback the difference is meant: healing would bring back what was left. */
function withCapture(actions: readonly ReasonAction[], rolledBack: boolean): readonly ReasonAction[] {
  return actions.flatMap((action) =>
    action.kind === 'heal'
      ? [...(rolledBack ? [] : [action]), { kind: 'capture', label: ta('commit.keep'), key: textOf(action['key']) }]
      : [action],
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
