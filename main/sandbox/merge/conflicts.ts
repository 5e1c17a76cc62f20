/** Whose fields an apply would take, and how the server says so. */

import { type Owner, ownerId } from './managers.ts';
import { pathText } from './path-element.ts';

export interface Conflict {
  readonly field: string;
  readonly manager: string;
}

export interface FoundConflict {
  readonly owner: Owner;
  readonly path: readonly string[];
}

export function conflictOutcome(paths: readonly FoundConflict[]) {
  const conflicts = paths.map(({ owner, path }) => ({ field: pathText(path), manager: printed(owner) }));
  const [first] = conflicts;
  if (conflicts.length === 1) {
    return {
      conflicts,
      paths,
      message: `Apply failed with 1 conflict: conflict with ${first!.manager}: ${first!.field}`,
    };
  }
  const byManager = new Map<string, { text: string; fields: string[] }>();
  for (const { owner, path } of paths) {
    const id = ownerId(owner);
    const group = byManager.get(id) ?? { text: printed(owner), fields: [] };
    group.fields.push(pathText(path));
    byManager.set(id, group);
  }
  const lines = [...byManager]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { text, fields }]) => [`conflicts with ${text}:`, ...fields.map((field) => `- ${field}`)]);
  return { conflicts, paths, message: `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}` };
}

function printed(owner: Owner): string {
  const name =
    JSON.stringify(owner.manager) +
    (owner.subresource === '' ? '' : ` with subresource ${JSON.stringify(owner.subresource)}`);
  return owner.operation === 'Update' ? `${name} using ${owner.apiVersion}` : name;
}
