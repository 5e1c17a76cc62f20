import TextField from '@mui/material/TextField';
import { ta } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import { RadioChoice } from '../radio-choice.tsx';

export interface Where {
  readonly to: 'target' | 'new';
  /** Of the new branch. */
  readonly name: string;
}

export const NEW_BRANCH = { revert: 'argosy/revert', capture: 'argosy/capture' } as const;

/** The branch to ask for; undefined is the one that the application follows, or a name that is not written yet. */
export function branchOf({ to, name }: Where): string | undefined {
  return to === 'new' && name.trim() !== '' ? name.trim() : undefined;
}

/** Onto the branch that the application follows, or onto a new one for review. */
export function BranchChoice({
  where,
  target,
  suggestion,
  onChange,
}: {
  where: Where;
  /** The name of the branch that the commit is planned for; undefined while that is not known. */
  target: string | undefined;
  suggestion: string;
  onChange: (where: Where) => void;
}) {
  return (
    <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap', alignItems: 'end' }}>
      <RadioChoice
        legend={ta('commit.branchWhere')}
        value={where.to}
        options={[
          {
            value: 'target',
            title: `${ta('commit.branchTarget')}${where.to === 'target' && target !== undefined ? `: ${inert(target, 120)}` : ''}`,
          },
          { value: 'new', title: ta('commit.branchNew'), hint: ta('commit.branchNewHint') },
        ]}
        onChange={(to) => onChange({ to, name: to === 'new' && where.name === '' ? suggestion : where.name })}
      />
      {where.to === 'new' ? (
        <TextField
          label={ta('commit.branchName')}
          value={where.name}
          autoComplete="off"
          onChange={(event) => onChange({ ...where, name: event.target.value })}
          slotProps={{
            inputLabel: { shrink: true },
            htmlInput: { className: 'mono', spellCheck: false, maxLength: 250 },
          }}
          sx={{ width: 280 }}
        />
      ) : null}
    </div>
  );
}
