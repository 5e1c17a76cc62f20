import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { lazy, Suspense, useMemo, useState } from 'react';
import { commandNameOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { CompareView, type OwnerMark, YamlView } from '../../../editor/index.ts';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { keyOfObject, type ObjectRef } from '../object-key.ts';
import { healOf } from '../sync-panel/sync-choices.ts';
import { resourceArgument } from '../sync-panel/sync-command.ts';
import type { TabProps } from '../tabs/tab.ts';
import { type Difference, FieldList } from './field-list.tsx';
import { IgnoreField } from './ignore-field.tsx';
import { useLooks } from './looks.ts';
import { LooksBar } from './looks-bar.tsx';
import { pointerOf } from './pointer-of.ts';
import { type ObjectDiff, sidesOf } from './sides.ts';

const CaptureDialog = lazy(() => import('../committing/capture-dialog.tsx'));

const Frame = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 8,
  flex: 1,
  minHeight: 0,
  minWidth: 0,
  '& > .tools': { display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap', flex: 'none' },
  '& > .tools h2': { fontSize: 14, fontWeight: 600, overflowWrap: 'anywhere', minWidth: 0 },
  '& > .tools .end': { marginLeft: 'auto', display: 'flex', gap: 6, alignItems: 'center', flexWrap: 'wrap' },
  '& > .said': { flex: 'none' },
});

/** One object, live against desired, with what can be done about it. In the Diff tab and in the drawer. */
export function ObjectDiffView({
  objectRef,
  heading = true,
  narrow = false,
  ...props
}: Pick<TabProps, 'address' | 'app' | 'name' | 'version' | 'openSync'> & {
  objectRef: ObjectRef;
  heading?: boolean;
  /** There is no room for two sides. */
  narrow?: boolean;
}) {
  const { address, app, name, version, openSync } = props;
  const client = useClient();
  const { data, error, reload } = useRequest('app.objectDiff', { name, ref: objectRef }, version);
  const [looks, setLooks] = useLooks();
  const [ignoring, setIgnoring] = useState<string>();
  const [capturing, setCapturing] = useState(false);
  const key = keyOfObject(objectRef);
  const heal = useAction(() => client.call('app.sync', { name, operation: healOf(objectRef) }));
  const running = app.status?.operationState?.phase === 'Running' || app.operation !== undefined;
  const ignore = (difference: Difference): void => setIgnoring(pointerOf(difference.path, data?.live, data?.desired));
  return (
    <Frame>
      <div className="tools">
        {heading ? (
          <h2>
            {inert(objectRef.kind, 80)} {inert(objectRef.name, 260)}
            {objectRef.namespace === '' ? null : <span className="muted"> · {inert(objectRef.namespace, 80)}</span>}
          </h2>
        ) : null}
        <div className="end">
          {data === undefined || data.verdict === 'same' || data.verdict === 'unknown' ? null : data.verdict ===
            'extra' ? (
            <Button size="small" title={tc('diff.pruneHint')} onClick={() => openSync([key])}>
              {tc('diff.prune')}
            </Button>
          ) : (
            <>
              <Button
                size="small"
                variant="contained"
                color="primary"
                title={tc('diff.healHint')}
                disabled={heal.running || running}
                onClick={() => heal.run()}
              >
                {heal.running || running
                  ? tc('diff.healing')
                  : tc(data.verdict === 'missing' ? 'diff.create' : 'diff.heal')}
              </Button>
              {data.verdict === 'differs' ? (
                <Button
                  size="small"
                  aria-haspopup="dialog"
                  title={ta('commit.captureHint')}
                  onClick={() => setCapturing(true)}
                >
                  {ta('commit.capture')}
                </Button>
              ) : null}
              <CopyAsCommand
                words={['app', 'sync', commandNameOf(address), '--resource', resourceArgument(objectRef)]}
              />
            </>
          )}
        </div>
      </div>
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {heal.error ? <ErrorText error={heal.error} what={tc('diff.heal')} dismiss={heal.dismiss} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton label={t('page.loading')} rows={10} />
        )
      ) : (
        <>
          <Said diff={data} />
          {data.paths.length === 0 ? null : <FieldList differences={data.paths} onIgnore={ignore} />}
          <LooksBar
            looks={looks}
            onChange={setLooks}
            twoSides={data.live !== undefined && data.desired !== undefined}
            narrow={narrow}
          />
          <Texts
            diff={data}
            objectRef={objectRef}
            looks={narrow ? { ...looks, layout: 'inline' } : looks}
            owners={!narrow}
          />
        </>
      )}
      {capturing ? (
        <Suspense fallback={null}>
          <CaptureDialog address={address} app={app} objectRef={objectRef} onClose={() => setCapturing(false)} />
        </Suspense>
      ) : null}
      {ignoring === undefined ? null : (
        <IgnoreField
          app={app}
          name={name}
          objectKey={key}
          jsonPointer={ignoring}
          onClose={() => setIgnoring(undefined)}
        />
      )}
    </Frame>
  );
}

const NO_MARKS: readonly OwnerMark[] = [];

/** What kind of difference it is, in a sentence, where the fields do not say it. */
function Said({ diff }: { diff: ObjectDiff }) {
  switch (diff.verdict) {
    case 'differs':
      return null;
    case 'missing':
      return <p className="said">{tc('diff.missing')}</p>;
    case 'extra':
      return <p className="said">{tc(diff.requiresPruning ? 'diff.extra' : 'diff.extraKept')}</p>;
    case 'unknown':
      return <p className="said">{tc('diff.unknown', { because: inert(diff.because ?? '', 1000) })}</p>;
    case 'same':
      return <p className="said muted">{tc('diff.sameText')}</p>;
  }
}

function Texts({
  diff,
  objectRef,
  looks,
  owners,
}: {
  diff: ObjectDiff;
  objectRef: ObjectRef;
  /** Whether there is room for them beside the lines; the list of fields names them too. */
  owners: boolean;
  looks: ReturnType<typeof useLooks>[0];
}) {
  const { left, right } = useMemo(() => sidesOf(diff, looks.truth), [diff, looks.truth]);
  const leftSide = useMemo(
    () => ({ title: tc('diff.live'), text: left.text, marks: owners ? left.marks : NO_MARKS }),
    [left, owners],
  );
  const rightSide = useMemo(
    () => ({
      title: tc(looks.truth === 'apply' ? 'diff.afterApply' : 'diff.desired'),
      text: right.text,
      marks: owners ? right.marks : NO_MARKS,
    }),
    [right, looks.truth, owners],
  );
  const label = `${inert(objectRef.kind, 80)} ${inert(objectRef.name, 160)}`;
  // There is nothing to compare where one side is not there.
  const alone = left.text === '' ? rightSide : right.text === '' ? leftSide : undefined;
  if (alone !== undefined) {
    return (
      <Suspense fallback={<Skeleton label={tc('editor.loading')} rows={10} />}>
        <YamlView label={`${label}, ${alone.title}`} text={alone.text} />
      </Suspense>
    );
  }
  return (
    <Suspense fallback={<Skeleton label={tc('editor.loading')} rows={10} />}>
      <CompareView label={label} left={leftSide} right={rightSide} layout={looks.layout} fold={looks.fold} />
    </Suspense>
  );
}
