import { compileGlob, type TreeId } from '../model/index.ts';
import type { InputFile } from './contents.ts';
import { failure } from './failure.ts';
import { mountOf } from './referenced-tree.ts';
import { byBytes, childOf, joinPath, type RepositoryPath, ROOT } from './repository-path.ts';
import type { Worktree } from './worktree.ts';

/** Where a chart's files are looked up: relative to the chart, with a leading slash from the root of the repository. */
export interface FileScope {
  readonly folder: RepositoryPath;
  readonly worktree: Worktree;
  readonly maxEntries: number;
  /** Names of the sources with a `ref`. */
  readonly references: Pick<ReadonlyMap<string, unknown>, 'has'>;
  readonly substitute: (text: string) => string;
}

/**
 * `helm.valueFiles` in the order in which Helm gets them (reference §1.3.2): the last one wins. What a pattern matches comes
 * in lexical order, without files that the list names itself: those keep the place they were given. Each file is used once.
 */
export async function resolveValueFiles(
  scope: FileScope,
  names: readonly string[],
  ignoreMissing: boolean,
): Promise<InputFile[]> {
  const groups: { readonly explicit: boolean; readonly files: readonly InputFile[] }[] = [];
  for (const name of names) {
    const { path, text } = locate(scope, name, 'value file');
    const found = await scope.worktree.find(path);
    if (found.kind === 'file') {
      groups.push({ explicit: true, files: [{ path, id: found.id }] });
    } else if (isPattern(path)) {
      const files = await expand(scope, path);
      if (files.length === 0 && !ignoreMissing) {
        throw failure('InvalidArgument', `value file pattern ${quote(text)} matches no file`, {
          subject: text,
          advice: 'Correct the pattern, or set helm.ignoreMissingValueFiles.',
        });
      }
      groups.push({ explicit: false, files });
    } else if (!(ignoreMissing && found.kind === 'missing')) {
      throw unreadable('value file', text, path, found.kind);
    }
  }
  return once(groups);
}

function once(groups: readonly { readonly explicit: boolean; readonly files: readonly InputFile[] }[]): InputFile[] {
  const named = new Set(
    groups.filter(({ explicit }) => explicit).flatMap(({ files }) => files.map(({ path }) => path)),
  );
  // A Map keeps the first place: from the end, so that of a file that is named twice the later one counts, as in Helm.
  const explicitLast = new Map<RepositoryPath, number>();
  for (const [index, group] of groups.entries()) {
    if (group.explicit) explicitLast.set(group.files[0]!.path, index);
  }
  const seen = new Set<RepositoryPath>();
  const ordered: InputFile[] = [];
  for (const [index, { explicit, files }] of groups.entries()) {
    for (const file of files) {
      if (explicit ? explicitLast.get(file.path) !== index : named.has(file.path) || seen.has(file.path)) continue;
      seen.add(file.path);
      ordered.push(file);
    }
  }
  return ordered;
}

/** One `helm.fileParameters` path. */
export async function resolveFileParameter(scope: FileScope, name: string): Promise<InputFile> {
  const { path, text } = locate(scope, name, 'file parameter');
  const found = await scope.worktree.find(path);
  if (found.kind !== 'file') throw unreadable('file parameter', text, path, found.kind);
  return { path, id: found.id };
}

function locate(scope: FileScope, name: string, what: string): { path: RepositoryPath; text: string } {
  const ref = /^\$([a-zA-Z0-9_-]+)\//.exec(name)?.[1];
  if (ref !== undefined && scope.references.has(ref)) return locateReferenced(scope, ref, name, what);
  if (ref !== undefined && !ref.startsWith('ARGOCD_')) {
    throw failure('InvalidArgument', `source referenced ${quote(`$${ref}`)}, but no source has a 'ref' field defined`, {
      subject: name,
      advice: `Give one of the sources \`ref: ${ref}\`, or use a path of the same repository.`,
    });
  }
  const text = scope.substitute(name);
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(text)?.[1];
  if (scheme !== undefined) {
    // The rest of the address may hold a password.
    throw failure('FailedPrecondition', `${what} with the URL scheme '${scheme}': remote files are not fetched`, {
      advice: 'Put the file into the repository.',
    });
  }
  const path = joinPath(scope.folder, text);
  if (path === undefined) {
    throw failure('InvalidArgument', `${what} ${quote(text)} resolved to outside repository root`, { subject: text });
  }
  return { path, text };
}

/** `$name/path`: the path is from the root of that source's repository, and nothing leads out of it (reference §1.3.6). */
function locateReferenced(
  { substitute }: FileScope,
  ref: string,
  name: string,
  what: string,
): { path: RepositoryPath; text: string } {
  const path = joinPath(ROOT, substitute(name.slice(mountOf(ref).length + 1)));
  if (path === undefined) {
    throw failure('InvalidArgument', `${what} ${quote(name)} resolved to outside repository root`, { subject: name });
  }
  return {
    path: path === ROOT ? (mountOf(ref) as RepositoryPath) : childOf(mountOf(ref) as RepositoryPath, path),
    text: name,
  };
}

function unreadable(what: string, text: string, path: RepositoryPath, kind: 'missing' | 'tree' | 'submodule') {
  const reason = { missing: 'no such file or directory', tree: 'is a directory', submodule: 'is a Git submodule' }[
    kind
  ];
  return failure('InvalidArgument', `${what} ${quote(text)}: open ${path}: ${reason}`, {
    subject: path,
    advice: what === 'value file' ? 'Correct the path, or set helm.ignoreMissingValueFiles.' : 'Correct the path.',
  });
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Files that match, by their paths' bytes. `**` is any number of folders. Links to files count, links to folders do not. */
async function expand({ worktree, maxEntries }: FileScope, pattern: RepositoryPath): Promise<InputFile[]> {
  const parts = pattern.split('/').filter((part, index, all) => !(part === '**' && all[index - 1] === '**'));
  const first = parts.findIndex(isPattern);
  const base = parts.slice(0, first).join('/') as RepositoryPath;
  const top = await worktree.find(base);
  if (top.kind !== 'tree') return [];
  const matchers = parts
    .slice(first)
    .map((part) => (part === '**' ? ANY_FOLDERS : compileGlob(part, { separator: '/' })));
  const files = new Map<RepositoryPath, InputFile>();
  let visited = 0;

  const visit = async (path: RepositoryPath, real: RepositoryPath, tree: TreeId, at: number): Promise<void> => {
    const matcher = matchers[at]!;
    if (matcher === ANY_FOLDERS && at + 1 < matchers.length) await visit(path, real, tree, at + 1);
    const entries = path === base ? await worktree.wholeFolder(top.path, tree) : await worktree.entries(tree);
    for (const entry of entries) {
      if (++visited > maxEntries) {
        throw failure(
          'ResourceExhausted',
          `value file pattern ${quote(pattern)}: more than ${maxEntries} names to look at`,
          {
            subject: pattern,
          },
        );
      }
      const here = childOf(path, entry.name);
      if (entry.kind === 'tree') {
        const below = childOf(real, entry.name);
        const id = entry.id as TreeId;
        if (matcher === ANY_FOLDERS) await visit(here, below, id, at);
        else if (at + 1 < matchers.length && matcher.matches(entry.name)) await visit(here, below, id, at + 1);
      } else if (at === matchers.length - 1 && (matcher === ANY_FOLDERS || matcher.matches(entry.name))) {
        const found =
          entry.kind === 'link' ? await worktree.follow(real, entry) : await worktree.find(childOf(real, entry.name));
        if (found.kind === 'file') files.set(here, { path: here, id: found.id });
      }
    }
  };
  await visit(base, top.path, top.id, 0);
  return [...files.values()].sort((a, b) => byBytes(a.path, b.path));
}

const ANY_FOLDERS = { pattern: '**', matches: () => true };

function quote(text: string): string {
  return `'${text}'`;
}
