import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, RawClient } from './sandbox/client.ts';
import { normalized } from './sandbox/normalize.ts';
import { type BothServers, freshName, startBoth } from './sandbox/servers.ts';

type Call = readonly [
  method: string,
  path: string,
  body?: unknown,
  type?: string,
  headers?: Readonly<Record<string, string>>,
];

const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const CM = { apiVersion: 'v1', kind: 'ConfigMap' };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'fixed' },
  spec: {
    replicas: 0,
    paused: true,
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'x', image: 'img:1' }] } },
  },
};

const pod = (name: string, resources: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'x', image: 'img:1', resources }] },
});

/** Requests one after another on each server; `{ns}` is the namespace of the run. What is answered must be the same. */
const TABLE: Readonly<Record<string, readonly Call[]>> = {
  'bodies that are none': [
    ['POST', '/api/v1/{ns}/configmaps', '{bad'],
    ['POST', '/api/v1/{ns}/configmaps', '{}', 'text/plain'],
    ['POST', '/api/v1/{ns}/configmaps', {}],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, kind: 'Secret', metadata: { name: 'x' } }],
    ['PUT', '/api/v1/{ns}/configmaps/nope', { ...CM, metadata: { name: 'other' } }],
    ['PUT', '/api/v1/{ns}/configmaps/nope', { ...CM, metadata: { name: 'nope' } }],
  ],
  'names and places': [
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'X_y' } }],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: {} }],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'a', namespace: 'b' } }],
    ['POST', '/api/v1/namespaces/there-is-none/configmaps', { ...CM, metadata: { name: 'a' } }],
    ['GET', '/api/v1/{ns}/configmaps/nope'],
    ['GET', '/api/v1/{ns}/nopes/nope'],
    ['GET', '/apis/nope.example.com/v1/x'],
    ['GET', '/nope'],
    ['DELETE', '/api/v1/{ns}/configmaps/nope'],
    ['POST', '/api/v1/{ns}/configmaps/x', {}],
    ['GET', '/api/v1/{ns}/configmaps/../../x'],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'labelled', labels: { 'a b': 'c' } } }],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'keyed' }, data: { 'a/b': 'c' } }],
  ],
  'quotas and limits': [
    [
      'POST',
      '/api/v1/{ns}/resourcequotas',
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small' },
        spec: {
          hard: { 'services.loadbalancers': '0', 'count/deployments.apps': '0', 'requests.storage': '1Gi', pods: '1' },
        },
      },
    ],
    [
      'POST',
      '/api/v1/{ns}/services',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'wide' },
        spec: { type: 'LoadBalancer', ports: [{ port: 1 }] },
      },
    ],
    ['POST', '/apis/apps/v1/{ns}/deployments', { ...DEPLOYMENT, metadata: { name: 'one-more' } }],
    ['POST', '/apis/apps/v1/{ns}/deployments?dryRun=All', { ...DEPLOYMENT, metadata: { name: 'one-more' } }],
    [
      'POST',
      '/api/v1/{ns}/persistentvolumeclaims',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'large' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1536Mi' } } },
      },
    ],
    ['POST', '/api/v1/{ns}/pods', pod('first', {})],
    ['POST', '/api/v1/{ns}/pods', pod('second', {})],
    ['DELETE', '/api/v1/{ns}/resourcequotas/small'],
    [
      'POST',
      '/api/v1/{ns}/resourcequotas',
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'compute' },
        spec: { hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' } },
      },
    ],
    ['POST', '/api/v1/{ns}/pods', pod('unnamed', { requests: { cpu: '100m' } })],
    ['POST', '/api/v1/{ns}/pods', pod('too-much', { requests: { cpu: '1500m' }, limits: { memory: '2Gi' } })],
    ['DELETE', '/api/v1/{ns}/resourcequotas/compute'],
    [
      'POST',
      '/api/v1/{ns}/limitranges',
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'range' },
        spec: { limits: [{ type: 'Container', max: { memory: '1Gi' }, min: { cpu: '100m' } }] },
      },
    ],
    ['POST', '/api/v1/{ns}/pods', pod('over', { requests: { cpu: '50m' }, limits: { memory: '2Gi' } })],
    ['POST', '/api/v1/{ns}/pods', pod('under', { requests: { cpu: '50m' } })],
    ['DELETE', '/api/v1/{ns}/limitranges/range'],
  ],
  'what a deletion answers': [
    [
      'POST',
      '/api/v1/{ns}/services',
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gone' }, spec: { ports: [{ port: 1 }] } },
    ],
    ['DELETE', '/api/v1/{ns}/services/gone'],
    ['POST', '/api/v1/{ns}/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'gone' } }],
    ['DELETE', '/api/v1/{ns}/serviceaccounts/gone'],
    ['POST', '/api/v1/{ns}/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'gone' } }],
    ['DELETE', '/api/v1/{ns}/secrets/gone'],
    ['POST', '/apis/apps/v1/{ns}/deployments', { ...DEPLOYMENT, metadata: { name: 'gone' } }],
    ['DELETE', '/apis/apps/v1/{ns}/deployments/gone?propagationPolicy=Background'],
  ],
  'who asks': [
    ['GET', '/api/v1/pods', undefined, undefined, { authorization: 'Bearer wrong' }],
    ['GET', '/api/v1/{ns}/configmaps/x', undefined, undefined, { authorization: '' }],
  ],
  'unknown and double fields': [
    [
      'POST',
      '/api/v1/{ns}/configmaps?fieldValidation=Strict',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"dota":{"a":"b"},"data":{"a":"b","a":"c"}}',
    ],
    ['POST', '/api/v1/{ns}/configmaps?dryRun=All', { ...CM, metadata: { name: 'a' }, dota: { a: 'b' } }],
    ['POST', '/api/v1/{ns}/configmaps?dryRun=Bad', { ...CM, metadata: { name: 'a' } }],
    ['POST', '/api/v1/{ns}/configmaps?fieldValidation=Bad', { ...CM, metadata: { name: 'a' } }],
    ['POST', '/apis/apps/v1/{ns}/deployments', { ...DEPLOYMENT, spec: { replicas: 'x' } }],
    [
      'POST',
      '/apis/apps/v1/{ns}/deployments?fieldValidation=Strict',
      {
        ...DEPLOYMENT,
        spec: {
          ...DEPLOYMENT.spec,
          replcias: 1,
          template: {
            ...DEPLOYMENT.spec.template,
            spec: { containers: [{ name: 'x', image: 'y:1', ports: [{ containerport: 1 }] }] },
          },
        },
      },
    ],
  ],
  'what validation refuses': [
    ['POST', '/apis/apps/v1/{ns}/deployments', { ...DEPLOYMENT, spec: { replicas: 1 } }],
    [
      'POST',
      '/apis/apps/v1/{ns}/deployments',
      { ...DEPLOYMENT, spec: { ...DEPLOYMENT.spec, selector: { matchLabels: { c: 'd' } } } },
    ],
    [
      'POST',
      '/apis/apps/v1/{ns}/deployments',
      {
        ...DEPLOYMENT,
        spec: { ...DEPLOYMENT.spec, template: { ...DEPLOYMENT.spec.template, spec: { containers: [{ name: 'x' }] } } },
      },
    ],
    ['POST', '/api/v1/{ns}/services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: {} }],
    [
      'POST',
      '/api/v1/{ns}/services',
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 80 }, { port: 81 }] } },
    ],
    [
      'POST',
      '/apis/rbac.authorization.k8s.io/v1/{ns}/rolebindings',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'r' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Rolle', name: 'x' },
      },
    ],
    [
      'POST',
      '/apis/batch/v1/{ns}/jobs',
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'j' },
        spec: { template: { spec: { containers: [{ name: 'x', image: 'y:1' }] } } },
      },
    ],
  ],
  'writes that follow each other': [
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'one' }, data: { a: '1' } }],
    ['POST', '/api/v1/{ns}/configmaps', { ...CM, metadata: { name: 'one' }, data: { a: '1' } }],
    [
      'PUT',
      '/api/v1/{ns}/configmaps/one?fieldManager=two',
      { ...CM, metadata: { name: 'one' }, data: { a: '2', b: '3' } },
    ],
    ['PUT', '/api/v1/{ns}/configmaps/one', { ...CM, metadata: { name: 'one', resourceVersion: '1' }, data: {} }],
    ['PATCH', '/api/v1/{ns}/configmaps/one?fieldManager=three', { data: { b: null, c: '4' } }, MERGE],
    ['PATCH', '/api/v1/{ns}/configmaps/one', [{ op: 'add', path: '/metadata/labels', value: { x: 'y' } }], JSON_PATCH],
    ['PATCH', '/api/v1/{ns}/configmaps/one', [{ op: 'remove', path: '/data/x' }], JSON_PATCH],
    ['PATCH', '/api/v1/{ns}/configmaps/one', [{ op: 'test', path: '/data/a', value: 'no' }], JSON_PATCH],
    ['PATCH', '/api/v1/{ns}/configmaps/one', '{"data"', MERGE],
    ['PATCH', '/api/v1/{ns}/configmaps/one', {}, 'application/json'],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/one?fieldManager=four',
      { ...CM, metadata: { name: 'one' }, data: { a: '9', d: '1' } },
      APPLY,
    ],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/one?fieldManager=four&force=true',
      { ...CM, metadata: { name: 'one' }, data: { a: '9', d: '1' } },
      APPLY,
    ],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/one?fieldManager=four',
      { ...CM, metadata: { name: 'one' }, data: { d: '1' } },
      APPLY,
    ],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/one?fieldManager=four&dryRun=All',
      { ...CM, metadata: { name: 'one' }, data: { d: '5' } },
      APPLY,
    ],
    ['PATCH', '/api/v1/{ns}/configmaps/one', { metadata: { labels: { x: 'z' } } }, STRATEGIC],
    ['DELETE', '/api/v1/{ns}/configmaps/one', { preconditions: { uid: 'not-this-one' } }],
    ['DELETE', '/api/v1/{ns}/configmaps/one?dryRun=All'],
    ['DELETE', '/api/v1/{ns}/configmaps/one'],
    ['GET', '/api/v1/{ns}/configmaps/one'],
  ],
  'server-side apply that cannot be': [
    ['PATCH', '/api/v1/{ns}/configmaps/new', {}, APPLY],
    ['PATCH', '/api/v1/{ns}/configmaps/new?fieldManager=x', { ...CM, metadata: { name: 'new' }, dota: {} }, APPLY],
    ['PATCH', '/api/v1/{ns}/configmaps/new?fieldManager=x', { ...CM, metadata: { name: 'old' } }, APPLY],
    ['PATCH', '/api/v1/{ns}/configmaps/new?fieldManager=x', { ...CM }, APPLY],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/new?fieldManager=x',
      { ...CM, kind: 'Secret', metadata: { name: 'new' } },
      APPLY,
    ],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/new?fieldManager=x',
      { ...CM, metadata: { name: 'new', managedFields: [] } },
      APPLY,
    ],
    [
      'PATCH',
      '/api/v1/{ns}/configmaps/new?fieldManager=x',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\ndata: {a: 1}\n',
      APPLY,
    ],
    [
      'PATCH',
      '/apis/apps/v1/{ns}/deployments/new?fieldManager=x',
      {
        ...DEPLOYMENT,
        metadata: { name: 'new' },
        spec: {
          ...DEPLOYMENT.spec,
          template: {
            ...DEPLOYMENT.spec.template,
            spec: {
              containers: [
                { name: 'x', image: 'a:1' },
                { name: 'x', image: 'b:1' },
              ],
            },
          },
        },
      },
      APPLY,
    ],
  ],
  'a Deployment that changes': [
    ['POST', '/apis/apps/v1/{ns}/deployments', DEPLOYMENT],
    [
      'PATCH',
      '/apis/apps/v1/{ns}/deployments/fixed?dryRun=All',
      { spec: { selector: { matchLabels: { c: 'd' } } } },
      STRATEGIC,
    ],
    [
      'PATCH',
      '/apis/apps/v1/{ns}/deployments/fixed?dryRun=All',
      { spec: { template: { spec: { containers: [{ name: 'y', image: 'z:2' }], $setElementOrder: undefined } } } },
      STRATEGIC,
    ],
    [
      'PATCH',
      '/apis/apps/v1/{ns}/deployments/fixed?dryRun=All',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'x', $patch: 'delete' },
                { name: 'y', image: 'z:2' },
              ],
            },
          },
        },
      },
      STRATEGIC,
    ],
    [
      'PATCH',
      '/apis/apps/v1/{ns}/deployments/fixed?dryRun=All',
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      STRATEGIC,
    ],
    ['PATCH', '/apis/apps/v1/{ns}/deployments/fixed?dryRun=All', { spec: { replicas: -1 } }, MERGE],
    ['GET', '/apis/apps/v1/{ns}/deployments/fixed/scale'],
    ['PATCH', '/apis/apps/v1/{ns}/deployments/fixed/scale?dryRun=All', { spec: { replicas: 2 } }, MERGE],
    ['PATCH', '/apis/apps/v1/{ns}/deployments/fixed/nothing', {}, MERGE],
  ],
  'questions of lists and watches': [
    ['GET', '/api/v1/{ns}/configmaps?labelSelector=a%3D%3D%3D'],
    ['GET', '/api/v1/{ns}/configmaps?fieldSelector=data.x%3D1'],
    ['GET', '/api/v1/{ns}/secrets?fieldSelector=type%3Dnone'],
    ['GET', '/api/v1/{ns}/pods?fieldSelector=status.phase%3DRunning,spec.nodeName%3Dx'],
  ],
  rights: [
    [
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } },
      },
    ],
    ['GET', '/api/v1/{ns}/secrets', undefined, undefined, { 'impersonate-user': 'jane' }],
    [
      'DELETE',
      '/apis/apps/v1/{ns}/deployments/x',
      undefined,
      undefined,
      { 'impersonate-user': 'system:serviceaccount:default:robot' },
    ],
    [
      'GET',
      '/apis/apps/v1/deployments',
      undefined,
      undefined,
      { 'impersonate-user': 'jane', 'impersonate-group': 'dev' },
    ],
  ],
};

/** Controllers write when they come to it: what they have written by now is left out. */
function withoutControllers(body: unknown): unknown {
  const {
    status: _status,
    metadata,
    ...rest
  } = body as {
    kind?: string;
    status?: unknown;
    metadata?: { managedFields?: { subresource?: string }[]; annotations?: Record<string, string> };
  };
  if (metadata?.managedFields === undefined) return body;
  // Their order is that of whole seconds, which the two servers need not share.
  const entries = metadata.managedFields.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (rest.kind !== 'Deployment' && rest.kind !== 'ResourceQuota')
    return { ...(body as object), metadata: { ...metadata, managedFields: entries } };
  const { 'deployment.kubernetes.io/revision': _revision, ...annotations } = metadata.annotations ?? {};
  const others = entries.filter(
    (entry) => !['testcluster', 'kube-controller-manager'].includes((entry as { manager?: string }).manager ?? ''),
  );
  return { ...rest, metadata: { ...metadata, annotations, managedFields: others } };
}

describe('requests, on the sandbox and on kube-apiserver', () => {
  let both: BothServers;
  let namespace: string;

  // Without Go there is no kube-apiserver: nothing is compared, and that is said.
  beforeEach((context) => {
    context.skip(both.real === undefined, 'Go is missing: there is no kube-apiserver to compare with');
  });

  beforeAll(async () => {
    both = await startBoth();
    namespace = freshName('requests');
    for (const client of [both.box, both.real]) {
      await client?.send('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
    }
  });
  afterAll(async () => {
    await both.real?.send('DELETE', `/api/v1/namespaces/${namespace}`);
    await both.stop();
  });

  const refused = (client: RawClient, [method, path, body]: Call): Promise<void> => {
    const place = `${path.replace('{ns}', `namespaces/${namespace}`)}?dryRun=All`;
    return expect.poll(async () => (await client.send(method, place, body)).code, { timeout: 20_000 }).toBe(403);
  };
  const answers = async (client: RawClient, calls: readonly Call[]): Promise<readonly Answer[]> => {
    const all: Answer[] = [];
    for (const [method, path, body, type, headers] of calls) {
      const place = path.replace('{ns}', `namespaces/${namespace}`);
      const answer = await client.send(method, place, body, type, headers);
      all.push(answer);
      // A quota counts from the moment that its controller has seen it.
      if (method === 'POST' && place.endsWith('/resourcequotas')) await counted(client, `${place}/${nameOf(answer)}`);
      // A range holds from the moment that admission has heard of it, and the next call is one that it refuses.
      if (method === 'POST' && place.endsWith('/limitranges')) await refused(client, calls[all.length]!);
    }
    return all;
  };

  it.each(Object.entries(TABLE))('answers alike: %s', async (_name, calls) => {
    if (both.real === undefined) throw new Error('skipped above');
    const real = await answers(both.real, calls);
    const box = await answers(both.box, calls);
    calls.forEach(([method, path], index) => {
      const shown = (answer: Answer) => ({
        request: `${method} ${path}`,
        code: answer.code,
        body: withoutControllers(normalized(answer.body)),
        warnings: answer.warnings,
      });
      expect(shown(box[index]!)).toEqual(shown(real[index]!));
    });
  });

  it('lives on after requests that are hostile', async () => {
    const { box } = both;
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    expect((await box.send('POST', path, deep)).code).toBe(400);
    expect((await box.send('POST', path, Buffer.alloc(4 * 1024 * 1024, 0x20))).code).toBe(413);
    expect((await box.send('GET', '/api/v1/namespaces/%2e%2e/configmaps')).code).toBe(404);
    expect((await box.send('GET', '/api/v1/namespaces/a%zz/configmaps')).code).toBe(404);
    expect((await box.send('GET', `${path}?labelSelector=${'a,'.repeat(5000)}`)).code).toBe(400);
    expect(
      (
        await box.send(
          'PATCH',
          `${path}/x?fieldManager=x`,
          `a: &a [1]\n${'b: [*a,*a]\n'.repeat(10)}`,
          'application/apply-patch+yaml',
        )
      ).code,
    ).toBe(400);
    expect(
      (
        await box.send('POST', path, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'proto', labels: { constructor: 'x' } },
          data: { constructor: 'y' },
        })
      ).code,
    ).toBe(201);
    const polluting =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"polluting"},"__proto__":{"polluted":true},"data":{"__proto__":"z"}}';
    expect((await box.send('POST', path, polluting)).code).toBeLessThan(500);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await box.send('GET', '/version')).body).toMatchObject({ gitVersion: 'v1.36.3+argosy-sandbox' });
  });
});

function nameOf({ body }: Answer): string {
  return (body['metadata'] as { name: string }).name;
}

async function counted(client: RawClient, path: string): Promise<void> {
  for (;;) {
    const { body } = await client.send('GET', path);
    if ((body['status'] as { used?: object } | undefined)?.used !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
