import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { pluralf, tf } from '../texts/fleet.ts';
import { t } from '../texts/index.ts';
import { CopyAsCommand } from '../ui/index.ts';

const HOUR_MS = 3_600_000;
const UNTIL = [
  ['none', 0],
  ['hour', HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['week', 168 * HOUR_MS],
] as const;
type Until = (typeof UNTIL)[number][0];
const FLAGS: Readonly<Record<Until, readonly string[]>> = {
  none: ['--until', 'released'],
  hour: ['--for', '1h'],
  day: ['--for', '24h'],
  week: ['--for', '168h'],
};

/** Why automation shall leave these alone, and for how long. */
export function BulkPause({
  names,
  onPause,
  onClose,
}: {
  names: readonly string[];
  onPause: (reason: string, until: string | undefined) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<Until>('none');
  const said = reason.trim();
  const commands = names.map((name) => ['app', 'pause', name, '--reason', said || 'WHY', ...FLAGS[until]]);
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="bulk-pause">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const ms = UNTIL.find(([name]) => name === until)![1];
          if (said !== '') onPause(said, ms === 0 ? undefined : new Date(Date.now() + ms).toISOString());
        }}
      >
        <DialogTitle id="bulk-pause">{pluralf('bulk.pauseTitle', names.length)}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
          <p>{tf('bulk.pauseMore')}</p>
          <TextField
            autoFocus
            label={tf('bulk.reason')}
            value={reason}
            placeholder={tf('bulk.reasonHint')}
            onChange={(event) => setReason(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 1000 }, inputLabel: { shrink: true } }}
          />
          <TextField
            select
            label={tf('bulk.until')}
            value={until}
            onChange={(event) => setUntil(event.target.value as Until)}
            slotProps={{ inputLabel: { shrink: true } }}
            sx={{ '& .MuiSelect-select': { py: '5px' } }}
          >
            {UNTIL.map(([name]) => (
              <MenuItem key={name} value={name}>
                {tf(`bulk.until.${name}`)}
              </MenuItem>
            ))}
          </TextField>
        </DialogContent>
        <DialogActions>
          <CopyAsCommand words={commands[0] ?? []} also={commands.slice(1)} text />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={said === ''}>
            {pluralf('bulk.pauseTitle', names.length)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
