import type { PathDifference } from '../diff/index.ts';
import type { ApplicationStatus, Heal, HealedField, OperationState, Timestamp } from '../model/index.ts';
import type { ComparedResource } from './engine.ts';
import { timestamp } from './timestamps.ts';

/** The newest are kept: enough to see what was taken back lately, and by whom it was changed. */
export const MOST_HEALS = 20;
const MOST_FIELDS = 5;
/** Characters of a path or of a manager's name: both are foreign text. */
const LONGEST = 200;

/**
 * What a self heal is about to take back. It is no entry of the history (reference §3.9), and so fast that nobody sees the difference: without this
 * nobody would know that somebody changes the cluster by hand.
 */
export function healOf(
  row: Pick<ComparedResource, 'ref' | 'verdict'>,
  seen: (field: string) => number | undefined,
  now: Timestamp,
): Heal | undefined {
  const { verdict } = row;
  const { group, kind, namespace, name } = row.ref;
  const object = { group, kind, namespace, name, at: now };
  switch (verdict.kind) {
    case 'missing':
    case 'extra':
      return { ...object, was: verdict.kind, fields: [] };
    case 'differs': {
      const fields = verdict.paths.slice(0, MOST_FIELDS).map((path) => fieldOf(path, seen(path.text)));
      const more = verdict.paths.length - fields.length;
      return { ...object, was: 'changed', fields, ...(more > 0 ? { more } : {}) };
    }
    default:
      return undefined;
  }
}

function fieldOf({ text, live, desired, owners }: PathDifference, seen: number | undefined): HealedField {
  const [owner] = owners;
  // Some managers leave no time behind: then it is known since when it was seen.
  const changedAt = owner?.time ?? (seen === undefined ? undefined : timestamp(seen));
  return {
    path: text.slice(0, LONGEST),
    ...(isPlain(live) ? { live } : {}),
    ...(isPlain(desired) ? { desired } : {}),
    ...(owner === undefined ? {} : { manager: owner.manager.slice(0, LONGEST) }),
    ...(changedAt === undefined ? {} : { changedAt }),
  };
}

/** Texts may be secrets, and this is kept on disk. */
function isPlain(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

export function withHeals(status: ApplicationStatus, heals: readonly Heal[]): ApplicationStatus {
  if (heals.length === 0) return status;
  return { ...status, heals: [...(status.heals ?? []), ...heals].slice(-MOST_HEALS) };
}

/** The heals once their operation has ended; undefined when there is nothing to say. */
export function endedHeals(heals: readonly Heal[] | undefined, state: OperationState): readonly Heal[] | undefined {
  if (!heals?.some(isOpen)) return undefined;
  const at = state.finishedAt ?? state.startedAt;
  const end = state.phase === 'Succeeded' ? { healedAt: at } : { failedAt: at };
  return heals.map((heal) => (isOpen(heal) ? { ...heal, ...end } : heal));
}

function isOpen({ healedAt, failedAt }: Heal): boolean {
  return healedAt === undefined && failedAt === undefined;
}
