/** Lists and maps as people type them: one entry a line. */

export function listOfLines(text: string): readonly string[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? undefined : lines;
}

export function linesOfList(value: unknown): string {
  return Array.isArray(value)
    ? value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n')
    : '';
}

/** `name=value` a line; a line without `=` is a name with an empty value. */
export function pairsOfLines(text: string): readonly (readonly [string, string])[] {
  return (listOfLines(text) ?? []).map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
}

export function mapOfLines(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = pairsOfLines(text);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

export function linesOfMap(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  return Object.entries(value)
    .map(([name, one]) => `${name}=${String(one)}`)
    .join('\n');
}

/** Objects with a name and one more field: `{name, path}`, `{name, count}`. */
export function namedOfLines(text: string, field: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  const pairs = pairsOfLines(text);
  if (pairs.length === 0) return undefined;
  return pairs.map(([name, value]) => ({
    name,
    [field]: field === 'count' && /^\d+$/.test(value) ? Number(value) : value,
  }));
}

export function linesOfNamed(value: unknown, field: string): string {
  if (!Array.isArray(value)) return '';
  return value
    .map((one: unknown) => {
      const { name, [field]: other } = (one ?? {}) as Readonly<Record<string, unknown>>;
      return `${String(name ?? '')}=${String(other ?? '')}`;
    })
    .join('\n');
}
