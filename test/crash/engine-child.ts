/**
 * An engine in a process of its own, which ends with SIGKILL at a record of an operation's journal: `KILL_AT` counts them. `KILL_WHEN=after`: just
 * when the record is safe; `before`: what it tells has been done, and nobody wrote it down. Without `KILL_AT` it runs until the operation has ended.
 */

import { hostname } from 'node:os';
import { createLogger, systemClock } from '../../main/runtime/index.ts';
import { assemble } from '../../main/shell/assemble.ts';

const { HOME_FOLDER, KUBECONFIG_PATH, REPOSITORY, NAMESPACE, APP, KILL_AT, KILL_WHEN } = process.env as Record<
  string,
  string
>;
const killAt = Number(KILL_AT ?? 0);

const assembled = await assemble({
  home: HOME_FOLDER!,
  platform: process.platform,
  env: { PATH: process.env['PATH'], HOME: HOME_FOLDER },
  clock: systemClock,
  logger: createLogger({ clock: systemClock, level: 'error', sink: (line) => process.stderr.write(`${line}\n`) }),
  holder: { pid: process.pid, host: hostname(), shell: 'cli' },
  secrets: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
});
const { engine, store } = assembled;

let records = 0;
/** The kinds of the records in order of writing. */
let kinds: string[] = [];
const append = store.appendRecord.bind(store);
store.appendRecord = async (id, record) => {
  const number = ++records;
  kinds.push((record as { kind: string }).kind);
  // As a power cut: no goodbye, nothing flushed.
  if (number === killAt && KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  await append(id, record);
  if (number === killAt) process.kill(process.pid, 'SIGKILL');
};

await engine.start();
if (engine.clusters.list().length === 0) {
  const [context] = await engine.clusters.contexts(KUBECONFIG_PATH);
  await engine.clusters.add({ context: context!.name, kubeconfigPath: KUBECONFIG_PATH!, name: 'test' });
}
if (!engine.applications.find(APP!)) {
  await engine.applications.create(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: APP!, namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL: REPOSITORY!, path: 'app', targetRevision: 'main' },
        destination: { name: 'test', namespace: NAMESPACE! },
      },
    } as Parameters<typeof engine.applications.create>[0],
    { upsert: false, validate: true },
  );
}
const app = () => engine.applications.find(APP!)!;
const ended = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (app().operation !== undefined) return;
      off();
      resolve();
    };
    const off = engine.applications.onChange(look);
    look();
  });

const key = APP as never;
records = 0;
kinds = [];
if (process.env['START'] === 'sync') {
  await engine.applications.refresh(key, 'normal');
  // Exactly this plan, so that going on after half of it was done is part of the question.
  const { hash } = await engine.applications.plan(key, { sync: { prune: true } });
  await engine.applications.sync(key, { sync: { prune: true, planHash: hash }, initiatedBy: { username: 'tester' } });
}
if (process.env['START'] === 'rollback') {
  await engine.applications.refresh(key, 'normal');
  const choice = { id: 0, prune: true, hooks: true };
  const { hash } = await engine.applications.rollbackPlan(key, choice);
  const hold = { reason: 'it broke', releaseOnNewCommit: false };
  await engine.applications.rollback(key, { ...choice, hold, refuse: true, planHash: hash });
}
await ended();
const { status } = await engine.applications.refresh(APP as never, 'normal');
await assembled.close();
process.stdout.write(
  `${JSON.stringify({
    records,
    kinds,
    phase: status?.operationState?.phase,
    message: status?.operationState?.message,
    sync: status?.sync?.status,
    history: status?.history?.map(({ id, revision, rolledBackTo }) => ({ id, revision, rolledBackTo })),
    hold: status?.hold?.reason,
    refused: status?.refusedRevisions?.map(({ revisions }) => revisions),
    results: status?.operationState?.syncResult?.resources?.map(
      (r) => `${r.kind}/${r.name} ${r.status} ${r.hookType === undefined ? '' : r.hookPhase}`,
    ),
  })}\n`,
);
