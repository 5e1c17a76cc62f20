import type { PathElement } from '../../../editor/index.ts';

/**
 * The JSON pointer of a field, for `ignoreDifferences`. Pointers know list items by their place only: an item that stands at another place on
 * the other side has none, and the pointer names its list.
 */
export function pointerOf(path: readonly PathElement[], live: unknown, desired: unknown): string {
  let pointer = '';
  let [left, right] = [live, desired];
  for (const element of path) {
    let place: string | number;
    if (typeof element === 'object') {
      const [a, b] = [indexIn(left, element), indexIn(right, element)];
      const found = a ?? b;
      if (found === undefined || (a !== undefined && b !== undefined && a !== b)) return pointer;
      place = found;
    } else place = element;
    pointer += `/${String(place).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    left = inside(left, place);
    right = inside(right, place);
  }
  return pointer;
}

function indexIn(list: unknown, wanted: Readonly<Record<string, unknown>>): number | undefined {
  if (!Array.isArray(list)) return undefined;
  const at = list.findIndex((item: unknown) =>
    Object.entries(wanted).every(
      ([key, value]) => JSON.stringify(key === '' ? item : inside(item, key)) === JSON.stringify(value),
    ),
  );
  return at < 0 ? undefined : at;
}

function inside(value: unknown, place: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, place)
    ? Reflect.get(value, place)
    : undefined;
}
