export interface JsonnetImport {
  readonly path: string;
  /** False for importstr and importbin. */
  readonly code: boolean;
}

// Comments and texts come first, so that an `import` inside one of them is not taken for an import.
const TOKENS =
  /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|\b(import|importstr|importbin)\s+(?:@'((?:[^']|'')*)'|@"((?:[^"]|"")*)"|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")|@'(?:[^']|'')*'|@"(?:[^"]|"")*"|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/g;

/** The files that a Jsonnet text imports. Imports are literals in Jsonnet: no expression can name one. */
export function findImports(text: string): JsonnetImport[] {
  const found: JsonnetImport[] = [];
  for (const [, keyword, atSingle, atDouble, single, double] of text.matchAll(TOKENS)) {
    if (keyword === undefined) continue;
    const verbatim = atSingle?.replaceAll("''", "'") ?? atDouble?.replaceAll('""', '"');
    const path = verbatim ?? unescaped(single ?? double ?? '');
    found.push({ path, code: keyword === 'import' });
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
