import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import type { TestRepository } from '../contract/git/repository.ts';
import { type AppUnderTest, configMap, deployment, servers, World, yaml } from './world/index.ts';

const WEB = `# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
    name: web
spec:
    replicas: 1  # raise for a sale
    selector: {matchLabels: {app: web}}
    template:
        metadata: {labels: {app: web}}
        spec:
            containers:
            - name: main
              image: 'example.invalid/web:1'
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
data: {k: v}
`;

describe.each(servers)('a capture into Git, on $name', (server) => {
  let world: World;
  let namespace: string;
  const at = (plural: string, name: string, group = 'apps/v1') =>
    `/${group === 'v1' ? 'api' : 'apis'}/${group}/namespaces/${namespace}/${plural}/${name}`;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  async function deployed(files: Readonly<Record<string, string>>, spec?: Readonly<Record<string, unknown>>) {
    const repository = world.repository(files);
    repository.git('config', 'user.name', 'Person');
    repository.git('config', 'user.email', 'person@example.org');
    const source = { repoURL: repository.path, path: 'app', targetRevision: 'main', ...spec };
    const app = await world.application({ repository, namespace, spec: { source } });
    await app.syncNow();
    return { repository, app };
  }
  const all = { refs: undefined, branch: undefined, message: undefined };

  async function captured(app: AppUnderTest, repository: TestRepository): Promise<string> {
    const { applications } = world.engine;
    const plan = await applications.capturePlan(app.key, all);
    const pushed = await applications.capture(app.key, { ...all, hash: plan.hash });
    expect(repository.head()).toBe(pushed.commit);
    expect(repository.git('status', '--porcelain')).toBe('');
    await app.until(({ sync }) => sync === 'Synced', 'compared');
    expect(app.history).toHaveLength(1);
    return repository.git('diff', '-U0', 'HEAD^', 'HEAD');
  }

  const changed = (diff: string) => diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));

  it('writes the fields that differ into the manifest, and nothing else', async () => {
    const { app, repository } = await deployed({ 'app/web.yaml': WEB });
    await world.api.patch(at('deployments', 'web'), {
      spec: { replicas: 3, template: { spec: { containers: [{ name: 'main', image: 'example.invalid/web:2' }] } } },
    });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    expect(changed(await captured(app, repository))).toEqual([
      '-    replicas: 1  # raise for a sale',
      '+    replicas: 3  # raise for a sale',
      "-              image: 'example.invalid/web:1'",
      "+              image: 'example.invalid/web:2'",
    ]);
    expect(repository.git('log', '-1', '--format=%s%n%an')).toMatch(
      /^Capture Deployment .*web of .* from the cluster\nPerson$/,
    );
    await expect(world.engine.applications.capturePlan(app.key, all)).rejects.toMatchObject({
      message: expect.stringContaining('nothing differs'),
    });
  });

  it('writes a patch into a Kustomize overlay', async () => {
    const { app, repository } = await deployed({
      'base/kustomization.yaml': 'resources:\n- web.yaml\n',
      'base/web.yaml': WEB,
      'app/kustomization.yaml': '# overlay\nresources:\n- ../base\nnamePrefix: prod-\n',
    });
    await world.api.patch(at('deployments', 'prod-web'), { spec: { replicas: 3 } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    await captured(app, repository);
    expect(repository.git('show', 'HEAD:app/kustomization.yaml')).toBe(
      '# overlay\nresources:\n- ../base\nnamePrefix: prod-\npatches:\n- path: capture-deployment-prod-web.yaml\n  target:\n    group: apps\n    version: v1\n    kind: Deployment\n    name: web',
    );
    expect(repository.git('show', 'HEAD:app/capture-deployment-prod-web.yaml')).toBe(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3',
    );
  });

  it('writes images and replicas where the overlay sets them, and proves it by rendering', async () => {
    const overlay =
      '# overlay\nresources:\n- ../base\nnamePrefix: prod-\nimages:\n- name: example.invalid/web # ours\n  newTag: "7"\nreplicas:\n- name: web\n  count: 2 # quiet\n';
    const { app, repository } = await deployed({
      'base/kustomization.yaml': 'resources:\n- web.yaml\n',
      'base/web.yaml': WEB,
      'app/kustomization.yaml': overlay,
    });
    await world.api.patch(at('deployments', 'prod-web'), {
      spec: { replicas: 3, template: { spec: { containers: [{ name: 'main', image: 'example.invalid/web:8' }] } } },
    });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    const diff = changed(await captured(app, repository));
    expect(diff).toEqual(['-  newTag: "7"', '+  newTag: "8"', '-  count: 2 # quiet', '+  count: 3 # quiet']);

    // Two objects share the entry: what one of them lives with would change the other.
    const shared = await deployed({
      'app/kustomization.yaml':
        'resources: [web.yaml, two.yaml]\nimages:\n- name: example.invalid/web\n  newTag: "7"\n',
      'app/web.yaml': WEB,
      'app/two.yaml': WEB.split('---')[0]!.replace('name: web', 'name: two'),
    });
    await world.api.patch(at('deployments', 'two'), {
      spec: { template: { spec: { containers: [{ name: 'main', image: 'example.invalid/web:9' }] } } },
    });
    await shared.app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    await expect(world.engine.applications.capturePlan(shared.app.key, all)).rejects.toMatchObject({
      message: expect.stringMatching(/would change .*web.* too/),
    });
  });

  it('refuses templates, Secrets, what Git would overrule, and what changed since the plan', async () => {
    const { applications } = world.engine;
    const chart = {
      'app/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'app/templates/a.yaml': yaml(configMap('a', { k: '{{ .Release.Name }}' })),
    };
    const helm = await deployed(chart);
    await world.api.patch(at('configmaps', 'a', 'v1'), { data: { k: 'x' } });
    await helm.app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    await expect(applications.capturePlan(helm.app.key, all)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('a Helm source'),
    });

    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { p: 'hunter2' } };
    const plain = await deployed({ 'app/s.yaml': stringify(secret), 'app/c.yaml': yaml(configMap('c', { k: '1' })) });
    await world.api.patch(at('secrets', 's', 'v1'), { stringData: { p: 'hunter3' } });
    await plain.app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    const refs = [{ group: '', kind: 'Secret', namespace, name: 's' }];
    await expect(applications.capturePlan(plain.app.key, { ...all, refs })).rejects.toMatchObject({
      message: expect.stringContaining('in clear'),
    });
    await world.api.patch(at('configmaps', 'c', 'v1'), { data: { k: '2' } });
    await plain.app.until(({ statuses }) => statuses['ConfigMap/c'] === 'OutOfSync', 'the second change is seen');
    const plan = await applications.capturePlan(plain.app.key, all);
    expect(plan.warnings).toEqual([expect.stringMatching(/^Secret .* is not captured/)]);
    expect(plan.files.map(({ path }) => path)).toEqual(['app/c.yaml']);
    expect(JSON.stringify(plan)).not.toContain('hunter');
    await world.api.patch(at('configmaps', 'c', 'v1'), { data: { k: '3' } });
    await vi.waitFor(() =>
      expect(JSON.stringify(applications.resources(plain.app.key).map(({ verdict }) => verdict))).toContain('"3"'),
    );
    const head = plain.repository.head();
    await expect(applications.capture(plain.app.key, { ...all, hash: plan.hash })).rejects.toMatchObject({
      code: 'Conflict',
    });
    expect(plain.repository.head()).toBe(head);

    const overruled = await deployed(
      { 'app/kustomization.yaml': 'resources:\n- web.yaml\n', 'app/web.yaml': yaml(deployment('web')) },
      { kustomize: { images: ['example.invalid/web:7'] } },
    );
    const containers = [{ name: 'main', image: 'example.invalid/web:8' }];
    await world.api.patch(at('deployments', 'web'), { spec: { template: { spec: { containers } } } });
    await overruled.app.until(({ sync }) => sync === 'OutOfSync', 'the change is seen');
    await expect(applications.capturePlan(overruled.app.key, all)).rejects.toMatchObject({
      message: expect.stringMatching(/would still differ from what lives: .*image/),
    });
  });
});
