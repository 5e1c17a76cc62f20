import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import { RadioChoice } from '../radio-choice.tsx';
import { fieldTime, instantOf, type PauseSpan, pauseCommand, pauseEnd, SPANS } from './pause-span.ts';

/** Automation stays away for a while: for how long, and why (issue: hotfix mode). */
export default function PauseDialog({ address, onClose }: { address: AppAddress; onClose: () => void }) {
  const client = useClient();
  const [span, setSpan] = useState<PauseSpan>('h2');
  const [custom, setCustom] = useState(() => fieldTime(Date.now() + 4 * 3_600_000));
  const [reason, setReason] = useState('');
  const end = pauseEnd(span, custom, Date.now());
  const wanted = reason.trim();
  const pause = useAction(async () => {
    // The moment of pressing counts, not that of the last keystroke.
    const until = pauseEnd(span, custom, Date.now());
    if (until === undefined) throw new Error(ta('pause.customBad'));
    await client.call('app.pause', {
      name: requestNameOf(address),
      reason: wanted,
      ...(until === 'never' ? {} : { until: instantOf(until) }),
    });
    onClose();
  });
  return (
    <ActDialog
      title={ta('pause.title', { name: inert(address.name, 120) })}
      label={ta('pause.run')}
      action={pause}
      ready={wanted !== '' && end !== undefined}
      command={wanted === '' || end === undefined ? undefined : pauseCommand(commandNameOf(address), span, end, wanted)}
      onClose={onClose}
    >
      <p className="muted">{ta('pause.more')}</p>
      <TextField
        autoFocus
        required
        label={ta('pause.reason')}
        helperText={ta('pause.reasonHint')}
        value={reason}
        autoComplete="off"
        onChange={(event) => setReason(event.target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 1000 } }}
        sx={{ mt: 1, '& .MuiFormHelperText-root': { mx: 0 } }}
      />
      <RadioChoice
        legend={ta('pause.how')}
        value={span}
        options={SPANS.map((value) => ({ value, title: ta(`pause.${value}`) }))}
        onChange={setSpan}
      />
      {span === 'custom' ? (
        <TextField
          type="datetime-local"
          label={ta('pause.customAt')}
          value={custom}
          error={end === undefined}
          helperText={end === undefined ? ta('pause.customBad') : ' '}
          onChange={(event) => setCustom(event.target.value)}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ width: 260, mt: 1 }}
        />
      ) : null}
    </ActDialog>
  );
}
