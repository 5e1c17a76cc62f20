/** What rules over others: bindings, budgets, autoscalers, definitions. */

import type { KubeObject } from '../../../model/index.ts';
import { type FieldFault, invalidValue, required, unsupported } from '../../api/status-error.ts';
import type { Definition } from '../../crds/definition.ts';
import type { RoleBinding } from '../rights.ts';

export interface Budget extends KubeObject {
  readonly spec: { readonly minAvailable?: unknown; readonly maxUnavailable?: unknown };
}

export interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
}

export function budgetFaults({ spec }: Budget): FieldFault[] {
  return spec.minAvailable !== undefined && spec.maxUnavailable !== undefined
    ? [invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
    : [];
}

export function bindingFaults(object: RoleBinding): FieldFault[] {
  const faults: FieldFault[] = [];
  const { roleRef } = object;
  if (roleRef.apiGroup !== 'rbac.authorization.k8s.io')
    faults.push(unsupported('roleRef.apiGroup', roleRef.apiGroup, ['rbac.authorization.k8s.io']));
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) faults.push(unsupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) faults.push(required('roleRef.name'));
  (object.subjects ?? []).forEach((subject, index) => {
    if (!subject.name) faults.push(required(`subjects[${index}].name`));
    if (!['ServiceAccount', 'User', 'Group'].includes(subject.kind))
      faults.push(unsupported(`subjects[${index}].kind`, subject.kind, ['ServiceAccount', 'User', 'Group']));
    if (subject.kind === 'ServiceAccount' && object.kind === 'ClusterRoleBinding' && !subject.namespace)
      faults.push(required(`subjects[${index}].namespace`));
  });
  return faults;
}

export function autoscalerFaults({ spec }: Autoscaler): FieldFault[] {
  const faults: FieldFault[] = [];
  if (spec.minReplicas < 1)
    faults.push(invalidValue('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1'));
  if (spec.maxReplicas < 1) faults.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0'));
  else if (spec.maxReplicas < spec.minReplicas)
    faults.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'));
  if (!spec.scaleTargetRef?.kind) faults.push(required('spec.scaleTargetRef.kind'));
  if (!spec.scaleTargetRef?.name) faults.push(required('spec.scaleTargetRef.name'));
  return faults;
}

export function definitionFaults(object: Definition): FieldFault[] {
  const faults: FieldFault[] = [];
  const { spec } = object;
  const expected = `${spec.names?.plural}.${spec.group}`;
  if (object.metadata.name !== expected)
    faults.push(invalidValue('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (!spec.group) faults.push(required('spec.group'));
  else if (!spec.group.includes('.'))
    faults.push(invalidValue('spec.group', spec.group, 'should be a domain with at least one dot'));
  if (!['Cluster', 'Namespaced'].includes(spec.scope))
    faults.push(
      spec.scope === '' ? required('spec.scope') : unsupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']),
    );
  const versions = spec.versions ?? [];
  if (versions.length === 0)
    faults.push(invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'));
  else if (versions.filter((each) => each.storage === true).length !== 1)
    faults.push(invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'));
  versions.forEach((version, index) => {
    if (version.schema?.openAPIV3Schema === undefined)
      faults.push(required(`spec.versions[${index}].schema.openAPIV3Schema`, 'schemas are required'));
    else if (version.schema.openAPIV3Schema.type !== 'object') {
      faults.push(
        version.schema.openAPIV3Schema.type === undefined
          ? required(`spec.validation.openAPIV3Schema.type`, 'must not be empty at the root')
          : invalidValue(
              'spec.validation.openAPIV3Schema.type',
              version.schema.openAPIV3Schema.type,
              'must be object at the root',
            ),
      );
    }
  });
  if (!spec.names?.kind) faults.push(required('spec.names.kind'));
  if (!spec.names?.plural) faults.push(required('spec.names.plural'));
  return faults;
}
