/** Longest wait that a server may ask for, milliseconds: a wrong header must not park a request for a day. */
const LONGEST = 60_000;

/** Milliseconds of a Retry-After header (RFC 9110 §10.2.3: seconds or a date), undefined when there is none to honour. */
export function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST, Math.max(0, wait));
}
