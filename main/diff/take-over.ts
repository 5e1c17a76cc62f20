import type { SchemaNode } from '../cluster/index.ts';
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from '../model/index.ts';
import { treeOf } from './fields-v1.ts';
import { ownedTree } from './owned-tree.ts';
import { entriesOf, isTakenOver, ownershipOf } from './ownership.ts';

/**
 * The managedFields with which our first Apply removes what a client-side apply or Argo CD declared and the manifest no longer does:
 * their declarations become ours, their entries go. Undefined when there is nothing to take over. Server-side apply alone would leave
 * such fields forever, so tier 1 predicts their removal for an engine that writes this first (ClientSideApplyMigration, reference §3.8). `client`: the client-side
 * manager whose fields are taken over, where it is not kubectl's.
 */
export function takeOverFields(
  live: KubeObject,
  manager: string,
  schema: SchemaNode | undefined,
  client?: string,
): readonly ManagedFieldsEntry[] | undefined {
  const entries = entriesOf(live);
  if (entries.some((entry) => entry.manager === manager && entry.operation === 'Apply' && !entry.subresource))
    return undefined;
  const { own, lastApplied } = ownershipOf(live, manager, client);
  const tree =
    (own && withoutServerFields(own)) ?? (lastApplied && withoutServerFields(ownedTree(lastApplied, schema)));
  if (tree === undefined) return undefined;
  const newest = entries
    .filter((entry) => isTakenOver(entry, client))
    .map((entry) => entry.time ?? '')
    .toSorted()
    .at(-1);
  return [
    ...entries.filter((entry) => !isTakenOver(entry, client) || treeOf(entry) === undefined),
    {
      manager,
      operation: 'Apply',
      apiVersion: live.apiVersion,
      ...(newest ? { time: newest } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: tree,
    },
  ];
}

/** Nobody owns an object's identity. */
function withoutServerFields(tree: FieldsV1): FieldsV1 {
  const { 'f:apiVersion': _, 'f:kind': __, 'f:metadata': metadata, ...rest } = tree;
  if (metadata === undefined) return rest;
  const {
    'f:name': _name,
    'f:namespace': _namespace,
    'f:creationTimestamp': _created,
    '.': _self,
    ...declared
  } = metadata;
  return Object.keys(declared).length === 0 ? rest : { ...rest, 'f:metadata': declared };
}
