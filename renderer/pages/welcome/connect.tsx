import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { RemoteError, useAction, useClient, useRequest, useTopic } from '../../client/index.ts';
import { Field, Tick, useSettled } from '../../manifest/index.ts';
import { t } from '../../texts/index.ts';
import { tw, twplural } from '../../texts/welcome.ts';
import { CopyAsCommand, ErrorText, inert, Mark, Notice, Skeleton } from '../../ui/index.ts';
import { Step } from './step.tsx';

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  background: 'var(--bg)',
  maxHeight: 320,
  overflow: 'auto',
  '& > li': { padding: '4px 10px', borderBottom: '1px solid var(--border)', display: 'grid', gap: 2 },
  '& > li:last-of-type': { borderBottom: 0 },
  '& label': { display: 'flex', gap: 8, alignItems: 'center', minHeight: 28, minWidth: 0 },
  '& .server': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** The contexts of the person's kubeconfig, none of them ticked. A program that signs in is named, and asked about once. */
export function Connect({ number }: { number: number }) {
  const client = useClient();
  const clusters = useTopic('clusters');
  const [path, setPath] = useState('');
  const file = useSettled(path.trim(), 400);
  const contexts = useRequest('cluster.contexts', file === '' ? {} : { kubeconfig: file });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const [failures, setFailures] = useState<ReadonlyMap<string, Error>>(new Map());
  const [busy, setBusy] = useState('');
  const known = new Set([...clusters.rows.values()].map(({ server }) => server.replace(/\/+$/, '')));
  const items = contexts.data?.items ?? [];
  const { error } = contexts;
  // Nobody must have a kubeconfig to begin: that there is none is said, and is no failure.
  const noFile = error instanceof RemoteError && error.code === 'NotFound' ? (error.subject ?? '') : undefined;
  const isKnown = (server: string): boolean => known.has(server.replace(/\/+$/, ''));
  const chosen = items.filter(
    ({ name, server, exec }) => ticked.has(name) && !isKnown(server) && (exec === undefined || allowed.has(name)),
  );
  const connect = useAction(async () => {
    const failed = new Map<string, Error>();
    for (const { name, exec } of chosen) {
      setBusy(name);
      try {
        await client.call('cluster.add', {
          context: name,
          ...(file === '' ? {} : { kubeconfig: file }),
          ...(exec === undefined ? {} : { allowExec: true }),
        });
      } catch (error) {
        failed.set(name, error as Error);
      }
      setFailures(new Map(failed));
    }
    setBusy('');
  });
  return (
    <Step number={number} title={tw('connect.title')}>
      {noFile === undefined && contexts.error === undefined ? <p className="muted">{tw('connect.more')}</p> : null}
      {noFile !== undefined ? (
        <Notice
          action={
            <Button size="small" onClick={contexts.reload}>
              {t('action.retry')}
            </Button>
          }
        >
          {tw('connect.noFile')} <code>{inert(noFile, 400)}</code>
          <div className="muted">{tw(file === '' ? 'connect.noFileMore' : 'connect.noFileThere')}</div>
        </Notice>
      ) : contexts.error ? (
        <ErrorText what={tw('connect.reading')} error={contexts.error} retry={contexts.reload} />
      ) : contexts.data === undefined ? (
        <Skeleton label={tw('connect.reading')} rows={3} />
      ) : items.length === 0 ? (
        <p>{tw('connect.empty')}</p>
      ) : (
        <List aria-label={tw('connect.list')}>
          {items.map(({ name, server, exec }) => {
            const there = isKnown(server);
            const failure = failures.get(name);
            return (
              <li key={name}>
                {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is one */}
                <label>
                  <Checkbox
                    checked={there || ticked.has(name)}
                    disabled={there || connect.running}
                    onChange={(event) => setTicked((before) => toggled(before, name, event.target.checked))}
                  />
                  <b>{inert(name, 200)}</b>
                  <span className="muted mono server">{inert(server, 200)}</span>
                  <span style={{ flex: 1 }} />
                  {there ? (
                    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
                      <Mark shape="check" tone="ok" /> {tw('connect.connected')}
                    </span>
                  ) : busy === name ? (
                    <span className="muted">{tw('connect.connecting')}</span>
                  ) : null}
                </label>
                {exec === undefined || there ? null : (
                  <div style={{ paddingLeft: 32 }}>
                    <span className="muted">{tw('connect.exec', { program: inert(exec, 200) })}</span>
                    {ticked.has(name) ? (
                      <div>
                        <Tick
                          label={tw('connect.allow', { program: inert(exec, 200) })}
                          checked={allowed.has(name)}
                          onChange={(on) => setAllowed((before) => toggled(before, name, on))}
                        />
                      </div>
                    ) : null}
                  </div>
                )}
                {failure && !there ? <ErrorText error={failure} /> : null}
              </li>
            );
          })}
        </List>
      )}
      <Field
        label={tw('connect.kubeconfig')}
        value={path}
        onChange={setPath}
        hint={tw('connect.kubeconfigHint')}
        mono
      />
      <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Button
          variant="contained"
          color="primary"
          disabled={chosen.length === 0 || connect.running}
          onClick={() => connect.run()}
        >
          {chosen.length === 0 ? tw('connect.title') : twplural('connect.button', chosen.length)}
        </Button>
        <CopyAsCommand words={['cluster', 'add', chosen[0]?.name ?? 'CONTEXT']} />
      </div>
    </Step>
  );
}

function toggled(before: ReadonlySet<string>, name: string, on: boolean): ReadonlySet<string> {
  const next = new Set(before);
  if (on) next.add(name);
  else next.delete(name);
  return next;
}
