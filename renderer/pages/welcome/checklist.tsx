import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { addressOf, useTopic } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tw } from '../../texts/welcome.ts';
import { CopyAsCommand } from '../../ui/index.ts';
import { type ChecklistItem, checklistOf, readTicks, writeTicks } from './checklist-items.ts';
import { isSandbox } from './sandbox.ts';

const Card = styled('aside')({
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: '16px 18px',
  alignSelf: 'start',
  position: 'sticky',
  top: 0,
  '& h2': { fontSize: 15, fontWeight: 600, display: 'flex', justifyContent: 'space-between' },
  '& ol': { listStyle: 'none', margin: '8px 0 0', padding: 0 },
  '& li': { display: 'flex', alignItems: 'center', gap: 4, minHeight: 32 },
  '& li[data-done=true] label, & li[data-done=true] a': { color: 'var(--muted)' },
  // What the engine has seen stays ticked: a person cannot take it back.
  '& .Mui-disabled.Mui-checked': { color: 'var(--ok)' },
});

/** The first steps. What the engine can see is ticked by itself; the rest the person ticks. */
export function Checklist() {
  const clusters = useTopic('clusters');
  const apps = useTopic('applications');
  const sandbox = [...clusters.rows.values()].some(({ kubeVersion }) => isSandbox(kubeVersion));
  const [ticks, setTicks] = useState(() => readTicks(window.localStorage));
  const items = useMemo<readonly ChecklistItem[]>(
    () => checklistOf([...apps.rows.values()], clusters.rows.size, ticks),
    [apps, clusters, ticks],
  );
  const done = items.filter((item) => item.done).length;
  return (
    <Card aria-label={tw('checklist.title')}>
      <h2>
        {tw('checklist.title')}
        <span className="muted">{tw('checklist.done', { done, all: items.length })}</span>
      </h2>
      <ol>
        {items.map(({ id, done: isDone, seen, app, tab }) => (
          <li key={id} data-done={isDone}>
            <Checkbox
              id={`step-${id}`}
              checked={isDone}
              disabled={seen}
              onChange={(event) => {
                const next = new Set(ticks);
                if (event.target.checked) next.add(id);
                else next.delete(id);
                setTicks(next);
                writeTicks(window.localStorage, next);
              }}
            />
            <label htmlFor={`step-${id}`}>
              {app === undefined ? (
                tw(`checklist.${id}`)
              ) : (
                <Link href={paths.app(addressOf(app), tab)}>{tw(`checklist.${id}`)}</Link>
              )}
            </label>
            {id === 'break' && app !== undefined && sandbox ? (
              <span style={{ marginLeft: 'auto' }} title={tw('checklist.breakHint')}>
                <CopyAsCommand words={['sandbox', 'break', app.name]} />
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
