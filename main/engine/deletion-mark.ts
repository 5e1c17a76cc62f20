import { type Application, annotation, type KubeObject } from '../model/index.ts';
import { DELETE_PHASES, type DeletePhase } from './hook-finalizers.ts';

/**
 * Written on every hook that a deletion creates: which deletion, which phase, which hook of the manifests. It tells what has run in this deletion from
 * what an earlier one (or a sync, for a hook of several phases) left behind, and so lets a deletion go on after a restart without running anything twice.
 */
const MARK = 'argosy.dev/deletion';

export interface DeletionMark {
  readonly phase: DeletePhase;
  /** The deletionTimestamp of the application. */
  readonly at: string;
  /** `name`, or `generateName`, as declared. */
  readonly declared: string;
}

export function deletionMark(object: KubeObject): DeletionMark | undefined {
  const [phase, at, declared] = annotation(object, MARK)?.split(' ') ?? [];
  const known = DELETE_PHASES.find((one) => one === phase);
  return known === undefined || at === undefined || declared === undefined ? undefined : { phase: known, at, declared };
}

export function withMark(object: KubeObject, { phase, at, declared }: DeletionMark): KubeObject {
  const { metadata } = object;
  const annotations = { ...metadata.annotations, [MARK]: `${phase} ${at} ${declared}` };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** A hook of this deletion. */
export function isMarkedFor(object: KubeObject, app: Application, phase?: DeletePhase): boolean {
  const mark = deletionMark(object);
  const at = app.metadata.deletionTimestamp;
  return mark !== undefined && at !== undefined && mark.at === at && (phase === undefined || mark.phase === phase);
}
