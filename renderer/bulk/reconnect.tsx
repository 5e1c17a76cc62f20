import Button from '@mui/material/Button';
import { useAction, useClient } from '../client/index.ts';
import { tf } from '../texts/fleet.ts';
import { CopyAsCommand, ErrorText, inert } from '../ui/index.ts';

/** Reads the credentials of a cluster again and tries now: what helps after a sign-in or a network that is back. */
export function Reconnect({ server, name }: { server: string; name: string }) {
  const client = useClient();
  const again = useAction(() => client.call('cluster.reconnect', { cluster: server }));
  return (
    <>
      <Button
        size="small"
        disabled={again.running}
        aria-label={`${tf('clusters.reconnect')}: ${inert(name, 120)}`}
        onClick={() => again.run()}
      >
        {tf('clusters.reconnect')}
      </Button>
      <CopyAsCommand words={['cluster', 'retry', name]} />
      {again.error ? <ErrorText error={again.error} dismiss={again.dismiss} /> : null}
    </>
  );
}
