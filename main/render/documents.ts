import { isRecord, type KubeObject, parseYamlDocuments, splitYamlDocuments, YamlError } from '../model/index.ts';
import { failure, SourceFailure, withoutContent } from './failure.ts';

/** One object as a tool or a file gave it. */
export interface Manifest {
  readonly object: KubeObject;
  /** Path inside the repository. */
  readonly origin?: string;
}

/** UTF-8, or UTF-16 by its byte order mark, as Argo CD reads manifests. */
export function decodeText(bytes: Uint8Array): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be';
  return new TextDecoder(utf16 || 'utf-8').decode(bytes);
}

export interface ReadOptions {
  /** Names the text in errors. */
  readonly file: string;
  /** Characters. */
  readonly maxLength: number;
  readonly origin?: string;
}

/**
 * The objects of a YAML text, Lists flattened, empty documents dropped. `partial` holds what came before the first
 * document that is not an object of Kubernetes; the caller decides what such a document means.
 */
export function readObjects(
  text: string,
  options: ReadOptions,
): { readonly manifests: Manifest[]; readonly error?: SourceFailure } {
  const manifests: Manifest[] = [];
  try {
    for (const piece of splitYamlDocuments(text, { file: options.file, maxLength: options.maxLength })) {
      const values = parseYamlDocuments(piece.text, {
        file: options.file,
        firstLine: piece.line,
        maxLength: options.maxLength,
        duplicateKeys: 'last',
      });
      for (const { value, line } of values) addObjects(manifests, value, `line ${line}`, options);
    }
  } catch (error) {
    return { manifests, error: yamlFailure(error, options.file, unmarshalText(options.file)) };
  }
  return { manifests };
}

const DEEPEST_LIST = 8;

/** Checks what every room above relies on: kind, apiVersion, and metadata whose names, labels and annotations are texts. */
export function addObjects(to: Manifest[], value: unknown, where: string, options: ReadOptions, depth = 0): void {
  const wrong = (reason: string) =>
    failure('InvalidArgument', `${unmarshalText(options.file)}: ${where}: ${reason}`, {
      subject: options.file,
      advice: 'Correct the file; nothing was applied from it.',
    });
  if (!isRecord(value)) throw wrong(`cannot unmarshal ${kindOfValue(value)} into an object`);
  const { kind, apiVersion, metadata = {}, items } = value;
  if (typeof kind !== 'string' || kind === '') throw wrong("Object 'Kind' is missing");
  if (kind.endsWith('List') && (Array.isArray(items) || items === null)) {
    if (depth === DEEPEST_LIST) throw wrong(`Lists are nested deeper than ${DEEPEST_LIST}`);
    for (const [index, item] of (items ?? []).entries()) {
      addObjects(to, completeItem(item, kind, apiVersion), `${where}: items[${index}]`, options, depth + 1);
    }
    return;
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') throw wrong("Object 'apiVersion' is missing");
  if (!isRecord(metadata)) throw wrong('metadata is not an object');
  for (const field of ['name', 'namespace', 'generateName']) {
    const text = metadata[field];
    if (text !== undefined && text !== null && typeof text !== 'string') {
      throw wrong(`metadata.${field} is of the type ${kindOfValue(text)}, expected string`);
    }
  }
  for (const field of ['labels', 'annotations']) {
    const reason = notTexts(metadata[field]);
    if (reason !== undefined) throw wrong(`.metadata.${field} accessor error: ${reason}`);
  }
  const object = (value['metadata'] === undefined ? { ...value, metadata } : value) as unknown as KubeObject;
  to.push(options.origin === undefined ? { object } : { object, origin: options.origin });
}

/** Items of a typed list (`ConfigMapList`) need not say what they are. */
function completeItem(item: unknown, listKind: string, apiVersion: unknown): unknown {
  if (listKind === 'List' || !isRecord(item) || item['kind'] !== undefined) return item;
  return { apiVersion, kind: listKind.slice(0, -'List'.length), ...item };
}

function notTexts(map: unknown): string | undefined {
  if (map === undefined || map === null) return undefined;
  if (!isRecord(map)) return `of the type ${kindOfValue(map)}, expected a map`;
  for (const [key, value] of Object.entries(map)) {
    if (typeof value !== 'string' && value !== null) {
      return `contains non-string value in the map under key ${JSON.stringify(key)}: of the type ${kindOfValue(value)}, expected string`;
    }
  }
  return undefined;
}

function kindOfValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value;
}

export function unmarshalText(file: string): string {
  return `Failed to unmarshal ${JSON.stringify(file)}`;
}

/** The parser's reason and line, but never the text around it. */
export function yamlFailure(error: unknown, file: string, prefix: string): SourceFailure {
  if (error instanceof YamlError) {
    const at = error.line === undefined ? '' : `line ${error.line}: `;
    // A reason that quotes a map key quotes the file.
    const reason = withoutContent(error.problem).replace(/^(unsupported map key):.*/s, '$1');
    const subject = error.line === undefined ? file : `${file}:${error.line}`;
    return failure('InvalidArgument', `${prefix}: yaml: ${at}${reason}`, { subject, advice: error.advice });
  }
  if (error instanceof SourceFailure) return error;
  // A parser that gives up in its own way (a number that is not finite, a full stack) still speaks about this file.
  const reason = error instanceof RangeError ? 'nested too deeply' : 'cannot be read as JSON';
  return failure('InvalidArgument', `${prefix}: yaml: ${reason}`, { subject: file });
}
