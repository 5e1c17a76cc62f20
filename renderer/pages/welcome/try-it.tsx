import Button from '@mui/material/Button';
import { useLocation } from 'wouter';
import { RemoteError, useAction, useClient, useTopic } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tw } from '../../texts/welcome.ts';
import { CopyAsCommand, ErrorText, Icon, Mark } from '../../ui/index.ts';
import { isSandbox } from './sandbox.ts';
import { Step } from './step.tsx';

/** One button starts two simulated clusters, a Git repository, and a fleet in which something is wrong on purpose. */
export function TryIt({ number }: { number: number }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const start = useAction(async () => {
    const { application } = await client.call('sandbox.start', {});
    navigate(paths.app({ namespace: 'argocd', name: application }));
  });
  const unable = start.error instanceof RemoteError && start.error.code === 'FailedPrecondition';
  const clusters = useTopic('clusters');
  const running = [...clusters.rows.values()].some(
    ({ kubeVersion, connection }) => isSandbox(kubeVersion) && connection.status === 'Successful',
  );
  return (
    <Step number={number} title={tw('try.title')}>
      <p className="muted">{tw('try.more')}</p>
      {running ? (
        <p>
          <Mark shape="check" tone="ok" /> {tw('try.running')}
        </p>
      ) : null}
      <div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Button
          {...(running ? {} : { variant: 'contained' as const, color: 'primary' as const })}
          startIcon={<Icon name={running ? 'graph' : 'play'} />}
          // Not `disabled`: the focus would be gone when it fails. Pressed twice, it starts once.
          aria-disabled={start.running}
          onClick={() => start.run()}
        >
          {start.running ? tw('try.starting') : tw(running ? 'try.open' : 'try.start')}
        </Button>
        <CopyAsCommand words={['sandbox', 'up']} />
      </div>
      {start.error ? <ErrorText what={tw('try.starting')} error={start.error} dismiss={start.dismiss} /> : null}
      {unable ? (
        <p>
          {tw('try.command')} <code>argosy sandbox up</code>
        </p>
      ) : null}
    </Step>
  );
}
