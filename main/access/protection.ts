import type { ResourceRef } from '../model/index.ts';

/** Which deletions a person is asked about. */
export interface DeletionRule {
  /** More than this share of the application's live objects… */
  readonly share: number;
  /** …when it is at least so many objects: one of two is no mass deletion. */
  readonly atLeast: number;
}

export const DELETION_RULE: DeletionRule = { share: 1 / 3, atLeast: 5 };

export interface DeletionRequest {
  /** What would be deleted or pruned. */
  readonly deletes: readonly ResourceRef[];
  /** Live objects of the application now, the ones to be deleted included. */
  readonly live: number;
  /** Objects that the application declares. */
  readonly desired: number;
  /** Other applications that are deleted with it. */
  readonly applications?: readonly string[];
}

/** Why a deletion needs a person's word. The engine decides whom it asks: a dialog, `--yes`, or nobody, and then it waits. */
export type DeletionConcern =
  | { readonly kind: 'everything'; readonly message: string }
  | { readonly kind: 'share'; readonly message: string }
  /** An App-of-Apps: children go, and with them whatever their own finalizers say. */
  | { readonly kind: 'applications'; readonly message: string }
  /** Objects whose deletion deletes more than themselves. */
  | { readonly kind: 'carries-more'; readonly message: string; readonly refs: readonly ResourceRef[] };

export function judgeDeletions(
  request: DeletionRequest,
  rule: DeletionRule = DELETION_RULE,
): readonly DeletionConcern[] {
  const { deletes, live, desired, applications = [] } = request;
  if (deletes.length === 0) return [];
  const concerns: DeletionConcern[] = [];
  if (desired === 0 && deletes.length >= live) {
    concerns.push({ kind: 'everything', message: `all ${count(deletes.length)} of the application would be deleted` });
  } else if (deletes.length >= rule.atLeast && deletes.length > live * rule.share) {
    concerns.push({ kind: 'share', message: `${deletes.length} of ${count(live)} would be deleted` });
  }
  if (applications.length > 0) {
    const other = applications.length === 1 ? '1 other application' : `${applications.length} other applications`;
    concerns.push({ kind: 'applications', message: `${other} would be deleted with it: ${listed(applications)}` });
  }
  const refs = deletes.filter(carriesMore);
  if (refs.length > 0) {
    const names = listed(refs.map(({ kind, name }) => `${kind} ${name}`));
    concerns.push({
      kind: 'carries-more',
      message: `deleting ${names} deletes everything inside`,
      refs,
    });
  }
  return concerns;
}

/** A Namespace and a CustomResourceDefinition take all their objects along, a PersistentVolumeClaim its data. */
function carriesMore({ group, kind }: ResourceRef): boolean {
  return (
    (group === '' && (kind === 'Namespace' || kind === 'PersistentVolumeClaim')) ||
    (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition')
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function count(objects: number): string {
  return objects === 1 ? '1 object' : `${objects} objects`;
}
