import { styled } from '@mui/material/styles';
import TextField from '@mui/material/TextField';
import type { Application } from '../../../../preload/contract/index.ts';
import { tc } from '../../../texts/changes.ts';
import { inert } from '../../../ui/index.ts';
import { TickBox } from '../tick-box.tsx';
import { OPTION, ownOptions, type RetryChoice, type SyncChoices, USUAL_RETRY } from './sync-choices.ts';

const Grid = styled('div')({
  display: 'grid',
  gridTemplateColumns: '1fr 1fr',
  gap: '2px 12px',
  '& .wide': { gridColumn: '1 / 3' },
  '& .retry': { display: 'flex', gap: 8, flexWrap: 'wrap', padding: '4px 0 4px 28px' },
});

type Tick = 'prune' | 'dryRun' | 'applyOnly' | 'force' | 'replace' | 'serverSide' | 'outOfSyncOnly';

const TICKS: readonly { readonly id: Tick; readonly title: string; readonly hint: string }[] = [
  { id: 'prune', title: tc('sync.prune'), hint: tc('sync.pruneHint') },
  { id: 'dryRun', title: tc('sync.dryRun'), hint: tc('sync.dryRunHint') },
];

const MORE: typeof TICKS = [
  { id: 'applyOnly', title: tc('sync.apply'), hint: tc('sync.applyHint') },
  { id: 'outOfSyncOnly', title: tc('sync.outOfSyncOnly'), hint: tc('sync.outOfSyncOnlyHint') },
  { id: 'force', title: tc('sync.force'), hint: tc('sync.forceHint') },
  { id: 'replace', title: tc('sync.replace'), hint: tc('sync.replaceHint') },
  { id: 'serverSide', title: tc('sync.serverSide'), hint: tc('sync.serverSideHint') },
];

/** How to sync. What the application asks for by itself is ticked and stays. */
export function ChoicesForm({
  app,
  choices,
  optionsText,
  badOption,
  onChange,
  onOptions,
}: {
  app: Application;
  choices: SyncChoices;
  optionsText: string;
  badOption: string | undefined;
  onChange: (change: Partial<SyncChoices>) => void;
  onOptions: (text: string) => void;
}) {
  const own = ownOptions(app);
  const tick = ({ id, title, hint }: (typeof TICKS)[number]) => {
    const option: string | undefined = id in OPTION ? OPTION[id as keyof typeof OPTION] : undefined;
    const given = option !== undefined && own.includes(option);
    return (
      <TickBox
        key={id}
        title={title}
        hint={given ? tc('sync.fromApp') : hint}
        checked={given || choices[id]}
        disabled={given}
        onChange={(on) => onChange({ [id]: on })}
      />
    );
  };
  const others = own.filter((option) => !Object.values<string>(OPTION).includes(option));
  return (
    <>
      <Grid>{TICKS.map(tick)}</Grid>
      <details>
        <summary>{tc('sync.settings')}</summary>
        <Grid>
          {MORE.map(tick)}
          <TickBox
            title={tc('sync.retry')}
            hint=""
            checked={choices.retry !== undefined}
            onChange={(on) => onChange({ retry: on ? USUAL_RETRY : undefined })}
          />
          {choices.retry === undefined ? null : (
            <RetryFields retry={choices.retry} onChange={(retry) => onChange({ retry })} />
          )}
          <TextField
            className="wide"
            label={tc('sync.options')}
            multiline
            minRows={2}
            value={optionsText}
            placeholder="PruneLast=true"
            error={badOption !== undefined}
            helperText={
              badOption !== undefined
                ? tc('sync.optionsBad', { line: inert(badOption, 80) })
                : others.length > 0
                  ? `${tc('sync.fromApp')}: ${others.map((option) => inert(option, 80)).join(', ')}`
                  : undefined
            }
            onChange={(event) => onOptions(event.target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { className: 'mono', spellCheck: false } }}
            sx={{ mt: 1.5 }}
          />
        </Grid>
      </details>
    </>
  );
}

function RetryFields({ retry, onChange }: { retry: RetryChoice; onChange: (retry: RetryChoice) => void }) {
  const number = (text: string, least: number): number => Math.max(least, Math.trunc(Number(text)) || least);
  const duration = (text: string): string => text.replace(/[^0-9hms.]/g, '').slice(0, 16);
  return (
    <div className="retry wide">
      <TextField
        label={tc('sync.limit')}
        type="number"
        value={retry.limit}
        onChange={(event) => onChange({ ...retry, limit: number(event.target.value, 1) })}
        sx={{ width: 88 }}
      />
      <TextField
        label={tc('sync.backoff')}
        value={retry.duration}
        onChange={(event) => onChange({ ...retry, duration: duration(event.target.value) })}
        sx={{ width: 88 }}
      />
      <TextField
        label={tc('sync.factor')}
        type="number"
        value={retry.factor}
        onChange={(event) => onChange({ ...retry, factor: number(event.target.value, 1) })}
        sx={{ width: 80 }}
      />
      <TextField
        label={tc('sync.maxBackoff')}
        value={retry.maxDuration}
        onChange={(event) => onChange({ ...retry, maxDuration: duration(event.target.value) })}
        sx={{ width: 96 }}
      />
    </div>
  );
}
