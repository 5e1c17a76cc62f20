import { isRecord } from '../../model/index.ts';
import type { Atom } from './atom.ts';

/** JSON as Go writes it, with <, > and & escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJson(value)}`;
}

export class NoElement extends Error {}

/** The element of an item of a list that is a set or a map; throws NoElement, with the words of the real merge. */
export function itemElement(list: NonNullable<Atom['list']>, item: unknown): string {
  if (list.keys.length === 0) {
    if (Array.isArray(item)) throw new NoElement('not supported: associative list with lists as elements');
    if (item === null) throw new NoElement("associative list without keys has an element that's an explicit null");
    if (typeof item === 'object') throw new NoElement("associative list without keys has an element that's a map type");
    return valueElement(item);
  }
  if (item === null) throw new NoElement('associative list with keys may not have a null element');
  if (!isRecord(item)) throw new NoElement('associative list with keys may not have non-map elements');
  let text = '';
  for (const key of list.keys) {
    const value = Object.hasOwn(item, key) ? item[key] : list.element().map?.fields.get(key)?.default;
    if (value === undefined || (value === null && !Object.hasOwn(item, key))) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${goJson(value)}`;
  }
  if (text === '') {
    throw new NoElement(
      `associative list with keys has an element that omits all key fields [${list.keys.map((key) => `"${key}"`).join(' ')}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:{${text}}`;
}

const canonical = new Map<string, string | undefined>();

/** The canonical spelling of an element that was read; undefined for one that no server writes. */
export function canonicalElement(text: string): string | undefined {
  if (text.startsWith('f:') || text.startsWith('i:')) return text;
  if (canonical.has(text)) return canonical.get(text);
  let spelled: string | undefined;
  try {
    if (text.startsWith('v:')) spelled = valueElement(JSON.parse(text.slice(2)));
    else if (text.startsWith('k:')) {
      const key = JSON.parse(text.slice(2)) as unknown;
      if (isRecord(key)) {
        const names = Object.keys(key).sort();
        spelled = `k:{${names.map((name) => `${JSON.stringify(name)}:${goJson(key[name])}`).join(',')}}`;
      }
    }
  } catch {
    spelled = undefined; // not JSON: owns nothing
  }
  if (canonical.size > 4096) canonical.clear();
  canonical.set(text, spelled);
  return spelled;
}

/** `.spec.containers[name="web"].image`, as conflicts and errors spell a path. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('');
}

export function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'v':
      return `[=${goText(JSON.parse(rest))}]`;
    case 'k':
      return `[${Object.entries(JSON.parse(rest) as object)
        .map(([name, value]) => `${name}=${goText(value)}`)
        .join(',')}]`;
    default:
      return `[${rest}]`;
  }
}

function goText(value: unknown): string {
  return JSON.stringify(value);
}
