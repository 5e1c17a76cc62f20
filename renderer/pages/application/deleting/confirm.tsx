import Button from '@mui/material/Button';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { CopyAsCommand, ErrorText } from '../../../ui/index.ts';

/** A person's word for the prune or the deletion that waits for it (reference §3.8). */
export function Confirm({ address, label }: { address: AppAddress; label: string }) {
  const client = useClient();
  const confirm = useAction(() => client.call('app.confirmDeletion', { name: requestNameOf(address) }));
  return (
    <>
      {confirm.error ? <ErrorText error={confirm.error} what={label} dismiss={confirm.dismiss} /> : null}
      <Button size="small" color="error" variant="contained" disabled={confirm.running} onClick={() => confirm.run()}>
        {label}
      </Button>
      <CopyAsCommand words={['app', 'confirm-deletion', commandNameOf(address)]} />
    </>
  );
}
