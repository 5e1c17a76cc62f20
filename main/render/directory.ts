import { setImmediate as turn } from 'node:timers/promises';
import { readOrExplain } from './contents.ts';
import { type DirectoryFile, directoryFiles } from './directory-files.ts';
import { decodeText } from './documents.ts';
import { failure } from './failure.ts';
import { type JsonnetRun, planJsonnet } from './jsonnet.ts';
import type { Plan, PlanInput } from './plan.ts';
import type { Prepared } from './prepared.ts';

/** Increased when the same files give other objects. */
const VERSION = 1;
const SKIP_MARKER = '+argocd:skip-file-rendering';
/** Files read at once; the sum of their sizes is known only after they were read. */
const WINDOW = 8;

/** Plain manifests of a folder (reference §1.3.4). The inputs are the ids of the files: nothing is read before `run`. */
export async function planDirectory(input: PlanInput): Promise<Plan> {
  const { source, folder, entries, worktree, limits, context } = input;
  const files = (await directoryFiles(folder, entries, source.directory ?? {}, worktree, limits)).filter(
    (file) => file.kind !== 'jsonnet' || context.settings.jsonnetEnabled,
  );
  const jsonnet = await planJsonnet(
    input,
    files.filter((file) => file.kind === 'jsonnet'),
  );
  return {
    sourceType: 'Directory',
    inputs: {
      version: VERSION,
      files: files.map(({ kind, path, id }) => [kind, path, id]),
      maxBytes: context.settings.maxDirectoryBytes,
      jsonnet: jsonnet?.inputs,
    },
    depends: [],
    tool: jsonnet !== undefined,
    run: (signal) => readDirectory(input, files, jsonnet, signal),
  };
}

async function readDirectory(
  input: PlanInput,
  files: readonly DirectoryFile[],
  jsonnet: JsonnetRun | undefined,
  signal: AbortSignal,
): Promise<Prepared[]> {
  const { limits, context, sourceTree, folder, parser } = input;
  const { maxDirectoryBytes: maxBytes } = context.settings;
  const objects: Prepared[] = [];
  let left = maxBytes;
  for (let at = 0; at < files.length; at += WINDOW) {
    const window = files.slice(at, at + WINDOW);
    const budget = left;
    const contents = await Promise.all(
      window.map((file) =>
        readOrExplain(
          () => sourceTree.blob(file.id, budget, signal),
          () => tooLarge(folder, maxBytes),
        ),
      ),
    );
    for (const [index, bytes] of contents.entries()) {
      left -= bytes.length;
      if (left < 0) throw tooLarge(folder, maxBytes);
      const { kind, path } = window[index]!;
      if (kind === 'jsonnet') append(objects, await jsonnet!.evaluate(path, signal));
      else if (!isSkipped(bytes)) {
        // Objects may be larger than their text (aliases), but not without a bound.
        const task = { kind, text: decodeText(bytes), path, maxBytes: Math.max(maxBytes, limits.outputBytes) };
        append(objects, await parser.parse({ ...task, maxObjects: limits.resources }, signal));
      }
    }
    // Many small files are read here and not in the thread: let others have a turn between them.
    if (at + WINDOW < files.length) await turn();
  }
  return objects;
}

function append(to: Prepared[], more: readonly Prepared[]): void {
  for (const each of more) to.push(each);
}

function isSkipped(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(SKIP_MARKER);
}

function tooLarge(folder: string, maxBytes: number) {
  return failure(
    'ResourceExhausted',
    `${folder || '.'}: exceeded max combined manifest file size of ${maxBytes} bytes`,
    {
      subject: folder || '.',
      advice: 'Split the application, exclude files, or raise reposerver.max.combined.directory.manifests.size.',
    },
  );
}
