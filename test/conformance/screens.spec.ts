import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineTopics } from '../../main/api/index.ts';
import { systemClock } from '../../main/runtime/index.ts';
import type { Row } from '../../preload/contract/index.ts';
import { deployment, FaultyServer, servers, World, yaml } from './world/index.ts';

/** What screens are told of a real server: trees as objects come and go, and what is not known any more. */

const PATIENCE_MS = 30_000;

async function eventually(condition: () => boolean, what: string): Promise<void> {
  await expect.poll(condition, { timeout: PATIENCE_MS, message: what }).toBe(true);
}

describe.each(servers)('screens, on $name', (server) => {
  let world: World;
  let namespace: string;
  beforeEach(async () => {
    world = await new World(server).start();
    namespace = await world.namespace();
  });
  afterEach(() => world.stop());

  it('follow a tree down to its Pods, with where traffic goes, and nothing comes while nothing changes', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    };
    const app = await world.application({
      repository: world.repository({ 'app/web.yaml': yaml(deployment('web', { replicas: 1 }), service) }),
      namespace,
    });
    await app.syncNow();
    await app.settled();

    const nodes = new Map<string, { readonly kind: string; readonly labels: unknown; readonly targets: unknown }>();
    let frames = 0;
    const stop = new AbortController();
    const following = (async () => {
      for await (const change of world.engine.applications.followTree(app.key, stop.signal)) {
        frames += 1;
        if (change.reset) nodes.clear();
        for (const { ref, networkingInfo } of change.upsert) {
          nodes.set(`${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`, {
            kind: ref.kind,
            labels: networkingInfo?.labels,
            targets: networkingInfo?.targetLabels,
          });
        }
        for (const key of change.remove) nodes.delete(key);
      }
    })();
    const kinds = (kind: string) => [...nodes.values()].filter((node) => node.kind === kind);
    const pods = () => kinds('Pod').length;
    await eventually(() => pods() === 1, 'the Pod is in the tree');
    expect(kinds('ReplicaSet')).toHaveLength(1);
    expect(kinds('Service')[0]?.targets).toEqual({ app: 'web' });
    expect(kinds('Pod')[0]?.labels).toMatchObject({ app: 'web' });

    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    await world.api.patch(path, { spec: { replicas: 3 } });
    await eventually(() => pods() === 3, 'new Pods are told');
    await world.api.patch(path, { spec: { replicas: 0 } });
    await eventually(() => pods() === 0, 'Pods that are gone are told');

    // A stranger in the namespace is nobody's news.
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');
    const before = frames;
    await world.api.create(`/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'stranger' } });
    await app.refresh();
    expect(frames).toBe(before);

    stop.abort(new Error('enough'));
    await expect(following).rejects.toThrow('enough');
  });

  it('are told of a lost cluster by the age of what is known, and when it is heard again', async () => {
    const faulty = await new FaultyServer(world.kubeconfigPath, world.folder).start();
    await world.addCluster('away', faulty.kubeconfigPath);
    const app = await world.application({
      repository: world.repository({ 'app/web.yaml': yaml(deployment('web', { replicas: 1 })) }),
      namespace,
      spec: { destination: { name: 'away', namespace } },
    });
    await app.syncNow();
    await app.settled();
    const rows = new Map<string, Row<'applications'>>();
    const take = (upsert: readonly (readonly [string, unknown])[]): void => {
      for (const [key, row] of upsert) rows.set(key, row as Row<'applications'>);
    };
    const subscription = engineTopics(world.engine, systemClock)
      .get('applications')!
      .subscribe({ snapshot: (_, all) => take(all), delta: ({ upsert }) => take(upsert) });
    const staleSince = () => rows.get(app.key)?.staleSince ?? -1;
    expect(staleSince()).toBe(0);
    const lost = Date.now();
    await faulty.close();
    await eventually(() => staleSince() > 0, 'it is not known any more');
    expect(staleSince()).toBeGreaterThan(lost - 60_000);
    await faulty.start();
    world.engine.clusters.get('away');
    await eventually(() => staleSince() === 0, 'it is known again');
    subscription.stop();
    await faulty.close();
  });
});
