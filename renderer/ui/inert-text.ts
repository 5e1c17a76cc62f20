/** Longer text is cut: a line of a megabyte is nobody's to read, and everybody's to wait for. */
export const LONGEST_SHOWN = 4000;

/**
 * Foreign text for a screen: control and bidirectional characters become visible, the length is bounded. React escapes markup; this is for what is
 * harmful as text: a name that reads backwards, a log line that hides another.
 */
export function inert(text: string, longest = LONGEST_SHOWN): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
  return cut.replace(HARMFUL, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\uFFFD';
  });
}

/** C0 but tab and line feed, DEL and C1, bidirectional controls, zero-width and other invisible characters, line and paragraph separators. */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;
