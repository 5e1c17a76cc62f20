import type { RoleBinding } from '../../kinds/rights.ts';
import type { Existing } from '../../kinds/stored/existing.ts';
import { age, type Printer, printer } from './printer.ts';

/** Hooks of the API server. */
interface Webhooks extends Existing {
  readonly webhooks?: readonly object[];
}

interface AdmissionPolicy extends Existing {
  readonly spec: {
    readonly validations?: readonly object[];
    readonly mutations?: readonly object[];
    readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
  };
}

function binding(object: RoleBinding & Existing, now: number): readonly unknown[] {
  const of = (kind: string) =>
    (object.subjects ?? [])
      .filter((each) => each.kind === kind)
      .map((each) => (kind === 'ServiceAccount' ? `${each.namespace}/${each.name}` : each.name))
      .join(', ');
  const { kind, name } = object.roleRef;
  return [object.metadata.name, `${kind}/${name}`, age(object, now), of('User'), of('Group'), of('ServiceAccount')];
}

function policy(object: AdmissionPolicy, now: number): readonly unknown[] {
  const { validations, mutations, paramKind } = object.spec;
  return [
    object.metadata.name,
    (validations ?? mutations ?? []).length,
    paramKind === undefined ? '<unset>' : `${paramKind.apiVersion}/${paramKind.kind}`,
    age(object, now),
  ];
}

const webhooks = printer<Webhooks>((each, now) => [each.metadata.name, (each.webhooks ?? []).length, age(each, now)]);

export const RIGHTS: Readonly<Record<string, Printer>> = {
  'rbac.authorization.k8s.io/RoleBinding': printer(binding),
  'rbac.authorization.k8s.io/ClusterRoleBinding': printer(binding),
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': printer(policy),
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': printer(policy),
};
