import { isRecord } from '../model/index.ts';

/** A text of a kustomization that names a file, a folder or something remote. */
export interface Reference {
  readonly text: string;
  /** The field also takes the content itself instead of a name. */
  readonly inline: boolean;
  /** The file configures a generator or transformer and may name files itself. */
  readonly configuration: boolean;
}

/** What a kustomization (or the configuration of a generator or transformer) names, field by field as Kustomize reads it. */
export function referencesOf(document: unknown): Reference[] {
  if (!isRecord(document)) return [];
  const found: Reference[] = [];
  const add = (value: unknown, inline = false, configuration = false) => {
    if (typeof value !== 'string' || value === '' || value.includes('\n')) return;
    found.push({ text: value, inline, configuration });
  };
  const each = (field: string, visit: (item: unknown) => void) => {
    const list = document[field];
    if (Array.isArray(list)) for (const item of list) visit(item);
  };
  for (const field of ['resources', 'components', 'bases', 'configurations', 'crds', 'paths', 'envs']) {
    each(field, (item) => add(item));
  }
  each('files', (item) => add(pathOfPair(item)));
  for (const field of ['generators', 'transformers', 'validators']) each(field, (item) => add(item, true, true));
  each('patchesStrategicMerge', (item) => add(item, true));
  for (const field of ['patches', 'patchesJson6902', 'replacements']) {
    each(field, (item) => add(isRecord(item) ? item['path'] : undefined));
  }
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    each(field, (item) => {
      if (!isRecord(item)) return;
      const { files, envs, env } = item;
      if (Array.isArray(files)) for (const file of files) add(pathOfPair(file));
      if (Array.isArray(envs)) for (const file of envs) add(file);
      add(env);
    });
  }
  add(document['path']);
  add(document['env']);
  if (isRecord(document['openapi'])) add(document['openapi']['path']);
  return found;
}

/** `key=path` of a generator's file. */
function pathOfPair(item: unknown): unknown {
  return typeof item === 'string' ? item.slice(item.indexOf('=') + 1) : item;
}

/** Charts inside a kustomization need a Helm process, and a place to fetch from. */
export function chartsOf(document: unknown): string[] {
  if (!isRecord(document)) return [];
  const names: string[] = [];
  for (const field of ['helmCharts', 'helmChartInflationGenerator']) {
    const list = document[field];
    if (Array.isArray(list))
      for (const item of list) names.push(isRecord(item) ? String(item['name'] ?? item['chartName']) : '');
  }
  if (document['kind'] === 'HelmChartInflationGenerator') names.push(String(document['name'] ?? document['chartName']));
  return names;
}

/** Kustomize's idea of a remote reference: a URL of a known scheme, `user@host:path`, or anything at github.com. */
export function isRemote(text: string): boolean {
  return /^(?:git::)?(?:https?:\/\/|ssh:\/\/|git:\/\/|file:\/\/|github\.com[/:]|[a-z][a-z0-9-]*@[^/]+[:/])/i.test(text);
}
