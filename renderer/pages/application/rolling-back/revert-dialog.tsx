import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import { CommitDialog } from '../committing/commit-dialog.tsx';
import { TickBox } from '../tick-box.tsx';

/** Undoes in Git what touched the application since a deployment. Of several sources one at a time: each has a repository of its own. */
export default function RevertDialog({
  address,
  app,
  id,
  onClose,
}: {
  address: AppAddress;
  app: Application;
  /** Of the history. */
  id: number;
  onClose: () => void;
}) {
  const client = useClient();
  const name = requestNameOf(address);
  const sources = app.spec.sources ?? [];
  const [source, setSource] = useState(() => firstInGit(sources));
  const [prune, setPrune] = useState(false);
  const several = sources.length > 1;
  return (
    <CommitDialog
      app={app}
      title={ta('commit.revertTitle', { name: inert(address.name, 120), id })}
      commit={{ kind: 'revert', choice: { name, id, ...(several ? { source } : {}), ...(prune ? { prune } : {}) } }}
      command={[
        'app',
        'revert',
        commandNameOf(address),
        String(id),
        ...(several ? ['--source', String(source + 1)] : []),
        ...(prune ? ['--prune'] : []),
      ]}
      onRelease={() => client.call('app.release', { name, allow: false })}
      onClose={onClose}
    >
      {several ? (
        <TextField
          select
          label={ta('commit.sourceLabel')}
          value={source}
          onChange={(event) => setSource(Number(event.target.value))}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ maxWidth: 520, mt: 1 }}
        >
          {sources.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the sources have their places
            <MenuItem key={index} value={index} disabled={one.chart !== undefined}>
              {ta('commit.source', { number: index + 1 })} · {inert(one.repoURL, 200)}{' '}
              {inert(one.path ?? one.chart ?? '', 120)}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      <TickBox title={ta('commit.prune')} hint={ta('commit.pruneHint')} checked={prune} onChange={setPrune} />
    </CommitDialog>
  );
}

/** A chart of a registry has no commits to undo. */
function firstInGit(sources: readonly { readonly chart?: string }[]): number {
  return Math.max(
    0,
    sources.findIndex(({ chart }) => chart === undefined),
  );
}
