import { type FieldsV1, isRecord, type ManagedFieldsEntry } from '../model/index.ts';

/** One key of a FieldsV1 tree, parsed. */
export type FieldsKey =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'key'; readonly key: Readonly<Record<string, unknown>> }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'self' }
  /** A key that no API server writes: owns nothing. */
  | { readonly kind: 'foreign' };

const SELF: FieldsKey = { kind: 'self' };
const FOREIGN: FieldsKey = { kind: 'foreign' };

// The same few hundred keys recur in every object of a kind; parsing one costs about 40 times a look-up.
const parsed = new Map<string, FieldsKey>();
const KEPT_KEYS = 8192;
const LONGEST_KEPT = 256;

export function parseFieldsKey(text: string): FieldsKey {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const fresh = parse(text);
  if (text.length <= LONGEST_KEPT) {
    if (parsed.size >= KEPT_KEYS) parsed.clear();
    parsed.set(text, fresh);
  }
  return fresh;
}

function parse(text: string): FieldsKey {
  if (text === '.') return SELF;
  if (text.charCodeAt(1) !== 58 /* : */) return FOREIGN;
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return { kind: 'field', name: rest };
    case 'k': {
      const key = parseJson(rest);
      return isRecord(key) ? { kind: 'key', key } : FOREIGN;
    }
    case 'v': {
      const value = parseJson(rest);
      return value === undefined ? FOREIGN : { kind: 'value', value };
    }
    case 'i': {
      const index = Number(rest);
      return Number.isSafeInteger(index) && rest !== '' ? { kind: 'index', index } : FOREIGN;
    }
    default:
      return FOREIGN;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // foreign text: the caller treats it as owning nothing
  }
}

/** Whether a node of the tree says that its path itself is owned, not only something below it. */
export function ownsItself(node: FieldsV1): boolean {
  return Object.hasOwn(node, '.') || isLeaf(node);
}

export function isLeaf(node: FieldsV1): boolean {
  for (const key in node) if (key !== '.') return false;
  return true;
}

/** The tree of an entry, or undefined when it holds none that can be read. */
export function treeOf(entry: ManagedFieldsEntry | undefined): FieldsV1 | undefined {
  if (entry === undefined || (entry.fieldsType !== undefined && entry.fieldsType !== 'FieldsV1')) return undefined;
  const tree: unknown = entry.fieldsV1;
  return isRecord(tree) ? (tree as FieldsV1) : undefined;
}

/** A child of a tree; foreign shapes count as absent. */
export function childOf(node: FieldsV1 | undefined, key: string): FieldsV1 | undefined {
  if (node === undefined || !Object.hasOwn(node, key)) return undefined;
  const child: unknown = node[key];
  return isRecord(child) ? (child as FieldsV1) : undefined;
}
