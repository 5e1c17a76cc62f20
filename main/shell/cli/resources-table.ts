import type { Application } from '../../model/index.ts';
import { type Style, statusText } from './status-text.ts';
import { inert, table } from './table.ts';

/** The objects of an application with the messages of the last operation: the lower half of `app get` and `app sync`. */
export function resourcesTable(app: Application, style: Style): string {
  const results = new Map(
    (app.status?.operationState?.syncResult?.resources ?? []).map((result) => [
      `${result.group}/${result.kind}/${result.namespace}/${result.name}`,
      result,
    ]),
  );
  const rows: string[][] = [];
  for (const resource of app.status?.resources ?? []) {
    const key = `${resource.group ?? ''}/${resource.kind}/${resource.namespace ?? ''}/${resource.name}`;
    const result = results.get(key);
    results.delete(key);
    rows.push([
      ...[resource.group ?? '', resource.kind, resource.namespace ?? '', resource.name].map(inert),
      statusText(resource.hook ? (result?.hookPhase ?? '') : (resource.status ?? ''), style),
      statusText(resource.health?.status ?? '', style),
      result?.hookType ?? '',
      inert(result?.message ?? ''),
    ]);
  }
  // Pruned objects and hooks that are gone have a result only.
  for (const result of results.values()) {
    rows.push([
      ...[result.group, result.kind, result.namespace, result.name].map(inert),
      statusText(result.hookType ? (result.hookPhase ?? '') : (result.status ?? ''), style),
      '',
      result.hookType ?? '',
      inert(result.message ?? ''),
    ]);
  }
  return table(['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'HOOK', 'MESSAGE'], rows);
}
