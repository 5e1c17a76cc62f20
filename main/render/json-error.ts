/** Where a text stops being JSON. JSON.parse quotes the text in its error, so its words cannot be shown. */
export interface JsonError {
  readonly line: number;
  /** A whole value is followed by another one. */
  readonly several: boolean;
}

/** For a text that JSON.parse refuses. Linear, without recursion: the text may be hostile. */
export function findJsonError(text: string): JsonError {
  const closers: string[] = [];
  let at = 0;
  let done = false;
  const lineAt = (position: number) => text.slice(0, position).split('\n').length;
  while (at < text.length) {
    const char = text[at]!;
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (done) return { line: lineAt(at), several: char === '{' || char === '[' };
    if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      at++;
    } else if (char === '}' || char === ']') {
      if (closers.pop() !== char) return { line: lineAt(at), several: false };
      at++;
    } else if (char === ',' || char === ':') {
      at++;
    } else {
      const token = tokenAt(text, at);
      if (token === 0) return { line: lineAt(at), several: false };
      at += token;
    }
    done = closers.length === 0;
  }
  return { line: lineAt(at), several: false };
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;

function tokenAt(text: string, at: number): number {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0].length ?? 0;
}
