import { tf } from '../../texts/fleet.ts';
import { FilterChip, type Look, lookOf, Mark } from '../../ui/index.ts';
import { type Facet, STATES } from './filter.ts';

const VALUES: Readonly<Record<Facet, readonly string[]>> = {
  sync: ['OutOfSync', 'Unknown', 'Synced'],
  health: ['Degraded', 'Missing', 'Progressing', 'Suspended', 'Unknown', 'Healthy'],
  state: STATES,
};

type StateLook = Pick<Look, 'shape' | 'tone'>;
const STATE_LOOKS: Readonly<Record<(typeof STATES)[number], StateLook>> = {
  stale: { shape: 'ring', tone: 'unknown' },
  rollback: { shape: 'bars', tone: 'paused' },
  pause: { shape: 'bars', tone: 'paused' },
  syncing: { shape: 'three-quarter', tone: 'progress' },
  failed: { shape: 'cross', tone: 'error' },
  deleting: { shape: 'dashed', tone: 'out' },
};

/** One row of chips with how many each would show; what nothing has is not offered. */
export function FacetChips({
  facet,
  counts,
  chosen,
  toggle,
}: {
  facet: Facet;
  counts: ReadonlyMap<string, number>;
  chosen: ReadonlySet<string>;
  toggle: (facet: Facet, value: string) => void;
}) {
  return (
    <>
      {VALUES[facet].map((value) => {
        const count = counts.get(value) ?? 0;
        if (count === 0 && !chosen.has(value)) return null;
        const state = value as (typeof STATES)[number];
        const { shape, tone } = facet === 'state' ? STATE_LOOKS[state] : lookOf(facet, value);
        return (
          <FilterChip
            key={value}
            label={facet === 'state' ? tf(`state.${state}`) : value}
            count={count}
            pressed={chosen.has(value)}
            onToggle={() => toggle(facet, value)}
            mark={<Mark shape={shape} tone={tone} size={12} />}
          />
        );
      })}
    </>
  );
}
