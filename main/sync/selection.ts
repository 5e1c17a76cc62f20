import { parseResourceKey, type ResourceKey, type SyncOperationResource } from '../model/index.ts';

/**
 * Whether a selective sync takes an object: group, kind, name and, where given, namespace (reference §3.2). Items with `exclude` take objects away;
 * a list of nothing but exclusions selects everything else.
 */
export function selects(resources: readonly SyncOperationResource[] | undefined, key: ResourceKey): boolean {
  if (resources === undefined || resources.length === 0) return true;
  let named = false;
  let only = false;
  for (const item of resources) {
    if (item.exclude === true) {
      if (isNamed(item, key)) return false;
    } else {
      only = true;
      named ||= isNamed(item, key);
    }
  }
  return named || !only;
}

function isNamed(item: SyncOperationResource, key: ResourceKey): boolean {
  const { group, kind, namespace, name } = parseResourceKey(key);
  return (
    (item.group ?? '') === group &&
    item.kind === kind &&
    item.name === name &&
    (item.namespace === undefined || item.namespace === '' || item.namespace === namespace)
  );
}
