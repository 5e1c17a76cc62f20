// node test/engines/measure.mjs [OPENAPI_V3.json]
//
// The figures of main/engines/README.md: wall clock and CPU of calls, and memory of this process with its children (Linux).
// The document of apps/v1, as a cluster serves it under /openapi/v3/apis/apps/v1, adds the rows of `apply`.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngines, EngineError } from '../../main/engines/index.ts';

const IDLE_MS = 500;
const engines = createEngines({ idleMs: IDLE_MS });
const print = (label, text) => console.log(`${label.padEnd(52)} ${text}`);
const ms = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

function processes(pid = process.pid) {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => statOf(name)[1] === String(pid));
  return [pid, ...children.flatMap((child) => processes(Number(child)))];
}
/** Fields of /proc/PID/stat from the state on; empty when it has just ended. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
const PAGE = 4096;
const TICK_MS = 10;
const rss = () =>
  Math.round((processes().reduce((sum, pid) => sum + Number(statOf(pid)[21] ?? 0), 0) * PAGE) / 2 ** 20);
const cpu = () =>
  processes().reduce((sum, pid) => sum + (Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0)) * TICK_MS, 0);

async function timed(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}
const repeat = (count, run) => Promise.all(Array.from({ length: count }, (_, i) => run(i)));
async function inTurn(count, run) {
  for (let i = 0; i < count; i++) await run(i);
}

const deployment = (name) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "c.name" . }}-${name}
  labels: {{- include "c.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Values.name | quote }}}}
  template:
    metadata:
      labels: {{- include "c.labels" . | nindent 8 }}
    spec:
      containers:
      - name: main
        image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
        env: {{- toYaml .Values.env | nindent 8 }}
`;
const chart = (templates) => ({
  'Chart.yaml': 'apiVersion: v2\nname: bench\nversion: 1.0.0\nappVersion: "1"\n',
  'values.yaml':
    'name: n\nreplicas: 2\nimage: {repository: r.io/x, tag: ""}\nenv: [{name: A, value: b}, {name: C, value: d}]\n',
  'templates/_h.tpl':
    '{{ define "c.name" }}{{ .Release.Name }}-{{ .Values.name }}{{ end }}{{ define "c.labels" }}app: {{ .Values.name | quote }}\nchart: {{ .Chart.Name }}-{{ .Chart.Version }}\n{{ end }}',
  ...Object.fromEntries(Array.from({ length: templates }, (_, i) => [`templates/d${i}.yaml`, deployment(`d${i}`)])),
});
const [small, large] = [chart(3), chart(300)];
const helm = (files, i) =>
  engines.helmTemplate(
    { releaseName: 'r', namespace: 'n', values: { set: [`name=n${i}`] } },
    { files, treeKey: createHash('sha256').update(JSON.stringify(files)).digest('hex') },
  );
const kustomization = {
  'kustomization.yaml':
    'resources: [x.yaml]\npatches: [{patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: v}}"}]\n',
  'x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
};
const kustomize = () => engines.kustomizeBuild({}, { files: kustomization });
const jsonnet = (i) => engines.jsonnet({ code: `{a: ${i}}` });

print('memory before', `${rss()} MB`);
for (const [name, call] of [
  ['helm, 3 objects', (i) => helm(small, i)],
  ['kustomize, 1 object with a patch', kustomize],
  ['jsonnet', jsonnet],
]) {
  const cold = await timed(() => call(0));
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 50);
  const before = cpu();
  const first = await timed(() => repeat(500, call));
  const used = cpu() - before;
  const second = await timed(() => repeat(500, call));
  clearInterval(watch);
  const one = (await timed(() => inTurn(100, call))) / 100;
  await sleep(3 * IDLE_MS);
  print(
    `${name}`,
    `cold ${ms(cold)}; 500 by 2 workers ${ms(first)} (CPU ${used} ms), again ${ms(second)}; one ${ms(one)}; peak ${peak} MB, idle ${rss()} MB`,
  );
}
await helm(large, 0);
print('helm, 300 Deployments', ms((await timed(() => inTurn(10, (i) => helm(large, i)))) / 10));

const [document] = process.argv.slice(2);
if (document !== undefined) {
  const openapi = { hash: 'measured', documents: { 'openapi.json': readFileSync(document) } };
  const object = (image) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'n', labels: { app: 'd' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'd' } },
      template: {
        metadata: { labels: { app: 'd' } },
        spec: {
          containers: [{ name: 'main', image, ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] }],
        },
      },
    },
  });
  let live = null;
  const first = await timed(async () => {
    live = (await engines.apply({ openapi, live: null, applied: object('a:1'), manager: 'one' })).object;
  });
  const apply = (image) => engines.apply({ openapi, live, applied: object(image), manager: 'one' });
  const same = (await timed(() => inTurn(200, () => apply('a:1')))) / 200;
  const changed = (await timed(() => inTurn(200, (i) => apply(`a:${i + 2}`)))) / 200;
  const update =
    (await timed(() =>
      inTurn(200, (i) => engines.update({ openapi, live, updated: object(`a:${i}`), manager: 'two' })),
    )) / 200;
  print('apply, first (starts, reads the schemas)', ms(first));
  print('apply same / changed, update', `${ms(same)} / ${ms(changed)}, ${ms(update)}`);
}

await jsonnet(0);
let code = '';
const dead = await timed(() =>
  engines.jsonnet({ code: 'local f(x) = f(x + 1) tailstrict; f(0)' }, { deadlineMs: 500 }).catch((error) => {
    code = error instanceof EngineError ? error.code : String(error);
  }),
);
const since = performance.now();
while (processes().length > 1) await sleep(1);
print(
  'endless Jsonnet with 500 ms',
  `${code} after ${ms(dead)}, its process gone ${ms(performance.now() - since)} later`,
);
await engines.close();
