import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import { lazy, Suspense, useId, useState } from 'react';
import { useRequest } from '../../../client/index.ts';
import { useQuery } from '../../../frame/index.ts';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { Drawer, EmptyState, Icon, inert } from '../../../ui/index.ts';
import { ObjectDiffView } from '../object-diff/object-diff-view.tsx';
import { keyOfObject, type ObjectRef, parseObjectKey } from '../object-key.ts';
import { LogPanel } from '../tabs/logs/log-panel.tsx';
import type { TabProps } from '../tabs/tab.ts';
import { Events } from './events.tsx';
import { hasLogs } from './object-facts.ts';
import { PartTabs } from './part-tabs.tsx';
import { DesiredPart, LivePart, NotDeclared, SummaryPart } from './parts.tsx';

const DeleteObject = lazy(() => import('../deleting/delete-object.tsx'));

export interface ObjectDrawerProps extends TabProps {
  readonly onClose: () => void;
}

const PARTS = ['summary', 'diff', 'live', 'desired', 'events', 'logs'] as const;
type Part = (typeof PARTS)[number];

const TITLES: Readonly<Record<Part, string>> = {
  summary: tc('drawer.summary'),
  diff: t('tab.diff'),
  live: tc('drawer.live'),
  desired: tc('drawer.desired'),
  events: t('tab.events'),
  logs: t('tab.logs'),
};

/** The drawer's own width is a third of the page; a difference or a log may want all of it. */
const Widened = styled('div')({
  display: 'contents',
  '&[data-wide=true] > aside': { width: '100%' },
});

const Panel = styled('div')({
  flex: 1,
  minHeight: 0,
  display: 'flex',
  flexDirection: 'column',
  gap: 8,
  paddingTop: 12,
});

/** One object beside whatever tab is open: `?node=group/Kind/namespace/name`, and which part of it in `?part=`. */
export default function ObjectDrawer(props: ObjectDrawerProps) {
  const { node, onClose } = props;
  const objectRef = parseObjectKey(node);
  if (objectRef === undefined) {
    return (
      <Drawer title={inert(node, 200)} onClose={onClose}>
        <EmptyState title={tc('drawer.noSuch')}>{tc('drawer.noSuchMore')}</EmptyState>
      </Drawer>
    );
  }
  return <Opened {...props} objectRef={objectRef} />;
}

function Opened({ objectRef, ...props }: ObjectDrawerProps & { objectRef: ObjectRef }) {
  const { address, name, version, openNode, onClose } = props;
  const query = useQuery();
  const [wide, setWide] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const panelId = useId();
  const parts = PARTS.filter((part) => part !== 'logs' || hasLogs(objectRef));
  const part = parts.find((one) => one === query.get('part')) ?? 'summary';
  const resources = useRequest('app.resources', { name }, version);
  const key = keyOfObject(objectRef);
  const compared = resources.data?.items.find((one) => keyOfObject(one.ref) === key);
  const heading = (
    <>
      <span className="muted">{inert(objectRef.kind, 80)}</span> {inert(objectRef.name, 260)}
      <Button
        size="small"
        aria-haspopup="dialog"
        onClick={() => setDeleting(true)}
        sx={{ float: 'right', ml: 1, color: 'var(--error)' }}
      >
        {ta('object.delete')}
      </Button>
      <Tooltip title={tc(wide ? 'drawer.narrow' : 'drawer.whole')}>
        <IconButton
          aria-label={tc(wide ? 'drawer.narrow' : 'drawer.whole')}
          aria-pressed={wide}
          onClick={() => setWide(!wide)}
          sx={{ float: 'right' }}
        >
          <Icon name="fit" />
        </IconButton>
      </Tooltip>
    </>
  );
  return (
    <Widened data-wide={wide}>
      <Drawer title={inert(`${objectRef.kind} ${objectRef.name}`, 300)} heading={heading} onClose={onClose}>
        <PartTabs
          label={tc('drawer.parts')}
          parts={parts.map((id) => ({ id, title: TITLES[id] }))}
          current={part}
          panelId={panelId}
          onChange={(next) => query.set({ part: next === 'summary' ? undefined : next })}
        />
        <Panel role="tabpanel" id={panelId} aria-label={TITLES[part]}>
          {part === 'summary' ? (
            <SummaryPart {...{ name, version, objectRef, compared, openNode }} />
          ) : part === 'diff' ? (
            compared === undefined ? (
              <NotDeclared known={resources.data !== undefined} />
            ) : (
              <ObjectDiffView {...props} objectRef={objectRef} heading={false} narrow={!wide} />
            )
          ) : part === 'live' ? (
            <LivePart {...{ name, version, objectRef }} />
          ) : part === 'desired' ? (
            compared === undefined ? (
              <NotDeclared known={resources.data !== undefined} />
            ) : (
              <DesiredPart {...{ name, version, objectRef }} />
            )
          ) : part === 'events' ? (
            <Events name={name} objectRef={objectRef} version={version} />
          ) : (
            <LogPanel
              address={address}
              source={{
                group: objectRef.group,
                kind: objectRef.kind,
                namespace: objectRef.namespace,
                resource: objectRef.name,
              }}
            />
          )}
        </Panel>
      </Drawer>
      {deleting ? (
        <Suspense fallback={null}>
          <DeleteObject address={address} objectRef={objectRef} onClose={() => setDeleting(false)} />
        </Suspense>
      ) : null}
    </Widened>
  );
}
