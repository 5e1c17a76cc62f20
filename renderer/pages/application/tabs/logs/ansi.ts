/** A stretch of a log line in one colour. `colour`: 0 to 15 of a terminal's palette. */
export interface Segment {
  readonly text: string;
  readonly colour?: number;
  readonly bold?: boolean;
}

/**
 * Everything that a terminal would take for an order: CSI with its parameters, OSC, DCS, APC, PM and SOS up to their end (or the end of
 * the line, when a hostile line never ends them), and single escapes, in their 7-bit and 8-bit forms.
 */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** What a sequence begins with: most lines have none, and looking for it is cheap. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const BEGINS = /[\u001b\u0080-\u009f]/;

/** The line as text: without orders to a terminal. */
export function plainLine(line: string): string {
  return BEGINS.test(line) ? line.replace(SEQUENCE, '') : line;
}

/** The line in its colours. Only foreground and bold are kept: a background could hide what stands on it, and blinking helps nobody. */
export function segmentsOf(line: string): readonly Segment[] {
  if (!BEGINS.test(line)) return line === '' ? [] : [{ text: line }];
  const segments: Segment[] = [];
  let colour: number | undefined;
  let bold = false;
  let from = 0;
  const take = (to: number): void => {
    if (to > from) {
      segments.push({
        text: line.slice(from, to),
        ...(colour === undefined ? {} : { colour }),
        ...(bold ? { bold } : {}),
      });
    }
  };
  for (const match of line.matchAll(SEQUENCE)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] !== 'm') continue;
    ({ colour, bold } = styled(match[1] ?? '', colour, bold));
  }
  take(line.length);
  return segments;
}

function styled(
  parameters: string,
  before: number | undefined,
  wasBold: boolean,
): { colour: number | undefined; bold: boolean } {
  let colour = before;
  let bold = wasBold;
  const codes = parameters.split(/[;:]/, 32).map((code) => (code === '' ? 0 : Number(code)));
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 0) {
      colour = undefined;
      bold = false;
    } else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 39) colour = undefined;
    else if (code >= 30 && code <= 37) colour = code - 30;
    else if (code >= 90 && code <= 97) colour = code - 82;
    else if (code === 38 || code === 48) {
      // 256 colours or 24 bits: of the first only the sixteen that themes know, and what follows is not read as other codes.
      if (codes[at + 1] === 5) {
        const index = codes[at + 2] ?? 0;
        if (code === 38) colour = index < 16 ? index : undefined;
        at += 2;
      } else if (codes[at + 1] === 2) {
        if (code === 38) colour = undefined;
        at += 4;
      }
    }
  }
  return { colour, bold };
}
