import { readOrExplain } from './contents.ts';
import { type DirectoryFile, directoryFiles } from './directory-files.ts';
import { addObjects, decodeText, type Manifest, readObjects, unmarshalText } from './documents.ts';
import { failure } from './failure.ts';
import { findJsonError } from './json-error.ts';
import { type JsonnetRun, planJsonnet } from './jsonnet.ts';
import type { Plan, PlanInput } from './plan.ts';

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
): Promise<Manifest[]> {
  const { limits, context, sourceTree, folder } = input;
  const manifests: Manifest[] = [];
  const { maxDirectoryBytes: maxBytes } = context.settings;
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
      const file = window[index]!;
      if (file.kind === 'jsonnet') await jsonnet!.evaluate(manifests, file, signal);
      else readFile(manifests, file, bytes, maxBytes);
      if (manifests.length > limits.resources) throw tooMany(folder, limits.resources);
    }
  }
  return manifests;
}

function readFile(to: Manifest[], file: DirectoryFile, bytes: Uint8Array, maxLength: number): void {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(SKIP_MARKER)) return;
  const text = decodeText(bytes);
  const options = { file: file.path, origin: file.path, maxLength };
  if (file.kind === 'json') {
    readJson(to, text, options);
    return;
  }
  const { manifests, error } = readObjects(text, options);
  // A file of another program (values, a pipeline) may lie among manifests. It is an error only if it looks like one of them.
  if (error !== undefined && (manifests.length > 0 || looksLikeManifest(text))) throw error;
  for (const manifest of manifests) to.push(manifest);
}

function looksLikeManifest(text: string): boolean {
  return text.includes('apiVersion:') && text.includes('kind:') && text.includes('metadata:');
}

function readJson(to: Manifest[], text: string, options: { file: string; origin: string; maxLength: number }): void {
  const trimmed = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    const error = findJsonError(trimmed);
    const message = error.several
      ? `Found multiple objects in ${JSON.stringify(options.file)}. Only single objects are allowed in JSON files.`
      : `${unmarshalText(options.file)}: line ${error.line}: invalid JSON`;
    throw failure('InvalidArgument', message, { subject: `${options.file}:${error.line}` });
  }
  addObjects(to, value, 'line 1', options);
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

function tooMany(folder: string, limit: number) {
  return failure('ResourceExhausted', `${folder || '.'}: more than ${limit} objects`, { subject: folder || '.' });
}
