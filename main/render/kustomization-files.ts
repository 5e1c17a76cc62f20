import { type BlobId, parseYamlDocuments, type TreeId } from '../model/index.ts';
import { type Contents, type InputFile, readOrExplain, tooLarge } from './contents.ts';
import { decodeText } from './documents.ts';
import { failure } from './failure.ts';
import { chartsOf, isRemote, type Reference, referencesOf } from './kustomization-references.ts';
import type { RenderLimits } from './limits.ts';
import { childOf, joinPath, type RepositoryPath } from './repository-path.ts';
import type { SourceTree } from './request.ts';
import { KUSTOMIZATION_FILES } from './tool.ts';
import type { Worktree } from './worktree.ts';

/** A folder as Kustomize will see it and as it lies in the repository: they differ below a link to a folder. */
interface Place {
  readonly path: RepositoryPath;
  readonly real: RepositoryPath;
}

export interface ClosurePorts {
  readonly worktree: Worktree;
  readonly contents: Contents;
  readonly sourceTree: SourceTree;
  readonly limits: RenderLimits;
}

/** Bytes of one kustomization or transformer configuration that is read to find what it names. */
const LONGEST_KUSTOMIZATION = 1 << 20;

/**
 * The files that `kustomize build` of a folder reads: its kustomization, what that names, and so on through bases and
 * components inside the repository. Files that are missing are left out: Kustomize says so in its own words.
 * Only kustomizations and transformer configurations are read; everything else is looked up by name.
 */
export async function kustomizationFiles(
  ports: ClosurePorts,
  folder: RepositoryPath,
  tree: TreeId,
  extra: readonly Reference[],
): Promise<InputFile[]> {
  const closure = new Closure(ports);
  await closure.folder({ path: folder, real: folder }, tree, 0);
  for (const reference of extra) await closure.reference({ path: folder, real: folder }, reference, 'Application', 0);
  return closure.finish();
}

class Closure {
  readonly #ports: ClosurePorts;
  readonly #files = new Map<RepositoryPath, BlobId>();
  readonly #folders = new Set<RepositoryPath>();
  readonly #configurations = new Set<RepositoryPath>();
  readonly #remotes = new Map<string, string>();
  #references = 0;

  constructor(ports: ClosurePorts) {
    this.#ports = ports;
  }

  async folder(place: Place, tree: TreeId, depth: number): Promise<void> {
    if (this.#folders.has(place.path)) return;
    this.#folders.add(place.path);
    const { worktree, limits } = this.#ports;
    if (depth > limits.depth) throw tooMuch(place.path, `bases are nested deeper than ${limits.depth}`);
    const names = new Set((await worktree.entries(tree)).map(({ name }) => name));
    for (const name of KUSTOMIZATION_FILES) {
      // Asked for even where it is missing, so that its appearance is noticed.
      const found = await worktree.find(childOf(place.real, name));
      if (!names.has(name) || found.kind !== 'file') continue;
      const path = childOf(place.path, name);
      this.#add(path, found.id);
      await this.#configuration(place, path, found.id, depth);
    }
  }

  /** Reads what may name other files. A text that is no YAML names none: Kustomize reports it. */
  async #configuration(place: Place, path: RepositoryPath, id: BlobId, depth: number): Promise<void> {
    if (this.#configurations.has(path)) return;
    this.#configurations.add(path);
    const { contents, sourceTree, worktree } = this.#ports;
    const bytes = await readOrExplain(
      () => contents.read(sourceTree, id, LONGEST_KUSTOMIZATION, worktree.signal),
      () => tooLarge(path, LONGEST_KUSTOMIZATION),
    );
    for (const document of documentsOf(decodeText(bytes))) {
      const charts = chartsOf(document);
      if (charts.length > 0) throw chartInside(path, charts);
      for (const reference of referencesOf(document)) await this.reference(place, reference, path, depth);
    }
  }

  async reference(from: Place, { text, inline, configuration }: Reference, file: string, depth: number): Promise<void> {
    const { worktree, limits } = this.#ports;
    if (++this.#references > limits.files) throw tooMuch(from.path, `more than ${limits.files} references`);
    const path = joinRelative(from.path, text);
    const real = joinRelative(from.real, text);
    if (path === undefined || real === undefined) {
      if (inline) return;
      if (isRemote(text)) return void this.#remotes.set(text, file);
      throw failure('InvalidArgument', `${file}: ${JSON.stringify(text)} is outside of the repository`, {
        subject: file,
      });
    }
    const found = await worktree.find(real);
    switch (found.kind) {
      case 'missing':
        if (isRemote(text)) this.#remotes.set(text, file);
        break;
      case 'submodule':
        throw failure('FailedPrecondition', `${file}: ${found.path} is a Git submodule: its files are not read`, {
          subject: file,
          advice: 'Put the files into the repository itself.',
        });
      case 'tree':
        await this.folder({ path, real: found.path }, found.id, depth + 1);
        break;
      case 'file':
        this.#add(path, found.id);
        if (configuration) await this.#configuration(from, path, found.id, depth);
    }
  }

  #add(path: RepositoryPath, id: BlobId): void {
    const known = this.#files.get(path);
    if (known !== undefined && known !== id) {
      throw failure('FailedPrecondition', `${path} means two files, one of them through a link to a folder`, {
        subject: path,
      });
    }
    this.#files.set(path, id);
    const { limits } = this.#ports;
    if (this.#files.size > limits.files) throw tooMuch(path, `more than ${limits.files} files`);
  }

  finish(): InputFile[] {
    if (this.#remotes.size > 0) {
      const urls = [...this.#remotes].map(([url, file]) => `${withoutPassword(url)} (${file})`).sort();
      throw failure('FailedPrecondition', `remote bases are not fetched: ${urls.join(', ')}`, {
        subject: this.#remotes.values().next().value,
        advice: 'Put the files into the repository, for example by `kustomize localize`.',
      });
    }
    return [...this.#files].map(([path, id]) => ({ path, id })).sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** Kustomize takes no path from the root of the file system, so a leading slash never means the repository's root here. */
function joinRelative(base: RepositoryPath, text: string): RepositoryPath | undefined {
  return text.startsWith('/') ? undefined : joinPath(base, text);
}

function documentsOf(text: string): unknown[] {
  try {
    return parseYamlDocuments(text, { duplicateKeys: 'last' }).map(({ value }) => value);
  } catch {
    return [];
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@\s]*@/, '//');
}

function chartInside(path: RepositoryPath, charts: readonly string[]) {
  return failure(
    'FailedPrecondition',
    `${path}: Helm charts inside a kustomization are not built: ${charts.join(', ')}`,
    {
      subject: path,
      advice: 'Make a second source or Application of the chart, or commit what it renders.',
    },
  );
}

function tooMuch(path: RepositoryPath, what: string) {
  return failure('ResourceExhausted', `${path}: ${what}`, { subject: path });
}
