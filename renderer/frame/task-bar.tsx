import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Row } from '../../preload/contract/index.ts';
import { useAction, useClient, useTopic } from '../client/index.ts';
import { plural, t } from '../texts/index.ts';
import { Age, EmptyState, ErrorText, inert, lookOf, Mark } from '../ui/index.ts';
import { paths } from './paths.ts';

const Bar = styled('footer')({
  gridColumn: '1 / 3',
  display: 'flex',
  gap: 16,
  alignItems: 'center',
  padding: '0 16px',
  background: 'var(--surface)',
  borderTop: '1px solid var(--border)',
  fontSize: 12,
  position: 'relative',
  whiteSpace: 'nowrap',
  '& .grow': { flex: 1 },
  '& button.tasks': {
    font: 'inherit',
    color: 'var(--text)',
    background: 'none',
    border: 0,
    padding: '4px 0',
    cursor: 'pointer',
  },
  '& .light': { display: 'inline-flex', gap: 6, alignItems: 'center', color: 'var(--text)' },
  '& .lights': { display: 'flex', gap: 16, overflow: 'hidden' },
});

const Sheet = styled('section')({
  position: 'absolute',
  left: 8,
  bottom: 32,
  width: 'min(560px, 92vw)',
  maxHeight: '60vh',
  overflow: 'auto',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  boxShadow: '0 8px 32px rgb(10 20 40 / .18)',
  zIndex: 10,
  padding: 12,
  whiteSpace: 'normal',
  fontSize: 13,
  '& li': {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr auto',
    gap: '2px 8px',
    padding: '6px 0',
    alignItems: 'center',
  },
  '& ul': { listStyle: 'none', margin: 0, padding: 0 },
  '& .message': { gridColumn: 2, color: 'var(--muted)', overflowWrap: 'anywhere' },
});

type Task = Row<'tasks'>;

/** Long work and the clusters, always in sight (ux.md §1). */
export function TaskBar() {
  const { rows } = useTopic('tasks');
  const [open, setOpen] = useState(false);
  const running = [...rows].filter(([, task]) => task.state === 'running');
  const first = running[0]?.[1];
  return (
    <Bar>
      {open ? <TaskSheet tasks={[...rows].reverse()} onClose={() => setOpen(false)} /> : null}
      <button type="button" className="tasks" aria-expanded={open} onClick={() => setOpen(!open)}>
        {running.length === 0 ? t('tasks.none') : plural('tasks.running', running.length)} {open ? '▾' : '▸'}
      </button>
      {first === undefined ? null : (
        <>
          <LinearProgress
            aria-label={inert(first.title, 120)}
            sx={{ width: 90 }}
            {...(first.progress === undefined
              ? {}
              : { variant: 'determinate' as const, value: Math.round(first.progress * 100) })}
          />
          <span className="muted" style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {inert(first.title, 120)}
            {first.message === '' ? '' : ` · ${inert(first.message, 120)}`}
          </span>
        </>
      )}
      <span className="grow" />
      <ClusterLights />
    </Bar>
  );
}

const LOOKS = { running: 'Running', succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Terminating' } as const;

function TaskSheet({ tasks, onClose }: { tasks: readonly (readonly [string, Task])[]; onClose: () => void }) {
  const client = useClient();
  const cancel = useAction((id: string) => client.call('task.cancel', { id }));
  return (
    <Sheet
      aria-label={t('tasks.title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {cancel.error ? <ErrorText error={cancel.error} what={t('tasks.cancel')} dismiss={cancel.dismiss} /> : null}
      {tasks.length === 0 ? <EmptyState title={t('tasks.empty')}>{t('tasks.emptyMore')}</EmptyState> : null}
      <ul>
        {tasks.map(([id, task]) => {
          const { shape, tone } = lookOf('operation', LOOKS[task.state]);
          const [namespace, name] = splitKey(task.app);
          return (
            <li key={id}>
              <Mark shape={shape} tone={tone} />
              <span>
                {name === undefined ? (
                  <b>{inert(task.title, 200)}</b>
                ) : (
                  <Link href={paths.app({ namespace, name })}>
                    <b>{inert(task.title, 200)}</b>
                  </Link>
                )}{' '}
                <span className="muted">{t(`tasks.${task.state}`)}</span>{' '}
                <Age at={task.finishedAt ?? task.startedAt} suffix={t('age.suffix')} />
              </span>
              {task.state === 'running' ? (
                <Button size="small" onClick={() => cancel.run(id)}>
                  {t('tasks.cancel')}
                </Button>
              ) : (
                <span />
              )}
              {task.message === '' ? null : <span className="message">{inert(task.message)}</span>}
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

/** The key of an application: `name`, or `namespace_name`; neither part of a Kubernetes name can hold an underscore. */
function splitKey(key: string | undefined): [string, string | undefined] {
  if (key === undefined) return ['', undefined];
  const at = key.indexOf('_');
  return at < 0 ? ['argocd', key] : [key.slice(0, at), key.slice(at + 1)];
}

const LIGHTS = 4;

function ClusterLights() {
  const { rows } = useTopic('clusters');
  const clusters = [...rows.values()].sort(
    (a, b) => lookOf('connection', a.connection.status).rank - lookOf('connection', b.connection.status).rank,
  );
  const shown = clusters.slice(0, LIGHTS);
  return (
    <span className="lights">
      {shown.map((cluster) => {
        const { shape, tone } = lookOf('connection', cluster.connection.status);
        return (
          <Link
            key={cluster.server}
            href={paths.clusters}
            className="light"
            title={inert(cluster.connection.message, 300)}
          >
            <Mark shape={shape} tone={tone} size={11} />
            {inert(cluster.name, 60)}
            {cluster.connection.status === 'Failed' ? (
              <>
                : {t('clusters.failed')} <Age at={Date.parse(cluster.connection.attemptedAt ?? '') || 0} />
              </>
            ) : null}
          </Link>
        );
      })}
      {clusters.length > LIGHTS ? (
        <Link href={paths.clusters} className="light">
          {t('clusters.more', { count: clusters.length - LIGHTS })}
        </Link>
      ) : null}
    </span>
  );
}
