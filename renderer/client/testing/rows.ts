import type { Row } from '../../../preload/contract/index.ts';

/** A row of an application with which all is well, for specs. */
export function wellRow(name: string, more: Partial<Row<'applications'>> = {}): Row<'applications'> {
  return {
    name,
    namespace: 'argocd',
    project: 'default',
    sync: 'Synced',
    health: 'Healthy',
    repoURL: '',
    path: '',
    targetRevision: '',
    revision: '',
    server: '',
    destinationNamespace: name,
    operation: '',
    reconciledAt: 0,
    conditions: 0,
    healthSince: 0,
    operationAt: 0,
    operationBy: '',
    automated: false,
    deleting: false,
    reason: '',
    parent: '',
    wave: 0,
    staleSince: 0,
    hold: '',
    ...more,
  };
}
