/** What the git room costs: `node bench/git.ts [system|embedded]`. CPU counts our process and the Git processes it ran. */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEmbeddedBackend,
  createRepositories,
  createSystemBackend,
  findGit,
  type GitBackend,
  type Repositories,
} from '../main/git/index.ts';
import type { CommitSha } from '../main/model/index.ts';
import { silentLogger, systemClock } from '../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../test/contract/git/repository.ts';
import { serveGit } from '../test/contract/git/server.ts';

const APPLICATIONS = 500;
const only = process.argv[2];
const temporary = temporaryFolder();
const work = new TestRepository(join(temporary.path, 'fleet'));
const files: Record<string, string> = {};
for (let n = 0; n < APPLICATIONS; n++) files[`apps/app-${n}/configmap.yaml`] = `data:\n  n: "${n}"\n`;
let head = work.commit('fleet', files);
const bare = work.bare(join(temporary.path, 'fleet.git'));
const server = await serveGit({ root: temporary.path });

console.log('| adapter | what | wall ms | CPU ms | RSS MB | trees | processes |');
console.log('|---|---|---|---|---|---|---|');
if (only !== 'embedded') {
  const program = (await findGit(process.env))!;
  const common = { program, clock: systemClock, log: silentLogger, env: process.env };
  await measure('system', await createSystemBackend({ ...common, folder: join(temporary.path, 'system') }));
}
if (only !== 'system') {
  const folder = join(temporary.path, 'embedded');
  await measure('embedded', await createEmbeddedBackend({ folder, clock: systemClock, env: process.env }));
}
await server.close();
temporary.remove();

async function measure(name: string, backend: GitBackend): Promise<void> {
  const repositories = createRepositories({
    backend,
    accessFor: async (url) => ({ url }),
    clock: systemClock,
    log: silentLogger,
    random: Math.random,
  });
  const row = async (what: string, times: number, run: () => Promise<void>, prepare: () => void = () => {}) => {
    const walls: number[] = [];
    let spent = 0;
    const before = repositories.counters();
    for (let n = 0; n < times; n++) {
      prepare();
      const [cpuStart, start] = [cpu(), performance.now()];
      await run();
      walls.push(performance.now() - start);
      spent += cpu() - cpuStart;
    }
    const after = repositories.counters();
    const wall = walls.toSorted((a, b) => a - b)[Math.floor(walls.length / 2)]!;
    const cells = [name, times === 1 ? what : `${what} (median of ${times})`, wall.toFixed(1)];
    cells.push((spent / times).toFixed(1), `${Math.round(process.memoryUsage.rss() / 2 ** 20)}`);
    cells.push(`${(after.treesRead - before.treesRead) / times}`, `${(after.spawned - before.spawned) / times}`);
    console.log(`| ${cells.join(' | ')} |`);
  };

  const local = work.path;
  const remote = `${server.url}/fleet.git`;
  for (const [kind, url] of [
    ['local', local],
    ['http', remote],
  ] as const) {
    push();
    await row(`${kind}: first references`, 1, async () => void (await latest(repositories, url)));
    await row(`${kind}: first commit`, 1, async () => void (await repositories.commit(url, head)));
    await row(`${kind}: ls-remote`, 10, async () => void (await latest(repositories, url)));
    const all = () => allTrees(repositories, url, head);
    const advance = () => {
      head = commit();
      if (kind === 'http') push();
    };
    await row(`${kind}: fetch of a commit and ${APPLICATIONS} treeAt`, 10, all, advance);
    await row(`${kind}: ${APPLICATIONS} treeAt again`, 10, all);
  }

  const release = repositories.watch(local);
  await latest(repositories, local);
  let next = head;
  const follow = async () => {
    const moved = new Promise<void>((resolve) => {
      const stop = repositories.onRefsMoved(() => {
        stop();
        resolve();
      });
    });
    // As Git does it, but in this process, so that the moment is known.
    const path = join(local, '.git', 'refs', 'heads', 'main');
    writeFileSync(`${path}.lock`, `${next}\n`);
    renameSync(`${path}.lock`, path);
    await moved;
    head = (await repositories.resolve({ url: local, revision: 'HEAD', freshness: 'cached' })).commit;
    if (head !== next) throw new Error('the move was not seen');
    await allTrees(repositories, local, head);
  };
  await row('local, watched: reference moves → 500 treeAt', 20, follow, () => {
    next = commit(false);
  });
  release();
  await repositories.close();
}

async function latest(repositories: Repositories, url: string): Promise<CommitSha> {
  return (await repositories.resolve({ url, revision: 'HEAD', freshness: 'latest' })).commit;
}

async function allTrees(repositories: Repositories, url: string, commit: CommitSha): Promise<void> {
  await Promise.all(Array.from({ length: APPLICATIONS }, (_, n) => repositories.treeAt(url, commit, `apps/app-${n}`)));
}

/** A commit that touches one application; its branch moves unless told otherwise. */
function commit(move = true): CommitSha {
  work.write({ 'apps/app-7/configmap.yaml': `data:\n  n: "${Math.random()}"\n` });
  work.git('add', '-A');
  if (move) {
    work.git('commit', '-q', '-m', 'next');
    return work.head();
  }
  const tree = work.git('write-tree');
  return work.git('commit-tree', '-p', 'HEAD', '-m', 'next', tree) as CommitSha;
}

function push(): void {
  execFileSync('git', ['-C', work.path, 'push', '-q', '-f', bare, 'main']);
}

/** Milliseconds of this process and of the children that have ended. */
function cpu(): number {
  const own = process.cpuUsage();
  let children = 0;
  if (process.platform === 'linux') {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
    children = (Number(fields[13]) + Number(fields[14])) * 10;
  }
  return (own.user + own.system) / 1000 + children;
}
