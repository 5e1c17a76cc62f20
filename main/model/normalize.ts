/** The form in which Argo CD stores an Application (reference §1.2). What is already normal is given back as it is. */

import type { Application, ApplicationSource, ApplicationSpec } from './application.ts';
import { isRecord, setField } from './json.ts';

export const DEFAULT_PROJECT = 'default';

const TOOL_BLOCKS = ['helm', 'kustomize', 'directory', 'plugin'] as const;

export function normalizeApplication(app: Application): Application {
  const spec = normalizeSpec(app.spec);
  return spec === app.spec ? app : { ...app, spec };
}

/** Fields without a value go; empty project → `default`; empty tool blocks and an empty syncPolicy go; the server loses its trailing `/`. */
export function normalizeSpec(given: ApplicationSpec): ApplicationSpec {
  const spec = withoutNulls(given) as ApplicationSpec;
  let result: ApplicationSpec = spec;
  if (typeof spec.project !== 'string' || spec.project === '') result = { ...result, project: DEFAULT_PROJECT };
  if (isRecord(spec.source)) {
    const source = normalizeSource(spec.source);
    if (source !== spec.source) result = { ...result, source };
  }
  if (Array.isArray(spec.sources)) {
    const sources = (spec.sources as readonly ApplicationSource[]).map(normalizeSource);
    if (sources.some((source, index) => source !== spec.sources![index])) result = { ...result, sources };
  }
  if (isRecord(spec.syncPolicy) && isEmpty(spec.syncPolicy)) {
    const { syncPolicy: _empty, ...rest } = result;
    result = rest as ApplicationSpec;
  }
  const server = spec.destination?.server;
  if (server?.endsWith('/')) {
    result = { ...result, destination: { ...spec.destination, server: trimServer(server) } };
  }
  return result;
}

export function normalizeSource(source: ApplicationSource): ApplicationSource {
  let result = source;
  for (const block of TOOL_BLOCKS) {
    const value: unknown = source[block];
    // A plugin block may be empty on purpose: it asks for discovery.
    if (block === 'plugin' || value === undefined || (isRecord(value) && !isEmpty(value))) continue;
    if (value !== null && !isRecord(value)) continue;
    const { [block]: _empty, ...rest } = result;
    result = rest as ApplicationSource;
  }
  return result;
}

/** For Helm a null in its values takes a default away; the parts of a plugin are its own. */
const FREE_FORM: ReadonlySet<string> = new Set(['valuesObject', 'plugin']);

/**
 * A template that has nothing to say writes `include:`. The API server drops such fields from an Application before it stores it, because none of
 * the definition's fields may be null. The value itself when it has none.
 */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isRecord(value)) return value;
  let changed = false;
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (field === null) {
      changed = true;
      continue;
    }
    const clean = FREE_FORM.has(name) ? field : withoutNulls(field);
    changed ||= clean !== field;
    setField(kept, name, clean);
  }
  return changed ? kept : value;
}

/** A server's URL without trailing slashes. */
export function trimServer(server: string): string {
  let end = server.length;
  while (end > 0 && server.charCodeAt(end - 1) === 0x2f) end--;
  return server.slice(0, end);
}

/** True when nothing in the block says anything: `automated: {}` does (it switches auto-sync on), an empty list or text does not. */
function isEmpty(block: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(block).every(
    ([name, value]) =>
      value === undefined ||
      value === null ||
      value === '' ||
      value === false ||
      (Array.isArray(value) && value.length === 0) ||
      (name === 'jsonnet' && isRecord(value) && isEmpty(value)),
  );
}

/** What an Application renders from, in order: the hydrated source, else `sources`, else `source` (reference §1.2). */
export function effectiveSources(spec: ApplicationSpec): readonly ApplicationSource[] {
  const { sourceHydrator: hydrator } = spec;
  if (hydrator !== undefined && hydrator !== null) {
    return [
      {
        repoURL: hydrator.syncSource.repoURL ?? hydrator.drySource.repoURL,
        targetRevision: hydrator.syncSource.targetBranch,
        path: hydrator.syncSource.path,
      },
    ];
  }
  if ((spec.sources?.length ?? 0) > 0) return spec.sources!;
  return spec.source === undefined || spec.source === null ? [] : [spec.source];
}

/** Several sources change the shape of revisions in the status: `revisions[]` instead of `revision`. */
export function hasMultipleSources(spec: ApplicationSpec): boolean {
  return (spec.sourceHydrator === undefined || spec.sourceHydrator === null) && (spec.sources?.length ?? 0) > 0;
}
