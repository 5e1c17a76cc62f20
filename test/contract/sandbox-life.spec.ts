import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCluster } from '../../main/cluster/index.ts';
import { ArgosyError } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { breakSandbox, commitToSandbox, resetSandbox, type Sandbox, startSandbox } from '../../main/sandbox/index.ts';
import { RawClient } from './sandbox/client.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept' }, data: { a: 'b' } };
const PATH = '/api/v1/namespaces/default/configmaps';

describe('the life of a sandbox', () => {
  let home: string;
  const running: Sandbox[] = [];

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'argosy-sandbox-life-'));
  });
  afterEach(async () => {
    for (const sandbox of running.splice(0)) await sandbox.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const start = async () => {
    const sandbox = await startSandbox({ home, clock: systemClock, logger: silentLogger });
    running.push(sandbox);
    return sandbox;
  };
  const stop = async () => {
    await running.pop()!.stop();
  };

  it('has two clusters that say that they are simulated, with content to look at', async () => {
    const sandbox = await start();
    expect(sandbox.clusters.map(({ name }) => name)).toEqual(['staging', 'production']);
    for (const { kubeconfigContext } of sandbox.clusters) {
      const client = new RawClient(sandbox.kubeconfigPath, kubeconfigContext);
      expect((await client.send('GET', '/version')).body).toMatchObject({
        gitVersion: expect.stringContaining('argosy-sandbox'),
      });
      const nodes = (await client.send('GET', '/api/v1/nodes')).body['items'] as { metadata: { name: string } }[];
      expect(nodes.map(({ metadata }) => metadata.name)).toEqual([
        'sandbox-node-1',
        'sandbox-node-2',
        'sandbox-node-3',
      ]);
      client.close();
    }
    const production = new RawClient(sandbox.kubeconfigPath, 'argosy-sandbox-production');
    const { body } = await production.send('GET', '/apis/apps/v1/namespaces/catalog/deployments/catalog');
    const managers = (body['metadata'] as { managedFields: { manager: string }[] }).managedFields.map(
      ({ manager }) => manager,
    );
    expect(body).toMatchObject({ spec: { replicas: 5 } });
    expect(managers).toContain('kubectl-scale');
    production.close();
  });

  it('refuses a port that another program has, when it was asked for that one, and can be started again at once', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    // Of the cluster that is started first, and of the Git server, which is last: nothing that was started before may stay.
    for (const first of [port, port - 2]) {
      const asked = startSandbox({ home, clock: systemClock, logger: silentLogger, port: first });
      await expect(asked).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: expect.stringMatching(/^port \d+ is taken by another program$/) as string,
      });
    }
    other.close();
    await start();
  });

  it('is there again after a stop: objects, revisions, addresses, token', async () => {
    const first = await start();
    const client = new RawClient(first.kubeconfigPath);
    const made = (await client.send('POST', PATH, CONFIG_MAP)).body as { metadata: { resourceVersion: string } };
    client.close();
    const config = readFileSync(first.kubeconfigPath, 'utf8');
    await stop();
    const second = await start();
    expect(readFileSync(second.kubeconfigPath, 'utf8')).toBe(config);
    expect(second.repositoryUrl).toBe(first.repositoryUrl);
    const again = new RawClient(second.kubeconfigPath);
    expect((await again.send('GET', `${PATH}/kept`)).body).toEqual(made);
    const next = (await again.send('PATCH', `${PATH}/kept`, { data: { a: 'c' } }, 'application/merge-patch+json'))
      .body as typeof made;
    expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
    again.close();
  });

  it('keeps what it has answered when its process is killed', async () => {
    const program = `
      import { startSandbox } from ${JSON.stringify(path.resolve('main/sandbox/index.ts'))};
      import { silentLogger, systemClock } from ${JSON.stringify(path.resolve('main/runtime/index.ts'))};
      const sandbox = await startSandbox({ home: process.argv[1], clock: systemClock, logger: silentLogger });
      console.log(sandbox.kubeconfigPath);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kubeconfig = await new Promise<string>((resolve) =>
      createInterface({ input: child.stdout }).once('line', resolve),
    );
    const client = new RawClient(kubeconfig);
    for (let n = 0; n < 50; n++)
      expect((await client.send('POST', PATH, { ...CONFIG_MAP, metadata: { name: `kept-${n}` } })).code).toBe(201);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    client.close();
    const sandbox = await start();
    const again = new RawClient(sandbox.kubeconfigPath);
    const items = (await again.send('GET', PATH)).body['items'] as { metadata: { name: string } }[];
    expect(items.filter(({ metadata }) => metadata.name.startsWith('kept-'))).toHaveLength(50);
    again.close();
  });

  it('is only for its owner, starts once, and is emptied only when it is stopped', async () => {
    const sandbox = await start();
    expect(statSync(sandbox.kubeconfigPath).mode & 0o077).toBe(0);
    expect(statSync(path.join(home, 'sandbox')).mode & 0o077).toBe(0);
    expect(() => resetSandbox(home)).toThrow(ArgosyError);
    await stop();
    resetSandbox(home);
    expect(existsSync(path.join(home, 'sandbox'))).toBe(false);
    await expect(
      commitToSandbox({ home, clock: systemClock }, { application: 'guestbook', set: { image: 'x' } }),
    ).rejects.toThrow('no sandbox');
    await expect(breakSandbox({ home }, { application: 'guestbook' })).rejects.toThrow('no sandbox');
  });

  it('can be broken by hand, in each of its ways', async () => {
    const sandbox = await start();
    await expect(sandbox.break({ application: 'guestbook' })).rejects.toThrow('yet');
    await expect(sandbox.break({ application: 'toString' })).rejects.toBeInstanceOf(ArgosyError);
    await expect(sandbox.break({ application: 'catalog', cluster: 'nowhere' })).rejects.toBeInstanceOf(ArgosyError);
    const client = new RawClient(sandbox.kubeconfigPath, 'argosy-sandbox-production');
    const at = '/apis/apps/v1/namespaces/catalog/deployments/catalog';
    await sandbox.break({ application: 'catalog' });
    expect((await client.send('GET', at)).body).toMatchObject({ spec: { replicas: 7 } });
    await sandbox.break({ application: 'catalog', how: 'image' });
    expect((await client.send('GET', at)).text).toContain('registry.example/catalog:hotfix');
    await sandbox.break({ application: 'catalog', how: 'crash' });
    expect((await client.send('GET', at)).text).toContain('crashloop');
    await sandbox.break({ application: 'catalog', how: 'delete' });
    expect((await client.send('GET', at)).code).toBe(404);
    client.close();
  });

  it('serves Argosy’s own connection: lists, watches, applies', async () => {
    const sandbox = await start();
    expect(typeof createCluster).toBe('function');
    const client = new RawClient(sandbox.kubeconfigPath);
    const first = (await client.send('GET', `${PATH}?limit=1`)).body as {
      metadata: { continue?: string; resourceVersion: string };
    };
    await client.send('POST', PATH, { ...CONFIG_MAP, metadata: { name: 'aaa' } });
    expect(first.metadata.continue).toBeUndefined();
    for (let n = 0; n < 5; n++) await client.send('POST', PATH, { ...CONFIG_MAP, metadata: { name: `page-${n}` } });
    const names: string[] = [];
    let next = '';
    let revision = '';
    do {
      const page = (await client.send('GET', `${PATH}?limit=2&continue=${next}`)).body as {
        items: { metadata: { name: string } }[];
        metadata: { continue?: string; resourceVersion: string };
      };
      names.push(...page.items.map(({ metadata }) => metadata.name));
      // Pages show one moment: what comes meanwhile is not in them.
      await client.send('POST', PATH, { ...CONFIG_MAP, metadata: { name: `zz-${names.length}` } });
      revision ||= page.metadata.resourceVersion;
      expect(page.metadata.resourceVersion).toBe(revision);
      next = page.metadata.continue ?? '';
    } while (next !== '');
    expect(names.filter((name) => name.startsWith('zz-'))).toEqual([]);
    expect(names.filter((name) => name.startsWith('page-'))).toHaveLength(5);
    client.close();
  });
});
