import { type GroupVersionKind, gvkOf, type KubeObject } from '../../model/index.ts';
import { at, RuleError } from '../fields.ts';

/** Refuses other versions of a kind with the text that Argo CD's check gives (reference §4.1: error → Unknown). */
export function requireVersion(object: KubeObject, ...versions: readonly string[]): void {
  const gvk = gvkOf(object);
  if (!versions.includes(gvk.version)) throw new RuleError(`unsupported ${shortKind(gvk.kind)} GVK: ${formatGvk(gvk)}`);
}

function shortKind(kind: string): string {
  return kind === 'HorizontalPodAutoscaler' ? 'HPA' : kind;
}

function formatGvk(gvk: GroupVersionKind): string {
  return `${gvk.group}/${gvk.version}, Kind=${gvk.kind}`;
}

/** An integer field of a typed kind; absent = undefined; anything else cannot be converted. */
export function integer(object: KubeObject, ...path: readonly string[]): number | undefined {
  const value = at(object, ...path);
  if (value === undefined) return undefined;
  if (typeof value !== 'number') {
    throw new RuleError(
      `failed to convert unstructured ${object.kind} to typed: ${path.join('.')} must be a number, not ${typeof value}`,
    );
  }
  return value;
}

/** An integer that counts as 0 when absent, as a Go field does. */
export function count(object: KubeObject, ...path: readonly string[]): number {
  return integer(object, ...path) ?? 0;
}
