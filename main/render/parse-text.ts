import { splitYamlDocuments } from '../model/index.ts';
import { addObjects, type Manifest, readObjects, unmarshalText, yamlFailure } from './documents.ts';
import { failure } from './failure.ts';
import { findJsonError } from './json-error.ts';
import type { RenderLimits } from './limits.ts';

/** A text to be read, as a value: it may be sent to another thread. */
export interface ParseTask {
  /** A file of a directory source, or what a tool printed. */
  readonly kind: 'yaml' | 'json' | 'output';
  readonly text: string;
  /** Path of the file, or the folder of the chart or kustomization; '' is the root. */
  readonly path: string;
  /** Of the text, in characters, and of its objects, in bytes. */
  readonly maxBytes: number;
  readonly maxObjects: number;
}

/** What Helm or Kustomize printed for a folder. */
export function outputOf(text: string, folder: string, limits: RenderLimits): ParseTask {
  return { kind: 'output', text, path: folder, maxBytes: limits.outputBytes, maxObjects: limits.resources };
}

/** Throws a SourceFailure that names the file and the line. */
export function parseText(task: ParseTask): Manifest[] {
  const manifests = PARSERS[task.kind](task);
  if (manifests.length > task.maxObjects) throw tooMany(task);
  return manifests;
}

const PARSERS = { yaml: parseFile, json: parseJson, output: parseOutput };

function parseFile({ text, path, maxBytes }: ParseTask): Manifest[] {
  const { manifests, error } = readObjects(text, { file: path, origin: path, maxLength: maxBytes });
  // A file of another program (values, a pipeline) may lie among manifests. It is an error only if it looks like one of them.
  if (error !== undefined && (manifests.length > 0 || looksLikeManifest(text))) throw error;
  return manifests;
}

function looksLikeManifest(text: string): boolean {
  return text.includes('apiVersion:') && text.includes('kind:') && text.includes('metadata:');
}

function parseJson({ text, path, maxBytes }: ParseTask): Manifest[] {
  const manifests: Manifest[] = [];
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  addObjects(manifests, jsonValue(json, path), 'line 1', { file: path, origin: path, maxLength: maxBytes });
  return manifests;
}

function jsonValue(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const error = findJsonError(text);
    const message = error.several
      ? `Found multiple objects in ${JSON.stringify(path)}. Only single objects are allowed in JSON files.`
      : `${unmarshalText(path)}: line ${error.line}: invalid JSON`;
    throw failure('InvalidArgument', message, { subject: `${path}:${error.line}` });
  }
}

/** Helm writes it at the head of each file's first document. */
const SOURCE_LINE = /^(?:---\s*\n)?# Source: [^/\s]+\/(\S[^\n]*)\n/;

/** Every document must be an object: nothing of it came from another program. */
function parseOutput(task: ParseTask): Manifest[] {
  const { path, maxBytes, maxObjects } = task;
  const manifests: Manifest[] = [];
  let origin: string | undefined;
  for (const piece of split(task)) {
    const source = SOURCE_LINE.exec(piece.text)?.[1];
    if (source !== undefined) origin = path === '' ? source : `${path}/${source}`;
    const file = origin ?? (path || '.');
    const options = { file, maxLength: maxBytes, ...(origin === undefined ? {} : { origin }) };
    const { manifests: found, error } = readObjects(piece.text, options);
    if (error !== undefined) throw error;
    for (const manifest of found) manifests.push(manifest);
    if (manifests.length > maxObjects) throw tooMany(task);
  }
  return manifests;
}

function split({ text, path, maxBytes }: ParseTask) {
  const file = path || '.';
  if (text.length > maxBytes) {
    throw failure('ResourceExhausted', `${file}: more than ${maxBytes} bytes of manifests`, {
      subject: file,
      advice: 'Split the application.',
    });
  }
  try {
    return splitYamlDocuments(text, { file, maxLength: maxBytes });
  } catch (error) {
    throw yamlFailure(error, file, unmarshalText(file));
  }
}

function tooMany({ path, maxObjects }: ParseTask) {
  const subject = path || '.';
  return failure('ResourceExhausted', `${subject}: more than ${maxObjects} objects`, { subject });
}
