import type { Tokens } from '../theme/index.ts';
import { Age } from './age.tsx';
import { inert } from './inert-text.ts';
import { Mark, type Shape } from './mark.tsx';

export interface Look {
  readonly shape: Shape;
  readonly tone: keyof Tokens;
  /** Worst first: 0 is the worst. */
  readonly rank: number;
}

const UNKNOWN: Look = { shape: 'ring', tone: 'unknown', rank: 4 };

const SYNC: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['Synced', { shape: 'check', tone: 'ok', rank: 9 }],
  ['OutOfSync', { shape: 'diamond', tone: 'out', rank: 2 }],
  ['Held', { shape: 'bars', tone: 'paused', rank: 3 }],
]);

const HEALTH: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['Healthy', { shape: 'heart', tone: 'ok', rank: 9 }],
  ['Progressing', { shape: 'three-quarter', tone: 'progress', rank: 3 }],
  ['Degraded', { shape: 'cross', tone: 'error', rank: 0 }],
  ['Suspended', { shape: 'bars', tone: 'paused', rank: 5 }],
  ['Missing', { shape: 'dashed', tone: 'out', rank: 1 }],
]);

const OPERATION: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['Running', { shape: 'three-quarter', tone: 'progress', rank: 3 }],
  ['Terminating', { shape: 'three-quarter', tone: 'out', rank: 3 }],
  ['Succeeded', { shape: 'check', tone: 'ok', rank: 9 }],
  ['Failed', { shape: 'cross', tone: 'error', rank: 0 }],
  ['Error', { shape: 'cross', tone: 'error', rank: 0 }],
]);

const CONNECTION: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['Successful', { shape: 'dot', tone: 'ok', rank: 9 }],
  ['Failed', { shape: 'cross', tone: 'error', rank: 0 }],
]);

export type StatusKind = 'sync' | 'health' | 'operation' | 'connection';

const LOOKS: Readonly<Record<StatusKind, ReadonlyMap<string, Look>>> = {
  sync: SYNC,
  health: HEALTH,
  operation: OPERATION,
  connection: CONNECTION,
};

/** A rule of somebody else may call a health anything. */
const LONGEST_WORD = 60;

/** How a status of Argo CD looks; a word that is not known looks unknown. */
export function lookOf(kind: StatusKind, value: string): Look {
  return LOOKS[kind].get(value) ?? UNKNOWN;
}

/**
 * Shape, colour and word, with its age once that says something (ux.md §1). `at`: milliseconds since the epoch it has been so. `staleSince`: it is
 * not known to be so now, and was the last time then; grey, because a state that nobody knows is nobody's green.
 */
export function Status({
  kind,
  value,
  at,
  staleSince = 0,
}: {
  kind: StatusKind;
  value: string;
  at?: number | undefined;
  staleSince?: number;
}) {
  const { shape, tone } = lookOf(kind, value);
  if (staleSince > 0) {
    return (
      <span className="stale" style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}>
        <Mark shape={shape} tone="unknown" />
        <span style={{ color: 'var(--unknown)' }}>{inert(value, LONGEST_WORD)}</span>
        {staleSince > 1 ? <Age at={staleSince} from={60_000} /> : null}
      </span>
    );
  }
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <Mark shape={shape} tone={tone} />
      <span style={{ color: `var(--${tone})`, fontWeight: 600 }}>{inert(value, LONGEST_WORD)}</span>
      {at === undefined || at <= 0 ? null : <Age at={at} from={60_000} />}
    </span>
  );
}

/** The mark alone, with the word for those who cannot see it: in graphs and dense rows. */
export function StatusMark({ kind, value, size }: { kind: StatusKind; value: string; size?: number }) {
  const { shape, tone } = lookOf(kind, value);
  const word = inert(value, LONGEST_WORD);
  return (
    <span role="img" aria-label={word} title={word} style={{ display: 'inline-flex' }}>
      <Mark shape={shape} tone={tone} {...(size === undefined ? {} : { size })} />
    </span>
  );
}
