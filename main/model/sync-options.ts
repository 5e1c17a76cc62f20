/** Sync options of an application and of an object (reference §3.8). Matching is by exact text `Name=value`. */

import { annotation, annotationList, COMPARE_OPTIONS, HELM_RESOURCE_POLICY, SYNC_OPTIONS } from './annotations.ts';
import type { KubeObject } from './object.ts';

/** A list of `Name=value` texts. */
export class SyncOptions {
  readonly #texts: ReadonlySet<string>;

  constructor(texts: readonly string[] = []) {
    this.#texts = new Set(texts);
  }

  /** The options in an object's annotation. */
  static of(object: KubeObject): SyncOptions {
    const texts = annotationList(object, SYNC_OPTIONS);
    return texts.length === 0 ? NONE : new SyncOptions(texts);
  }

  /** `has('Prune=false')`. */
  has(text: string): boolean {
    return this.#texts.has(text);
  }

  /** The value of the last `Name=…`, or undefined. */
  value(name: string): string | undefined {
    let value: string | undefined;
    for (const text of this.#texts) if (text.startsWith(`${name}=`)) value = text.slice(name.length + 1);
    return value;
  }

  get texts(): readonly string[] {
    return [...this.#texts];
  }
}

const NONE = new SyncOptions();

export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';
export type Consent = 'allowed' | 'confirm' | 'forbidden';

/** Everything that decides how one object is written, application and object put together. */
export interface ObjectSyncOptions {
  readonly validate: boolean;
  readonly replace: boolean;
  readonly force: boolean;
  readonly serverSideApply: boolean;
  readonly skipDryRunOnMissingResource: boolean;
  readonly pruneLast: boolean;
  readonly prune: Consent;
  readonly delete: Consent;
}

/** Everything that only the application decides. */
export interface AppSyncOptions {
  readonly createNamespace: boolean;
  readonly applyOutOfSyncOnly: boolean;
  readonly respectIgnoreDifferences: boolean;
  readonly failOnSharedResource: boolean;
  readonly clientSideApplyMigration: boolean;
  readonly propagation: PropagationPolicy;
}

export function appSyncOptions(app: SyncOptions): AppSyncOptions {
  return {
    createNamespace: app.has('CreateNamespace=true'),
    applyOutOfSyncOnly: app.has('ApplyOutOfSyncOnly=true'),
    respectIgnoreDifferences: app.has('RespectIgnoreDifferences=true'),
    failOnSharedResource: app.has('FailOnSharedResource=true'),
    clientSideApplyMigration: !app.has('ClientSideApplyMigration=false'),
    propagation: propagationOf(app),
  };
}

export function objectSyncOptions(app: SyncOptions, object: KubeObject): ObjectSyncOptions {
  const own = SyncOptions.of(object);
  const either = (text: string) => own.has(text) || app.has(text);
  return {
    validate: !either('Validate=false'),
    // An object's `Replace=false` does not switch the application's option off.
    replace: either('Replace=true'),
    force: own.has('Force=true'),
    serverSideApply: !own.has('ServerSideApply=false') && either('ServerSideApply=true'),
    skipDryRunOnMissingResource: either('SkipDryRunOnMissingResource=true'),
    pruneLast: either('PruneLast=true'),
    prune: pruneConsent(app, own),
    delete: deleteConsent(app, own, object),
  };
}

/** The object's own `Prune=…` (also `Prune=true`) overrides the application's. */
function pruneConsent(app: SyncOptions, own: SyncOptions): Consent {
  return consent(own, 'Prune') ?? consent(app, 'Prune') ?? 'allowed';
}

/** What cascade deletion may do with the object (reference §1.6): Helm's `keep` forbids it as `Delete=false` does. */
function deleteConsent(app: SyncOptions, own: SyncOptions, object: KubeObject): Consent {
  if (annotation(object, HELM_RESOURCE_POLICY)?.trim() === 'keep') return 'forbidden';
  return consent(own, 'Delete') ?? consent(app, 'Delete') ?? 'allowed';
}

function consent(options: SyncOptions, name: 'Prune' | 'Delete'): Consent | undefined {
  if (options.has(`${name}=false`)) return 'forbidden';
  if (options.has(`${name}=confirm`)) return 'confirm';
  return options.has(`${name}=true`) ? 'allowed' : undefined;
}

function propagationOf(app: SyncOptions): PropagationPolicy {
  switch (app.value('PrunePropagationPolicy')) {
    case 'background':
      return 'Background';
    case 'orphan':
      return 'Orphan';
    default:
      return 'Foreground';
  }
}

/** `compare-options` of an object or an application (reference §2.7). */
export interface CompareOptions {
  readonly ignoreExtraneous: boolean;
  /** Undefined = not said. */
  readonly serverSideDiff: boolean | undefined;
  readonly includeMutationWebhook: boolean;
}

export function compareOptions(object: KubeObject): CompareOptions {
  const texts = annotationList(object, COMPARE_OPTIONS);
  return {
    ignoreExtraneous: texts.includes('IgnoreExtraneous'),
    serverSideDiff: texts.includes('ServerSideDiff=true')
      ? true
      : texts.includes('ServerSideDiff=false')
        ? false
        : undefined,
    includeMutationWebhook: texts.includes('IncludeMutationWebhook=true'),
  };
}
