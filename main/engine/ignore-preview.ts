import { rulesHiding } from '../diff/index.ts';
import type { JsonValue, ResourceRef } from '../model/index.ts';
import type { IgnorePreview, ResourceDiff } from './engine.ts';

/**
 * What ignoring a field would hide (ux.md §3, Diff): the field of the object at hand, and the same field of every other object of its kind,
 * for a rule that names no object. Values are masked, because the differences are.
 */
export function ignorePreview(ref: ResourceRef, pointer: string, diffs: readonly ResourceDiff[]): IgnorePreview {
  const hides = diffs.flatMap((diff) =>
    rulesHiding(pointer, ref, [diff]).map(({ live, desired }) => ({
      ref: diff.ref,
      live: live as JsonValue | undefined,
      desired: desired as JsonValue | undefined,
      differs: differsAt(diff, pointer),
    })),
  );
  return { hides };
}

/** Whether a difference of today lies at or below the pointer. */
function differsAt({ verdict }: ResourceDiff, pointer: string): boolean {
  if (verdict.kind !== 'differs') return false;
  return verdict.paths.some(({ path }) => {
    let at = '';
    for (const element of path) {
      if (at === pointer) return true;
      // Items that are known by a field have no place of their own; a pointer into their list may mean them.
      if (typeof element === 'object') return pointer.startsWith(`${at}/`);
      at += `/${String(element).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    }
    return at === pointer;
  });
}
