import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';

export type Path = readonly (string | number)[];

/** Something wrong with a text, at a line (from 1) where that is known. */
export interface TextProblem {
  readonly message: string;
  readonly line: number | undefined;
}

/** A text as YAML sees it. `value` is undefined when it is none. */
export interface ReadYaml {
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly problems: readonly TextProblem[];
}

/** Longer texts are not read as they are typed. */
export const LONGEST_TEXT = 1_000_000;
/** Aliases that a document may have written out: a few lines could otherwise stand for gigabytes. */
const MOST_ALIASES = 100;

export function readYaml(text: string): ReadYaml {
  if (text.length > LONGEST_TEXT) {
    return {
      value: undefined,
      problems: [{ message: `longer than ${LONGEST_TEXT.toLocaleString('en')} characters`, line: undefined }],
    };
  }
  const lines = new LineCounter();
  const doc = parse(text, lines);
  const problems = doc.errors.map(({ message, pos }) => ({
    // The first line says what, the others draw where.
    message: message.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, ''),
    line: lines.linePos(pos[0]).line,
  }));
  if (problems.length > 0) return { value: undefined, problems };
  try {
    const value: unknown = doc.toJS({ maxAliasCount: MOST_ALIASES });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { value: value as Readonly<Record<string, unknown>>, problems };
    }
    return {
      value: undefined,
      problems: [{ message: 'expected a mapping with apiVersion, kind, metadata and spec', line: 1 }],
    };
  } catch (error) {
    return { value: undefined, problems: [{ message: (error as Error).message, line: undefined }] };
  }
}

/** Read as Kubernetes' tools do, by YAML 1.1: `yes` is true. */
function parse(text: string, lines: LineCounter): Document.Parsed {
  return parseDocument(text, { lineCounter: lines, version: '1.1' }) as Document.Parsed;
}

/** Written so that readers of either version see the same; what is not changed keeps its own letters. */
function parseToWrite(text: string): Document.Parsed {
  return parseDocument(text, { version: '1.2', compat: 'yaml-1.1' }) as Document.Parsed;
}

/**
 * The text with another value at a path; comments, order and style of all the rest stay as somebody wrote them. undefined and '' remove the
 * field, and the mappings that are empty then. A text that cannot be read comes back as it is.
 */
export function withValue(text: string, path: Path, value: unknown): string {
  const doc = parseToWrite(text);
  if (doc.errors.length > 0) return text;
  if (doc.contents !== null && !isMap(doc.contents)) return text;
  if (value === undefined || value === '') remove(doc, path);
  else set(doc, path, value);
  return doc.toString({ lineWidth: 0, indentSeq: false });
}

function set(doc: Document.Parsed, path: Path, value: unknown): void {
  // A scalar in the way (`source:` with nothing behind it) becomes a mapping.
  for (let depth = 1; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    if (doc.hasIn(above) && !isCollection(doc.getIn(above, true)))
      doc.setIn(above, doc.createNode(typeof path[depth] === 'number' ? [] : {}));
  }
  // Quotes that only said "nothing yet" are not kept around what stands there now.
  const before = doc.getIn(path, true);
  if (isScalar(before) && before.value === '') delete before.type;
  doc.setIn(path, typeof value === 'object' && value !== null ? doc.createNode(value) : value);
}

function remove(doc: Document.Parsed, path: Path): void {
  if (!doc.hasIn(path)) return;
  doc.deleteIn(path);
  for (let depth = path.length - 1; depth > 0; depth--) {
    const above = path.slice(0, depth);
    const node = doc.getIn(above, true);
    if (!isMap(node) || node.items.length > 0) return;
    doc.deleteIn(above);
  }
}

/** `spec.sources[0].helm` as a path. */
export function pathOf(dotted: string): Path {
  return [...dotted.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    index === undefined ? name! : Number(index),
  );
}

/** The line (from 1) of the deepest part of a path that the text has. */
export function lineOf(text: string, path: Path): number | undefined {
  const lines = new LineCounter();
  const doc = parse(text, lines);
  if (doc.errors.length > 0) return undefined;
  let line: number | undefined;
  for (let depth = 1; depth <= path.length; depth++) {
    const parent = depth === 1 ? doc.contents : doc.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1]!;
    const node = isMap(parent)
      ? parent.items.find((pair) => String(pair.key) === String(key))?.key
      : doc.getIn(path.slice(0, depth), true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (!range) return line;
    line = lines.linePos(range[0]!).line;
  }
  return line;
}

/** The value at a path of anything; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[part];
  }
  return at;
}

export function textAt(value: unknown, path: Path): string {
  const found = valueAt(value, path);
  return typeof found === 'string'
    ? found
    : typeof found === 'number' || typeof found === 'boolean'
      ? String(found)
      : '';
}

export function yamlOf(value: unknown): string {
  return stringify(value, { lineWidth: 0, indentSeq: false, compat: 'yaml-1.1' });
}
