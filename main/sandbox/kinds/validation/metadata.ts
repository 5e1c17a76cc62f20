/** What the server checks of the metadata of every kind. */

import type { KubeObject } from '../../../model/index.ts';
import { type FieldFault, invalidValue, required } from '../../api/status-error.ts';
import type { Kind } from '../kind.ts';
import { annotationFaults, labelFaults, nameFaults, qualifiedNameFaults } from '../names.ts';

export function metadataFaults(kind: Kind, object: KubeObject): FieldFault[] {
  const { metadata } = object;
  const faults: FieldFault[] = [];
  if (metadata.name === undefined || metadata.name === '')
    faults.push(required('metadata.name', 'name or generateName is required'));
  else faults.push(...nameFaults(kind.group, kind.kind, metadata.name));
  faults.push(...labelFaults('metadata.labels', metadata.labels));
  faults.push(...annotationFaults('metadata.annotations', metadata.annotations));
  (metadata.ownerReferences ?? []).forEach((owner, index) => {
    const at = `metadata.ownerReferences[${index}]`;
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (!owner[field])
        faults.push(
          invalidValue(
            `${at}.${field}`,
            owner[field] ?? '',
            `${field === 'apiVersion' ? 'version' : field} must not be empty`,
          ),
        );
    }
  });
  if ((metadata.ownerReferences ?? []).filter((owner) => owner.controller === true).length > 1) {
    faults.push(
      invalidValue(
        'metadata.ownerReferences',
        metadata.ownerReferences,
        'Only one reference can have Controller set to true.',
      ),
    );
  }
  for (const finalizer of metadata.finalizers ?? [])
    faults.push(...qualifiedNameFaults('metadata.finalizers', finalizer));
  return faults;
}
