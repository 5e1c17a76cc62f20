/** What undoing a commit costs in a repository of 500 files and 500 commits: `node bench/git-revert.ts`. */
import { join } from 'node:path';
import { createEmbeddedBackend, createSystemBackend, findGit, type GitBackend } from '../main/git/index.ts';
import type { CommitSha } from '../main/model/index.ts';
import { silentLogger, systemClock } from '../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../test/contract/git/repository.ts';
import { serveGit } from '../test/contract/git/server.ts';
import { undo } from '../test/contract/git/undo.ts';

const temporary = temporaryFolder();
const work = new TestRepository(join(temporary.path, 'fleet'));
const files: Record<string, string> = {};
for (let n = 0; n < 500; n++) files[`apps/app-${n}/configmap.yaml`] = `data:\n  n: "${n}"\n`;
let since = work.commit('fleet', files);
for (let n = 0; n < 500; n++) {
  const sha = work.commit(`change ${n}`, { [`apps/app-${n}/configmap.yaml`]: `data:\n  n: "again ${n}"\n` });
  if (n === 497) since = sha;
}
const tip = work.head();
const parent = work.head('HEAD^');
const server = await serveGit({ root: temporary.path });

console.log('| adapter, where | what | wall ms | CPU ms | fetches | processes |');
console.log('|---|---|---|---|---|---|');
const program = (await findGit(process.env))!;
const common = { clock: systemClock, env: process.env };
for (const name of ['system', 'embedded'] as const) {
  for (const where of ['http', 'bare'] as const) {
    const folder = join(temporary.path, `${name}-${where}`);
    const backend =
      name === 'system'
        ? await createSystemBackend({ ...common, program, log: silentLogger, folder })
        : await createEmbeddedBackend({ ...common, folder });
    const bare = work.bare(join(temporary.path, `${name}-${where}.git`));
    work.git('--git-dir', bare, 'config', 'http.receivepack', 'true');
    const url = where === 'http' ? `${server.url}/${name}-${where}.git` : bare;
    await measure(`${name}, ${where}`, backend, { url });
    await backend.close();
  }
}
await server.close();
temporary.remove();

async function measure(name: string, backend: GitBackend, access: { readonly url: string }): Promise<void> {
  const row = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    const before = backend.counters();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = await run();
    const wall = performance.now() - start;
    const spent = process.cpuUsage(cpu);
    const after = backend.counters();
    const counts = [after.fetches - before.fetches, after.spawned - before.spawned];
    const times = [wall, (spent.user + spent.system) / 1000].map((one) => one.toFixed(0));
    console.log(`| ${name} | ${[what, ...times, ...counts].join(' | ')} |`);
    return result;
  };
  // As for an application that is shown: its commit is in the cache.
  await backend.fetch(access, tip, 'refs/heads/main');
  const request = { tip, since, paths: ['apps/app-499'] };
  await row('find the commits', () => backend.lineage(access, request));
  await row('again', () => backend.lineage(access, request));
  const commits = { undone: tip, parent, tip } satisfies Record<string, CommitSha>;
  const change = await row('undo one', () => undo(backend, access, commits));
  await row('push', () => backend.push(access, change));
}
