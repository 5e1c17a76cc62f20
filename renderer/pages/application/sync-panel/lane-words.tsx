import { tc } from '../../../texts/changes.ts';
import type { Tokens } from '../../../theme/index.ts';
import { inert, Mark, type Shape } from '../../../ui/index.ts';
import type { Lane, LaneItem, LaneState } from './lanes.ts';

export const LOOKS: Readonly<Record<LaneState, { readonly shape: Shape; readonly tone: keyof Tokens }>> = {
  waiting: { shape: 'ring', tone: 'unknown' },
  running: { shape: 'three-quarter', tone: 'progress' },
  done: { shape: 'check', tone: 'ok' },
  pruned: { shape: 'check', tone: 'ok' },
  skipped: { shape: 'bars', tone: 'paused' },
  failed: { shape: 'cross', tone: 'error' },
  unreached: { shape: 'dashed', tone: 'unknown' },
};

export function laneTitle({ phase, wave }: Lane): string {
  const shown = inert(phase, 20);
  return wave === undefined
    ? tc('sync.laneOther', { phase: shown })
    : tc('sync.lane', { phase: shown, wave: String(wave).replace('-', '−') });
}

export function StateWord({ state }: { state: LaneState }) {
  const { shape, tone } = LOOKS[state];
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', color: `var(--${tone})` }}>
      <Mark shape={shape} tone={tone} size={12} />
      {tc(`sync.state.${state}`)}
    </span>
  );
}

export function ObjectName({ item: { ref } }: { item: LaneItem }) {
  return (
    <>
      <span className="muted">{inert(ref.kind, 80)}</span> <b>{inert(ref.name, 260)}</b>
    </>
  );
}
