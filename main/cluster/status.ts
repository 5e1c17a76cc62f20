import type { ErrorCode } from '../model/index.ts';
import { ClusterError } from './errors.ts';
import type { StatusDetails } from './face.ts';

/** Longest message that is kept, characters: an admission webhook may answer with anything. */
const LONGEST = 8_192;

/** The `Status` of a failed answer; other bodies (a proxy's HTML, plain text) are quoted as they are. */
export function statusOf(code: number, body: Buffer): StatusDetails {
  const text = body.toString('utf8', 0, 1 << 16);
  try {
    const parsed = JSON.parse(text) as { kind?: unknown; message?: unknown; reason?: unknown; code?: unknown };
    if (parsed.kind === 'Status') {
      return {
        code: typeof parsed.code === 'number' ? parsed.code : code,
        reason: typeof parsed.reason === 'string' ? parsed.reason : '',
        message: cut(typeof parsed.message === 'string' && parsed.message !== '' ? parsed.message : `HTTP ${code}`),
      };
    }
  } catch {
    // Not JSON: quoted below.
  }
  const quoted = text.trim();
  return { code, reason: '', message: cut(quoted === '' ? `HTTP ${code}` : `HTTP ${code}: ${quoted}`) };
}

export function errorOf(status: StatusDetails, subject?: string): ClusterError {
  return new ClusterError(codeOf(status), status, { subject, retry: mayPass(status), advice: adviceOf(status) });
}

function codeOf(status: StatusDetails): ErrorCode {
  if (status.reason === 'AlreadyExists') return 'AlreadyExists';
  switch (status.code) {
    case 400:
    case 415:
    case 422:
      return 'InvalidArgument';
    case 401:
      return 'Unauthenticated';
    case 403:
      return 'PermissionDenied';
    case 404:
      return 'NotFound';
    case 405:
      return 'FailedPrecondition';
    case 409:
      return 'Conflict';
    case 410:
      return 'Aborted';
    case 413:
    case 429:
      return 'ResourceExhausted';
    case 502:
    case 503:
      return 'Unavailable';
    case 408:
    case 504:
      return 'DeadlineExceeded';
    default:
      return 'Unknown';
  }
}

function mayPass(status: StatusDetails): boolean {
  return [408, 410, 429, 500, 502, 503, 504].includes(status.code);
}

function adviceOf(status: StatusDetails): string | undefined {
  if (status.code === 403) return 'ask for a role that allows this, or use other credentials for this cluster';
  if (status.code === 401) return 'sign in again or renew the credentials that the kubeconfig names';
  return undefined;
}

function cut(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}…`;
}

/**
 * The message of a refusal about a Secret without what the Secret holds: some refusals quote the object that was sent
 * or stored (CVE-2021-23135). Values that were sent are taken out by themselves, and whatever looks like a quoted
 * object or a quoted invalid value goes too.
 */
export function withoutSecretContent(status: StatusDetails, sent: Buffer | undefined): StatusDetails {
  let message = status.message;
  for (const value of sent === undefined ? [] : secretValues(sent)) message = message.split(value).join('…');
  const quiet = ['Forbidden', 'NotFound', 'AlreadyExists', 'Conflict', 'Unauthorized', 'TooManyRequests'];
  if (!quiet.includes(status.reason)) {
    message = message
      .replace(/Invalid value: ("(?:[^"\\]|\\.)*"|[^:,]*)/g, 'Invalid value: …')
      .replace(/[{[][\s\S]*[}\]]/g, (found) => (/^\[[\w.*-]*\]$/.test(found) ? found : '{…}'));
  }
  return { ...status, message };
}

/** Each text of data and stringData as sent, of a patch's values, and both decoded; longest first, so that no value hides a part of another. */
function secretValues(body: Buffer): string[] {
  const values = new Set<string>();
  const collect = (value: unknown) => {
    if (typeof value === 'string') {
      values.add(value);
      values.add(Buffer.from(value, 'base64').toString('utf8'));
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) collect(inner);
    }
  };
  try {
    const sent = JSON.parse(body.toString('utf8')) as Record<string, unknown> | { value?: unknown }[];
    if (Array.isArray(sent)) for (const step of sent) collect(step.value);
    else for (const field of ['data', 'stringData']) collect(sent[field]);
  } catch {
    // A body that is no JSON quotes nothing that could be recognised by value.
  }
  return [...values].filter((value) => value.length >= 3).sort((a, b) => b.length - a.length);
}
