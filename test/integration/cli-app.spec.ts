import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Application, KubeObject } from '../../main/model/index.ts';
import { configMap, deployment, hook, job, yaml } from '../conformance/world/index.ts';
import type { TestRepository } from '../contract/git/repository.ts';
import { eventually, rowsOf, Shell } from './cli/shell.ts';

describe('argosy app', () => {
  const shell = new Shell();
  let namespace: string;
  let repository: TestRepository;
  const settings = () => `/api/v1/namespaces/${namespace}/configmaps/settings`;

  beforeAll(async () => {
    await shell.startCluster();
    namespace = await shell.namespace();
    await shell.startEngine();
    await shell.ok('cluster', 'add', shell.context, '--name', 'here');
    repository = shell.repository({
      'app/settings.yaml': yaml({
        ...configMap('settings', { colour: 'blue' }),
        metadata: { name: 'settings', labels: { part: 'config' } },
      }),
      'app/web.yaml': yaml(deployment('web')),
    });
  });
  afterAll(() => shell.stop());

  const flags = (path = 'app') => [
    '--repo',
    repository.path,
    '--path',
    path,
    '--revision',
    'main',
    '--dest-name',
    'here',
    '--dest-namespace',
    namespace,
  ];
  const create = (name: string, ...more: string[]) => shell.ok('app', 'create', name, ...flags(), ...more);
  const get = (name: string) => shell.json<Application>('app', 'get', name);

  describe('create, list and get', () => {
    it('makes an application, the same again, and another only with --upsert', async () => {
      expect(await create('guestbook', '-l', 'team=web', '-l', 'tier=front')).toBe("application 'guestbook' created\n");
      expect(await create('guestbook', '-l', 'team=web', '-l', 'tier=front')).toBe(
        "application 'guestbook' unchanged\n",
      );
      const refused = await shell.fails(20, 'app', 'create', 'guestbook', ...flags(), '--revision', 'v2');
      expect(refused).toContain('existing application spec is different, use upsert flag to force update');
      expect(await create('guestbook', '-l', 'team=web', '--upsert', '--revision-history-limit', '5')).toBe(
        "application 'guestbook' updated\n",
      );
      const app = await get('guestbook');
      expect(app.spec).toMatchObject({ revisionHistoryLimit: 5, destination: { name: 'here', namespace } });
      expect(app.metadata.labels).toMatchObject({ team: 'web' });
    });

    it('shows it with status, objects and reasons', async () => {
      await shell.ok('app', 'get', 'guestbook', '--refresh');
      const text = await shell.ok('app', 'get', 'guestbook');
      expect(text).toMatch(/^Name: +argocd\/guestbook$/m);
      expect(text).toMatch(/^Project: +default$/m);
      expect(text).toMatch(/^Server: +here$/m);
      expect(text).toMatch(new RegExp(`^Namespace: +${namespace}$`, 'm'));
      expect(text).toMatch(/^URL: +argosy:\/\/apps\/argocd\/guestbook\/graph$/m);
      expect(text).toMatch(/^Source:\n- Repo: .+\n {2}Target: +main\n {2}Path: +app$/m);
      expect(text).toMatch(/^SyncWindow: +Sync Allowed$/m);
      expect(text).toMatch(/^Sync Policy: +Manual$/m);
      expect(text).toMatch(
        new RegExp(`^Sync Status: +OutOfSync from main \\(${repository.head().slice(0, 7)}\\)$`, 'm'),
      );
      expect(text).toMatch(/^Health Status: +Missing$/m);
      const table = rowsOf(text.slice(text.indexOf('GROUP ')));
      expect(table).toMatchObject([
        { KIND: 'ConfigMap', NAMESPACE: namespace, NAME: 'settings', STATUS: 'OutOfSync' },
        { GROUP: 'apps', KIND: 'Deployment', NAME: 'web', STATUS: 'OutOfSync', HEALTH: 'Missing' },
      ]);
    });

    it('makes several from one file, in one go, from standard input too', async () => {
      const document = (name: string) =>
        yaml({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name, labels: { team: 'files' } },
          spec: {
            project: 'default',
            source: { repoURL: repository.path, path: 'app', targetRevision: 'main' },
            destination: { name: 'here', namespace },
          },
        });
      const file = shell.file('apps.yaml', `${document('first')}---\n${document('second')}`);
      expect(await shell.ok('app', 'create', '-f', file)).toBe(
        "application 'first' created\napplication 'second' created\n",
      );
      const { out, code } = await shell.run(['app', 'create', '-f', '-', '--upsert'], { stdin: document('third') });
      expect([code, out]).toEqual([0, "application 'third' created\n"]);
      const broken = shell.file('broken.yaml', 'kind: Application\n  metadata: [');
      expect(await shell.fails(20, 'app', 'create', '-f', broken)).toContain('broken.yaml');
      expect(await shell.fails(20, 'app', 'create', '-f', shell.file('map.yaml', yaml(configMap('a', {}))))).toContain(
        'holds no Application',
      );
    });

    it('checks source, path, project and destination, unless told not to', async () => {
      const wrong = (...more: string[]) => shell.fails(20, 'app', 'create', 'wrong', ...flags(), ...more);
      expect(await wrong('--repo', '/no/such/repository')).toContain('/no/such/repository');
      expect(await wrong('--path', 'nowhere')).toContain('nowhere');
      expect(await wrong('--revision', 'no-such-branch')).toContain('no-such-branch');
      expect(await wrong('--project', 'no-such-project')).toContain('no-such-project');
      expect(await wrong('--dest-name', 'no-such-cluster')).toContain('no-such-cluster');
      expect(await shell.ok('app', 'create', 'unchecked', ...flags('nowhere'), '--validate=false')).toContain(
        'created',
      );
      await eventually(
        () => get('unchecked'),
        (app) => (app.status?.conditions?.length ?? 0) > 0,
        'the condition',
      );
      const row = rowsOf(await shell.ok('app', 'list')).find(({ NAME }) => NAME === 'argocd/unchecked');
      expect(row).toMatchObject({ STATUS: 'Unknown', CONDITIONS: 'ComparisonError' });
      await shell.ok('app', 'delete', 'unchecked', '--cascade=false');
    });

    it('lists by every filter, in every format', async () => {
      const names = async (...filter: string[]) =>
        (await shell.ok('app', 'list', '-o', 'name', ...filter)).split('\n').slice(0, -1);
      const all = ['argocd/first', 'argocd/guestbook', 'argocd/second', 'argocd/third'];
      expect(await names()).toEqual(all);
      expect(await names('-l', 'team=web')).toEqual(['argocd/guestbook']);
      expect(await names('-l', 'team in (web, files),team!=web')).toEqual([
        'argocd/first',
        'argocd/second',
        'argocd/third',
      ]);
      expect(await names('-p', 'default')).toEqual(all);
      expect(await names('-p', 'other')).toEqual([]);
      expect(await names('-r', repository.path)).toEqual(all);
      expect(await names('-r', '/elsewhere')).toEqual([]);
      expect(await names('-c', 'here')).toEqual(all);
      expect(await names('-c', shell.cluster.server)).toEqual(all);
      expect(await names('-c', 'there')).toEqual([]);
      expect(await names('-P', 'app')).toEqual(all);
      expect(await names('-P', 'other')).toEqual([]);
      expect(await names('-N', 'argocd')).toEqual(all);
      expect(await names('-N', 'elsewhere')).toEqual([]);
      const [row] = rowsOf(await shell.ok('app', 'list', '-l', 'team=web'));
      expect(row).toEqual({
        NAME: 'argocd/guestbook',
        CLUSTER: 'here',
        NAMESPACE: namespace,
        PROJECT: 'default',
        STATUS: 'OutOfSync',
        HEALTH: 'Missing',
        SYNCPOLICY: 'Manual',
        CONDITIONS: '<none>',
        REPO: repository.path,
        PATH: 'app',
        TARGET: 'main',
      });
      expect((await shell.json<Application[]>('app', 'list')).map(({ metadata }) => metadata.name)).toEqual(
        all.map((name) => name.split('/')[1]),
      );
      const [document] = parseAllDocuments(await shell.ok('app', 'list', '-o', 'yaml'));
      expect(document!.toJS()).toHaveLength(4);
      expect(await shell.fails(20, 'app', 'list', '-o', 'xml')).toBe('argosy: Unknown output format: xml\n');
      expect(await shell.fails(20, 'app', 'list', '-l', 'a in (')).toContain('a in (');
    });

    it('says what is missing', async () => {
      const error = await shell.fails(20, 'app', 'get', 'nobody');
      expect(error).toMatch(/^argosy: .*nobody/);
      expect(error).not.toContain(' at ');
    });
  });

  describe('set, unset, patch and edit', () => {
    it('changes what the flags say and takes it back', async () => {
      await create('changed');
      await shell.ok(
        'app',
        'set',
        'changed',
        '-p',
        'a=1',
        '-p',
        'b=2',
        '--values',
        'x.yaml',
        '--nameprefix',
        'dev-',
        '--validate=false',
      );
      expect((await get('changed')).spec.source).toMatchObject({
        helm: {
          parameters: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
          valueFiles: ['x.yaml'],
        },
        kustomize: { namePrefix: 'dev-' },
      });
      await shell.ok('app', 'unset', 'changed', '-p', 'a', '--values', 'x.yaml', '--nameprefix');
      expect((await get('changed')).spec.source).toEqual({
        repoURL: repository.path,
        path: 'app',
        targetRevision: 'main',
        helm: { parameters: [{ name: 'b', value: '2' }] },
      });
      await shell.ok('app', 'unset', 'changed', '-p', 'b');
      expect((await get('changed')).spec.source).not.toHaveProperty('helm');
      expect(await shell.fails(1, 'app', 'set', 'changed')).toBe('argosy: Please set at least one option to update\n');
      expect(await shell.fails(1, 'app', 'set', 'changed', '--source-position', '2', '--path', 'x')).toContain(
        'at most 1',
      );
      expect(await shell.fails(20, 'app', 'set', 'changed', '--path', 'nowhere')).toContain('nowhere');
    });

    it('patches as JSON patch and as merge patch', async () => {
      const patched = await shell.ok(
        'app',
        'patch',
        'changed',
        '--patch',
        '[{"op":"replace","path":"/spec/source/path","value":"app"},{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]',
      );
      expect(patched).toContain('a: b');
      await shell.ok('app', 'patch', 'changed', '--type', 'merge', '--patch', '{"spec":{"revisionHistoryLimit":7}}');
      const app = await get('changed');
      expect([app.metadata.labels, app.spec.revisionHistoryLimit]).toEqual([{ a: 'b' }, 7]);
      expect(await shell.fails(20, 'app', 'patch', 'changed', '--patch', 'no json')).toContain('the patch is not JSON');
      expect(
        await shell.fails(20, 'app', 'patch', 'changed', '--patch', '[{"op":"remove","path":"/spec/nothing"}]'),
      ).toContain('/spec/nothing');
    });

    it('edits in the editor of the person', async () => {
      const editor = shell.file(
        'editor.sh',
        '#!/bin/sh\nsed -i "s/revisionHistoryLimit: 7/revisionHistoryLimit: 9/" "$2"\necho "$1" > "$EDITOR_SAW"\n',
      );
      const env = { EDITOR: `sh ${editor} --wait`, EDITOR_SAW: join(shell.folder, 'saw') };
      expect(await shell.run(['app', 'edit', 'changed'], { env })).toMatchObject({ code: 0, out: '', err: '' });
      expect((await get('changed')).spec.revisionHistoryLimit).toBe(9);
      expect(existsSync(env.EDITOR_SAW)).toBe(true);
      const untouched = await shell.run(['app', 'edit', 'changed'], { env: { EDITOR: 'true' } });
      expect(untouched).toMatchObject({ code: 0, err: 'Nothing was changed.\n' });
      const failed = await shell.run(['app', 'edit', 'changed'], { env: { EDITOR: 'false' } });
      expect(failed).toMatchObject({ code: 20 });
      const none = await shell.run(['app', 'edit', 'changed'], { env: { EDITOR: 'no-such-editor' } });
      expect(none.code).toBe(20);
      expect(none.err).toContain('Set EDITOR to one that is installed.');
      await shell.ok('app', 'delete', 'changed', '--cascade=false');
    });
  });

  describe('diff', () => {
    it('ends with 1 and shows each object when something differs', async () => {
      const { code, out } = await shell.run(['app', 'diff', 'guestbook']);
      expect(code).toBe(1);
      expect(out).toContain(`\n===== /ConfigMap ${namespace}/settings ======\n`);
      expect(out).toContain(`\n===== apps/Deployment ${namespace}/web ======\n`);
      expect(out).toMatch(/^> {3}colour: blue$/m);
    });

    it('has an exit code that can be chosen', async () => {
      expect((await shell.run(['app', 'diff', 'guestbook', '--exit-code=false'])).code).toBe(0);
      expect((await shell.run(['app', 'diff', 'guestbook', '--diff-exit-code', '7'])).code).toBe(7);
      await shell.fails(2, 'app', 'diff');
      await shell.fails(20, 'app', 'diff', 'nobody');
      expect(await shell.fails(20, 'app', 'diff', 'guestbook', '--revision', 'no-such')).toContain('no-such');
    });
  });

  describe('sync', () => {
    it('tries without changing anything', async () => {
      const out = await shell.ok('app', 'sync', 'guestbook', '--dry-run');
      expect(out).toMatch(/^Phase: +Succeeded$/m);
      expect(await shell.api.get(settings())).toBeUndefined();
    });

    it('shows what it would do, and does nothing unless it is told to', async () => {
      const preview = await shell.run(['app', 'sync', 'guestbook', '--preview-changes']);
      expect(preview).toMatchObject({ code: 0, err: 'Nothing was changed.\n' });
      expect(rowsOf(preview.out.split('\n\n', 1)[0]!)).toMatchObject([
        { CHANGE: '+ create', PHASE: 'Sync', KIND: 'ConfigMap', NAME: 'settings' },
        { CHANGE: '+ create', PHASE: 'Sync', KIND: 'Deployment', NAME: 'web' },
      ]);
      expect(await shell.api.get(settings())).toBeUndefined();
    });

    it('takes only the objects that are named', async () => {
      const out = await shell.ok('app', 'sync', 'guestbook', '--resource', `:ConfigMap:${namespace}/settings`);
      expect(out).toMatch(/^Phase: +Succeeded$/m);
      expect(await shell.api.get(settings())).toMatchObject({ data: { colour: 'blue' } });
      expect(await shell.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).toBeUndefined();
      await shell.ok('app', 'sync', 'guestbook', '--resource', '!apps:*:*', '--dry-run');
      await shell.ok('app', 'sync', 'guestbook', '--label', 'part=config', '--dry-run');
      expect(await shell.fails(1, 'app', 'sync', 'guestbook', '--resource', ':Secret:none')).toContain(
        'No matching resources found for filter: :Secret:none',
      );
      expect(await shell.fails(1, 'app', 'sync', 'guestbook', '--label', 'part=none')).toContain(
        'No matching resources',
      );
      expect(await shell.fails(1, 'app', 'sync', 'guestbook', '--resource', 'web')).toContain('GROUP:KIND:NAME');
    });

    it('makes the cluster match Git and prints each object on the way', async () => {
      const out = await shell.ok(
        'app',
        'sync',
        'guestbook',
        '--info',
        'ticket=42',
        '--retry-limit',
        '2',
        '--timeout',
        '60',
      );
      expect(out).toMatch(/^TIMESTAMP +GROUP +KIND +NAMESPACE +NAME +STATUS +HEALTH +HOOK +MESSAGE$/m);
      expect(out).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 +apps +Deployment +\S+ +web +Synced/m);
      expect(out).toMatch(/^Sync Status: Synced$/m);
      expect(out).toMatch(/^Message: +successfully synced \(all tasks run\)$/m);
      const { operationState } = (await get('guestbook')).status!;
      expect(operationState).toMatchObject({
        phase: 'Succeeded',
        operation: {
          initiatedBy: { username: 'ada' },
          info: [{ name: 'ticket', value: '42' }],
          retry: { limit: 2, backoff: { duration: '5s', factor: 2, maxDuration: '3m0s' } },
        },
      });
      expect(await shell.run(['app', 'diff', 'guestbook'])).toMatchObject({ code: 0, out: '' });
    });

    it('waits for health, and shows tree, objects, manifests and history', async () => {
      const waited = await shell.ok('app', 'wait', 'guestbook', '--timeout', '60');
      expect(waited).toMatch(/^Health Status: Healthy$/m);
      const tree = await shell.ok('app', 'get', 'guestbook', '-o', 'tree');
      expect(tree).toMatch(/^Deployment\/web +Synced +Healthy\n└─ReplicaSet\/web-\S+[^\n]*\n {2}└─Pod\/web-\S+/m);
      expect(await shell.ok('app', 'get', 'guestbook', '-o', 'tree=detailed')).toMatch(
        /^KIND\/NAME +GROUP +NAMESPACE/m,
      );
      expect(await shell.ok('app', 'resources', 'guestbook', '-o', 'tree')).toMatch(/^KIND\/NAME +STATUS/);
      expect(rowsOf(await shell.ok('app', 'resources', 'guestbook'))).toMatchObject([
        { KIND: 'ConfigMap', NAME: 'settings', ORPHANED: 'No' },
        { GROUP: 'apps', KIND: 'Deployment', NAME: 'web', ORPHANED: 'No' },
      ]);
      const [id] = (await shell.ok('app', 'history', 'guestbook', '-o', 'id')).split('\n');
      const history = await shell.ok('app', 'history', 'guestbook');
      expect(history).toMatch(
        new RegExp(
          `^SOURCE +${repository.path}\nID +DATE +REVISION\n${id} +\\S+ +main \\(${repository.head().slice(0, 7)}\\)$`,
          'm',
        ),
      );
      const kinds = (text: string) =>
        parseAllDocuments(text)
          .map((document) => (document.toJS() as KubeObject).kind)
          .sort();
      expect(kinds(await shell.ok('app', 'manifests', 'guestbook'))).toEqual(['ConfigMap', 'Deployment']);
      const live = await shell.ok('app', 'manifests', 'guestbook', '--source', 'live');
      expect(kinds(live)).toEqual(['ConfigMap', 'Deployment']);
      expect(live).toContain('resourceVersion');
      expect(await shell.ok('app', 'manifests', 'guestbook', '--revision', repository.head())).toContain(
        'colour: blue',
      );
    });

    it('gives one object, whole or in parts', async () => {
      const object = JSON.parse(
        await shell.ok(
          'app',
          'get-resource',
          'guestbook',
          '--kind',
          'Deployment',
          '--resource-name',
          'web',
          '-o',
          'json',
        ),
      ) as KubeObject;
      expect(object).toMatchObject({ kind: 'Deployment', metadata: { name: 'web', namespace } });
      expect(object.metadata).not.toHaveProperty('managedFields');
      const fields = await shell.ok(
        'app',
        'get-resource',
        'guestbook',
        '--kind',
        'Deployment',
        '--filter-fields',
        'spec.replicas',
        '-o',
        'yaml',
      );
      expect(fields).toBe('spec.replicas: 1\n');
      expect(
        await shell.ok('app', 'get-resource', 'guestbook', '--kind', 'Deployment', '--show-managed-fields'),
      ).toContain('managedFields');
      expect(await shell.fails(20, 'app', 'get-resource', 'guestbook', '--kind', 'Secret')).toContain(
        'not found as part of application guestbook',
      );
      await shell.fails(1, 'app', 'get-resource', 'guestbook');
    });

    it('prints logs, filtered', async () => {
      const lines = (text: string) => text.split('\n').slice(0, -1);
      const all = lines(await shell.ok('app', 'logs', 'guestbook'));
      expect(all.length).toBeGreaterThan(0);
      const [word = ''] = all[0]!.split(' ');
      expect(lines(await shell.ok('app', 'logs', 'guestbook', '--filter', word.toUpperCase()))).toContain(all[0]);
      expect(lines(await shell.ok('app', 'logs', 'guestbook', '--filter', `!${word}`))).not.toContain(all[0]);
      expect(
        lines(await shell.ok('app', 'logs', 'guestbook', '--kind', 'Deployment', '--name', 'web', '--tail', '1')),
      ).toHaveLength(1);
      expect(await shell.fails(1, 'app', 'logs', 'guestbook', '--tail', 'few')).toContain(
        '--tail: expected a whole number',
      );
      expect(lines(await shell.ok('app', 'logs', 'guestbook', '-f'))).toContain(all[0]);
    });

    it('says who changed what, and diffs it', async () => {
      await shell.api.patch(settings(), { data: { colour: 'red' } }, 'a-person');
      await eventually(
        () => get('guestbook'),
        ({ status }) => status?.sync?.status === 'OutOfSync',
        'the drift is seen',
      );
      const text = await shell.ok('app', 'get', 'guestbook');
      expect(text).toMatch(
        /ConfigMap settings has data\.colour "?red"?, Git says "?blue"?\. a-person changed it \d+ s ago\./,
      );
      const { code, out } = await shell.run(['app', 'diff', 'guestbook']);
      expect(code).toBe(1);
      expect(out).toMatch(/^< {3}colour: red\n---\n> {3}colour: blue$/m);
      await shell.ok('app', 'sync', 'guestbook');
      expect(await shell.api.get(settings())).toMatchObject({ data: { colour: 'blue' } });
    });

    it('takes a folder of this machine: diff, manifests and sync', async () => {
      shell.file(
        'local/settings.yaml',
        yaml({
          ...configMap('settings', { colour: 'green' }),
          metadata: { name: 'settings', labels: { part: 'config' } },
        }),
      );
      shell.file('local/web.yaml', yaml(deployment('web')));
      expect(await shell.ok('app', 'manifests', 'guestbook', '--local', 'local')).toContain('colour: green');
      const { code, out } = await shell.run(['app', 'diff', 'guestbook', '--local', './local']);
      expect(code).toBe(1);
      expect(out).toMatch(/^> {3}colour: green$/m);
      await shell.run(['app', 'sync', 'guestbook', '--local', join(shell.folder, 'local')]);
      expect(await shell.api.get(settings())).toMatchObject({ data: { colour: 'green' } });
      await shell.ok('app', 'sync', 'guestbook');
      expect(await shell.fails(20, 'app', 'diff', 'guestbook', '--local', 'no/such/folder')).toContain(
        'no/such/folder',
      );
    });

    it('takes another revision, and says so', async () => {
      repository.git('checkout', '-q', '-b', 'feature');
      repository.commit('feature', {
        'app/settings.yaml': yaml({
          ...configMap('settings', { colour: 'violet' }),
          metadata: { name: 'settings', labels: { part: 'config' } },
        }),
      });
      repository.git('checkout', '-q', 'main');
      const { code, out } = await shell.run(['app', 'diff', 'guestbook', '--revision', 'feature']);
      expect(code).toBe(1);
      expect(out).toMatch(/^> {3}colour: violet$/m);
      await shell.run(['app', 'sync', 'guestbook', '--revision', 'feature']);
      expect(await shell.api.get(settings())).toMatchObject({ data: { colour: 'violet' } });
      await shell.ok('app', 'sync', 'guestbook');
    });

    it('ends with 1 when only pruning would put things in order, and prunes when told to', async () => {
      repository.git('rm', '-q', 'app/settings.yaml');
      repository.commit('without settings');
      const error = await shell.fails(1, 'app', 'sync', 'guestbook');
      expect(error).toContain('1 resources require pruning');
      expect(await shell.api.get(settings())).toBeDefined();
      await shell.ok('app', 'sync', 'guestbook', '--prune');
      expect(await shell.api.get(settings())).toBeUndefined();
    });

    it('goes on without the command, which returns at once', async () => {
      repository.commit('settings again', { 'app/settings.yaml': yaml(configMap('settings', { colour: 'white' })) });
      expect(await shell.ok('app', 'sync', 'guestbook', '--async')).toBe('');
      await shell.ok('app', 'wait', 'guestbook', '--operation', '--sync', '--timeout', '60');
      expect(await shell.api.get(settings())).toMatchObject({ data: { colour: 'white' } });
    });

    it('ends with 1 and the server’s words when an object is refused', async () => {
      repository.commit('broken', { 'broken/bad.yaml': yaml({ ...configMap('Not_A_Name', {}) }) });
      await shell.ok('app', 'create', 'broken', ...flags('broken'));
      const { code, out, err } = await shell.run(['app', 'sync', 'broken']);
      expect([code, err]).toEqual([1, 'argosy: Operation has completed with phase: Failed\n']);
      expect(out).toMatch(/RFC 1123/);
      await shell.ok('app', 'delete', 'broken', '--cascade=false');
      expect(await shell.fails(20, 'app', 'sync', 'nobody')).toContain('nobody');
    });

    it('takes several by selector, and ends with 1 when none fits', async () => {
      const out = await shell.ok('app', 'sync', '-l', 'team=files', '--dry-run');
      for (const name of ['first', 'second', 'third']) expect(out).toMatch(new RegExp(`^Name: ${name}$`, 'm'));
      expect(await shell.fails(1, 'app', 'sync', '-l', 'team=none')).toContain('no matching apps found for filter');
      expect(await shell.fails(1, 'app', 'sync')).toContain('the name of an application is missing');
    });

    it('can be ended, and then failed', async () => {
      repository.commit('slow', {
        'slow/job.yaml': yaml(job('slow', hook('PreSync', 'HookSucceeded'), { 'testcluster/outcome': 'hang' })),
        'slow/map.yaml': yaml(configMap('after', {})),
      });
      await shell.ok('app', 'create', 'slow', ...flags('slow'));
      // Ctrl-C ends the command at once and without noise; the operation is the engine's.
      const stopped = await shell.run(['app', 'sync', 'slow'], {
        started: (child) => child.stdout!.once('data', () => child.kill('SIGINT')),
      });
      expect([stopped.code, stopped.err]).toEqual([130, '']);
      expect((await get('slow')).status?.operationState?.phase).toBe('Running');
      await shell.ok('app', 'terminate-op', 'slow');
      await shell.ok('app', 'wait', 'slow', '--operation', '--timeout', '60');
      const pending = shell.run(['app', 'sync', 'slow']);
      await eventually(
        () => get('slow'),
        ({ status }) => status?.operationState?.phase === 'Running',
        'it runs',
      );
      expect(await shell.fails(20, 'app', 'sync', 'slow')).toContain('another operation is already in progress');
      expect(await shell.fails(1, 'app', 'wait', 'slow', '--operation', '--timeout', '1')).toBe(
        'argosy: timed out (1s) waiting for app "slow" match desired state: OutOfSync, Missing\n',
      );
      expect(await shell.ok('app', 'terminate-op', 'slow')).toBe("Application 'slow' operation terminating\n");
      const { code, err } = await pending;
      expect([code, err]).toEqual([1, 'argosy: Operation has completed with phase: Failed\n']);
      expect((await get('slow')).status?.operationState?.message).toBe('Operation terminated');
      await shell.fails(20, 'app', 'terminate-op', 'slow');
      await shell.ok('app', 'delete', 'slow', '--yes', '--wait');
    });
  });

  describe('wait', () => {
    it('takes each condition by itself', async () => {
      for (const flag of ['--sync', '--health', '--operation', '--hydrated']) {
        await shell.ok('app', 'wait', 'guestbook', flag, '--timeout', '30');
      }
      for (const flag of ['--suspended', '--degraded', '--delete']) {
        expect(await shell.fails(1, 'app', 'wait', 'guestbook', flag, '--timeout', '1')).toContain('timed out (1s)');
      }
      await shell.ok('app', 'wait', 'guestbook', '--suspended', '--health', '--timeout', '30');
      await shell.ok('app', 'wait', 'guestbook', '--resource', 'apps:Deployment:web', '--health', '--timeout', '30');
      await shell.ok('app', 'wait', '-l', 'team=web', '--timeout', '30');
      expect(await shell.json('app', 'wait', 'guestbook')).toMatchObject({ kind: 'Application' });
      expect(await shell.fails(1, 'app', 'wait', '-l', 'team=none')).toContain('no app found');
      expect(await shell.fails(1, 'app', 'wait')).toContain('name of an application is missing');
      await shell.fails(20, 'app', 'wait', 'nobody');
      expect(await shell.fails(1, 'app', 'wait', 'guestbook', '--timeout', 'soon')).toContain(
        '--timeout: expected seconds',
      );
      await shell.ok('app', 'wait', 'nobody', '--delete');
    });
  });

  describe('delete', () => {
    it('leaves the objects when it does not cascade', async () => {
      expect(await shell.ok('app', 'delete', 'guestbook', '--cascade=false')).toBe("application 'guestbook' deleted\n");
      expect(await shell.api.get(settings())).toBeDefined();
      await shell.fails(20, 'app', 'get', 'guestbook');
    });

    it('takes the objects along, waits for it, and takes several', async () => {
      await create('guestbook');
      await shell.ok('app', 'sync', 'guestbook');
      expect(await shell.ok('app', 'delete', 'guestbook', 'first', '-l', 'team=files', '--yes', '--wait')).toBe(
        "application 'guestbook' deleted\napplication 'first' deleted\napplication 'argocd/second' deleted\napplication 'argocd/third' deleted\n",
      );
      expect(await shell.api.get(settings())).toBeUndefined();
      expect(await shell.ok('app', 'list', '-o', 'name')).toBe('');
      await shell.fails(20, 'app', 'delete', 'nobody');
      expect(await shell.fails(1, 'app', 'delete')).toContain('name of an application is missing');
    });
  });
});
