import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { type Sandbox, startSandbox } from '../../main/sandbox/index.ts';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import { findKubectl, type KubectlResult, kubectl, watchLines } from '../contract/sandbox/kubectl.ts';
import { kubeApiserver } from './world/index.ts';

/** A real kubectl, run alike against kube-apiserver and the sandbox: what it prints must be the same. */

const program = findKubectl();

interface Row {
  readonly args: string;
  readonly input?: string;
  /** Its lines in any order: kubectl walks a map. */
  readonly unordered?: boolean;
  /** Its last line: those before tell of what was passed through, which depends on the moment. */
  readonly endOnly?: boolean;
  /** What each server says in its own way, and why, beside the row. */
  readonly without?: readonly RegExp[];
}

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        testcluster/log: "one\\ntwo\\nthree"
    spec:
      containers:
        - name: web
          image: registry.example/web:1.0
          ports: [{containerPort: 8080, name: http}]
          resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 32Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue, text: "several\\nlines\\n"}
`;
const CHANGED = WEB.replace('replicas: 2', 'replicas: 3').replace('colour: blue', 'colour: green');
const MORE = `apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {password: swordfish}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example/job:1"}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: "0 3 1 1 *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example/job:1"}]}}}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example/db:1", volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: web.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: jane}]
`;

const PRUNED = `apiVersion: v1
kind: ConfigMap
metadata: {name: stays, labels: {pruned: "yes"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: goes, labels: {pruned: "yes"}}
`;
const KUSTOMIZATION = `resources: [more.yaml]
labels: [{pairs: {kustomized: "yes"}}]
namePrefix: small-
generatorOptions: {disableNameSuffixHash: true}
configMapGenerator: [{name: settings, literals: [colour=blue]}]
`;
const RIGHTS = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: made-rights}
rules:
  - {apiGroups: [""], resources: [pods, services], verbs: [get, list]}
  - {apiGroups: [apps], resources: [deployments], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: made-rights}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: made-rights}
subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}, {kind: User, name: joe, apiGroup: rbac.authorization.k8s.io}]
`;
const FEWER_RIGHTS = RIGHTS.replace('[pods, services]', '[pods]').replace(/, \{kind: User, name: joe[^}]*\}/, '');

/** Events tell of each step on the way, and the way depends on the moment. */
const EVENTS = /^Events:[\s\S]*?(?=\n\n|$(?![\s\S]))/gm;

/** In this order, on both servers, each with `-n NAMESPACE`; `{kustomization}` is a folder with one. */
const TABLE: readonly Row[] = [
  { args: 'apply -f -', input: WEB },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'apply -f -', input: WEB },
  { args: 'get deployment web' },
  { args: 'get deployment web -o wide' },
  { args: 'get deployment web -o jsonpath={.spec}' },
  { args: 'get deployment,service,configmap -l app=web -o name' },
  { args: 'get configmap settings -o yaml' },
  { args: 'get service web -o wide' },
  { args: 'get endpoints web -o jsonpath={.subsets[*].ports}' },
  {
    args: 'get pods --field-selector status.phase=Running --no-headers -o custom-columns=PHASE:.status.phase,IMAGE:.spec.containers[0].image',
  },
  { args: 'get pods -l app=none' },
  { args: 'get pods --sort-by=.metadata.name -o jsonpath={.items[*].spec.containers[*].name}' },
  { args: 'diff -f -', input: WEB },
  { args: 'diff -f -', input: CHANGED },
  { args: 'apply -f - --dry-run=server', input: CHANGED },
  { args: 'apply -f -', input: CHANGED },
  { args: 'wait --for=condition=Available deployment/web --timeout=30s' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=30s' },
  { args: 'apply --server-side -f - --field-manager=other', input: WEB },
  { args: 'apply --server-side -f - --field-manager=other --force-conflicts', input: WEB },
  { args: 'get configmap settings -o yaml --show-managed-fields' },
  { args: 'scale deployment/web --replicas=1' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'set image deployment/web web=registry.example/web:1.1' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'rollout history deployment/web' },
  { args: 'rollout history deployment/web --revision=2' },
  { args: 'rollout undo deployment/web' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'get deployment web -o jsonpath={.spec.template.spec.containers[0].image}' },
  { args: 'rollout undo deployment/web --to-revision=2' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'get deployment web -o jsonpath={.spec.template.spec.containers[0].image}' },
  { args: 'rollout undo deployment/web --to-revision=2' },
  { args: 'rollout undo deployment/web --to-revision=99' },
  { args: 'rollout history deployment/web' },
  { args: 'rollout restart deployment/web' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'rollout pause deployment/web' },
  { args: 'rollout resume deployment/web' },
  {
    args: 'patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"A","value":"1"}]}]}}}}',
  },
  { args: 'patch deployment web --type=json -p [{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]' },
  { args: 'patch configmap settings --type=merge -p {"data":{"colour":"red"}}' },
  { args: 'label configmap settings tier=front' },
  { args: 'label configmap settings tier=back' },
  { args: 'label configmap settings tier=back --overwrite' },
  { args: 'annotate configmap settings note=hello' },
  { args: 'rollout status deployment/web --timeout=30s', endOnly: true },
  { args: 'logs deployment/web' },
  // The real cluster's stand-in for kubelets knows no --tail.
  { args: 'logs -l app=web --tail=-1' },
  { args: 'apply -f -', input: MORE },
  { args: 'wait --for=condition=complete job/once --timeout=30s' },
  { args: 'logs job/once -f' },
  { args: 'wait --for=jsonpath={.status.succeeded}=1 job/once --timeout=30s' },
  { args: 'wait --for=jsonpath={.status.phase} pod -l batch.kubernetes.io/job-name=once --timeout=30s' },
  { args: 'wait --for=jsonpath={.status.nothing}=1 job/once --timeout=1s' },
  { args: 'wait --for=jsonpath={.status.readyReplicas}=1 statefulset/db --timeout=30s' },
  { args: 'get job once -o wide' },
  { args: 'get cronjob nightly -o wide' },
  { args: 'get statefulset db -o wide' },
  { args: 'get pvc' },
  { args: 'get ingress,pdb,role,rolebinding,secret' },
  { args: 'get secret keys -o jsonpath={.data.password}' },
  { args: 'describe configmap settings', unordered: true },
  { args: 'describe secret keys' },
  { args: 'describe service web' },
  { args: 'describe role reader' },
  { args: 'describe rolebinding reader' },
  { args: 'describe ingress web' },
  { args: 'describe deployment web', without: [EVENTS] },
  { args: 'describe pod -l app=web', without: [EVENTS] },
  { args: 'describe statefulset db', without: [EVENTS] },
  { args: 'create configmap made --from-literal=a=b' },
  { args: 'create configmap made --from-literal=a=b' },
  { args: 'create secret generic made --from-literal=a=b' },
  { args: 'create service clusterip made --tcp=80:8080' },
  { args: 'create deployment made --image=registry.example/made:1 --replicas=1' },
  { args: 'create job made --image=registry.example/made:1' },
  { args: 'create job by-hand --from=cronjob/nightly' },
  { args: 'create role made --verb=get --resource=pods' },
  { args: 'create serviceaccount made' },
  { args: 'create quota made --hard=pods=100' },
  { args: 'expose deployment made --port=80 --target-port=8080 --name=exposed' },
  { args: 'autoscale deployment made --min=1 --max=3' },
  // What it has seen of its target comes up to 15 s later on a real server.
  { args: 'get hpa made -o jsonpath={.spec}' },
  { args: 'run single --image=registry.example/single:1' },
  { args: 'wait --for=condition=Ready pod/single --timeout=30s' },
  { args: 'get pod single' },
  { args: 'replace -f -', input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\ndata: {a: c}\n' },
  { args: 'get configmap made -o jsonpath={.data.a}' },
  { args: 'explain deployment.spec.strategy' },
  { args: 'explain pod.spec.containers.livenessProbe.httpGet' },
  { args: 'explain configmap --recursive' },
  { args: 'explain deployment.spec.template.spec.tolerations --recursive' },
  { args: 'explain deployment.spec.nothing' },
  { args: 'auth reconcile -f -', input: RIGHTS },
  { args: 'auth reconcile -f -', input: RIGHTS },
  { args: 'auth reconcile -f - --dry-run=client', input: FEWER_RIGHTS },
  { args: 'auth reconcile -f - --remove-extra-permissions --remove-extra-subjects', input: FEWER_RIGHTS },
  { args: 'get role,rolebinding made-rights -o yaml' },
  { args: 'auth can-i create pods' },
  { args: 'auth can-i list secrets --as=jane' },
  { args: 'get configmap nope' },
  { args: 'get nopes' },
  { args: 'apply -f -', input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}\n' },
  { args: 'apply -f -', input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndota: {a: b}\n' },
  { args: 'apply -f -', input: 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: x}\n' },
  { args: 'create token made' },
  { args: 'delete deployment web --cascade=orphan' },
  { args: 'get replicasets -l app=web -o jsonpath={.items[*].metadata.ownerReferences}' },
  { args: 'delete replicasets -l app=web --cascade=background', unordered: true },
  { args: 'delete deployment made --cascade=foreground' },
  { args: 'get deployment made' },
  { args: 'delete pod single --grace-period=0 --force' },
  { args: 'delete job once made by-hand' },
  { args: 'apply -f - --prune -l pruned=yes', input: PRUNED, unordered: true },
  { args: 'apply -f - --prune -l pruned=yes', input: PRUNED.split('---')[0]!, unordered: true },
  { args: 'get configmap -l pruned=yes -o name' },
  { args: 'apply -k {kustomization}' },
  { args: 'diff -k {kustomization}' },
  { args: 'get configmap -l kustomized=yes -o yaml' },
  { args: 'delete -k {kustomization}' },
  { args: 'delete -k {kustomization}' },
  { args: 'delete configmap settings made --wait=true' },
  { args: 'delete configmap settings --ignore-not-found' },
  { args: 'delete configmap settings' },
];

const absent = [
  ...(program === undefined ? ['a kubectl: put one on PATH, or name it with ARGOSY_KUBECTL'] : []),
  ...(kubeApiserver === undefined ? ['the real API server, which needs Go'] : []),
];
if (absent.length > 0)
  it.skip(`the ${TABLE.length} rows of the kubectl table, for want of ${absent.join(' and of ')}`, () => undefined);

describe.skipIf(absent.length > 0)('kubectl, on the sandbox and on kube-apiserver', () => {
  let folder: string;
  let sandbox: Sandbox;
  let real: TestCluster;
  const namespace = `kubectl-${Math.random().toString(36).slice(2, 8)}`;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'argosy-kubectl-'));
    mkdirSync(path.join(folder, 'kustomized'));
    writeFileSync(path.join(folder, 'kustomized', 'kustomization.yaml'), KUSTOMIZATION);
    writeFileSync(path.join(folder, 'kustomized', 'more.yaml'), PRUNED);
    real = await startTestCluster({ dir: path.join(folder, 'real') });
    sandbox = await startSandbox({ home: folder, clock: systemClock, logger: silentLogger });
    for (const side of ['real', 'sandbox'] as const) {
      expect((await call(side, ['create', 'namespace', namespace])).code).toBe(0);
      // The namespace's own account comes a moment later.
      expect(
        (await call(side, ['wait', '-n', namespace, '--for=create', 'serviceaccount/default', '--timeout=30s'])).code,
      ).toBe(0);
    }
  });
  afterAll(async () => {
    await call('real', ['delete', 'namespace', namespace, '--wait=false']);
    await sandbox.stop();
    await real.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (side: 'real' | 'sandbox', args: readonly string[], input?: string): Promise<KubectlResult> =>
    kubectl(program!, side === 'real' ? real.kubeconfigPath : sandbox.kubeconfigPath, args, {
      cache: path.join(folder, `cache-${side}`),
      ...(input === undefined ? {} : { input }),
    });

  it.each(TABLE.map((row, index) => [index + 1, row.args, row] as const))(
    '%i: kubectl %s',
    async (_number, text, row) => {
      const args = [...text.replace('{kustomization}', path.join(folder, 'kustomized')).split(' '), '-n', namespace];
      const [wanted, given] = await Promise.all([call('real', args, row.input), call('sandbox', args, row.input)]);
      const shown = ({ code, out, err }: KubectlResult) => {
        if (row.endOnly === true) return { code, out: plain(out).trim().split('\n').at(-1), err: plain(err) };
        const lines = plain((row.without ?? []).reduce((text, pattern) => text.replace(pattern, ''), out));
        return { code, out: row.unordered === true ? lines.split('\n').toSorted() : lines, err: plain(err) };
      };
      expect(shown(given)).toEqual(shown(wanted));
    },
  );

  it('lists the same kinds, as far as the sandbox has them', async () => {
    const rows = async (side: 'real' | 'sandbox') =>
      (await call(side, ['api-resources', '--no-headers', '-o', 'wide'])).out
        .trim()
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ').trim());
    const known = new Set(await rows('real'));
    const served = await rows('sandbox');
    expect(served.length).toBeGreaterThan(40);
    expect(served.filter((line) => !known.has(line))).toEqual([]);
  });

  it('watches', async () => {
    const args = [
      'get',
      'configmap',
      '-l',
      'watched=yes',
      '-n',
      namespace,
      '--watch',
      '--output-watch-events',
      '--no-headers',
    ];
    const events = async (side: 'real' | 'sandbox') => {
      const changes: readonly (readonly string[])[] = [
        ['patch', 'configmap', 'watched', '-n', namespace, '-p', '{"data":{"b":"2"}}'],
        ['label', 'configmap', 'watched', '-n', namespace, 'other=label'],
        ['delete', 'configmap', 'watched', '-n', namespace],
      ];
      await call(side, ['create', 'configmap', 'watched', '-n', namespace, '--from-literal=a=1']);
      await call(side, ['label', 'configmap', 'watched', '-n', namespace, 'watched=yes']);
      const kubeconfig = side === 'real' ? real.kubeconfigPath : sandbox.kubeconfigPath;
      return watchLines(program!, kubeconfig, args, changes.length + 1, async (line) => {
        await call(side, changes[line]!);
      });
    };
    expect((await events('sandbox')).map(plain)).toEqual((await events('real')).map(plain));
  });
});

/** Without what each server makes up itself: identities, times, ages, addresses, tokens, nodes. */
function plain(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        // kubectl's own log: when, and which process.
        .replace(/^([IWE])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /, '$1 ')
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
        .replace(/"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"?/g, 'TIME')
        .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME')
        .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN')
        .replace(/\b(sandbox-)?node-\d\b/g, 'NODE')
        .replace(/\b(testcluster|argosy-sandbox):\/\//g, 'RUNTIME://')
        .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-NAME')
        .replace(/\/tmp\/\S+/g, 'FILE')
        .replace(/(^(\+\+\+|---) \S+).*/g, '$1')
        .replace(/\b10\.(96|244)\.\d+\.\d+\b/g, 'ADDRESS')
        .replace(/resourceVersion: "\d+"/g, 'resourceVersion: N')
        .replace(/\b\d+(m\d+)?s\b/g, 'AGE')
        .replace(/127\.0\.0\.1:\d+/g, 'SERVER')
        .replace(/\b(web|db|made|once|by-hand)-[a-z0-9]{5,10}(-[a-z0-9]{5})?\b/g, '$1-NAME')
        .replace(/pod-template-hash=\w+/g, 'pod-template-hash=HASH')
        .replace(/ {2,}/g, '  ')
        .trimEnd(),
    )
    .filter((line) => !line.startsWith('WARNING: version difference') && !line.includes('memcache.go'))
    .join('\n');
}
