/** JSON pointers (RFC 6901) over JSON values. */

import { ArgosyError } from './errors.ts';

/** '/metadata/labels/a~1b' → ['metadata', 'labels', 'a/b']; '' → []. */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) {
    throw new ArgosyError(
      'InvalidArgument',
      `JSON pointer must be empty or begin with "/": ${JSON.stringify(pointer)}`,
    );
  }
  return pointer
    .slice(1)
    .split('/')
    .map((part) => (part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part));
}

export function formatPointer(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path) text += `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return text;
}

/** The value at a path, or undefined when it leads nowhere. Own fields only. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const part of path) {
    if (Array.isArray(value)) {
      const index = listIndex(part);
      value = index === undefined ? undefined : value[index];
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, part)) {
      value = (value as Record<string, unknown>)[part];
    } else {
      return undefined;
    }
  }
  return value;
}

/** '0', '12' → the number; '01', '-', '1e3', '-1' → undefined. */
export function listIndex(part: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,9})$/.test(part) ? Number(part) : undefined;
}
