import { isRecord, type KubeObject } from '../../model/index.ts';
import { type ClusterState, timestamp } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { updateOwners } from '../merge/update.ts';
import { named, type User } from './authenticate.ts';
import { mayDo, mayRead, rulesOf } from './authorize.ts';

const REVIEWS = new Set([
  'SelfSubjectAccessReview',
  'SubjectAccessReview',
  'LocalSubjectAccessReview',
  'SelfSubjectRulesReview',
  'SelfSubjectReview',
]);

/** Questions about rights, which are answered and not stored. Undefined for kinds that are. */
export function review(
  state: ClusterState,
  user: User,
  kind: Kind,
  body: unknown,
  manager: string,
): object | undefined {
  const given = isRecord(body) ? body : {};
  const spec = isRecord(given['spec']) ? given['spec'] : {};
  if (!REVIEWS.has(kind.kind)) return undefined;
  const asked = {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: isRecord(given['metadata']) ? given['metadata'] : {},
    spec,
  } as KubeObject;
  const common = updateOwners(
    {
      atom: kind.atom,
      live: undefined,
      empty: kind.empty,
      manager,
      subresource: '',
      resetFields: [],
      time: timestamp(state.clock),
    },
    asked,
  );
  switch (`${kind.group}/${kind.kind}`) {
    case 'authorization.k8s.io/SelfSubjectAccessReview':
      return { ...common, status: verdict(state, user, spec) };
    case 'authorization.k8s.io/SubjectAccessReview':
    case 'authorization.k8s.io/LocalSubjectAccessReview':
      return {
        ...common,
        status: verdict(
          state,
          named(text(spec['user']), Array.isArray(spec['groups']) ? spec['groups'].map(text) : []),
          spec,
        ),
      };
    case 'authorization.k8s.io/SelfSubjectRulesReview': {
      const rules = user.groups.includes('system:masters')
        ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
        : [...rulesOf(state, user, text(spec['namespace']))];
      return {
        ...common,
        status: {
          resourceRules: rules,
          nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/version'] }],
          incomplete: false,
        },
      };
    }
    case 'authentication.k8s.io/SelfSubjectReview':
      return {
        kind: kind.kind,
        apiVersion: kind.apiVersion,
        metadata: {},
        status: { userInfo: { username: user.name, groups: user.groups } },
      };
    default:
      return undefined;
  }
}

function verdict(state: ClusterState, user: User, spec: Readonly<Record<string, unknown>>): object {
  const path = spec['nonResourceAttributes'];
  if (isRecord(path)) return { allowed: mayRead(user, text(path['path'])) };
  const asked = isRecord(spec['resourceAttributes']) ? spec['resourceAttributes'] : {};
  const subresource = text(asked['subresource']);
  const namespace = text(asked['namespace']);
  const name = text(asked['name']);
  const allowed = mayDo(state, user, {
    verb: text(asked['verb']),
    group: text(asked['group']),
    resource: subresource === '' ? text(asked['resource']) : `${text(asked['resource'])}/${subresource}`,
    namespace: namespace === '' ? undefined : namespace,
    name: name === '' ? undefined : name,
  });
  return { allowed, ...(allowed ? {} : { reason: '' }) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
