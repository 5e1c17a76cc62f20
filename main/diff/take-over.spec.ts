import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { takeOverFields } from './take-over.ts';
import { appliedBy, entry } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const map = (metadata: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n', ...metadata },
    data: { a: '1' },
  }) as unknown as KubeObject;
const declared = { 'f:data': { 'f:a': {} } };

describe('takeOverFields', () => {
  it('turns what kubectl apply declared into ours, and keeps everybody else', () => {
    const kubectl = entry(
      'kubectl-client-side-apply',
      'Update',
      { 'f:data': { 'f:a': {}, 'f:defaulted': {} } },
      '2026-02-02T00:00:00Z',
    );
    const other = entry('other', 'Update', { 'f:metadata': { 'f:labels': {} } });
    const live = map({ annotations: { [LAST_APPLIED]: JSON.stringify(map()) }, managedFields: [kubectl, other] });
    expect(takeOverFields(live, 'argosy', schemas.configMap)).toEqual([
      other,
      entry('argosy', 'Apply', declared, '2026-02-02T00:00:00Z'),
    ]);
  });

  it('turns the Apply of Argo CD into ours', () => {
    const argo = entry('argocd-controller', 'Apply', declared);
    expect(takeOverFields(map({ managedFields: [argo] }), 'argosy', schemas.configMap)).toEqual([
      entry('argosy', 'Apply', declared),
    ]);
  });

  it('leaves alone what we applied already and what nobody declared', () => {
    const annotated = map({ annotations: { [LAST_APPLIED]: JSON.stringify(map()) } });
    expect(takeOverFields(appliedBy(map(), schemas.configMap, annotated), 'argosy', schemas.configMap)).toBeUndefined();
    expect(takeOverFields(map(), 'argosy', schemas.configMap)).toBeUndefined();
    expect(
      takeOverFields(map({ annotations: { [LAST_APPLIED]: 'no json' } }), 'argosy', schemas.configMap),
    ).toBeUndefined();
  });
});
