import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import { type AppUnderTest, configMap, kubeApiserver, servers, World, yaml } from './world/index.ts';

/** Clusters that are away, credentials that end, rights that are missing. */

describe.skipIf(kubeApiserver === undefined)('a cluster that goes away and comes back', () => {
  let world: World;
  let own: TestCluster | undefined;
  let folder: string;

  beforeEach(async () => {
    world = await new World(kubeApiserver!).start();
    folder = join(world.folder, 'own');
  });
  afterEach(async () => {
    await world.stop();
    await own?.stop();
    own = undefined;
  });

  it('is Unknown with its age, never green, nothing is pruned, and others go on', async () => {
    own = await startTestCluster({ dir: folder, own: true });
    await world.addCluster('own', own.kubeconfigPath);
    const { port } = new URL(own.server);
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', { k: '1' })),
      'app/b.yaml': yaml(configMap('b', {})),
    });
    const app = await world.application({
      repository,
      namespace: 'default',
      spec: {
        destination: { name: 'own', namespace: 'default' },
        syncPolicy: { automated: { selfHeal: true, prune: true } },
      },
    });
    await app.settled();
    const elsewhere = await world.application({
      repository: world.repository({ 'app/a.yaml': yaml(configMap('a', {})) }),
      namespace: await world.namespace(),
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await elsewhere.settled();

    await own.stop();
    await app.until(({ sync }) => sync === 'Unknown', 'it is said that the cluster is away');
    expect(app.health).toBe('Unknown');
    expect(app.conditions).toContainEqual(
      expect.stringMatching(
        /^ComparisonError: Failed to load live state: ConfigMap: .* \(last read \d{4}-\d\d-\d\dT.*Z\)$/,
      ),
    );
    expect(app.now.status?.health?.message).toContain('(was Healthy)');
    expect(world.engine.clusters.get('own').connection.status).toBe('Failed');
    repository.git('rm', '-q', 'app/b.yaml');
    repository.commit('remove b');
    await app.syncStart({ prune: true });
    await app.ended();
    expect(app.operation?.phase).toBe('Error');
    expect(app.sync).toBe('Unknown');
    await world.restartEngine();
    await app.until(({ sync }) => sync === 'Unknown', 'still unknown after a restart');
    expect(app.health).toBe('Unknown');
    expect(elsewhere.sync).toBe('Synced');

    // Another cluster at the same address, with new keys and nothing in it: what lives there is asked anew, never remembered.
    own = await startTestCluster({ dir: folder, own: true, port: Number(port) });
    await app.until(({ sync, health }) => sync === 'OutOfSync' && health === 'Missing', 'it is known again', 90_000);
    await app.syncNow();
    await app.settled();
  });
});

describe.each(servers)('credentials and rights, on $name', (server) => {
  let world: World;
  let namespace: string;

  beforeEach(async () => {
    world = await new World(server).start();
    namespace = await world.namespace();
  });
  afterEach(() => world.stop());

  /** A kubeconfig of a ServiceAccount that may do what the rules say, everywhere. */
  async function accountWith(rules: readonly Record<string, unknown>[]): Promise<string> {
    const name = world.name('restricted');
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await world.api.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name },
    });
    await world.api.create(`${rbac}/clusterroles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules,
    });
    await world.api.create(`${rbac}/clusterrolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
    const { status } = await world.api.create<{ status: { token: string } }>(
      `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    );
    return kubeconfigOf(status.token);
  }

  function kubeconfigOf(token: string): string {
    const config = parse(readFileSync(world.kubeconfigPath, 'utf8')) as Record<string, never> & {
      users: { user: unknown }[];
    };
    config.users[0]!.user = { token };
    const path = join(world.folder, 'restricted-kubeconfig');
    writeFileSync(path, stringify(config), { mode: 0o600 });
    return path;
  }

  async function addRestricted(kubeconfigPath: string): Promise<void> {
    // The same server under another account: the engine knows a cluster by its server, so the first one makes room.
    await world.engine.clusters.remove(world.cluster);
    await world.addCluster(world.cluster, kubeconfigPath);
  }

  const application = (files: Record<string, string>): Promise<AppUnderTest> =>
    world.application({
      repository: world.repository(files),
      namespace,
      spec: { syncPolicy: { automated: { prune: true } } },
    });

  it.each(['list', 'watch'])('says which kind may not be read without %s, and leaves others alone', async (verb) => {
    const all = ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete'];
    await addRestricted(
      await accountWith([
        { apiGroups: [''], resources: ['configmaps'], verbs: all },
        { apiGroups: [''], resources: ['secrets'], verbs: all.filter((one) => one !== verb) },
      ]),
    );
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: 'v' } };
    const blind = await application({ 'app/a.yaml': yaml(configMap('a', {}), secret) });
    const fine = await application({ 'app/b.yaml': yaml(configMap('b', {})) });
    await fine.settled();
    await blind.until(({ conditions }) => conditions.length > 0, 'the kind is named');
    expect(blind.conditions).toContainEqual(
      expect.stringMatching(/^ComparisonError: Failed to load live state: .*secrets.* is forbidden/),
    );
    expect(blind.sync).toBe('Unknown');
    await world.engine.idle();
    // Without a list nothing was ever known; what a list showed before the watch was refused could be acted upon.
    if (verb === 'list') expect(blind.operation).toBeUndefined();
  });

  it('says what may not be written, in the words of the API server', async () => {
    const read = ['get', 'list', 'watch'];
    await addRestricted(
      await accountWith([
        { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: read },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'patch', 'delete'] },
      ]),
    );
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: 'v' } };
    const denied = await application({ 'app/a.yaml': yaml(secret) });
    const fine = await application({ 'app/b.yaml': yaml(configMap('b', {})) });
    await fine.settled();
    await denied.until(({ results }) => results.join().includes('forbidden'), 'refused');
    expect(denied.results.join()).toMatch(/secrets "s" is forbidden: User .* cannot patch resource "secrets"/);
    expect(denied.sync).toBe('OutOfSync');
  });

  it('asks for new credentials when the old ones are refused, and goes on when they are there', async () => {
    const restricted = await accountWith([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
    ]);
    const right = `${restricted}-right`;
    copyFileSync(restricted, right);
    await addRestricted(restricted);
    const app = await application({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    await app.settled();
    await world.stopEngine();
    kubeconfigOf('not-a-token');
    await world.startEngine();
    await app.until(({ sync }) => sync === 'Unknown', 'it is not let in');
    expect(app.health).toBe('Unknown');
    expect(app.conditions.join()).toContain('Unauthorized');
    expect(JSON.stringify(app.now)).not.toContain('not-a-token');
    copyFileSync(right, restricted);
    await app.refresh();
    await app.until(({ sync }) => sync === 'Synced', 'it is let in again', 60_000);
  });
});
