// The same writes as the engine's, sent by a plain parallel client over one HTTP/2 connection: what the API server and this
// machine can do. A process of its own: bare-loop.ts KUBECONFIG NAMESPACE COUNT KINDS [HOW as JSON] → JSON {wallMs, cpuMs, requests}.
import { request } from 'undici';
import { apiClient } from './api-client.ts';

/** What names begin with, whether each object is tried before it is written, and the value that is written. */
export interface BareLoop {
  readonly prefix: string;
  readonly tries: boolean;
  readonly value: string;
}

const [kubeconfig = '', namespace = '', count = '0', kinds = 'configmaps', how] = process.argv.slice(2);
const { prefix, tries, value }: BareLoop =
  how === undefined ? { prefix: 'bare', tries: true, value: 'v0' } : (JSON.parse(how) as BareLoop);
const { server, dispatcher, headers } = apiClient(kubeconfig);

const KINDS: Readonly<Record<string, { readonly kind: string; readonly body: object }>> = {
  configmaps: { kind: 'ConfigMap', body: { data: { value } } },
  services: { kind: 'Service', body: { spec: { selector: { app: 'x' }, ports: [{ port: 80 }] } } },
  serviceaccounts: { kind: 'ServiceAccount', body: {} },
};

async function apply(plural: string, name: string, dryRun: boolean): Promise<void> {
  const { kind, body } = KINDS[plural]!;
  const object = {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace,
      annotations: { 'argocd.argoproj.io/tracking-id': `${name}:/${kind}:${namespace}/${name}` },
    },
    ...body,
  };
  const query = `fieldManager=argosy&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
  const answer = await request(`${server}/api/v1/namespaces/${namespace}/${plural}/${name}?${query}`, {
    method: 'PATCH',
    dispatcher,
    headers: { ...headers, 'content-type': 'application/apply-patch+yaml' },
    body: JSON.stringify(object),
  });
  const answered = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${answered}`);
  JSON.parse(answered);
}

const jobs = Array.from({ length: Number(count) }, (_, i) =>
  kinds.split(',').map((plural) => [plural, `${prefix}-${i}`] as const),
).flat();
const started = performance.now();
const cpu = process.cpuUsage();
let requests = 0;
const queue = jobs.values();
await Promise.all(
  Array.from({ length: 50 }, async () => {
    for (const [plural, name] of queue) {
      if (tries) await apply(plural, name, true);
      await apply(plural, name, false);
      requests += tries ? 2 : 1;
    }
  }),
);
const { user: userCpu, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs: performance.now() - started, cpuMs: (userCpu + system) / 1000, requests }));
await dispatcher.close();
