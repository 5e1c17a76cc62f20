import type { Output } from '../../../../preload/contract/index.ts';
import { tc } from '../../../texts/changes.ts';
import type { Tokens } from '../../../theme/index.ts';
import { Mark, type Shape } from '../../../ui/index.ts';

export type Verdict = Output<'app.resources'>['items'][number]['verdict'];

const LOOKS: Readonly<Record<Verdict, { readonly shape: Shape; readonly tone: keyof Tokens }>> = {
  differs: { shape: 'diamond', tone: 'out' },
  missing: { shape: 'dashed', tone: 'out' },
  extra: { shape: 'cross', tone: 'error' },
  unknown: { shape: 'ring', tone: 'unknown' },
  same: { shape: 'check', tone: 'ok' },
};

/** In which way an object differs: shape, colour and word. */
export function ChangeWord({ verdict }: { verdict: Verdict }) {
  const { shape, tone } = LOOKS[verdict];
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <Mark shape={shape} tone={tone} />
      <span style={{ color: `var(--${tone})`, fontWeight: 600 }}>{tc(`change.${verdict}`)}</span>
    </span>
  );
}
