import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parse,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { PathElement } from '../diff/index.ts';
import { mergeText } from '../git/index.ts';
import { ArgosyError, deepEqual, type JsonValue } from '../model/index.ts';
import { changeLines, indentsLists } from './yaml-lines.ts';

/** One field to be written; undefined takes it away. */
export interface FieldEdit {
  readonly path: readonly PathElement[];
  readonly value: JsonValue | undefined;
}

/** What a manifest is recognised by. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Where an object stands in a text: which document, and which item when that is a List. */
export interface Place {
  readonly document: number;
  readonly within: readonly PathElement[];
}

const OPTIONS = { uniqueKeys: false, strict: false } as const;
const MOST_DOCUMENTS = 5000;

/** Where the objects with this identity stand. A text that is no YAML has none: it does not render either. */
export function placesOf(text: string, wanted: Identity, defaultNamespace: string): readonly Place[] {
  const places: Place[] = [];
  for (const [document, parsed] of documentsOf(text).entries()) {
    if (parsed.errors.length > 0) continue;
    const root = parsed.contents;
    if (!isMap(root)) continue;
    if (isWanted(root, wanted, defaultNamespace)) places.push({ document, within: [] });
    const items = root.get('items');
    if (!isSeq(items)) continue;
    for (const [index, item] of items.items.entries()) {
      if (isMap(item) && isWanted(item, wanted, defaultNamespace)) places.push({ document, within: ['items', index] });
    }
  }
  return places;
}

/**
 * Writes fields into one object of a text and leaves the rest as it is: comments, order, quotes, line endings, other documents.
 * Plain values are replaced where they stand. For other changes the document is written anew and only what differs by that is taken over.
 */
export function editYaml(text: string, place: Place, edits: readonly FieldEdit[]): string {
  const documents = documentsOf(text);
  const parsed = documents[place.document];
  if (parsed === undefined) throw new ArgosyError('NotFound', 'the text has fewer documents');
  const whole = edits.map((edit) => ({ ...edit, path: [...place.within, ...edit.path] }));
  const spliced = splicedScalars(text, parsed, whole);
  if (spliced !== undefined) return spliced;

  const start = place.document === 0 ? 0 : documents[place.document - 1]!.range[2];
  const piece = text.slice(start, parsed.range[2]);
  return text.slice(0, start) + rewritten(piece, whole) + text.slice(parsed.range[2]);
}

/** The same for a file of JSON, whose other values are written anew with the indentation that it has. */
export function editJson(text: string, place: Place, edits: readonly FieldEdit[]): string {
  const document = documentsOf(text)[0];
  if (document === undefined) throw new ArgosyError('NotFound', 'the text holds no object');
  const whole = edits.map((edit) => ({ ...edit, path: [...place.within, ...edit.path] }));
  const spliced = splicedScalars(text, document, whole);
  if (spliced !== undefined) return spliced;
  for (const edit of whole) apply(document, edit);
  const indent = /^([ \t]+)\S/m.exec(text)?.[1];
  const json = JSON.stringify(document.toJS(), undefined, indent);
  const ends = /\r?\n$/.exec(text)?.[0] ?? '';
  return (text.includes('\r\n') ? json.replaceAll('\n', '\r\n') : json) + ends;
}

function documentsOf(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, OPTIONS);
  // Empty has a type of its own.
  const list = Array.isArray(documents) ? documents : [];
  if (list.length > MOST_DOCUMENTS) throw new ArgosyError('ResourceExhausted', 'a file holds too many documents');
  return list;
}

function isWanted(map: YAMLMap, wanted: Identity, defaultNamespace: string): boolean {
  const apiVersion = String(map.get('apiVersion') ?? '');
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const metadata = map.get('metadata');
  if (!isMap(metadata)) return false;
  const namespace = metadata.get('namespace') ?? defaultNamespace;
  return (
    group === wanted.group &&
    map.get('kind') === wanted.kind &&
    metadata.get('name') === wanted.name &&
    (wanted.namespace === undefined || wanted.namespace === '' || namespace === wanted.namespace)
  );
}

/** Undefined when one of the edits is more than another plain value on one line. */
function splicedScalars(text: string, document: Document.Parsed, edits: readonly FieldEdit[]): string | undefined {
  const splices: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  for (const { path, value } of edits) {
    const node = nodeAt(document, path);
    if (!isScalar(node) || value === undefined || (typeof value === 'object' && value !== null)) return undefined;
    const range = (node as Scalar & { range?: readonly [number, number, number] }).range;
    if (range === undefined || node.anchor !== undefined || node.tag !== undefined) return undefined;
    const source = text.slice(range[0], range[1]);
    const fresh = scalarText(value, node.type);
    if (source === '' || /[\r\n]/.test(source) || /[\r\n]/.test(fresh)) return undefined;
    splices.push({ from: range[0], to: range[1], text: fresh });
  }
  let result = text;
  for (const { from, to, text: fresh } of splices.sort((a, b) => b.from - a.from)) {
    result = result.slice(0, from) + fresh + result.slice(to);
  }
  return splices.length === 0 ? undefined : result;
}

function scalarText(value: string | number | boolean | null, type: string | undefined): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (type === 'QUOTE_SINGLE' && !/[\r\n]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  // JSON's strings are YAML's double quoted ones.
  if (type === 'QUOTE_DOUBLE' || needsQuotes(value)) return JSON.stringify(value);
  return value;
}

/** Whether a reader of YAML 1.1 or 1.2 would take the text for something else than this string. */
function needsQuotes(text: string): boolean {
  if (/^[\s]|[\s]$|[\r\n\t]|^[-?:,[\]{}#&*!|>'"%@`]|: |:$| #|[,[\]{}]/.test(text) || text === '') return true;
  if (/^[-+.]?\d[\d_.,:eE+\-xXoObB]*$/.test(text)) return true;
  return (['1.1', '1.2'] as const).some((version) => {
    try {
      return parse(text, { version }) !== text;
    } catch {
      return true;
    }
  });
}

/** The document with the edits, as close to how it was written as can be. */
function rewritten(piece: string, edits: readonly FieldEdit[]): string {
  const crlf = /\r\n/.test(piece);
  let text = crlf ? piece.replaceAll('\r\n', '\n') : piece;
  for (const edit of edits) text = withEdit(text, edit);
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

/** By the value itself, by lines, by merging what a new writing changes, or written anew: the first that means what it should. */
function withEdit(text: string, edit: FieldEdit): string {
  const [base] = documentsOf(text);
  const spliced = splicedScalars(text, base!, [edit]);
  if (spliced !== undefined) return spliced;
  const [document] = documentsOf(text);
  const where = apply(document!, edit);
  const wanted = document!.toJS() as JsonValue;
  const holder = where && nodeAt(base!, where.path.slice(0, -1));
  if (where !== undefined && (isMap(holder) || isSeq(holder))) {
    const lines = changeLines(text, holder, where.key, where.node);
    if (lines !== undefined && means(lines, wanted)) return lines;
  }
  const style = {
    lineWidth: 0,
    indent: /^( {2,8})\S/m.exec(text)?.[1]?.length ?? 2,
    indentSeq: indentsLists(text),
    flowCollectionPadding: /\{ \S/.test(text),
  };
  const [before, after] = [base!.toString(style), document!.toString(style)];
  const bytes = (one: string) => Buffer.from(one, 'utf8');
  const merged = mergeText(bytes(before), bytes(text), bytes(after));
  const kept = merged.kind === 'merged' ? Buffer.from(merged.bytes).toString('utf8') : undefined;
  return kept !== undefined && means(kept, wanted) ? kept : after;
}

function means(text: string, wanted: JsonValue): boolean {
  const documents = documentsOf(text);
  return documents.length === 1 && documents[0]!.errors.length === 0 && deepEqual(documents[0]!.toJS(), wanted);
}

/** What was changed in which collection, as far as that collection was there before. */
interface Changed {
  readonly path: readonly PathElement[];
  readonly key: string | number;
  readonly node: Node | undefined;
}

/** Changes the parsed document; undefined when there is nothing to change. */
function apply(document: Document, { path, value }: FieldEdit): Changed | undefined {
  if (path.length === 0) throw unwritable(path, 'the whole object differs');
  let holder = document.contents as Node | null;
  const trail: { readonly collection: YAMLMap | YAMLSeq; readonly key: string | number }[] = [];
  /** The first place on the way where something is new. */
  let grown: number | undefined;
  for (const [at, element] of path.entries()) {
    if (isAlias(holder)) throw unwritable(path, 'an alias of YAML stands in the way');
    if (!isCollection(holder)) throw unwritable(path, 'a plain value stands in the way');
    const collection = holder as YAMLMap | YAMLSeq;
    const last = at === path.length - 1;
    const key = keyIn(collection, element, path);
    if (key === undefined) {
      if (value === undefined) return undefined;
      if (!last) throw unwritable(path, 'the list has no such item');
      const node = fresh(document, value);
      const place = collection.items.length;
      (collection as YAMLSeq).add(node);
      return { path, key: place, node };
    }
    trail.push({ collection, key });
    if (last) break;
    if (isMap(collection) && !collection.has(key)) {
      if (value === undefined) return undefined;
      grown ??= at;
      collection.set(key, document.createNode(typeof path[at + 1] === 'string' ? {} : []));
    }
    holder = collection.get(key, true) as Node;
  }
  const { collection, key } = trail.at(-1)!;
  if (value === undefined) return takeAway(trail, path);
  const known = collection.get(key, true) as Node | undefined;
  const node = fresh(document, value);
  if (isScalar(known)) {
    node.comment = known.comment ?? null;
    if (isScalar(node) && typeof node.value === 'string' && known.type?.startsWith('QUOTE')) node.type = known.type;
  }
  collection.set(key, node);
  if (grown === undefined) return { path, key, node };
  const first = trail[grown]!;
  return { path: path.slice(0, grown + 1), key: first.key, node: first.collection.get(first.key, true) as Node };
}

/** A map that loses its last field goes with it; nobody wrote `labels: {}`. */
function takeAway(
  trail: readonly { readonly collection: YAMLMap | YAMLSeq; readonly key: string | number }[],
  path: readonly PathElement[],
): Changed | undefined {
  if (!trail.at(-1)!.collection.has(trail.at(-1)!.key)) return undefined;
  for (let at = trail.length - 1; ; at--) {
    const { collection, key } = trail[at]!;
    collection.delete(key);
    if (collection.items.length > 0 || at === 0) return { path: path.slice(0, at + 1), key, node: undefined };
  }
}

/** The key or index that an element of a path means here. */
function keyIn(
  holder: YAMLMap | YAMLSeq,
  element: PathElement,
  path: readonly PathElement[],
): string | number | undefined {
  if (isMap(holder)) {
    if (typeof element !== 'string') throw unwritable(path, 'a map stands where a list is expected');
    if (holder.has('<<') && !holder.has(element)) throw unwritable(path, 'a merge key of YAML may hold it');
    return element;
  }
  if (typeof element === 'string') throw unwritable(path, 'a list stands where a map is expected');
  if (typeof element === 'number') return element < holder.items.length ? element : undefined;
  const index = holder.items.findIndex((item) =>
    Object.entries(element).every(([key, wanted]) => {
      const value = key === '' ? (isScalar(item) ? item.value : item) : isMap(item) ? item.get(key) : undefined;
      return value === wanted || (key === 'protocol' && value === undefined && wanted === 'TCP');
    }),
  );
  return index < 0 ? undefined : index;
}

function fresh(document: Document, value: JsonValue): Node {
  const node = document.createNode(value) as Node;
  visit(node, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && !scalar.value.includes('\n') && needsQuotes(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
    Pair(_key, pair) {
      if (isPair(pair) && isScalar(pair.key) && typeof pair.key.value === 'string' && needsQuotes(pair.key.value)) {
        pair.key.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return node;
}

function nodeAt(document: Document, path: readonly PathElement[]): Node | undefined {
  let node: Node | null | undefined = document.contents as Node | null;
  for (const element of path) {
    if (!isMap(node) && !isSeq(node)) return undefined;
    if (isMap(node) !== (typeof element === 'string')) return undefined;
    const key: string | number | undefined = keyIn(node, element, path);
    if (key === undefined) return undefined;
    node = node.get(key, true) as Node | undefined;
  }
  return node ?? undefined;
}

function unwritable(path: readonly PathElement[], because: string): ArgosyError {
  const text = path
    .map((element) => (typeof element === 'object' ? JSON.stringify(element) : String(element)))
    .join('.');
  return new ArgosyError('FailedPrecondition', `${text} cannot be written: ${because}`, {
    subject: text,
    advice: 'Change it in Git by hand.',
  });
}
