import { type BlobId, contentHash } from '../model/index.ts';
import { type InputFile, readOrExplain, tooLarge } from './contents.ts';
import type { DirectoryFile } from './directory-files.ts';
import { addObjects, type Manifest } from './documents.ts';
import type { JsonnetVariable } from './engines-port.ts';
import { failure } from './failure.ts';
import { findImports } from './jsonnet-imports.ts';
import type { PlanInput } from './plan.ts';
import { type Prepared, prepare } from './prepared.ts';
import { joinPath, parentOf, type RepositoryPath, ROOT } from './repository-path.ts';
import { toolFailure } from './tool-failure.ts';

export interface JsonnetRun {
  readonly inputs: unknown;
  evaluate(path: RepositoryPath, signal: AbortSignal): Promise<Prepared[]>;
}

/**
 * The `.jsonnet` files of a directory source: external variables, top-level arguments and library folders (from the root of
 * the repository) as in Argo CD. Imports are literal text in Jsonnet, so what is read is known before anything runs.
 */
export async function planJsonnet(input: PlanInput, files: readonly DirectoryFile[]): Promise<JsonnetRun | undefined> {
  if (files.length === 0) return undefined;
  const { source, environment, engines, folder, limits, contents, sourceTree } = input;
  const options = source.directory?.jsonnet ?? {};
  const variables = (list: readonly JsonnetVariable[] = []): JsonnetVariable[] =>
    list.map(({ name, value, code }) => ({ name, value: environment.substitute(value), code: code ?? false }));
  const libs = [folder, ...(options.libs ?? []).map((lib) => libraryPath(environment.substitute(lib)))];
  const tree = await importClosure(input, files, libs);
  const args = { libs, tlas: variables(options.tlas), extVars: variables(options.extVars) };
  const treeKey = contentHash(tree.map(({ path, id }) => [path, id]));
  return {
    inputs: { ...args, treeKey, engine: engines.digest('tools') },
    async evaluate(what, signal) {
      const manifests: Manifest[] = [];
      const text = await toolFailure(what, `Failed to evaluate jsonnet ${JSON.stringify(what)}`, () =>
        engines.jsonnet(
          { ...args, file: what },
          {
            treeKey,
            files: () => contents.readAll(sourceTree, tree, limits.sourceBytes, what, signal),
            deadlineMs: limits.deadlineMs,
            signal,
          },
        ),
      );
      if (text.length > limits.outputBytes)
        throw failure('ResourceExhausted', `${what}: the result is too large`, { subject: what });
      const value = JSON.parse(text) as unknown;
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === null) continue;
        addObjects(manifests, item, 'result', { file: what, origin: what, maxLength: limits.outputBytes });
      }
      return prepare(manifests, limits.outputBytes);
    },
  };
}

function libraryPath(lib: string): RepositoryPath {
  const path = joinPath(ROOT, lib);
  if (path === undefined) {
    throw failure('InvalidArgument', `jsonnet library ${JSON.stringify(lib)} resolved to outside repository root`, {
      subject: lib,
    });
  }
  return path;
}

/** Everything that may be imported, as the engine will look for it: beside the importing file, then in each library. */
async function importClosure(
  input: PlanInput,
  files: readonly DirectoryFile[],
  libs: readonly RepositoryPath[],
): Promise<InputFile[]> {
  const { worktree, contents, sourceTree, limits } = input;
  const closure = new Map<RepositoryPath, BlobId>();
  const queue: InputFile[] = files.map(({ path, id }) => ({ path, id }));
  let bytes = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (closure.has(next.path)) continue;
    closure.set(next.path, next.id);
    if (closure.size > limits.files) throw failure('ResourceExhausted', `more than ${limits.files} imported files`);
    const { path: importing, id } = next;
    const content = await readOrExplain(
      () => contents.read(sourceTree, id, limits.sourceBytes, worktree.signal),
      () => tooLarge(importing, limits.sourceBytes),
    );
    bytes += content.length;
    if (bytes > limits.sourceBytes) throw failure('ResourceExhausted', 'the imported files are too large together');
    for (const { path: imported, code } of findImports(new TextDecoder().decode(content))) {
      if (imported.startsWith('/')) continue; // the engine refuses it in its own words
      for (const dir of [parentOf(next.path), ...libs]) {
        const path = joinPath(dir, imported);
        if (path === undefined || closure.has(path)) continue;
        const found = await worktree.find(path);
        if (found.kind !== 'file') continue;
        // What `importstr` names is text: nothing in it is an import.
        if (code) queue.push({ path, id: found.id });
        else closure.set(path, found.id);
        break;
      }
    }
  }
  return [...closure].map(([path, id]) => ({ path, id })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
