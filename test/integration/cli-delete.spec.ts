import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../main/model/index.ts';
import { configMap, deployment, options, yaml } from '../conformance/world/index.ts';
import type { TestRepository } from '../contract/git/repository.ts';
import { eventually, rowsOf, Shell } from './cli/shell.ts';

describe('argosy app, and what goes', () => {
  const shell = new Shell();
  let namespace: string;
  let repository: TestRepository;
  const map = (name: string) => `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const create = async (name: string) => {
    await shell.ok(
      'app',
      'create',
      name,
      '--repo',
      repository.path,
      '--path',
      name,
      '--revision',
      'main',
      '--set-finalizer',
      '--dest-name',
      'here',
      '--dest-namespace',
      namespace,
    );
    await shell.ok('app', 'sync', name);
  };

  beforeAll(async () => {
    await shell.startCluster();
    namespace = await shell.namespace();
    await shell.startEngine();
    await shell.ok('cluster', 'add', shell.context, '--name', 'here');
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    repository = shell.repository({
      'plain/a.yaml': yaml(configMap('a', {})),
      'plain/kept.yaml': yaml(configMap('kept', {}, options('Delete=false'))),
      'plain/web.yaml': yaml(deployment('web')),
      'guarded/claim.yaml': yaml(claim),
      'confirmed/a.yaml': yaml(configMap('precious', {}, options('Delete=confirm'))),
    });
    await create('plain');
    await create('guarded');
    await create('confirmed');
  });
  afterAll(() => shell.stop());

  it('shows what a deletion takes with it, and what stays', async () => {
    const out = await shell.ok('app', 'delete', 'plain', '--preview');
    const rows = rowsOf(out.slice(0, out.indexOf('\n\n') + 1));
    expect(rows.map(({ CHANGE, KIND, NAME }) => [CHANGE, KIND, NAME]).toSorted()).toEqual([
      ['- delete', 'ConfigMap', 'a'],
      ['- delete', 'Deployment', 'web'],
      ['= keep', 'ConfigMap', 'kept'],
    ]);
    expect(out).toContain('Deletion: 2 objects to delete, 1 to keep.\n');
    expect(await shell.json('app', 'delete', 'plain', '--preview')).toMatchObject({
      applications: [expect.stringMatching(/^(?:argocd\/)?plain$/)],
    });
    expect(await shell.api.get(map('a'))).toBeDefined();
  });

  it('does not go past a guard without --yes', async () => {
    const claim = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/data`;
    const error = await shell.fails(1, 'app', 'delete', 'guarded');
    expect(error).toMatch(/^Careful: .*PersistentVolumeClaim data/m);
    expect(error).toContain("deleting 'guarded' needs a confirmation, and there is nobody to ask");
    expect(await shell.api.get(claim)).toBeDefined();
    await shell.ok('app', 'delete', 'guarded', '--yes', '--wait');
    expect(await shell.api.get(claim)).toBeUndefined();
  });

  it('deletes one object of an application', async () => {
    const tree = () => shell.ok('app', 'resources', 'plain', '-o', 'tree');
    const pod = /Pod\/(\S+)/.exec(
      await eventually(tree, (text) => text.includes('Pod/'), 'the Deployment has a Pod'),
    )![1]!;
    expect(await shell.ok('app', 'delete-resource', 'plain', '--kind', 'Pod', '--resource-name', pod, '--force')).toBe(
      `Resource '${pod}' deleted\n`,
    );
    await eventually(
      () => shell.api.get(`/api/v1/namespaces/${namespace}/pods/${pod}`),
      (object) => object === undefined,
      'the Pod is gone',
    );
    expect(await shell.fails(20, 'app', 'delete-resource', 'plain', '--kind', 'ConfigMap')).toContain('2 objects fit');
    await shell.ok('app', 'delete-resource', 'plain', '--kind', 'ConfigMap', '--resource-name', 'a');
    expect(await shell.api.get(map('a'))).toBeUndefined();
    expect(await shell.fails(20, 'app', 'delete-resource', 'plain', '--kind', 'Secret')).toContain(
      'no Secret was found as part of application plain',
    );
  });

  it('goes without a question as argocd does where there is no guard', async () => {
    expect(await shell.ok('app', 'delete', 'plain', '--wait')).toBe("application 'plain' deleted\n");
    expect(await shell.api.get(map('kept'))).toBeDefined();
  });

  it('waits for a confirmation, and goes on with it', async () => {
    await shell.ok('app', 'delete', 'confirmed', '--yes');
    const waiting = await eventually(
      () => shell.json<Application>('app', 'get', 'confirmed'),
      ({ status }) => JSON.stringify(status?.conditions ?? []).includes('confirm'),
      'the deletion says what it waits for',
    );
    expect(waiting.metadata.deletionTimestamp).toBeDefined();
    expect(await shell.api.get(map('precious'))).toBeDefined();
    expect(await shell.ok('app', 'confirm-deletion', 'confirmed')).toBe(
      "Application 'confirmed' deletions confirmed\n",
    );
    await shell.ok('app', 'wait', 'confirmed', '--delete', '--timeout', '60');
    expect(await shell.api.get(map('precious'))).toBeUndefined();
    await shell.fails(20, 'app', 'confirm-deletion', 'nobody');
  });
});
