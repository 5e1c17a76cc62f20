import type { ApplicationSource } from '../../../../../preload/contract/index.ts';
import type { Path } from '../../../../manifest/index.ts';
import type { tm } from '../../../../texts/manifest.ts';
import { linesOfList, linesOfMap, linesOfNamed, listOfLines, mapOfLines, namedOfLines } from './lines.ts';

type Words = Parameters<typeof tm>[0];

export type Tool = 'helm' | 'kustomize' | 'directory' | 'plugin';

/** One field of a source: how it is typed, and how that is kept. */
export type SourceField =
  | { readonly kind: 'text' | 'tick'; readonly path: Path; readonly label: Words; readonly hint?: Words }
  | {
      readonly kind: 'lines';
      readonly path: Path;
      readonly label: Words;
      readonly show: (value: unknown) => string;
      readonly read: (text: string) => unknown;
    };

const lines = (label: Words, ...path: Path): SourceField => ({
  kind: 'lines',
  path,
  label,
  show: linesOfList,
  read: listOfLines,
});
const map = (label: Words, ...path: Path): SourceField => ({
  kind: 'lines',
  path,
  label,
  show: linesOfMap,
  read: mapOfLines,
});
const named = (label: Words, field: string, ...path: Path): SourceField => ({
  kind: 'lines',
  path,
  label,
  show: (value) => linesOfNamed(value, field),
  read: (text) => namedOfLines(text, field),
});
const text = (label: Words, ...path: Path): SourceField => ({ kind: 'text', path, label });
const tick = (label: Words, ...path: Path): SourceField => ({ kind: 'tick', path, label });

/** What can be set of each tool, besides Helm's parameters and values, which have their own places. */
export const FIELDS: Readonly<Record<Tool, readonly SourceField[]>> = {
  helm: [
    text('parameters.releaseName', 'helm', 'releaseName'),
    text('parameters.namespace', 'helm', 'namespace'),
    lines('parameters.valueFiles', 'helm', 'valueFiles'),
    named('parameters.fileParameters', 'path', 'helm', 'fileParameters'),
    tick('parameters.ignoreMissing', 'helm', 'ignoreMissingValueFiles'),
    tick('parameters.skipCrds', 'helm', 'skipCrds'),
    tick('parameters.skipTests', 'helm', 'skipTests'),
    tick('parameters.skipSchema', 'helm', 'skipSchemaValidation'),
    tick('parameters.passCredentials', 'helm', 'passCredentials'),
  ],
  kustomize: [
    text('parameters.namePrefix', 'kustomize', 'namePrefix'),
    text('parameters.nameSuffix', 'kustomize', 'nameSuffix'),
    text('parameters.namespace', 'kustomize', 'namespace'),
    lines('parameters.images', 'kustomize', 'images'),
    named('parameters.replicas', 'count', 'kustomize', 'replicas'),
    map('parameters.labels', 'kustomize', 'commonLabels'),
    map('parameters.annotations', 'kustomize', 'commonAnnotations'),
    lines('parameters.components', 'kustomize', 'components'),
  ],
  directory: [
    tick('parameters.recurse', 'directory', 'recurse'),
    { ...text('parameters.include', 'directory', 'include'), hint: 'parameters.includeHint' } as SourceField,
    text('parameters.exclude', 'directory', 'exclude'),
    named('parameters.jsonnetVars', 'value', 'directory', 'jsonnet', 'extVars'),
    named('parameters.jsonnetTlas', 'value', 'directory', 'jsonnet', 'tlas'),
  ],
  plugin: [],
};

const OF_TYPE: Readonly<Record<string, Tool>> = {
  Helm: 'helm',
  Kustomize: 'kustomize',
  Directory: 'directory',
  Plugin: 'plugin',
};

/** The tool of a source: what it says itself, else what the engine found at its path. */
export function toolOf(source: ApplicationSource, found: string | undefined): Tool {
  for (const tool of ['helm', 'kustomize', 'directory', 'plugin'] as const) if (source[tool] !== undefined) return tool;
  if (source.chart !== undefined) return 'helm';
  return OF_TYPE[found ?? ''] ?? 'directory';
}
