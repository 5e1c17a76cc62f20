/** JSON merge patch (RFC 7396) and JSON patch (RFC 6902): values in, values out, nothing changed in place. */

import { ArgosyError } from './errors.ts';
import { deepEqual, isRecord, setField } from './json.ts';
import { listIndex, parsePointer } from './json-pointer.ts';

/** RFC 7396: null removes, objects merge, everything else replaces. Unchanged parts are shared with `target`. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else setField(result, name, mergePatch(Object.hasOwn(result, name) ? result[name] : undefined, value));
  }
  return result;
}

/** The smallest merge patch that turns `from` into `to`; undefined when they are equal. A null inside `to` cannot be expressed. */
export function diffMergePatch(from: unknown, to: unknown): unknown {
  if (deepEqual(from, to)) return undefined;
  if (!isRecord(from) || !isRecord(to)) return to;
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(from)) {
    const kept = Object.hasOwn(to, name) && to[name] !== undefined;
    if (from[name] !== undefined && !kept) setField(patch, name, null);
  }
  for (const [name, value] of Object.entries(to)) {
    if (value === undefined) continue;
    const change = Object.hasOwn(from, name) ? diffMergePatch(from[name], value) : value;
    if (change !== undefined) setField(patch, name, change);
  }
  return patch;
}

export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly path: string; readonly from: string };

const MOST_OPERATIONS = 10_000;

/** Applies all operations or none: an operation that does not fit throws, naming its index, and `target` is untouched. */
export function applyJsonPatch(target: unknown, patch: readonly JsonPatchOperation[]): unknown {
  if (patch.length > MOST_OPERATIONS)
    throw new ArgosyError('InvalidArgument', `a patch of more than ${MOST_OPERATIONS} operations`);
  let value = target;
  patch.forEach((operation, index) => {
    try {
      value = applyOne(value, operation);
    } catch (error) {
      if (!(error instanceof PatchMisfit)) throw error;
      throw new ArgosyError(
        'InvalidArgument',
        `JSON patch operation ${index} (${operation.op} ${operation.path}): ${error.message}`,
      );
    }
  });
  return value;
}

/** From unknown, as a person wrote it. */
export function parseJsonPatch(value: unknown): readonly JsonPatchOperation[] {
  const fail = (index: number, text: string) =>
    new ArgosyError('InvalidArgument', `JSON patch operation ${index}: ${text}`);
  if (!Array.isArray(value)) throw new ArgosyError('InvalidArgument', 'a JSON patch is a list of operations');
  return value.map((item: unknown, index) => {
    if (!isRecord(item)) throw fail(index, 'not an object');
    const { op, path, from } = item;
    if (typeof path !== 'string') throw fail(index, 'path is missing');
    switch (op) {
      case 'add':
      case 'replace':
      case 'test':
        if (!Object.hasOwn(item, 'value')) throw fail(index, 'value is missing');
        return { op, path, value: item['value'] };
      case 'remove':
        return { op, path };
      case 'move':
      case 'copy':
        if (typeof from !== 'string') throw fail(index, 'from is missing');
        return { op, path, from };
      default:
        throw fail(index, `unknown op ${JSON.stringify(op)}`);
    }
  });
}

class PatchMisfit extends Error {}

function applyOne(root: unknown, operation: JsonPatchOperation): unknown {
  const path = parsePointer(operation.path);
  switch (operation.op) {
    case 'add':
      return add(root, path, operation.value);
    case 'replace':
      read(root, path);
      return path.length === 0
        ? operation.value
        : change(root, path, (parent, name) => replaceIn(parent, name, operation.value));
    case 'remove':
      return remove(root, path);
    case 'test':
      if (!deepEqual(read(root, path), operation.value)) throw new PatchMisfit('the value differs');
      return root;
    case 'copy':
      return add(root, path, read(root, parsePointer(operation.from)));
    case 'move': {
      const from = parsePointer(operation.from);
      if (path.length > from.length && from.every((part, index) => part === path[index])) {
        throw new PatchMisfit('a value cannot move into itself');
      }
      const value = read(root, from);
      return add(remove(root, from), path, value);
    }
  }
}

function read(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const part of path) {
    if (Array.isArray(value)) value = value[indexIn(value, part)];
    else if (isRecord(value) && Object.hasOwn(value, part)) value = value[part];
    else throw new PatchMisfit(`there is no ${JSON.stringify(part)}`);
  }
  return value;
}

function indexIn(list: readonly unknown[], part: string): number {
  const index = listIndex(part);
  if (index === undefined || index >= list.length) throw new PatchMisfit(`there is no item ${JSON.stringify(part)}`);
  return index;
}

function add(root: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  return change(root, path, (parent, name) => {
    if (!Array.isArray(parent)) return replaceIn(parent, name, value);
    const index = name === '-' ? parent.length : listIndex(name);
    if (index === undefined || index > parent.length)
      throw new PatchMisfit(`there is no place ${JSON.stringify(name)}`);
    return parent.toSpliced(index, 0, value);
  });
}

function remove(root: unknown, path: readonly string[]): unknown {
  if (path.length === 0) throw new PatchMisfit('the whole document cannot be removed');
  return change(root, path, (parent, name) => {
    if (Array.isArray(parent)) return parent.toSpliced(indexIn(parent, name), 1);
    if (!isRecord(parent) || !Object.hasOwn(parent, name)) throw new PatchMisfit(`there is no ${JSON.stringify(name)}`);
    const { [name]: _removed, ...rest } = parent;
    return rest;
  });
}

function replaceIn(parent: unknown, name: string, value: unknown): unknown {
  if (Array.isArray(parent)) return parent.with(indexIn(parent, name), value);
  if (!isRecord(parent)) throw new PatchMisfit(`${JSON.stringify(name)} has no parent`);
  const copy: Record<string, unknown> = { ...parent };
  setField(copy, name, value);
  return copy;
}

/** Copies the way down to the parent of `path` and lets `edit` make the parent anew. */
function change(
  root: unknown,
  path: readonly string[],
  edit: (parent: unknown, name: string) => unknown,
  depth = 0,
): unknown {
  const part = path[depth]!;
  if (depth === path.length - 1) return edit(root, part);
  const child = read(root, [part]);
  return replaceIn(root, part, change(child, path, edit, depth + 1));
}
