import { destinationPermitted, serverPermitted } from './destination.ts';
import { foreignOwner } from './foreign-owner.ts';
import { kindPermitted } from './kinds.ts';
import type { WriteRequest } from './write-request.ts';

/**
 * The one gate: every apply, hook, namespace, prune and delete is asked about here, whatever led to it. CVE-2026-77459 was a
 * hook that had a way around (security-and-operations §5.1), so the verb never loosens a rule.
 * Returns the refusal in the reference's words (§8), or undefined when the write may go out.
 */
export function permits(write: WriteRequest): string | undefined {
  const { project, ref, destination } = write;
  const namespaced = scopeOf(write);
  if (namespaced === undefined) return `resource ${ref.group}:${ref.kind} '${ref.name}' has no namespace`;
  if (!kindPermitted(project, ref.group, ref.kind, ref.name, namespaced)) {
    return `resource ${ref.group}:${ref.kind} is not permitted in project ${project.metadata.name}`;
  }
  const namespace = namespaced
    ? ref.namespace
    : isNamespace(write) && write.verb === 'create-namespace'
      ? ref.name
      : undefined;
  if (namespace === undefined) {
    if (!serverPermitted(project, destination)) {
      return `destination server '${destination.server}' is not permitted in project '${project.metadata.name}'`;
    }
  } else if (!destinationPermitted(project, destination, namespace)) {
    return `namespace ${namespace} is not permitted in project '${project.metadata.name}'`;
  }
  return foreignOwner(write);
}

/** A namespaced object without a namespace has no place that could be judged. */
function scopeOf(write: WriteRequest): boolean | undefined {
  if (!write.namespaced) return false;
  return write.ref.namespace === '' ? undefined : true;
}

function isNamespace(write: WriteRequest): boolean {
  return write.ref.group === '' && write.ref.kind === 'Namespace';
}
