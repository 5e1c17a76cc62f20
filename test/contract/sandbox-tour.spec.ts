import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Applications } from '../../main/engine/index.ts';
import { type Application, appKey } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { CLUSTERS, commitToSandbox, readRecord, sandboxHome } from '../../main/sandbox/index.ts';
import { type Assembled, assemble } from '../../main/shell/assemble.ts';
import { PREPARED } from '../../main/shell/cli/commands/sandbox.ts';
import { SandboxFleet } from '../../main/shell/sandbox-fleet.ts';

const run = promisify(execFile);
const CONTENT = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../assets/sandbox/content.json'), 'utf8'),
) as { prepared: Record<string, { application: string }> };

/** What a newcomer sees of the sandbox, and what the tour makes of it: an engine with the fleet in its process, as `npm start` has it. */
describe('the tour of the sandbox', { timeout: 120_000 }, () => {
  let home: string;
  let assembled: Assembled;
  let fleet: SandboxFleet;
  let applications: Applications;

  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'argosy-sandbox-tour-'));
    assembled = await assemble({
      home,
      platform: process.platform,
      env: { PATH: process.env['PATH'], HOME: home },
      clock: systemClock,
      logger: silentLogger,
      holder: { pid: process.pid, host: hostname(), shell: 'test' },
      secrets: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
    });
    ({ applications } = assembled.engine);
    await assembled.engine.start();
    fleet = new SandboxFleet(home, assembled.engine, silentLogger);
    expect(await fleet.start()).toEqual({ clusters: [...CLUSTERS], application: 'fleet' });
  });
  afterAll(async () => {
    await assembled.close();
    await fleet.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Resolves when the application is as the condition says; looked at after every word of the engine. */
  const until = (name: string, condition: (application: Application) => boolean, patienceMs = 60_000) =>
    new Promise<Application>((resolve, reject) => {
      const look = () => {
        const application = applications.find(appKey(name));
        if (application === undefined || !condition(application)) return;
        clearTimeout(timer);
        off();
        resolve(application);
      };
      const timer = setTimeout(() => {
        off();
        reject(
          new Error(`${name} never was as wished: ${JSON.stringify(applications.find(appKey(name))?.status, null, 1)}`),
        );
      }, patienceMs);
      const off = applications.onChange((key) => {
        if (key === appKey(name)) look();
      });
      look();
    });
  const is = (sync: string, health: string) => (application: Application) =>
    application.status?.sync?.status === sync &&
    application.status.health?.status === health &&
    application.operation === undefined;
  const commit = (application: string, how: { prepared?: string; undo?: boolean }) =>
    commitToSandbox({ home, clock: systemClock }, { application, ...how });

  it('begins with a fleet that is well, one application that drifted and one that cannot be applied', async () => {
    await Promise.all([
      ...['guestbook-staging', 'guestbook-production', 'storefront-staging', 'orders', 'fleet'].map((name) =>
        until(name, is('Synced', 'Healthy')),
      ),
      // Its Ingress waits for an address: without a controller it would be Progressing for ever.
      until('storefront-production', is('Synced', 'Healthy')),
      until('catalog', is('OutOfSync', 'Healthy')),
      until('reports', ({ status }) => /replcias/.test(JSON.stringify(status?.operationState?.message ?? ''))),
    ]);
    const ingress = applications.resources(appKey('storefront-production')).find(({ ref }) => ref.kind === 'Ingress');
    expect(ingress).toMatchObject({ status: 'Synced', health: { status: 'Healthy' } });
  });

  it('prepares the commits that the help of the command lists', () => {
    expect(PREPARED.map(({ name, application }) => ({ [name]: application }))).toEqual(
      Object.entries(CONTENT.prepared).map(([name, { application }]) => ({ [name]: application })),
    );
  });

  it('degrades an application by a commit of another process, at once seen, and takes it back', async () => {
    const bad = await commit('guestbook', { prepared: 'bad-image' });
    await until('guestbook-production', ({ status }) => status?.sync?.revision === bad.commit);
    const degraded = await until('guestbook-production', is('Synced', 'Degraded'));
    expect(degraded.status?.history?.at(-1)?.revision).toBe(bad.commit);
    const undone = await commit('guestbook', { undo: true });
    expect(undone.message).toBe('Revert "guestbook: release 2.1.0"');
    const healed = await until('guestbook-production', is('Synced', 'Healthy'));
    expect(healed.status?.sync?.revision).toBe(undone.commit);
  });

  it('fails a sync by a hook, crashes Pods, and mends what was wrong from the beginning', async () => {
    const orders = async () => {
      await commit('orders', { prepared: 'bad-migration' });
      // Of this commit or of one that came right after it: others commit at the same time.
      await until('orders', ({ status }) => status?.operationState?.phase === 'Failed');
      await commit('orders', { undo: true });
      await until('orders', is('Synced', 'Healthy'));
    };
    const storefront = async () => {
      await commit('storefront', { prepared: 'bad-start' });
      await until('storefront-staging', is('Synced', 'Progressing'));
      await commit('storefront', { undo: true });
      await until('storefront-staging', is('Synced', 'Healthy'));
    };
    const reports = async () => {
      await commit('reports', { prepared: 'typo-fixed' });
      await until('reports', is('Synced', 'Healthy'));
      await expect(commit('reports', { prepared: 'typo-fixed' })).rejects.toThrow(
        'does not read as typo-fixed expects',
      );
    };
    await Promise.all([orders(), storefront(), reports()]);
    await expect(commit('catalog', { undo: true })).rejects.toThrow('as it was at the beginning');
    await expect(commit('catalog', { prepared: 'bad-image' })).rejects.toThrow('prepared for catalog');
  });

  it('sees a push of Git at once', async () => {
    const clone = path.join(home, 'clone');
    const git = (...args: string[]) =>
      run('git', ['-C', home, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args]);
    await git('clone', '-q', readRecord(sandboxHome(home))!.repositoryUrl, clone);
    await git('-C', clone, 'commit', '-q', '--allow-empty', '-m', 'Nothing');
    await git('-C', clone, 'push', '-q');
    const { stdout } = await git('-C', clone, 'rev-parse', 'HEAD');
    await until('guestbook-staging', ({ status }) => status?.sync?.revision === stdout.trim());
  });
});
