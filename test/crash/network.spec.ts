import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AppUnderTest,
  configMap,
  type Fault,
  FaultyServer,
  hook,
  job,
  servers,
  type WatchEvent,
  World,
  wave,
  yaml,
} from '../conformance/world/index.ts';

/**
 * The network goes at each request of a sync with hooks before and after it, waves, a prune and three ways of writing, and comes back. The cluster and
 * the history must be those of a sync that nobody disturbed, and each hook must have run once. A request may be lost before it has arrived, or its
 * answer: then what lives is all that tells.
 */

/** Cases run side by side, each lane with a cluster connection of its own. */
const LANES = 4;

interface Loss {
  /** The request of the operation that is hit, from 1. */
  readonly request: number;
  readonly fault: Fault;
  /** The network stays away until it was noticed; else only this one connection breaks. */
  readonly away: boolean;
}

let world: World;
const lanes: { readonly name: string; readonly door: FaultyServer }[] = [];

beforeAll(async () => {
  world = await new World(servers[0]!).start();
  for (let lane = 1; lane <= LANES; lane += 1) {
    const name = world.name(`lane-${lane}`);
    const folder = join(world.folder, name);
    mkdirSync(folder);
    const door = await new FaultyServer(world.kubeconfigPath, folder).start();
    lanes.push({ name, door });
    await world.addCluster(name, door.kubeconfigPath);
  }
});

afterAll(async () => {
  await world.stop();
  for (const { door } of lanes) await door.close();
});

class Case {
  readonly lane: (typeof lanes)[number];
  readonly created: string[] = [];
  namespace = '';
  app!: AppUnderTest;
  #stop: (() => void) | undefined;

  constructor(lane: (typeof lanes)[number]) {
    this.lane = lane;
  }

  async prepare(): Promise<this> {
    const { lane } = this;
    this.namespace = await world.namespace();
    const name = world.name(this.namespace.split('-').at(-1)!);
    const sent = { 'argocd.argoproj.io/sync-options': 'Replace=true' };
    const merged = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=false' };
    const repository = world.repository({
      'app/hook.yaml': yaml(job('prepare', hook('PreSync'))),
      'app/first.yaml': yaml(
        configMap('first', { k: '1' }, wave(1)),
        configMap('sent', { k: '1' }, { ...sent, ...wave(1) }),
      ),
      'app/same.yaml': yaml(
        configMap('same', { k: '2' }, wave(2)),
        configMap('merged', { k: '1' }, { ...merged, ...wave(2) }),
      ),
      'app/after.yaml': yaml(job('announce', hook('PostSync', 'HookSucceeded'))),
    });
    for (const one of ['old', 'same']) {
      const mark = { 'argocd.argoproj.io/tracking-id': `${name}:/ConfigMap:${this.namespace}/${one}` };
      await world.api.create(`/api/v1/namespaces/${this.namespace}/configmaps`, configMap(one, { k: '1' }, mark));
    }
    const spec = { destination: { name: lane.name, namespace: this.namespace } };
    this.app = await world.application({ name, repository, namespace: this.namespace, spec });
    await this.app.refresh();
    await world.engine.applications.plan(this.app.key, { sync: { prune: true } });
    this.#stop = await world.api.follow(`/apis/batch/v1/namespaces/${this.namespace}/jobs`, (event: WatchEvent) => {
      if (event.type === 'ADDED') this.created.push(event.object.metadata.name!);
    });
    return this;
  }

  /** Syncs, with the network going at that request. Answers with how many requests the operation has sent. */
  async sync(loss: Loss | undefined): Promise<number> {
    const { door, name } = this.lane;
    let requests = 0;
    let back: Promise<void> | undefined;
    door.fault = (_method, path) => {
      if (path.includes('watch=true')) return undefined;
      requests += 1;
      return requests === loss?.request ? loss.fault : undefined;
    };
    door.onCut = () => {
      door.onCut = () => undefined;
      if (loss?.away === true) back = this.#away(door, name);
    };
    await this.app.syncStart({ prune: true });
    await this.app.ended();
    door.fault = () => undefined;
    await back;
    // Deleted in the foreground: it goes when its Pod has.
    const jobs = `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
    await world.api.until(jobs, 'announce', (found) => found === undefined, 'the hook that succeeded is deleted');
    this.#stop?.();
    return requests;
  }

  /** Nobody answers until the engine has noticed. */
  async #away(door: FaultyServer, name: string): Promise<void> {
    const { clusters } = world.engine;
    await door.close();
    const gone = () => clusters.get(name).connection.status !== 'Successful';
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!gone()) return;
        off();
        resolve();
      };
      const off = clusters.onChange(look);
      look();
    });
    await door.start();
    clusters.reconnect(name);
  }

  /** What is on the API server, without what is the server's own, and what the application says of it. */
  async outcome(): Promise<unknown> {
    const { app, namespace } = this;
    const configMaps = await world.api.list(`/api/v1/namespaces/${namespace}/configmaps`);
    const jobs = await world.api.list(`/apis/batch/v1/namespaces/${namespace}/jobs`);
    return {
      operation: app.operation?.phase,
      results: (app.operation?.syncResult?.resources ?? [])
        .map(({ kind, name, status, hookPhase }) => `${kind}/${name} ${status} ${hookPhase}`)
        .sort(),
      history: app.history.map(({ id }) => id),
      hooks: this.created,
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
}

describe('a network that goes in the middle of a sync', () => {
  it('leaves what an undisturbed sync leaves, whatever request it went at', async () => {
    const calm = await new Case(lanes[0]!).prepare();
    const requests = await calm.sync(undefined);
    const wanted = await calm.outcome();
    expect(wanted).toMatchObject({
      operation: 'Succeeded',
      history: [0],
      hooks: ['prepare', 'announce'],
      jobs: [{ name: 'prepare', finalizers: [], succeeded: 1 }],
    });
    expect(requests).toBeGreaterThan(8);

    const losses: Loss[] = [];
    for (let request = 1; request <= requests; request += 1) {
      losses.push({ request, fault: 'cut', away: true }, { request, fault: 'unanswered', away: true });
      losses.push({ request, fault: 'unanswered', away: false });
    }
    console.log(`the network goes ${losses.length} times at ${requests} requests`);
    const next = async (lane: (typeof lanes)[number]): Promise<void> => {
      for (let loss = losses.shift(); loss !== undefined; loss = losses.shift()) {
        const one = await new Case(lane).prepare();
        await one.sync(loss);
        const { request, fault, away } = loss;
        expect(await one.outcome(), `${fault} at request ${request}${away ? ', and away' : ''}`).toEqual(wanted);
      }
    };
    await Promise.all(lanes.map(next));
  }, 900_000);
});
