import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { appliesNothing } from './applies-nothing.ts';
import { appliedBy, entry, MANAGER } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const desired = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n', labels: { team: 'blue' } },
  data: { a: '1' },
} as unknown as KubeObject;

const asks = (live: KubeObject, manifest: KubeObject = desired) =>
  appliesNothing({ desired: manifest, live, schema: schemas.configMap, manager: MANAGER });

/** As the server answers: no name and namespace among the fields, with marks of containers. */
function applied(manifest: KubeObject, data: Record<string, string> = { a: '1' }): KubeObject {
  const live = appliedBy(manifest, schemas.configMap);
  const fields = { 'f:metadata': { 'f:labels': { '.': {}, 'f:team': {} } }, 'f:data': { '.': {}, 'f:a': {} } };
  const managedFields = [entry(MANAGER, 'Apply', fields)];
  return { ...live, metadata: { ...live.metadata, managedFields }, data } as unknown as KubeObject;
}

describe('appliesNothing', () => {
  it('holds for what was applied just so', () => {
    expect(asks(applied(desired))).toBe(true);
  });

  it('does not hold for another value, nor for a field that the manifest has no more', () => {
    expect(asks(applied(desired, { a: '2' }))).toBe(false);
    expect(asks(applied(desired), { ...desired, data: {} } as unknown as KubeObject)).toBe(false);
  });

  it('does not hold for equal values that are not ours yet', () => {
    const more = { ...desired, data: { a: '1', b: '1' } } as unknown as KubeObject;
    expect(asks(applied(desired, { a: '1', b: '1' }), more)).toBe(false);
  });

  it('does not hold where we never applied, or another version of the kind', () => {
    const live = applied(desired);
    expect(asks({ ...live, metadata: { ...live.metadata, managedFields: [] } } as KubeObject)).toBe(false);
    const [mine] = live.metadata.managedFields!;
    const managedFields = [{ ...mine!, apiVersion: 'v0' }];
    expect(asks({ ...live, metadata: { ...live.metadata, managedFields } } as KubeObject)).toBe(false);
  });
});
