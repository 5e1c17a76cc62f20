import { appendFile, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArgosyError, type CommitSha, type TreeId } from '../model/index.ts';
import type { BranchChange, ObjectReader } from './authoring.ts';
import type { GitBackend, RepoAccess } from './backend.ts';
import { treeOfCommit, withObjects } from './change-objects.ts';
import { checkBranchName, signatureOf } from './encode.ts';
import { type LocalRepository, locateRepository, readLocalRefs } from './local-repository.ts';
import { writeLoose } from './loose-object.ts';
import { branchExists, branchMoved } from './push-failure.ts';
import { changedFiles } from './tree-changes.ts';
import type { WorkTree } from './work-tree.ts';

/** The trees of the two commits, so that a checked-out branch can follow. */
interface LocalPush extends BranchChange {
  readonly treeBefore: TreeId;
  readonly treeAfter: TreeId;
}

/** Moves a branch of the repository at this path, which `backend` reads. */
export async function pushInPlace(
  backend: Pick<GitBackend, 'commit' | 'tree' | 'blob'>,
  access: RepoAccess,
  path: string,
  change: BranchChange,
): Promise<void> {
  const { tree: treeBefore } = await backend.commit(access, change.base);
  const reader = withObjects(change.objects, {
    tree: (id) => backend.tree(access, id),
    blob: (id, most) => backend.blob(access, id, most),
  });
  const push = { ...change, treeBefore, treeAfter: treeOfCommit(change) };
  await pushLocally(await locateRepository(path), path, push, reader);
}

/**
 * Moves a branch of a repository of this machine, in Git's own way: objects first, then the reference under its lock, compared with
 * what was expected. Like reading (decision 010) it runs nothing of the repository; one that guards itself with hooks is refused.
 */
async function pushLocally(
  repository: LocalRepository,
  path: string,
  change: LocalPush,
  reader: ObjectReader,
): Promise<void> {
  await refuseHooks(repository, path);
  // A name of `packed-refs` may be anything, and becomes a file.
  const ref = `refs/heads/${checkBranchName(change.branch)}`;
  const tree = await checkedOut(repository, path, ref);
  await underLock(join(repository.commonDir, ref), path, async (lock) => {
    const now = (await readLocalRefs(repository, async () => new Map())).refs.get(ref);
    if (now !== change.expected) {
      throw change.expected === undefined ? branchExists(change.branch, path) : branchMoved(change.branch, path);
    }
    await lock.write(`${change.commit}\n`);
    if (tree === undefined) await writeLoose(repository.objects, change.objects);
    else await withWorkTree(tree, repository, change, reader);
  });
  await noteInReflog(repository, ref, change);
}

async function withWorkTree(
  tree: WorkTree,
  repository: LocalRepository,
  change: LocalPush,
  reader: ObjectReader,
): Promise<void> {
  // Loaded here only: most repositories are remote or bare.
  const { refuseDirty, checkOut } = await import('./work-tree.ts');
  const index = join(tree.gitDir, 'index.lock');
  const held = await open(index, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? locked(index) : error;
  });
  try {
    const files = await changedFiles(reader, change.treeBefore, change.treeAfter);
    await refuseDirty(tree, change.base, files);
    await writeLoose(repository.objects, change.objects);
    await checkOut(tree, files, reader);
  } finally {
    await held.close();
    await rm(index, { force: true });
  }
}

/** The work tree that has this branch checked out, if any has. Only the main one can follow. */
async function checkedOut(repository: LocalRepository, path: string, ref: string): Promise<WorkTree | undefined> {
  const { gitDir, commonDir } = repository;
  const headOf = async (folder: string): Promise<string> =>
    (await readFile(join(folder, 'HEAD'), 'utf8').catch(() => '')).trimEnd();
  const linked = join(commonDir, 'worktrees');
  for (const name of await readdir(linked).catch(() => [] as string[])) {
    if ((await headOf(join(linked, name))) !== `ref: ${ref}`) continue;
    throw new ArgosyError('FailedPrecondition', `the branch is checked out in the linked work tree '${name}'`, {
      subject: path,
      advice: 'Commit with Git there, or put the commit on a new branch.',
    });
  }
  if ((await headOf(commonDir)) !== `ref: ${ref}`) return undefined;
  const config = await readFile(join(commonDir, 'config'), 'utf8').catch(() => '');
  if (isBare(commonDir, config)) return undefined;
  if (/^\s*worktree\s*=/im.test(config)) {
    throw new ArgosyError('FailedPrecondition', 'the branch is checked out in a work tree that lies elsewhere', {
      subject: path,
      advice: 'Commit with Git there, or put the commit on a new branch.',
    });
  }
  const folder = gitDir === commonDir && gitDir === join(path, '.git') ? path : dirname(commonDir);
  return { folder, gitDir: commonDir };
}

function isBare(folder: string, config: string): boolean {
  const said = [...config.matchAll(/^\s*bare\s*=\s*(\w+)/gim)].at(-1)?.[1]?.toLowerCase();
  return said === undefined ? !folder.endsWith('.git') : said === 'true';
}

const GUARDS = ['pre-receive', 'update', 'reference-transaction'];

/** Somebody decided that pushes are judged there: going around it would not be a push. */
async function refuseHooks({ commonDir }: LocalRepository, path: string): Promise<void> {
  for (const name of GUARDS) {
    const info = await stat(join(commonDir, 'hooks', name)).catch(() => undefined);
    if (info?.isFile() !== true || (process.platform !== 'win32' && (info.mode & 0o111) === 0)) continue;
    throw new ArgosyError('FailedPrecondition', `the repository has a ${name} hook, and Argosy runs none`, {
      subject: path,
      advice: 'Use its address over ssh or http, where the server runs the hook.',
    });
  }
}

interface RefLock {
  write(text: string): Promise<void>;
}

/** Git's protocol for a loose reference: `<ref>.lock`, made by one process only, becomes the reference. */
async function underLock(ref: string, subject: string, work: (lock: RefLock) => Promise<void>): Promise<void> {
  const path = `${ref}.lock`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw locked(path);
    if (error.code === 'EISDIR' || error.code === 'ENOTDIR') {
      throw new ArgosyError('FailedPrecondition', `cannot lock ref '${ref}': ${error.message}`, { subject });
    }
    throw error;
  });
  let done = false;
  try {
    await work({ write: (text) => file.writeFile(text) });
    await file.sync();
    await file.close();
    await rename(path, ref);
    done = true;
  } finally {
    if (!done) {
      await file.close().catch(() => {});
      await rm(path, { force: true });
    }
  }
}

/** Only where Git keeps one already: bare repositories have none by default. */
async function noteInReflog({ commonDir }: LocalRepository, ref: string, change: BranchChange): Promise<void> {
  const none = '0'.repeat(change.commit.length) as CommitSha;
  const line = `${change.expected ?? none} ${change.commit} ${signatureOf(change.by)} ${Math.floor(change.at / 1000)} +0000\tcommit: by argosy\n`;
  const head = (await readFile(join(commonDir, 'HEAD'), 'utf8').catch(() => '')).trimEnd();
  for (const name of head === `ref: ${ref}` ? [ref, 'HEAD'] : [ref]) {
    const log = join(commonDir, 'logs', name);
    if ((await lstat(log).catch(() => undefined))?.isFile()) await appendFile(log, line).catch(() => {});
  }
}

function locked(path: string): ArgosyError {
  return new ArgosyError('Unavailable', `another Git process holds '${path}'`, {
    subject: path,
    advice: 'Wait for it to end; if none runs, remove that file.',
    retry: true,
  });
}
