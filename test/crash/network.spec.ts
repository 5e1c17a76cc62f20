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
  SkippingClock,
  servers,
  type WatchEvent,
  World,
  wave,
  yaml,
} from '../conformance/world/index.ts';
import { sideBySide } from './engine-process.ts';

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
  /** The network stays away until it was noticed, or the machine sleeps for hours; else only this one connection breaks. */
  readonly trouble?: 'away' | 'asleep';
}

interface Lane {
  readonly name: string;
  readonly door: FaultyServer;
}

/** A world whose engine reaches its cluster through so many doors. */
async function open(lanes: number, clock?: SkippingClock): Promise<{ world: World; lanes: readonly Lane[] }> {
  const world = await new World(servers[0]!, clock === undefined ? {} : { clock }).start();
  const opened: Lane[] = [];
  for (let lane = 1; lane <= lanes; lane += 1) {
    const name = world.name(`lane-${lane}`);
    const folder = join(world.folder, name);
    mkdirSync(folder);
    const door = await new FaultyServer(world.kubeconfigPath, folder).start();
    opened.push({ name, door });
    await world.addCluster(name, door.kubeconfigPath);
  }
  return { world, lanes: opened };
}

class Case {
  readonly world: World;
  readonly lane: Lane;
  readonly created: string[] = [];
  namespace = '';
  app!: AppUnderTest;
  #stop: (() => void) | undefined;

  constructor(world: World, lane: Lane) {
    this.world = world;
    this.lane = lane;
  }

  async prepare(): Promise<this> {
    const { lane, world } = this;
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
  async sync(loss: Loss | undefined, clock?: SkippingClock): Promise<number> {
    const { door, name } = this.lane;
    let requests = 0;
    let back: Promise<void> | undefined;
    const calm: FaultyServer['fault'] = (_method, path) => {
      if (path.includes('watch=true')) return undefined;
      requests += 1;
      if (requests !== loss?.request) return undefined;
      if (loss.trouble === 'asleep') back = this.#asleep(clock!, calm);
      return loss.fault;
    };
    door.fault = calm;
    door.onCut = () => {
      door.onCut = () => undefined;
      if (loss?.trouble === 'away') back = this.#away(door, name);
    };
    await this.app.syncStart({ prune: true });
    await this.app.ended();
    door.fault = () => undefined;
    await back;
    // Deleted in the foreground: it goes when its Pod has.
    const jobs = `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
    await this.world.api.until(jobs, 'announce', (found) => found === undefined, 'the hook that succeeded is deleted');
    this.#stop?.();
    return requests;
  }

  /** Nobody answers until the engine has noticed. */
  async #away(door: FaultyServer, name: string): Promise<void> {
    const { clusters } = this.world.engine;
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

  /**
   * The lid is shut: nobody answers, nobody is told, and nothing runs until hours later. What waited then is overdue all at once, and the connections
   * turn out to be dead.
   */
  async #asleep(clock: SkippingClock, awake: FaultyServer['fault']): Promise<void> {
    const { door, name } = this.lane;
    door.fault = () => 'silence';
    await new Promise((resolve) => setImmediate(resolve));
    clock.skip(8 * 3_600_000);
    door.fault = awake;
    door.interrupt();
    this.world.engine.clusters.reconnect(name);
  }

  /** What is on the API server, without what is the server's own, and what the application says of it. */
  async outcome(): Promise<unknown> {
    const { app, namespace, world } = this;
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

const WANTED = {
  operation: 'Succeeded',
  history: [0],
  hooks: ['prepare', 'announce'],
  jobs: [{ name: 'prepare', finalizers: [], succeeded: 1 }],
};

describe('a network that goes in the middle of a sync', () => {
  let world: World;
  let lanes: readonly Lane[];

  beforeAll(async () => {
    ({ world, lanes } = await open(LANES));
  });
  afterAll(async () => {
    await world.stop();
    for (const { door } of lanes) await door.close();
  });

  it('leaves what an undisturbed sync leaves, whatever request it went at', async () => {
    const calm = await new Case(world, lanes[0]!).prepare();
    const requests = await calm.sync(undefined);
    const wanted = await calm.outcome();
    expect(wanted).toMatchObject(WANTED);
    expect(requests).toBeGreaterThan(8);

    const losses: Loss[] = [];
    for (let request = 1; request <= requests; request += 1) {
      losses.push({ request, fault: 'cut', trouble: 'away' }, { request, fault: 'unanswered', trouble: 'away' });
      losses.push({ request, fault: 'unanswered' });
    }
    console.log(`the network goes ${losses.length} times at ${requests} requests`);
    await sideBySide(losses, lanes, async (loss, lane) => {
      const one = await new Case(world, lane).prepare();
      await one.sync(loss);
      expect(await one.outcome(), JSON.stringify(loss)).toEqual(wanted);
    });
  }, 900_000);
});

describe('a machine that falls asleep in the middle of a sync', () => {
  const clock = new SkippingClock();
  let world: World;
  let lanes: readonly Lane[];

  beforeAll(async () => {
    ({ world, lanes } = await open(1, clock));
    // Much less than it sleeps, and more than the sync needs.
    world.engine.config.set(new Map([['controller.sync.timeout.seconds', '300']]));
  });
  afterAll(async () => {
    await world.stop();
    for (const { door } of lanes) await door.close();
  });

  it('goes on when it wakes up, whatever request it slept at, and does not count the night as work', async () => {
    const [lane] = lanes;
    const calm = await new Case(world, lane!).prepare();
    const requests = await calm.sync(undefined);
    const wanted = await calm.outcome();
    expect(wanted).toMatchObject(WANTED);
    for (let request = 1; request <= requests; request += 1) {
      const one = await new Case(world, lane!).prepare();
      await one.sync({ request, fault: 'silence', trouble: 'asleep' }, clock);
      expect(await one.outcome(), `asleep at request ${request} of ${requests}`).toEqual(wanted);
    }
    console.log(`slept at ${requests} requests`);
  }, 600_000);
});
