import type { NodeRef } from './model.ts';

/** Legal references stay below it: group 253, kind 63, namespace 63, name 253. */
const LIMIT = 640;

/**
 * The name of a node in addresses, folds and selection: what the object is, not its uid, so that a recreated object keeps its place.
 * References that are too long to be legal are cut and told apart by a hash.
 */
export function nodeId(ref: NodeRef): string {
  const id = `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
  return id.length <= LIMIT ? id : `${id.slice(0, LIMIT)}…${fingerprint(id)}`;
}

/** FNV-1a, 32 bits: telling cut names apart, nothing else. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
