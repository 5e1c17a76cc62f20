import {
  API_VERSION,
  type Application,
  ArgosyError,
  appKeyOf,
  CONTROL_PLANE_NAMESPACE,
  deepEqual,
  normalizeApplication,
} from '../model/index.ts';
import { admittedFinalizers } from './hook-finalizers.ts';

/** The object as it is kept: normalised, in the control-plane namespace unless it names another, without a request and a status. */
export function admitted(application: Application, now: string, uid: string): Application {
  const normalized = normalizeApplication(application);
  const { operation: _operation, status: _status, ...rest } = normalized;
  return {
    ...rest,
    apiVersion: API_VERSION,
    kind: 'Application',
    metadata: {
      ...normalized.metadata,
      namespace: normalized.metadata.namespace ?? CONTROL_PLANE_NAMESPACE,
      uid,
      creationTimestamp: normalized.metadata.creationTimestamp ?? now,
      generation: 1,
    },
    spec: normalized.spec,
  } as Application;
}

/**
 * What `app create` makes of an application that exists (reference §12.2): the same spec changes nothing, another one needs
 * upsert, labels and annotations are merged. Returns the existing object itself when nothing changes.
 */
export function upserted(existing: Application, wanted: Application, upsert: boolean): Application {
  const normalized = normalizeApplication(wanted);
  const labels = { ...existing.metadata.labels, ...normalized.metadata.labels };
  const annotations = { ...existing.metadata.annotations, ...normalized.metadata.annotations };
  const finalizers = admittedFinalizers(existing, normalized.metadata.finalizers ?? existing.metadata.finalizers);
  const sameMetadata =
    deepEqual(labels, existing.metadata.labels ?? {}) &&
    deepEqual(annotations, existing.metadata.annotations ?? {}) &&
    deepEqual(finalizers ?? [], existing.metadata.finalizers ?? []);
  if (deepEqual(normalized.spec, existing.spec) && sameMetadata) return existing;
  if (!upsert) {
    throw new ArgosyError(
      'InvalidArgument',
      'existing application spec is different, use upsert flag to force update',
      {
        subject: appKeyOf(existing),
        advice: 'Repeat with --upsert to replace the spec.',
      },
    );
  }
  return changed(existing, {
    ...existing,
    metadata: { ...existing.metadata, labels, annotations, ...(finalizers === undefined ? {} : { finalizers }) },
    spec: normalized.spec,
  });
}

/** `app set`, `app edit` and `app patch`: spec, labels, annotations and finalizers of `wanted`; everything else stays. */
export function updated(existing: Application, wanted: Application): Application {
  const normalized = normalizeApplication(wanted);
  const { labels, annotations } = normalized.metadata;
  const finalizers = admittedFinalizers(existing, normalized.metadata.finalizers);
  const next = {
    ...existing,
    metadata: { ...existing.metadata, labels, annotations, finalizers },
    spec: normalized.spec,
  };
  return deepEqual(next, existing) ? existing : changed(existing, dropUndefined(next));
}

function changed(existing: Application, next: Application): Application {
  if (deepEqual(existing.spec, next.spec)) return next;
  return { ...next, metadata: { ...next.metadata, generation: (existing.metadata.generation ?? 0) + 1 } };
}

function dropUndefined(application: Application): Application {
  const metadata = Object.fromEntries(Object.entries(application.metadata).filter(([, value]) => value !== undefined));
  return { ...application, metadata: metadata as Application['metadata'] };
}
