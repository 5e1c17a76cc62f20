import { CommandError } from './exit.ts';

/** What the values of flags are made of. A wrong one ends the command with a text that names the flag. */

/** For flags that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** For flags that may be given several times or as a list with commas. */
export function collectList(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(',')];
}

export function pairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => pair(text, flag)));
}

export function pair(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`${flag}: expected name=value, got ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

export function wholeNumber(text: string, flag: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new CommandError(`${flag}: expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

/** Without the fields that are undefined. */
export function defined<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** A changed entry stays where it was, a new one comes last. */
export function mergeBy<T>(before: readonly T[], changes: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const merged = new Map(before.map((one) => [nameOf(one), one]));
  for (const change of changes) merged.set(nameOf(change), change);
  return [...merged.values()];
}
