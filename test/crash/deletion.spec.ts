import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import {
  configMap,
  FaultyServer,
  hook,
  job,
  options,
  PlainClient,
  type WatchEvent,
  wave,
  yaml,
} from '../conformance/world/index.ts';
import { TestRepository } from '../contract/git/repository.ts';
import { type Report, runEngine, sideBySide } from './engine-process.ts';

/**
 * An engine is killed in the middle of the deletion of an application with hooks before and after it, waves and an object that asks for a confirmation:
 * at every request that changes the cluster (before it has arrived, and with its answer unread), and wherever a stage is made sure of on disk. The next
 * one goes on: everything is gone in the order of the waves, nothing else is, and each hook has run once.
 */

type Death =
  | { readonly at: 'request'; readonly number: number; readonly arrives: boolean }
  | { readonly at: 'flush'; readonly number: number; readonly when: 'before' | 'after' };

interface Lane {
  readonly door: FaultyServer;
}

const LANES = 4;
let folder: string;
let cluster: TestCluster;
let api: PlainClient;
let count = 0;
const lanes: Lane[] = [];
const namespaces: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-crash-deletion-'));
  cluster = await startTestCluster({ dir: join(folder, 'cluster') });
  api = new PlainClient(cluster.kubeconfigPath);
  for (let lane = 1; lane <= LANES; lane += 1) {
    const own = join(folder, `lane-${lane}`);
    mkdirSync(own);
    lanes.push({ door: await new FaultyServer(cluster.kubeconfigPath, own).start() });
  }
});

afterAll(async () => {
  for (const { door } of lanes) await door.close();
  for (const name of namespaces) await api.delete(`/api/v1/namespaces/${name}`);
  api.close();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

class Case {
  readonly id = `crash-${randomBytes(3).toString('hex')}`;
  readonly lane: Lane;
  readonly home: string;
  readonly repository: TestRepository;
  readonly created: string[] = [];
  readonly deleted: string[] = [];
  /** Requests that would change the cluster. */
  writes = 0;
  readonly #stops: (() => void)[] = [];

  constructor(lane: Lane) {
    count += 1;
    this.lane = lane;
    this.home = join(folder, `home-${count}`);
    this.repository = new TestRepository(join(folder, `repository-${count}`));
  }

  async prepare(): Promise<this> {
    namespaces.push(this.id);
    await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.id } });
    const objects = [
      configMap('low', { k: '1' }),
      configMap('asks', { k: '1' }, options('Delete=confirm')),
      configMap('high', { k: '1' }, wave(1)),
    ];
    for (const object of [...objects, configMap('foreign', {})]) {
      const { name, annotations } = object.metadata;
      const tracking = { 'argocd.argoproj.io/tracking-id': `${this.id}:/ConfigMap:${this.id}/${name}` };
      const marked = { ...object.metadata, annotations: { ...annotations, ...(name !== 'foreign' && tracking) } };
      await api.create(this.configMaps, { ...object, metadata: marked });
    }
    this.repository.commit('begin', {
      'app/objects.yaml': yaml(...objects),
      'app/before.yaml': yaml(job('before', hook('PreDelete'))),
      'app/behind.yaml': yaml(job('behind', hook('PostDelete', 'HookSucceeded'))),
    });
    const jobs = `/apis/batch/v1/namespaces/${this.id}/jobs`;
    this.#stops.push(
      await api.follow(jobs, ({ type, object }: WatchEvent) => {
        if (type === 'ADDED') this.created.push(object.metadata.name!);
      }),
      await api.follow(this.configMaps, ({ type, object }: WatchEvent) => {
        if (type === 'DELETED') this.deleted.push(object.metadata.name!);
      }),
    );
    return this;
  }

  get configMaps(): string {
    return `/api/v1/namespaces/${this.id}/configmaps`;
  }

  run(env: Readonly<Record<string, string>>, death?: Death): Promise<Report | undefined> {
    const { door } = this.lane;
    let child: ChildProcess | undefined;
    const kill = () => void child?.kill('SIGKILL');
    door.fault = (method, path) => {
      if (method === 'GET' || path.includes('dryRun=All')) return undefined;
      this.writes += 1;
      if (death?.at !== 'request' || this.writes !== death.number) return undefined;
      if (death.arrives) return 'unanswered';
      kill();
      return 'silence';
    };
    door.onCut = kill;
    return runEngine(
      {
        HOME_FOLDER: this.home,
        KUBECONFIG_PATH: door.kubeconfigPath,
        REPOSITORY: this.repository.path,
        NAMESPACE: this.id,
        APP: this.id,
        KILL_ON: 'flush',
        ...(death?.at === 'flush' && { KILL_AT: String(death.number), KILL_WHEN: death.when }),
        ...env,
      },
      (begun) => (child = begun),
    );
  }

  async outcome(): Promise<unknown> {
    const jobs = await api.list(`/apis/batch/v1/namespaces/${this.id}/jobs`);
    const left = await api.list(this.configMaps);
    return {
      hooks: this.created,
      // Of one wave in any order.
      deleted: [this.deleted[0], ...this.deleted.slice(1).sort()],
      left: left.map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt'),
      jobs: jobs.map(({ metadata }) => [metadata.name, metadata.finalizers ?? []]),
    };
  }

  end(): void {
    for (const stop of this.#stops) stop();
  }
}

describe('an engine that is killed in the middle of a deletion', () => {
  it('goes on at the stage that was reached: what is to go is gone, and each hook has run once', async () => {
    const undisturbed = await new Case(lanes[0]!).prepare();
    const calm = (await undisturbed.run({ START: 'delete' }))!;
    const wanted = await undisturbed.outcome();
    undisturbed.end();
    expect(calm.gone).toBe(true);
    expect(wanted).toEqual({
      hooks: ['before', 'behind'],
      deleted: ['high', 'asks', 'low'],
      left: ['foreign'],
      jobs: [['before', []]],
    });

    const deaths: Death[] = [];
    for (let number = 1; number <= undisturbed.writes; number += 1) {
      deaths.push({ at: 'request', number, arrives: false }, { at: 'request', number, arrives: true });
    }
    for (let number = 1; number <= calm.steps; number += 1) {
      deaths.push({ at: 'flush', number, when: 'before' }, { at: 'flush', number, when: 'after' });
    }
    console.log(`killed at ${deaths.length} points: ${undisturbed.writes} requests, ${calm.steps} stages`);
    await sideBySide(deaths, lanes, async (death, lane) => {
      const where = `killed at ${JSON.stringify(death)}`;
      const one = await new Case(lane).prepare();
      expect(await one.run({ START: 'delete' }, death), where).toBeUndefined();
      const report = await one.run({});
      expect(report?.gone, where).toBe(true);
      expect(await one.outcome(), where).toEqual(wanted);
      one.end();
    });
  }, 600_000);
});
