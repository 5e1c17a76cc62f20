/** A longer line is cut: it is nobody's to read, and it stops a window that has to measure it. */
export const LONGEST_LINE = 4000;

/**
 * Every line with at most LONGEST_LINE characters; a cut one says how long it was, with a fingerprint, so that two lines that differ behind
 * the cut still differ on the screen.
 */
export function boundedLines(text: string): { readonly text: string; readonly cut: number } {
  let cut = 0;
  let from = 0;
  const parts: string[] = [];
  // Most texts have no long line: they are looked through once and returned as they are.
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    if (stop - at > LONGEST_LINE) {
      cut += 1;
      const line = text.slice(at, stop);
      parts.push(text.slice(from, at), line.slice(0, LONGEST_LINE), note(line));
      from = stop;
    }
    at = stop + 1;
  }
  return cut === 0 ? { text, cut } : { text: parts.join('') + text.slice(from), cut };
}

function note(line: string): string {
  return ` … # cut here: ${line.length.toLocaleString('en')} characters, fingerprint ${fingerprint(line)}`;
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
