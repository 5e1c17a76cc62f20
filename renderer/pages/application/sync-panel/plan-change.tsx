import { tc } from '../../../texts/changes.ts';
import type { Tokens } from '../../../theme/index.ts';
import { Mark, type Shape } from '../../../ui/index.ts';
import type { PlanChange } from './plan-summary.ts';

const LOOKS: Readonly<Record<PlanChange, { readonly shape: Shape; readonly tone: keyof Tokens }>> = {
  create: { shape: 'dashed', tone: 'ok' },
  change: { shape: 'diamond', tone: 'out' },
  prune: { shape: 'cross', tone: 'error' },
  hook: { shape: 'three-quarter', tone: 'progress' },
  refused: { shape: 'ring', tone: 'error' },
  keep: { shape: 'bars', tone: 'paused' },
  same: { shape: 'check', tone: 'ok' },
};

/** What a sync does to an object: shape, colour and word. */
export function PlanChangeWord({ change }: { change: PlanChange }) {
  const { shape, tone } = LOOKS[change];
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <Mark shape={shape} tone={tone} />
      <span style={{ color: `var(--${tone})`, fontWeight: 600 }}>{tc(`change.${change}`)}</span>
    </span>
  );
}

export function PlanChangeMark({ change }: { change: PlanChange }) {
  const { shape, tone } = LOOKS[change];
  return <Mark shape={shape} tone={tone} />;
}
