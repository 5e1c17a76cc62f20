import type { Clock } from './clock.ts';
import { REDACTED, type Redactor, redactText } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

/** The only way to write a log. A line is a fact for the person who looks for a cause: short text, names as fields. */
export interface Logger {
  readonly level: LogLevel | 'silent';
  enabled(level: LogLevel): boolean;
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** Receives one line without its line break. Must not throw. */
  readonly sink: (line: string) => void;
  /** Default 'info'. */
  readonly level?: LogLevel | 'silent';
  readonly clock: Clock;
  /** Knows the secrets of this process; without one only the forms of secrets are taken out. */
  readonly redactor?: Redactor;
}

const RANK = { debug: 10, info: 20, warn: 30, error: 40, silent: 100 } as const;

/** A line that is longer is cut: a log is not the place for a manifest. Characters. */
const LONGEST_LINE = 16_384;
const LONGEST_TEXT = 4_096;
const DEEPEST = 6;
const MOST_ENTRIES = 64;

/** Fields with these names are never written, whatever they hold. Compared in lower case without `-` and `_`. */
const NEVER_WRITTEN: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'secret',
  'secrets',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'bearertoken',
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'privatekey',
  'sshprivatekey',
  'githubappprivatekey',
  'tlsclientcertkey',
  'gcpserviceaccountkey',
  'azureserviceprincipalclientsecret',
  'clientsecret',
  'clientkey',
  'clientkeydata',
  'keydata',
  'apikey',
  'accesskey',
  'secretaccesskey',
  'sessiontoken',
  'credentials',
  'stringdata',
]);

/** True for a name whose value is never written to a log. */
export function isSecretField(name: string): boolean {
  return NEVER_WRITTEN.has(name.toLowerCase().replace(/[-_]/g, ''));
}

export function createLogger(options: LoggerOptions): Logger {
  return loggerWith(options, options.level ?? 'info', '');
}

export const silentLogger: Logger = {
  level: 'silent',
  enabled: () => false,
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};

/** `bound` is the JSON text of the fields of this logger, written once: `,"app":"guestbook"`. */
function loggerWith(options: LoggerOptions, threshold: LogLevel | 'silent', bound: string): Logger {
  const rank = RANK[threshold];
  const redact = options.redactor === undefined ? redactText : (text: string) => options.redactor!.redact(text);
  const write = (level: LogLevel, msg: string, fields: LogFields | undefined) => {
    if (RANK[level] < rank) return;
    const time = new Date(options.clock.now()).toISOString();
    const head = `{"time":"${time}","level":"${level}","msg":${JSON.stringify(cut(redact(msg)))}`;
    const line = head + bound + (fields === undefined ? '' : fieldsText(fields, redact));
    options.sink(line.length < LONGEST_LINE ? `${line}}` : `${head},"cut":${line.length}}`);
  };
  return {
    level: threshold,
    enabled: (level) => RANK[level] >= rank,
    debug: (msg, fields) => write('debug', msg, fields),
    info: (msg, fields) => write('info', msg, fields),
    warn: (msg, fields) => write('warn', msg, fields),
    error: (msg, fields) => write('error', msg, fields),
    child: (fields) =>
      rank === RANK.silent ? silentLogger : loggerWith(options, threshold, bound + fieldsText(fields, redact)),
  };
}

function fieldsText(fields: LogFields, redact: (text: string) => string): string {
  let text = '';
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    // The line's own keys cannot be forged by a field.
    const key = name === 'time' || name === 'level' || name === 'msg' ? `field_${name}` : name;
    const shown = isSecretField(name) ? REDACTED : loggable(value, redact, 0, new Set());
    if (shown !== undefined) text += `,${JSON.stringify(redact(key))}:${JSON.stringify(shown)}`;
  }
  return text;
}

/** A copy that may be written: texts redacted and cut, Secrets without their data, no cycles, bounded depth and size. */
function loggable(value: unknown, redact: (text: string) => string, depth: number, above: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
      return cut(redact(value));
    case 'number':
    case 'boolean':
      return Number.isNaN(value) ? 'NaN' : value;
    case 'bigint':
      return value.toString();
    case 'symbol':
    case 'function':
    case 'undefined':
      return undefined;
    case 'object':
      break;
  }
  if (value === null) return null;
  if (depth >= DEEPEST) return '[deep]';
  if (above.has(value)) return '[circular]';
  above.add(value);
  try {
    if (value instanceof Error) return errorFields(value, redact, depth, above);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Map) return loggable(Object.fromEntries(value), redact, depth, above);
    if (value instanceof Set) return loggable([...value], redact, depth, above);
    if (value instanceof URL) return cut(redact(value.href));
    if (Array.isArray(value)) {
      const shown = value.slice(0, MOST_ENTRIES).map((item) => loggable(item, redact, depth + 1, above) ?? null);
      if (value.length > MOST_ENTRIES) shown.push(`[${value.length - MOST_ENTRIES} more]`);
      return shown;
    }
    const secretObject = (value as { kind?: unknown }).kind === 'Secret';
    const shown: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let count = 0;
    for (const [name, field] of Object.entries(value)) {
      if (count++ === MOST_ENTRIES) {
        shown['…'] = 'more';
        break;
      }
      const hidden = isSecretField(name) || (secretObject && name === 'data');
      shown[redact(name)] = hidden ? REDACTED : loggable(field, redact, depth + 1, above);
    }
    return shown;
  } finally {
    above.delete(value);
  }
}

function errorFields(error: Error, redact: (text: string) => string, depth: number, above: Set<object>): unknown {
  const { code, subject } = error as Error & { code?: unknown; subject?: unknown };
  return {
    name: error.name,
    message: cut(redact(error.message)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof subject === 'string' ? { subject: cut(redact(subject)) } : {}),
    // A person can mend an ArgosyError; a stack is for bugs.
    ...(error.name === 'ArgosyError' || error.stack === undefined ? {} : { stack: cut(redact(error.stack)) }),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause, redact, depth + 1, above) }),
  };
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…[${text.length - LONGEST_TEXT} more]`;
}
