/**
 * An engine in a process of its own, which ends with SIGKILL at a step that the parent names. `KILL_ON=record`: at a record of an operation's journal;
 * `flush`: where a deletion makes sure that its stage is on disk. `KILL_AT` counts them. `KILL_WHEN=after`: just when that is safe; `before`: what it
 * tells has been done, and nobody wrote it down. Without `KILL_AT` it runs until what was asked for (`START`), or what was under way, has ended.
 */

import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ArgosyError } from '../../main/model/index.ts';
import { createLogger, systemClock } from '../../main/runtime/index.ts';
import { assemble } from '../../main/shell/assemble.ts';

const { HOME_FOLDER, KUBECONFIG_PATH, REPOSITORY, NAMESPACE, APP, KILL_ON, KILL_AT, KILL_WHEN, START, PID_FILE } =
  process.env as Record<string, string | undefined>;
const killAt = Number(KILL_AT ?? 0);
if (PID_FILE !== undefined) writeFileSync(PID_FILE, String(process.pid));

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

/** Of what `KILL_ON` names, since the start of what is disturbed. */
let steps = 0;
/** The kinds of the records in order of writing. */
let kinds: string[] = [];

async function disturbed(step: 'record' | 'flush', done: () => Promise<void>): Promise<void> {
  const hit = (KILL_ON ?? 'record') === step && ++steps === killAt;
  // As a power cut: no goodbye, nothing flushed.
  if (hit && KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  await done();
  if (hit) process.kill(process.pid, 'SIGKILL');
}
const append = store.appendRecord.bind(store);
store.appendRecord = (id, record) => {
  kinds.push((record as { kind: string }).kind);
  return disturbed('record', () => append(id, record));
};
const flush = store.flush.bind(store);
store.flush = () => disturbed('flush', flush);

const key = APP as never;
const app = () => engine.applications.find(APP!);

/** Resolves when the application is gone, or nothing is under way; whoever is asked for a confirmation gives it. */
const ended = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      const now = app();
      const deleting = now?.metadata.deletionTimestamp !== undefined;
      const asked = now?.status?.conditions?.some(({ message }) => message.includes('deletion confirmation')) === true;
      const given = now?.metadata.annotations?.['argocd.argoproj.io/deletion-approved'] !== undefined;
      if (deleting && asked && !given) void engine.applications.confirmDeletion(key);
      if (deleting || now?.operation !== undefined) return;
      off();
      resolve();
    };
    const off = engine.applications.onChange(look);
    look();
  });

await engine.start();
if (engine.clusters.list().length === 0) {
  const [context] = await engine.clusters.contexts(KUBECONFIG_PATH!);
  await engine.clusters.add({ context: context!.name, kubeconfigPath: KUBECONFIG_PATH!, name: 'test' });
}
if (START !== undefined && !app()) {
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

/** What was refused, in its own words. */
let refused: string | undefined;
if (START !== undefined) await engine.applications.refresh(key, 'normal');
steps = 0;
kinds = [];
try {
  await begin();
} catch (error) {
  if (!(error instanceof ArgosyError)) throw error;
  refused = error.message;
}
await ended();
const last = app() && (await engine.applications.refresh(key, 'normal'));
const { status } = last ?? {};
const disturbances = steps;
await assembled.close();
process.stdout.write(
  `${JSON.stringify({
    steps: disturbances,
    kinds,
    gone: last === undefined,
    refused,
    phase: status?.operationState?.phase,
    message: status?.operationState?.message,
    sync: status?.sync?.status,
    history: status?.history?.map(({ id, revision, rolledBackTo }) => ({ id, revision, rolledBackTo })),
    hold: status?.hold?.reason,
    refusedRevisions: status?.refusedRevisions?.map(({ revisions }) => revisions),
    results: status?.operationState?.syncResult?.resources?.map(
      (r) => `${r.kind}/${r.name} ${r.status} ${r.hookType === undefined ? '' : r.hookPhase}`,
    ),
  })}\n`,
);

async function begin(): Promise<void> {
  const { applications } = engine;
  if (START === 'sync') {
    // Exactly this plan, so that going on after half of it was done is part of the question.
    const { hash } = await applications.plan(key, { sync: { prune: true } });
    await applications.sync(key, { sync: { prune: true, planHash: hash }, initiatedBy: { username: 'tester' } });
  }
  if (START === 'rollback') {
    const choice = { id: 0, prune: true, hooks: true };
    const { hash } = await applications.rollbackPlan(key, choice);
    const hold = { reason: 'it broke', releaseOnNewCommit: false };
    await applications.rollback(key, { ...choice, hold, refuse: true, planHash: hash });
  }
  if (START === 'delete') await applications.remove(key, { cascade: true, propagation: 'foreground' });
  if (START === 'revert') {
    const choice = { id: 0, source: 0, branch: undefined, prune: true };
    const { hash } = await applications.revertPlan(key, choice);
    await applications.revert(key, { ...choice, hash });
  }
}
