import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { tc } from '../../../texts/changes.ts';
import type { Looks } from './looks.ts';
import { Segments } from './segments.tsx';

/** How a difference is looked at. Layout and folding are offered where there are two sides, and room for them. */
export function LooksBar({
  looks,
  onChange,
  twoSides,
  narrow,
}: {
  looks: Looks;
  onChange: (change: Partial<Looks>) => void;
  twoSides: boolean;
  narrow: boolean;
}) {
  return (
    <div className="tools">
      <Segments
        label={tc('diff.truth')}
        value={looks.truth}
        options={[
          { value: 'apply', title: tc('diff.truth.apply'), hint: tc('diff.truth.applyHint') },
          { value: 'text', title: tc('diff.truth.text'), hint: tc('diff.truth.textHint') },
        ]}
        onChange={(truth) => onChange({ truth })}
      />
      {twoSides && !narrow ? (
        <Segments
          label={tc('diff.layout')}
          value={looks.layout}
          options={[
            { value: 'side-by-side', title: tc('diff.sideBySide') },
            { value: 'inline', title: tc('diff.inline') },
          ]}
          onChange={(layout) => onChange({ layout })}
        />
      ) : null}
      {twoSides ? (
        <FormControlLabel
          sx={{ ml: 0 }}
          control={<Checkbox checked={looks.fold} onChange={(event) => onChange({ fold: event.target.checked })} />}
          label={tc('diff.fold')}
        />
      ) : null}
    </div>
  );
}
