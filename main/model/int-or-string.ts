/** A value that Kubernetes takes as a number or as text, such as a port's name or `25%`. */

export type IntOrString = number | string;

/** Kubernetes decodes `80` and `"80"` to different values, but text of digits means the same number to most readers. */
export function intOrStringEqual(a: IntOrString, b: IntOrString): boolean {
  return String(a) === String(b);
}

/** '25%' → 25; '3' and 3 → undefined. */
export function percentOf(value: IntOrString): number | undefined {
  if (typeof value !== 'string' || !/^[0-9]{1,9}%$/.test(value)) return undefined;
  return Number(value.slice(0, -1));
}

/**
 * The number that a value stands for: itself, or its share of `total`.
 * @param roundUp as Kubernetes rounds maxSurge; otherwise down, as it rounds maxUnavailable.
 * @returns undefined for text that is neither digits nor a percentage.
 */
export function scaledValue(value: IntOrString, total: number, roundUp: boolean): number | undefined {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent !== undefined) return roundUp ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100);
  return /^-?[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
}
