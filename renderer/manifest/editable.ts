import type { Application } from '../../preload/contract/index.ts';
import { yamlOf } from './yaml-document.ts';

const METADATA = ['name', 'namespace', 'labels', 'annotations', 'finalizers'] as const;

/** What of an Application a person writes, in the order in which people write it: no status, nothing that the engine keeps for itself. */
export function editableOf(app: Application): Readonly<Record<string, unknown>> {
  const metadata = Object.fromEntries(
    METADATA.flatMap((field) => (app.metadata[field] === undefined ? [] : [[field, app.metadata[field]]])),
  );
  const { apiVersion, kind, metadata: _metadata, spec, status: _status, operation: _operation, ...others } = app;
  return { apiVersion, kind, metadata, spec, ...others };
}

export function editableText(app: Application): string {
  return yamlOf(editableOf(app));
}
