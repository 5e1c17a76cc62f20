import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { commandNameOf, reasonOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { pluralc, tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, ErrorText, Skeleton } from '../../../ui/index.ts';
import { PlanNotes } from '../plan-view.tsx';
import type { TabProps } from '../tabs/tab.ts';
import { ChoicesForm } from './choices-form.tsx';
import { type Chosen, choosableKeys, chosenRefs, chosenRows, toggled } from './chosen-objects.ts';
import { Confirmation } from './confirmation.tsx';
import type { Draft } from './draft.ts';
import { type Started, startedBefore } from './operation-now.ts';
import { OutdatedNote } from './outdated-note.tsx';
import { sharedRows } from './outdated-plan.ts';
import { PlanCounts } from './plan-counts.tsx';
import { PlanList } from './plan-list.tsx';
import { isUnchanged, type PlanRow, prunable } from './plan-summary.ts';
import { planned } from './planned.ts';
import { SharedNote } from './shared-note.tsx';
import { operationOf, parseOptions } from './sync-choices.ts';
import { syncCommand } from './sync-command.ts';
import { useShifts } from './use-shifts.ts';

const NO_ROWS: readonly PlanRow[] = [];

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

/** What will happen, and how: choices, and the plan that follows from them. */
export function Choosing({
  address,
  app,
  name,
  version,
  draft,
  refused,
  onDraft,
  onClose,
  onStart,
}: Pick<TabProps, 'address' | 'app' | 'name' | 'version'> & {
  draft: Draft;
  /** The plan that was refused, to be set beside the one that holds now. */
  refused: readonly PlanRow[] | undefined;
  onDraft: (draft: Draft) => void;
  onClose: () => void;
  onStart: (started: Started) => void;
}) {
  const client = useClient();
  const { choices, optionsText, chosen } = draft;
  const choose = (next: Chosen): void => onDraft({ ...draft, chosen: next });
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
  const included = useMemo(() => chosenRows(chosen, rows), [chosen, rows]);
  const shared = sharedRows(included);
  const confirmed = guards.length === 0 || typed === address.name;
  const toPrune = prunable(rows);
  const { shifts, differing } = useShifts(refused, whole.data && included);

  // Somebody was faster.
  const other = startedBefore(app);
  const sync = useAction(async () => {
    const at = Date.now();
    // Exactly what is shown: when something changed first, nothing is done, and the new plan is shown beside.
    const exactly = operationOf(app, { ...asked, objects: refs, planHash: plan.data?.hash });
    await client.call('app.sync', { name, operation: exactly });
    onStart({ rows: included, at });
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
      {shifts === undefined ? null : <OutdatedNote shifts={shifts} />}
      <PlanNotes plan={{ invalid, guards: [], notes: plan.data?.notes ?? [] }} />
      {shared.length === 0 ? null : <SharedNote rows={shared} />}
      {whole.data === undefined ? (
        whole.error ? null : (
          <Skeleton label={tc('plan.loading')} />
        )
      ) : (
        <PlanCounts rows={included} />
      )}
      {!choices.prune && toPrune > 0 ? <p className="muted">{pluralc('plan.kept', toPrune)}</p> : null}
      <ChoicesForm
        app={app}
        choices={choices}
        optionsText={optionsText}
        badOption={bad}
        onChange={(change) => onDraft({ ...draft, choices: { ...choices, ...change } })}
        onOptions={(text) => onDraft({ ...draft, optionsText: text })}
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
                  onChange={() => choose(chosen === undefined ? new Set() : undefined)}
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
              differing={differing}
              onToggle={(key) => choose(toggled(chosen, key, all))}
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
      {reasonOf(sync.error) === 'OperationInProgress' && other !== undefined ? (
        <Button size="small" sx={{ alignSelf: 'start' }} onClick={() => onStart(other)}>
          {ta('plan.showOther')}
        </Button>
      ) : null}
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
