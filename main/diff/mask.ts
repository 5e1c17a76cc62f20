import {
  isRecord,
  isSecret,
  type JsonValue,
  type KubeObject,
  LAST_APPLIED,
  SecretMasker,
  setField,
  UNREADABLE,
} from '../model/index.ts';
import { field } from './json.ts';
import type { DiffSettings, PathElement } from './verdict.ts';

/** Replaces the secret values of one object's two sides by runs of `+`: equal values give equal runs (reference §2.8). */
export interface Mask {
  /** The value at a path, as far as it may be shown. */
  value(path: readonly PathElement[], value: unknown): JsonValue | undefined;
  object(object: KubeObject): KubeObject;
}

const PLAIN: Mask = { value: (_path, value) => value as JsonValue | undefined, object: (object) => object };

/** Secrets are flat. */
const DEEPEST = 16;

/** Of a Secret these say nothing secret. Every other field may, also one that no schema knows: manifests hold typing errors. */
const OPEN = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'status']);

/** The mask knows both sides, so that a value masked in one has the same run in the other. */
export function maskFor(
  sides: readonly (KubeObject | undefined)[],
  settings: Pick<DiffSettings, 'maskedAnnotations'>,
): Mask {
  if (!sides.some((side) => side !== undefined && isSecret(side))) return PLAIN;
  const annotations = new Set([...settings.maskedAnnotations, LAST_APPLIED]);
  const masker = new SecretMasker();
  const hide = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'object' && value !== null && depth > DEEPEST) return UNREADABLE;
    return isRecord(value) ? mapFields(value, (_name, inner) => hide(inner, depth + 1)) : masker.value(value);
  };
  const hideAnnotations = (value: unknown): unknown =>
    isRecord(value) ? mapFields(value, (name, inner) => (annotations.has(name) ? hide(inner) : inner)) : hide(value);
  const hideMetadata = (value: unknown): unknown =>
    isRecord(value) && value['annotations'] !== undefined
      ? { ...value, annotations: hideAnnotations(value['annotations']) }
      : value;
  const object = (whole: KubeObject): KubeObject =>
    mapFields(whole, (name, value) => {
      if (name === 'metadata') return hideMetadata(value);
      return OPEN.has(name) ? value : hide(value);
    }) as unknown as KubeObject;
  // Runs are given out in the order of the sides, so that they do not depend on which paths differ.
  for (const side of sides) if (side !== undefined) object(side);
  return {
    object,
    value(path, value) {
      if (value === undefined) return undefined;
      const [first, second, third] = path;
      if (first === 'metadata' && second === undefined) return hideMetadata(value) as JsonValue;
      if (first === 'metadata' && second === 'annotations') {
        if (third === undefined) return hideAnnotations(value) as JsonValue;
        return (typeof third === 'string' && annotations.has(third) ? hide(value) : value) as JsonValue;
      }
      return (typeof first === 'string' && OPEN.has(first) ? value : hide(value)) as JsonValue;
    },
  };
}

function mapFields(
  object: Readonly<Record<string, unknown>>,
  change: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object)) setField(copy, name, change(name, field(object, name)));
  return copy;
}
