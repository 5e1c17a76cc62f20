/** What go-yaml v2, and so every Kubernetes tool, makes of a plain YAML scalar: YAML 1.1 words and numbers, no timestamps. */

/** Numbers that JSON cannot write; sigs.k8s.io/yaml refuses them too. */
export const NOT_FINITE = Symbol('not finite');

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const WORDS = new Map<string, boolean | null | typeof NOT_FINITE>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) WORDS.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) WORDS.set(word, false);
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, null);
for (const word of [
  '.nan',
  '.NaN',
  '.NAN',
  '.inf',
  '.Inf',
  '.INF',
  '+.inf',
  '+.Inf',
  '+.INF',
  '-.inf',
  '-.Inf',
  '-.INF',
]) {
  WORDS.set(word, NOT_FINITE);
}
const LONGEST_WORD = 5;

/** By first character: 1 = may be a number, 2 = may be a word, 3 = both, 0 = is text. */
const FIRST = new Uint8Array(128);
for (const char of '0123456789') FIRST[char.charCodeAt(0)] = 1;
for (const char of '+-.') FIRST[char.charCodeAt(0)] = 3;
for (const char of 'yYnNtTfFoO~') FIRST[char.charCodeAt(0)] = 2;

/**
 * The value of a plain scalar. Whole numbers beyond 2^53 are rounded, exactly as the answers of the API server are when they
 * are read here, so that both sides of a comparison agree.
 */
export function resolvePlain(source: string): string | number | boolean | null | typeof NOT_FINITE {
  const length = source.length;
  if (length === 0) return null;
  const first = source.charCodeAt(0);
  const kind = first < 128 ? FIRST[first]! : 0;
  if (kind === 0) return source;
  if ((kind & 2) !== 0 && length <= LONGEST_WORD) {
    const word = WORDS.get(source);
    if (word !== undefined) return word;
  }
  return (kind & 1) === 0 ? source : (readNumber(source) ?? source);
}

/** Whether a text, written without quotes, would be read back as something else than this text (`<<` as a merge). */
export function isAmbiguous(text: string): boolean {
  return resolvePlain(text) !== text || text === '<<';
}

/** Decimal digits first: ports, replicas and sizes are nearly all the numbers there are. */
function readNumber(source: string): number | undefined {
  const length = source.length;
  if (length <= 15) {
    let value = 0;
    let at = 0;
    for (; at < length; at++) {
      const digit = source.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === length && (length === 1 || source.charCodeAt(0) !== 48)) return value;
  }
  // Go takes underscores out wherever they stand before it looks at a number.
  const plain = source.includes('_') ? source.replaceAll('_', '') : source;
  if (INTEGER.test(plain)) {
    const negative = plain.charCodeAt(0) === 0x2d;
    const digits = negative || plain.charCodeAt(0) === 0x2b ? plain.slice(1) : plain;
    // A leading 0 is octal, as in Go: file modes are written so.
    const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    return negative && value !== 0 ? -value : value;
  }
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    // What no double can hold stays text.
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}
