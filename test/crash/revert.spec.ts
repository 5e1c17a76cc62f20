import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import { configMap, PlainClient, yaml } from '../conformance/world/index.ts';
import { TestRepository } from '../contract/git/repository.ts';
import { type GitServer, serveGit } from '../contract/git/server.ts';
import { type Report, runEngine, sideBySide } from './engine-process.ts';

/**
 * An engine is killed while it reverts in Git: when the commit is made and not pushed, while it is pushed, when it is pushed and nobody knows, when the
 * sync that follows has begun. The commit is in Git once or not at all, and asking again mends it: never a second revert.
 */

type Moment = 'before the push has arrived' | 'while the push arrives' | 'after the push' | 'as the sync begins';
const MOMENTS: readonly Moment[] = [
  'before the push has arrived',
  'while the push arrives',
  'after the push',
  'as the sync begins',
];

let folder: string;
let cluster: TestCluster;
let api: PlainClient;
let git: GitServer;
const namespaces: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-crash-revert-'));
  mkdirSync(join(folder, 'served'));
  git = await serveGit({ root: join(folder, 'served') });
  cluster = await startTestCluster({ dir: join(folder, 'cluster') });
  api = new PlainClient(cluster.kubeconfigPath);
});

afterAll(async () => {
  for (const name of namespaces) await api.delete(`/api/v1/namespaces/${name}`);
  api.close();
  await cluster.stop();
  await git.close();
  rmSync(folder, { recursive: true, force: true });
});

class Case {
  readonly id = `crash-${randomBytes(3).toString('hex')}`;
  readonly source = new TestRepository(join(folder, this.id));
  readonly #served = join(folder, 'served', `${this.id}.git`);
  readonly #home = join(folder, `home-${this.id}`);
  readonly #pid = join(folder, `${this.id}.pid`);

  /** Deployed good, then bad. */
  async prepare(): Promise<this> {
    namespaces.push(this.id);
    await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.id } });
    mkdirSync(this.#home);
    writeFileSync(join(this.#home, '.gitconfig'), '[user]\n\tname = Person\n\temail = person@example.org\n');
    this.source.commit('good', { 'app/a.yaml': yaml(configMap('a', { k: 'good' })) });
    this.source.bare(this.#served);
    this.served('config', 'http.receivepack', 'true');
    await this.run({ START: 'sync' });
    this.source.commit('bad', { 'app/a.yaml': yaml(configMap('a', { k: 'bad' })) });
    this.source.git('push', '-q', this.#served, 'main');
    await this.run({ START: 'sync' });
    return this;
  }

  served(...args: readonly string[]): string {
    return this.source.git('--git-dir', this.#served, ...args);
  }

  run(env: Readonly<Record<string, string>>): Promise<Report | undefined> {
    return runEngine({
      HOME_FOLDER: this.#home,
      KUBECONFIG_PATH: cluster.kubeconfigPath,
      REPOSITORY: `${git.url}/${this.id}.git`,
      NAMESPACE: this.id,
      APP: this.id,
      PID_FILE: this.#pid,
      ...env,
    });
  }

  /** The Git that is pushed to kills the engine that pushes. */
  arm(moment: Moment): Readonly<Record<string, string>> {
    if (moment === 'as the sync begins') return { KILL_AT: '1', KILL_WHEN: 'before' };
    const when = moment === 'after the push' ? 'post-receive' : 'pre-receive';
    const then = moment === 'before the push has arrived' ? 'exit 1' : 'exit 0';
    const path = this.#hook(when);
    writeFileSync(path, `#!/bin/sh\nkill -9 "$(cat '${this.#pid}')"\n${then}\n`);
    chmodSync(path, 0o755);
    return {};
  }

  #hook(name: string): string {
    mkdirSync(join(this.#served, 'hooks'), { recursive: true });
    return join(this.#served, 'hooks', name);
  }

  disarm(): void {
    for (const when of ['pre-receive', 'post-receive']) rmSync(this.#hook(when), { force: true });
    expect(readFileSync(this.#pid, 'utf8')).toMatch(/^\d+$/);
  }

  get commits(): readonly string[] {
    return this.served('log', '--format=%s', 'main').split('\n');
  }

  async live(): Promise<unknown> {
    const found = await api.get(`/api/v1/namespaces/${this.id}/configmaps/a`);
    return (found?.['data'] as { k?: string } | undefined)?.k;
  }
}

describe('an engine that is killed while it reverts in Git', () => {
  it('has pushed the commit once or not at all, says how it is, and mends it when asked again', async () => {
    await sideBySide(MOMENTS, [1, 2, 3, 4], async (moment) => {
      const one = await new Case().prepare();
      expect(await one.run({ START: 'revert', ...one.arm(moment) }), moment).toBeUndefined();
      one.disarm();
      const pushed = moment !== 'before the push has arrived';

      // What the next engine finds: Git as it is, and an application that is Synced with it or not.
      const next = (await one.run({}))!;
      const commits = pushed ? ['Revert "bad"', 'bad', 'good'] : ['bad', 'good'];
      expect(one.commits, moment).toEqual(commits);
      // A sync that had begun goes on; before that, what Git has now is there to be synced.
      const went = moment === 'as the sync begins';
      expect(next.sync, moment).toBe(pushed && !went ? 'OutOfSync' : 'Synced');
      expect(await one.live(), moment).toBe(went ? 'good' : 'bad');

      const again = (await one.run({ START: 'revert' }))!;
      expect(one.commits, moment).toEqual(['Revert "bad"', 'bad', 'good']);
      if (pushed) expect(again.refused, moment).toMatch(/./);
      if (pushed) await one.run({ START: 'sync' });
      expect(await one.live(), moment).toBe('good');
    });
  }, 300_000);
});
