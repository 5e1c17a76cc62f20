import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import { configMap, hook, job, PlainClient, type WatchEvent, wave, yaml } from '../conformance/world/index.ts';
import { TestRepository } from '../contract/git/repository.ts';
import { type Report, runEngine, sideBySide } from './engine-process.ts';

/**
 * An engine is killed at each record of the journal of a sync with hooks before and after it, waves and a prune, and started again: the cluster and the
 * history must be those of a sync that nobody disturbed, and each hook must have run once. Three ways to die: just after a record is safe, with
 * something done that was not written down, and with the end of the journal's file torn off.
 */

/** Where a sync is killed, and how. */
interface Death {
  readonly record: number;
  readonly how: 'after' | 'before' | 'while writing';
}

const LANES = [1, 2, 3, 4];

let folder: string;
let cluster: TestCluster;
let api: PlainClient;
let count = 0;
const namespaces: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-crash-'));
  cluster = await startTestCluster({ dir: join(folder, 'cluster') });
  api = new PlainClient(cluster.kubeconfigPath);
});

afterAll(async () => {
  for (const name of namespaces) await api.delete(`/api/v1/namespaces/${name}`);
  api.close();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

class Case {
  readonly id = `crash-${randomBytes(3).toString('hex')}`;
  readonly home: string;
  readonly repository: TestRepository;
  created: string[] = [];
  #stop: (() => void) | undefined;

  constructor() {
    count += 1;
    this.home = join(folder, `home-${count}`);
    this.repository = new TestRepository(join(folder, `repository-${count}`));
  }

  async prepare(): Promise<this> {
    namespaces.push(this.id);
    await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.id } });
    // As an earlier sync has left them: one that is no longer declared, one that is declared differently.
    for (const name of ['old', 'same']) {
      const mark = { 'argocd.argoproj.io/tracking-id': `${this.id}:/ConfigMap:${this.id}/${name}` };
      await api.create(`/api/v1/namespaces/${this.id}/configmaps`, configMap(name, { k: '1' }, mark));
    }
    this.repository.commit('begin', {
      'app/hook.yaml': yaml(job('prepare', hook('PreSync'))),
      'app/first.yaml': yaml(configMap('first', { k: '1' }, wave(1))),
      'app/same.yaml': yaml(configMap('same', { k: '2' }, wave(2))),
      'app/second.yaml': yaml(configMap('second', { k: '1' }, wave(2))),
      'app/after.yaml': yaml(job('announce', hook('PostSync', 'HookSucceeded'))),
    });
    this.#stop = await api.follow(`/apis/batch/v1/namespaces/${this.id}/jobs`, ({ type, object }: WatchEvent) => {
      if (type === 'ADDED') this.created.push(object.metadata.name!);
    });
    return this;
  }

  /** Runs an engine to the end of its operation; undefined when it was killed. */
  run(env: Readonly<Record<string, string>>): Promise<Report | undefined> {
    return runEngine({
      HOME_FOLDER: this.home,
      KUBECONFIG_PATH: cluster.kubeconfigPath,
      REPOSITORY: this.repository.path,
      NAMESPACE: this.id,
      APP: this.id,
      ...env,
    });
  }

  /** What is on the API server, without what is the server's own. */
  async objects(): Promise<unknown> {
    const configMaps = await api.list(`/api/v1/namespaces/${this.id}/configmaps`);
    const jobs = await api.list(`/apis/batch/v1/namespaces/${this.id}/jobs`);
    return {
      configMaps: configMaps
        .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
        .map(({ metadata, data }) => ({ name: metadata.name, data })),
      jobs: jobs.map(({ metadata, status }) => ({
        name: metadata.name,
        finalizers: metadata.finalizers ?? [],
        succeeded: (status as { succeeded?: number }).succeeded,
      })),
    };
  }

  /** As if the power had gone while the last record was written: the file ends in the middle of it. */
  tear(): void {
    const journal = join(this.home, 'argosy.db-wal');
    truncateSync(journal, statSync(journal).size - 100);
  }

  end(): void {
    this.#stop?.();
  }
}

describe('an engine that is killed in the middle of a sync', () => {
  it('leaves what an undisturbed one leaves, wherever it was killed', async () => {
    const undisturbed = await new Case().prepare();
    const calm = (await undisturbed.run({ START: 'sync' }))!;
    const wanted = await undisturbed.objects();
    undisturbed.end();
    expect(calm).toMatchObject({ phase: 'Succeeded', sync: 'Synced' });
    expect(calm.steps).toBeGreaterThan(12);
    expect(undisturbed.created).toEqual(['prepare', 'announce']);
    expect(wanted).toMatchObject({ jobs: [{ name: 'prepare', finalizers: [], succeeded: 1 }] });

    const killedAt = async ({ record, how }: Death) => {
      const where = `killed ${how} record ${record} of ${calm.steps}`;
      const disturbed = await new Case().prepare();
      const when = how === 'before' ? 'before' : 'after';
      const killed = await disturbed.run({ START: 'sync', KILL_AT: String(record), KILL_WHEN: when });
      expect(killed, where).toBeUndefined();
      if (how === 'while writing') disturbed.tear();
      const resumed = (await disturbed.run({}))!;
      disturbed.end();
      expect({ phase: resumed.phase, sync: resumed.sync }, where).toEqual({ phase: calm.phase, sync: calm.sync });
      // Killed after the last record there is nothing left to run, and that is what it says.
      expect(resumed.message, where).toMatch(/^successfully synced \((all tasks run|no more tasks)\)$/);
      expect(
        resumed.history.map(({ id }) => id),
        where,
      ).toEqual([0]);
      expect(resumed.history.at(-1)?.revision, where).toBe(disturbed.repository.head());
      expect(await disturbed.objects(), where).toEqual(wanted);
      expect(disturbed.created, `each hook runs once, ${where}`).toEqual(['prepare', 'announce']);
      expect([...resumed.results].sort(), where).toEqual([...calm.results].sort());
    };
    const records = Array.from({ length: calm.steps }, (_, index) => index + 1);
    const deaths: Death[] = records.map((record) => ({ record, how: 'after' }));
    // Before an intent is after the record that stands before it.
    for (const record of records) if (calm.kinds[record - 1] === 'result') deaths.push({ record, how: 'before' });
    for (const record of [1, Math.ceil(calm.steps / 2), calm.steps]) deaths.push({ record, how: 'while writing' });
    console.log(`killed at ${deaths.length} points of ${calm.steps} records`);
    await sideBySide(deaths, LANES, killedAt);
  }, 900_000);

  it('goes on with a rollback, and never forgets that it is held', async () => {
    const prepared = async () => {
      const one = await new Case().prepare();
      await one.run({ START: 'sync' });
      const bad = one.repository.commit('bad', { 'app/second.yaml': yaml(configMap('third', { k: '3' }, wave(2))) });
      const synced = (await one.run({ START: 'sync' }))!;
      expect(synced.history.at(-1)?.revision).toBe(bad);
      one.created = [];
      return { one, bad };
    };
    const undisturbed = await prepared();
    const calm = (await undisturbed.one.run({ START: 'rollback' }))!;
    const wanted = await undisturbed.one.objects();
    undisturbed.one.end();
    expect(calm).toMatchObject({ phase: 'Succeeded', hold: 'it broke', refusedRevisions: [[undisturbed.bad]] });
    expect(calm.history.at(-1)).toMatchObject({ id: 2, rolledBackTo: 0 });
    expect(calm.steps).toBeGreaterThan(4);

    const killedAt = async (record: number) => {
      const { one, bad } = await prepared();
      expect(
        await one.run({ START: 'rollback', KILL_AT: String(record) }),
        `killed at record ${record}`,
      ).toBeUndefined();
      const resumed = (await one.run({}))!;
      one.end();
      const where = `killed at record ${record} of ${calm.steps}`;
      const { phase, hold, refusedRevisions } = resumed;
      expect({ phase, hold, refusedRevisions }, where).toEqual({
        phase: 'Succeeded',
        hold: 'it broke',
        refusedRevisions: [[bad]],
      });
      expect(
        resumed.history.map(({ rolledBackTo }) => rolledBackTo ?? null),
        where,
      ).toEqual([null, null, 0]);
      expect(await one.objects(), where).toEqual(wanted);
      expect(one.created, `each hook runs once, ${where}`).toEqual(['prepare', 'announce']);
    };
    const records = Array.from({ length: calm.steps }, (_, index) => index + 1);
    console.log(`killed at ${records.length} records of a rollback`);
    await sideBySide(records, LANES, killedAt);
  }, 600_000);
});
