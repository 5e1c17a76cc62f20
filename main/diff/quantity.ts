/** Kubernetes quantities as exact numbers, so that `1000m` equals `1` and `0.5Gi` equals `512Mi`. */

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;
/** No quantity that a person writes is longer; a limit keeps hostile digits from becoming huge numbers. */
const LONGEST = 64;

/** Value in units of 10⁻⁹⁹, or undefined when the text is no quantity. */
function parse(text: string): bigint | undefined {
  if (text.length > LONGEST) return undefined;
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', binary, decimal, exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  let value = BigInt(whole + fraction);
  let power = 99 - fraction.length;
  if (binary !== undefined) value *= 1024n ** BigInt(BINARY.indexOf(binary));
  else if (decimal !== undefined) power += DECIMAL[decimal]!;
  else if (exponent !== undefined) power += Number(exponent);
  if (power < 0) return undefined;
  value *= 10n ** BigInt(power);
  return sign === '-' ? -value : value;
}

export function equalQuantities(a: string | number, b: string | number): boolean {
  const left = String(a);
  const right = String(b);
  if (left === right) return true;
  const value = parse(left);
  return value !== undefined && value === parse(right);
}
