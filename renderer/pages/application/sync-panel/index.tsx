import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { Input } from '../../../../preload/contract/index.ts';
import { commandNameOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { ta, taplural } from '../../../texts/acting.ts';
import { pluralc, tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, Drawer, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { PlanNotes } from '../plan-view.tsx';
import type { TabProps } from '../tabs/tab.ts';
import { ChoicesForm } from './choices-form.tsx';
import { type Chosen, choosableKeys, chosenRefs, chosenRows, toggled } from './chosen-objects.ts';
import { Confirmation } from './confirmation.tsx';
import { LiveOperation } from './live-operation.tsx';
import { lastOperation, operationNow, type Started, startedBefore } from './operation-now.ts';
import { sharedRows } from './outdated-plan.ts';
import { PlanCounts } from './plan-counts.tsx';
import { PlanList } from './plan-list.tsx';
import { PlanShifts } from './plan-shifts.tsx';
import { isUnchanged, type PlanRow, prunable } from './plan-summary.ts';
import { NO_CHOICES, operationOf, parseOptions, type SyncChoices } from './sync-choices.ts';
import { syncCommand } from './sync-command.ts';

export interface SyncPanelProps extends TabProps {
  /** Only these objects (`group/Kind/namespace/name`); undefined: all. */
  readonly keys: readonly string[] | undefined;
  /** Opens on the last operation in place of a new one. */
  readonly last: boolean;
  readonly onClose: () => void;
}

const Body = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  flex: '1 0 auto',
  '& details > summary': { cursor: 'pointer', color: 'var(--primary)', padding: '4px 0' },
  '& > footer': {
    position: 'sticky',
    bottom: -16,
    margin: 'auto -16px -16px',
    padding: '10px 16px',
    display: 'flex',
    gap: 8,
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'flex-end',
    background: 'var(--surface)',
    borderTop: '1px solid var(--border)',
    zIndex: 1,
  },
});

/** What a sync will do, how to do it, and the operation while it runs (ux.md §3). */
export default function SyncPanel(props: SyncPanelProps) {
  const { address, app, last, onClose } = props;
  // Whoever opens the panel while an operation runs sees that operation.
  const [started, setStarted] = useState<Started | undefined>(() => (last ? lastOperation(app) : startedBefore(app)));
  // The plan that was refused, to be set beside the one that holds now.
  const [seen, setSeen] = useState<readonly PlanRow[]>();
  const over = started !== undefined && operationNow(app, started)?.finishedAt !== undefined;
  const title = tc(started === undefined || over ? 'sync.title' : 'sync.running', { name: inert(address.name, 120) });
  return (
    <Drawer title={title} onClose={onClose}>
      {started === undefined ? (
        <Choosing {...props} seen={seen} onStart={setStarted} />
      ) : (
        <Running
          {...props}
          started={started}
          onAgain={(outdated) => {
            setSeen(outdated);
            setStarted(undefined);
          }}
        />
      )}
    </Drawer>
  );
}

function Choosing({
  address,
  app,
  name,
  version,
  keys,
  seen,
  onClose,
  onStart,
}: SyncPanelProps & { seen: readonly PlanRow[] | undefined; onStart: (started: Started) => void }) {
  const client = useClient();
  const [choices, setChoices] = useState<SyncChoices>(NO_CHOICES);
  const [optionsText, setOptionsText] = useState('');
  const [chosen, setChosen] = useState<Chosen>(() => (keys === undefined ? undefined : new Set(keys)));
  const [unchanged, setUnchanged] = useState(false);
  const [typed, setTyped] = useState('');
  const { options, bad } = useMemo(() => parseOptions(optionsText), [optionsText]);
  const asked = { ...choices, options: bad === undefined ? options : [] };

  // What all would do is always shown; what would happen to the chosen ones alone decides what has to be confirmed.
  const whole = useRequest(
    'app.plan',
    { name, operation: planned(operationOf(app, { ...asked, objects: undefined })) },
    version,
  );
  const rows = whole.data?.rows ?? NO_ROWS;
  const refs = chosenRefs(chosen, rows);
  const operation = operationOf(app, { ...asked, objects: refs });
  const part = useRequest(
    'app.plan',
    refs !== undefined && refs.length > 0 ? { name, operation: planned(operation) } : undefined,
    version,
  );
  const plan = refs === undefined ? whole : part;
  const all = useMemo(() => choosableKeys(rows), [rows]);
  const shown = unchanged ? rows : rows.filter((row) => !isUnchanged(row));
  const same = rows.length - rows.filter((row) => !isUnchanged(row)).length;
  const guards = choices.prune && !choices.dryRun ? (plan.data?.guards ?? []) : [];
  const invalid = plan.data?.invalid ?? whole.data?.invalid ?? [];
  const shared = sharedRows(chosenRows(chosen, rows));
  const confirmed = guards.length === 0 || typed === address.name;
  const toPrune = prunable(rows);

  const sync = useAction(async () => {
    const at = Date.now();
    // Exactly what is shown: when something changed first, nothing is done, and the new plan is shown beside.
    const exactly = operationOf(app, { ...asked, objects: refs, planHash: plan.data?.hash });
    await client.call('app.sync', { name, operation: exactly });
    onStart({ rows: chosenRows(chosen, rows), at });
  });
  const ready =
    plan.data !== undefined &&
    invalid.length === 0 &&
    bad === undefined &&
    confirmed &&
    refs?.length !== 0 &&
    !plan.loading;
  return (
    <Body>
      {whole.error ? <ErrorText error={whole.error} retry={whole.reload} /> : null}
      {seen === undefined || whole.data === undefined ? null : <PlanShifts before={seen} now={rows} />}
      <PlanNotes plan={{ invalid, guards: [], notes: plan.data?.notes ?? [] }} />
      {shared.length === 0 ? null : <SharedNote rows={shared} />}
      {whole.data === undefined ? (
        whole.error ? null : (
          <Skeleton label={tc('plan.loading')} />
        )
      ) : (
        <PlanCounts rows={chosenRows(chosen, rows)} />
      )}
      {!choices.prune && toPrune > 0 ? <p className="muted">{pluralc('plan.kept', toPrune)}</p> : null}
      <ChoicesForm
        app={app}
        choices={choices}
        optionsText={optionsText}
        badOption={bad}
        onChange={(change) => setChoices({ ...choices, ...change })}
        onOptions={setOptionsText}
      />
      {guards.length === 0 ? null : (
        <Confirmation name={address.name} guards={guards} typed={typed} onType={setTyped} />
      )}
      {whole.data === undefined ? null : (
        <>
          <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
            <FormControlLabel
              sx={{ ml: 0 }}
              control={
                <Checkbox
                  checked={chosen === undefined}
                  indeterminate={chosen !== undefined && (refs?.length ?? 0) > 0}
                  onChange={() => setChosen(chosen === undefined ? new Set() : undefined)}
                />
              }
              label={tc('plan.chooseAll')}
            />
            <span className="muted">{tc('sync.chosen', { chosen: refs?.length ?? all.length, all: all.length })}</span>
          </div>
          {chosen !== undefined && rows.some(({ change }) => change === 'hook') ? (
            <p className="muted">{tc('sync.hooksSkipped')}</p>
          ) : null}
          {shown.length === 0 ? <p>{tc('plan.nothing')}</p> : null}
          {shown.length === 0 ? null : (
            <PlanList
              rows={shown}
              isChosen={(key) => chosen?.has(key) ?? true}
              onToggle={(key) => setChosen(toggled(chosen, key, all))}
            />
          )}
          {same > 0 ? (
            <FormControlLabel
              sx={{ ml: 0 }}
              control={<Checkbox checked={unchanged} onChange={(event) => setUnchanged(event.target.checked)} />}
              label={pluralc('plan.showUnchanged', same)}
            />
          ) : null}
        </>
      )}
      {part.error ? <ErrorText error={part.error} retry={part.reload} /> : null}
      {sync.error ? <ErrorText error={sync.error} what={tc('sync.run')} dismiss={sync.dismiss} /> : null}
      <footer>
        <span style={{ marginRight: 'auto' }}>
          <CopyAsCommand
            words={syncCommand(app, commandNameOf(address), { ...asked, objects: refs, planHash: plan.data?.hash })}
            text
          />
        </span>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          color={guards.length > 0 ? 'error' : 'primary'}
          // While it is asked for it is not `disabled`: the focus would be gone when it is refused. Pressed twice, it starts once.
          disabled={!ready && !sync.running}
          aria-disabled={sync.running}
          title={choices.dryRun ? undefined : ta('plan.exactly')}
          onClick={() => sync.run()}
        >
          {tc(choices.dryRun ? 'sync.runDry' : 'sync.run')}
        </Button>
      </footer>
    </Body>
  );
}

function Running({
  app,
  name,
  started,
  onAgain,
}: SyncPanelProps & { started: Started; onAgain: (outdated?: readonly PlanRow[]) => void }) {
  const state = operationNow(app, started);
  // An operation that somebody else started: its plan is asked for, so that its waves are known.
  const theirs = useRequest(
    'app.plan',
    started.rows === undefined && state !== undefined ? { name, operation: planned(state.operation) } : undefined,
  );
  return (
    <LiveOperation
      name={name}
      state={state}
      rows={started.rows ?? theirs.data?.rows ?? NO_ROWS}
      onAgain={() => onAgain()}
      onLookAgain={() => onAgain(started.rows)}
    />
  );
}

/** Objects that other applications declare as well: who syncs last wins. */
function SharedNote({ rows }: { rows: readonly PlanRow[] }) {
  const shown = rows.slice(0, SHARED_SHOWN).map(({ ref, sharedWith }) =>
    ta('plan.sharedOne', {
      name: inert(`${ref.kind} ${ref.name}`, 200),
      names: sharedWith.map((one) => inert(one.replace(/^argocd\//, ''), 120)).join(', '),
    }),
  );
  return (
    <p role="note" style={{ overflowWrap: 'anywhere' }}>
      <b>{taplural('plan.shared', rows.length)}</b> {shown.join('; ')}
      {rows.length > SHARED_SHOWN ? ` +${rows.length - SHARED_SHOWN}` : ''}
    </p>
  );
}

const SHARED_SHOWN = 3;
const NO_ROWS: readonly PlanRow[] = [];

/** What a plan depends on: not whether it is only tried, nor how often. */
function planned({ sync }: { readonly sync?: object | undefined }): Input<'app.plan'>['operation'] {
  return { sync: { ...sync, dryRun: undefined, planHash: undefined } };
}
