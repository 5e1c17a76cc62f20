import { isRecord, type JsonValue, type KubeObject, LAST_APPLIED, setField } from '../model/index.ts';
import { field } from './json.ts';
import { isSecret } from './normalize.ts';
import type { DiffSettings, PathElement } from './verdict.ts';

/** Replaces the secret values of one object's two sides by runs of `+`: equal values give equal runs (reference §2.8). */
export interface Mask {
  value(path: readonly PathElement[], value: unknown): JsonValue | undefined;
  /** A whole object. */
  object(object: KubeObject): KubeObject;
}

const PLAIN: Mask = { value: (_path, value) => value as JsonValue | undefined, object: (object) => object };

/** Of a Secret these say nothing secret; every other field may. */
const OPEN = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'status']);

/** The mask knows both sides, so that a value masked in one has the same run in the other. Only core/v1 Secrets are masked. */
export function maskFor(
  sides: readonly (KubeObject | undefined)[],
  settings: Pick<DiffSettings, 'maskedAnnotations'>,
): Mask {
  if (!sides.some((side) => side !== undefined && isSecret(side))) return PLAIN;
  const annotations = new Set([...settings.maskedAnnotations, LAST_APPLIED]);
  const runs = new Map<string, string>();
  const run = (value: unknown): string => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    let known = runs.get(text);
    if (known === undefined) {
      known = '+'.repeat(8 + 4 * runs.size);
      runs.set(text, known);
    }
    return known;
  };
  const hide = (value: unknown): unknown => {
    if (value === undefined || value === null) return value;
    if (!isRecord(value)) return run(value);
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) setField(copy, name, hide(field(value, name)));
    return copy;
  };
  const hideAnnotations = (value: unknown): unknown => {
    if (!isRecord(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      setField(copy, name, annotations.has(name) ? hide(field(value, name)) : field(value, name));
    }
    return copy;
  };
  const hideMetadata = (value: unknown): unknown => {
    if (!isRecord(value) || value['annotations'] === undefined) return value;
    return { ...value, annotations: hideAnnotations(value['annotations']) };
  };
  const object = (whole: KubeObject): KubeObject => {
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(whole)) {
      const value = field(whole, name);
      setField(copy, name, name === 'metadata' ? hideMetadata(value) : OPEN.has(name) ? value : hide(value));
    }
    return copy as unknown as KubeObject;
  };
  // Runs are given out in the order of the sides, so that they do not depend on which paths differ.
  for (const side of sides) if (side !== undefined) object(side);
  return {
    object,
    value(path, value) {
      if (value === undefined) return undefined;
      const [first, second, third] = path;
      if (first === 'metadata') {
        if (second === undefined) return hideMetadata(value) as JsonValue;
        if (second !== 'annotations') return value as JsonValue;
        if (third === undefined) return hideAnnotations(value) as JsonValue;
        return (typeof third === 'string' && annotations.has(third) ? hide(value) : value) as JsonValue;
      }
      return (typeof first === 'string' && OPEN.has(first) ? value : hide(value)) as JsonValue;
    },
  };
}
