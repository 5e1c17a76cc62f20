/**
 * Checks that a value from a stranger has the types a shape promises. Nothing is rebuilt: unknown fields stay, and null is taken for
 * absent, as Kubernetes' decoder does.
 */

import { ArgosyError } from './errors.ts';
import { isRecord } from './json.ts';

export interface Origin {
  /** Named in errors. */
  readonly file?: string;
  /** 1-based line of the document. */
  readonly line?: number;
}

/** A check says what is wrong by throwing; `path` is `spec.source.path`. */
export type Check = (value: unknown, path: string, origin: Origin) => void;

export const text: Check = (value, path, origin) => {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value, origin);
};

export const truth: Check = (value, path, origin) => {
  if (typeof value !== 'boolean') throw wrongType(path, 'true or false', value, origin);
};

export const whole: Check = (value, path, origin) => {
  if (!Number.isSafeInteger(value)) throw wrongType(path, 'a whole number', value, origin);
};

export const textOrWhole: Check = (value, path, origin) => {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) {
    throw wrongType(path, 'a whole number or a string', value, origin);
  }
};

/** Free-form parts such as `valuesObject`. */
export const anything: Check = () => {};

export const anyObject: Check = (value, path, origin) => {
  if (!isRecord(value)) throw wrongType(path, 'an object', value, origin);
};

export function oneOf(...words: readonly string[]): Check {
  return (value, path, origin) => {
    text(value, path, origin);
    if (!words.includes(value as string)) throw wrongType(path, `one of ${words.join(', ')}`, value, origin);
  };
}

export function listOf(item: Check): Check {
  return (value, path, origin) => {
    if (!Array.isArray(value)) throw wrongType(path, 'a list', value, origin);
    for (let n = 0; n < value.length; n++) item(value[n], `${path}[${n}]`, origin);
  };
}

/** A map with any names and values of one kind. */
export function mapOf(item: Check): Check {
  return (value, path, origin) => {
    if (!isRecord(value)) throw wrongType(path, 'an object', value, origin);
    for (const name of Object.keys(value)) item(value[name], `${path}.${name}`, origin);
  };
}

/** An object with some known fields; others are let through. Names that end in `!` must be there. */
export function shape(fields: Readonly<Record<string, Check>>): Check {
  const known = Object.entries(fields).map(([name, check]) => ({
    name: name.replace(/!$/, ''),
    required: name.endsWith('!'),
    check,
  }));
  return (value, path, origin) => {
    if (!isRecord(value)) throw wrongType(path, 'an object', value, origin);
    for (const { name, required, check } of known) {
      const field = Object.hasOwn(value, name) ? value[name] : undefined;
      const at = path === '' ? name : `${path}.${name}`;
      if (field === undefined || field === null) {
        if (required) throw invalid(`${at}: Required value`, origin);
      } else {
        check(field, at, origin);
      }
    }
  };
}

export function invalid(message: string, origin: Origin): ArgosyError {
  const place = origin.file === undefined ? '' : `${origin.file}${origin.line === undefined ? '' : `:${origin.line}`}`;
  return new ArgosyError('InvalidArgument', place === '' ? message : `${place}: ${message}`, {
    ...(place === '' ? {} : { subject: place }),
    advice: 'Correct the field; the reference of the manifest is the one of Argo CD.',
  });
}

function wrongType(path: string, wanted: string, value: unknown, origin: Origin): ArgosyError {
  return invalid(`${path === '' ? 'the document' : path}: expected ${wanted}, got ${describe(value)}`, origin);
}

/** The type and, where it is short and plain, the value. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `${typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}
