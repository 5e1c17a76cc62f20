/**
 * Secrets as they may be shown (reference §2.8). Masking goes by the identity of the object, never by its looks, and covers every place
 * where a value may stand: data, stringData, the last-applied annotation and the annotations that the settings name.
 *
 * Each distinct value becomes a distinct run of `+`, equal values equal runs, across all objects of one call: so a difference is
 * visible and its content is not. The runs say nothing about the length of a value.
 */

import { LAST_APPLIED } from './annotations.ts';
import { isRecord, setField } from './json.ts';
import { type KubeObject, parseApiVersion } from './object.ts';

const FIRST_RUN = 8;
const NEXT_RUN = 4;
/** Beyond this many distinct values the run no longer grows but carries a number. */
const LONGEST_RUN = 400;

/** What stands for a part of a Secret that cannot be understood. */
export const UNREADABLE = '++++++++ (unreadable, masked)';

export interface MaskOptions {
  /** Annotation keys whose values are masked too: `resource.sensitive.mask.annotations`. */
  readonly annotations?: readonly string[];
}

export function isSecret(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  return (
    object.kind === 'Secret' && typeof object.apiVersion === 'string' && parseApiVersion(object.apiVersion).group === ''
  );
}

/** One object; anything but a Secret is given back as it is. */
export function maskSecret(object: KubeObject, options: MaskOptions = {}): KubeObject {
  return maskTogether([object], options)[0]!;
}

/**
 * All views of one object (desired, live, predicted, normalised, …), masked with one set of runs. Views that are undefined or no Secrets
 * are given back as they are.
 */
export function maskTogether<T extends KubeObject | undefined>(
  views: readonly T[],
  options: MaskOptions = {},
): readonly T[] {
  if (!views.some((view) => view !== undefined && isSecret(view))) return views;
  const runs = new Runs();
  // Desired and live first, in order, so that the shortest runs go to what a person reads first.
  return views.map((view) => (view !== undefined && isSecret(view) ? (maskOne(view, runs, options) as T) : view));
}

/** Masks many views with runs that are shared between calls, for a comparison that is built piece by piece. */
export class SecretMasker {
  readonly #runs = new Runs();
  readonly #options: MaskOptions;

  constructor(options: MaskOptions = {}) {
    this.#options = options;
  }

  mask<T extends KubeObject>(view: T): T {
    return isSecret(view) ? (maskOne(view, this.#runs, this.#options) as T) : view;
  }

  /** One value of a Secret, for example the side of a difference. Texts are taken as stored, that is base64. */
  value(value: unknown): unknown {
    return maskValue(value, this.#runs);
  }
}

class Runs {
  readonly #runs = new Map<string, string>();

  of(value: string): string {
    let run = this.#runs.get(value);
    if (run === undefined) {
      const length = FIRST_RUN + NEXT_RUN * this.#runs.size;
      run = length <= LONGEST_RUN ? '+'.repeat(length) : `${'+'.repeat(LONGEST_RUN)}${this.#runs.size}`;
      this.#runs.set(value, run);
    }
    return run;
  }
}

function maskOne(object: KubeObject, runs: Runs, options: MaskOptions): KubeObject {
  const masked: Record<string, unknown> = { ...object };
  if (Object.hasOwn(object, 'data')) masked['data'] = maskData(object['data'], runs, asStored);
  if (Object.hasOwn(object, 'stringData')) masked['stringData'] = maskData(object['stringData'], runs, asBase64);
  const metadata = maskMetadata(object.metadata, runs, options);
  if (metadata !== object.metadata) masked['metadata'] = metadata;
  return masked as KubeObject;
}

const asStored = (value: string) => value;
/** stringData and data hold the same value in two spellings: they get the same run. */
const asBase64 = (value: string) => Buffer.from(value, 'utf8').toString('base64');

function maskData(data: unknown, runs: Runs, spelling: (value: string) => string): unknown {
  if (data === null || data === undefined) return data;
  if (!isRecord(data)) return UNREADABLE;
  const masked: Record<string, unknown> = {};
  // Sorted, so that runs do not depend on the order in which a server or a file lists its keys.
  for (const name of Object.keys(data).sort()) {
    const value = data[name];
    setField(masked, name, typeof value === 'string' ? runs.of(spelling(value)) : maskValue(value, runs));
  }
  return masked;
}

function maskValue(value: unknown, runs: Runs): unknown {
  if (value === null || value === undefined) return value;
  return runs.of(typeof value === 'string' ? value : `json:${JSON.stringify(value)}`);
}

function maskMetadata(metadata: unknown, runs: Runs, options: MaskOptions): unknown {
  if (!isRecord(metadata)) return metadata === undefined ? undefined : UNREADABLE;
  const { annotations } = metadata;
  if (annotations === undefined || annotations === null) return metadata;
  if (!isRecord(annotations)) return { ...metadata, annotations: UNREADABLE };
  const masked: Record<string, unknown> = { ...annotations };
  if (Object.hasOwn(annotations, LAST_APPLIED))
    masked[LAST_APPLIED] = maskLastApplied(annotations[LAST_APPLIED], runs, options);
  for (const name of options.annotations ?? []) {
    if (name !== LAST_APPLIED && Object.hasOwn(annotations, name))
      setField(masked, name, maskValue(annotations[name], runs));
  }
  return { ...metadata, annotations: masked };
}

/** The annotation is a JSON text of the same Secret; one that cannot be read is not shown at all. It is masked as a Secret whatever it says it is. */
function maskLastApplied(text: unknown, runs: Runs, options: MaskOptions): string {
  if (typeof text !== 'string') return UNREADABLE;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
  if (!isRecord(parsed)) return UNREADABLE;
  return JSON.stringify(maskOne(parsed as unknown as KubeObject, runs, options));
}
