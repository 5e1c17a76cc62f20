import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArgosyError, type CommitSha } from '../model/index.ts';
import type { RemoteRefs } from './backend.ts';
import { isObjectId } from './objects.ts';
import { remoteRefs } from './remote-refs.ts';

/**
 * A repository on this machine, read without Git: its own configuration, hooks and attributes are never looked at, so they
 * cannot run anything (decision 010), and a commit is seen without starting a process.
 */
export interface LocalRepository {
  /** HEAD of this work tree. */
  readonly gitDir: string;
  /** References and objects; differs from `gitDir` in a linked work tree. */
  readonly commonDir: string;
  readonly objects: string;
}

const LONGEST_SMALL_FILE = 8192;
const LONGEST_PACKED_REFS = 64 * 2 ** 20;
const MOST_REFS = 200_000;
const DEEPEST = 32;

export async function locateRepository(path: string): Promise<LocalRepository> {
  const dotGit = join(path, '.git');
  const kind = await kindOf(dotGit);
  let gitDir = path;
  if (kind === 'folder') gitDir = dotGit;
  else if (kind === 'file') {
    const text = await small(dotGit);
    if (!text?.startsWith('gitdir: ')) throw notARepository(path);
    gitDir = resolve(path, text.slice(8).trimEnd());
  }
  const common = await small(join(gitDir, 'commondir'));
  const commonDir = common === undefined ? gitDir : resolve(gitDir, common.trimEnd());
  const objects = join(commonDir, 'objects');
  const parts = await Promise.all([small(join(gitDir, 'HEAD')), kindOf(objects), kindOf(join(commonDir, 'refs'))]);
  if (parts[0] === undefined || parts[1] !== 'folder' || parts[2] !== 'folder') throw notARepository(path);
  return { gitDir, commonDir, objects };
}

/** Tags may point at tag objects: `peel` answers what they stand for. Asked only for loose tags and old packed-refs files. */
export type Peel = (ids: readonly CommitSha[]) => Promise<ReadonlyMap<CommitSha, CommitSha>>;

/** @param visit told of every folder below `refs/` before it is listed, so that a watch set there misses nothing. */
export async function readLocalRefs(
  repository: LocalRepository,
  peel: Peel,
  visit: (folder: string) => void = () => {},
): Promise<RemoteRefs> {
  if ((await kindOf(join(repository.commonDir, 'reftable'))) === 'folder') {
    throw new ArgosyError('FailedPrecondition', 'the repository keeps its references in a reftable', {
      subject: repository.commonDir,
      advice: 'Convert it with `git refs migrate --ref-format=files`.',
    });
  }
  const loose = new Map<string, string>();
  // Loose before packed, as Git does: `git pack-refs` writes the packed file first and removes the loose ones after.
  await collect(join(repository.commonDir, 'refs'), 'refs', loose, visit, 0);
  const packed = await packedRefs(repository);
  const head = (await small(join(repository.gitDir, 'HEAD')))?.trimEnd() ?? '';

  const refs = new Map<string, CommitSha>();
  const unpeeled = new Map<string, CommitSha>();
  for (const [name, entry] of packed) {
    if (loose.has(name)) continue;
    if (entry.peeled !== undefined) refs.set(name, entry.peeled);
    else if (entry.settled || !name.startsWith('refs/tags/')) refs.set(name, entry.id);
    else unpeeled.set(name, entry.id);
  }
  const lookup = (name: string, hops: number): CommitSha | undefined => {
    const value = loose.get(name) ?? packed.get(name)?.id;
    if (value === undefined) return undefined;
    if (isObjectId(value)) return value as CommitSha;
    return value.startsWith('ref: ') && hops < 5 ? lookup(value.slice(5), hops + 1) : undefined;
  };
  for (const name of loose.keys()) {
    const id = lookup(name, 0);
    if (id === undefined) continue;
    if (name.startsWith('refs/tags/')) unpeeled.set(name, id);
    else refs.set(name, id);
  }
  if (unpeeled.size > 0) {
    const targets = await peel([...new Set(unpeeled.values())]);
    for (const [name, id] of unpeeled) refs.set(name, targets.get(id) ?? id);
  }
  if (!head.startsWith('ref: ')) return remoteRefs(refs, undefined, isObjectId(head) ? (head as CommitSha) : undefined);
  const target = head.slice(5);
  return remoteRefs(refs, target, refs.get(target));
}

async function collect(
  folder: string,
  prefix: string,
  into: Map<string, string>,
  visit: (folder: string) => void,
  depth: number,
): Promise<void> {
  if (depth > DEEPEST) return;
  visit(folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch(absentAs([]));
  await Promise.all(
    entries.map(async (entry) => {
      const name = `${prefix}/${entry.name}`;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return collect(path, name, into, visit, depth + 1);
      // Links are not followed: a reference is a plain file.
      if (!entry.isFile() || entry.name.endsWith('.lock')) return;
      if (into.size >= MOST_REFS) throw tooManyRefs(folder);
      const text = await small(path);
      if (text !== undefined) into.set(name, text.trimEnd());
    }),
  );
}

interface PackedRef {
  readonly id: CommitSha;
  readonly peeled?: CommitSha;
  /** The file says that what has no peeled line needs none. */
  readonly settled: boolean;
}

async function packedRefs(repository: LocalRepository): Promise<Map<string, PackedRef>> {
  const path = join(repository.commonDir, 'packed-refs');
  const info = await stat(path).catch(absentAs(undefined));
  if (info === undefined) return new Map();
  if (info.size > LONGEST_PACKED_REFS) throw tooManyRefs(path);
  return parsePackedRefs(await readFile(path, 'utf8').catch(absentAs('')));
}

export function parsePackedRefs(text: string): Map<string, PackedRef> {
  const refs = new Map<string, PackedRef>();
  let settled = false;
  let last: string | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) {
      settled ||= line.includes(' fully-peeled');
    } else if (line.startsWith('^')) {
      const before = last === undefined ? undefined : refs.get(last);
      const peeled = line.slice(1);
      if (before !== undefined && isObjectId(peeled)) refs.set(last!, { ...before, peeled: peeled as CommitSha });
    } else {
      const space = line.indexOf(' ');
      const id = line.slice(0, Math.max(space, 0));
      if (!isObjectId(id)) continue;
      last = line.slice(space + 1);
      refs.set(last, { id: id as CommitSha, settled });
      if (refs.size > MOST_REFS) throw tooManyRefs('packed-refs');
    }
  }
  return refs;
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const info = await stat(path).catch(absentAs(undefined));
  return info === undefined ? undefined : info.isDirectory() ? 'folder' : 'file';
}

async function small(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(absentAs(undefined));
  return text === undefined || text.length > LONGEST_SMALL_FILE ? undefined : text;
}

/** Files come and go while they are read; anything else than absence is told. */
function absentAs<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return value;
    throw new ArgosyError('PermissionDenied', `cannot read the repository: ${error.message}`, {
      subject: error.path,
      cause: error,
    });
  };
}

function notARepository(path: string): ArgosyError {
  return new ArgosyError('NotFound', `'${path}' does not appear to be a git repository`, {
    subject: path,
    advice: 'Check the path; it is the folder that holds .git, or a bare repository.',
  });
}

function tooManyRefs(path: string): ArgosyError {
  return new ArgosyError('ResourceExhausted', `the repository has more than ${MOST_REFS} references`, {
    subject: path,
  });
}
