import { isRecord } from '../../model/index.ts';
import type { Kind } from '../kinds/kind.ts';

/** Questions about rights. The sandbox has one user, who may do everything. Undefined for kinds that are stored. */
export function review(kind: Kind, body: unknown): object | undefined {
  const given = isRecord(body) ? body : {};
  const common = { kind: kind.kind, apiVersion: kind.apiVersion, metadata: {}, spec: given['spec'] ?? {} };
  switch (`${kind.group}/${kind.kind}`) {
    case 'authorization.k8s.io/SelfSubjectAccessReview':
    case 'authorization.k8s.io/SubjectAccessReview':
    case 'authorization.k8s.io/LocalSubjectAccessReview':
      return { ...common, status: { allowed: true, reason: 'the sandbox has one user, who may do everything' } };
    case 'authorization.k8s.io/SelfSubjectRulesReview':
      return {
        ...common,
        status: {
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
          nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
          incomplete: false,
        },
      };
    case 'authentication.k8s.io/SelfSubjectReview':
      return {
        kind: kind.kind,
        apiVersion: kind.apiVersion,
        metadata: {},
        status: { userInfo: { username: 'argosy-sandbox', groups: ['system:masters', 'system:authenticated'] } },
      };
    default:
      return undefined;
  }
}
