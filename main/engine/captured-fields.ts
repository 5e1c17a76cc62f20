import type { PathDifference, PathElement } from '../diff/index.ts';
import {
  DEFAULT_INSTANCE_LABEL,
  deepEqual,
  isRecord,
  type JsonValue,
  type KubeObject,
  TRACKING_ANNOTATION,
} from '../model/index.ts';
import type { FieldEdit } from './edit-yaml.ts';

export interface CapturedFields {
  readonly edits: readonly FieldEdit[];
  /** Differences that no manifest should hold: of the server, or our own marks. */
  readonly left: readonly string[];
}

/** Never written to Git: what the server fills in, and how objects are marked as somebody's. */
const SERVER_METADATA = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'ownerReferences',
]);
const MARKS = new Set([
  TRACKING_ANNOTATION,
  'argocd.argoproj.io/installation-id',
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
]);

/** What of the differences of one object a manifest takes over from live. */
export function capturedFields(
  differences: readonly PathDifference[],
  live: KubeObject,
  instanceLabel = DEFAULT_INSTANCE_LABEL,
): CapturedFields {
  const edits: FieldEdit[] = [];
  const left: string[] = [];
  for (const { path, text, live: shown } of differences) {
    const value = valueAt(live, path);
    // Where only the order differs, a difference names the items instead of holding them.
    const written = shown === undefined || deepEqual(value, shown);
    if (!written || isServers(path, instanceLabel)) left.push(text);
    else edits.push({ path, value: shown === undefined ? undefined : value });
  }
  return { edits, left };
}

function isServers(path: readonly PathElement[], instanceLabel: string): boolean {
  const [first, second, third] = path;
  if (first === 'status' || first === 'apiVersion' || first === 'kind') return true;
  if (first !== 'metadata') return false;
  if (typeof second === 'string' && SERVER_METADATA.has(second)) return true;
  if (second === 'annotations') return typeof third === 'string' && MARKS.has(third);
  return second === 'labels' && third === instanceLabel;
}

/** What stands at the path of a difference; undefined when nothing does. */
export function valueAt(object: unknown, path: readonly PathElement[]): JsonValue | undefined {
  let value = object;
  for (const element of path) {
    if (typeof element === 'string') {
      if (!isRecord(value) || !Object.hasOwn(value, element)) return undefined;
      value = value[element];
    } else if (!Array.isArray(value)) return undefined;
    else if (typeof element === 'number') value = value[element];
    else {
      value = value.find((item) =>
        Object.entries(element).every(([key, wanted]) =>
          key === '' ? item === wanted : isRecord(item) && deepEqual(item[key], wanted),
        ),
      );
    }
  }
  return value as JsonValue | undefined;
}
