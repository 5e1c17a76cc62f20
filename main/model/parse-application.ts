import type { Application, ApplicationSpec } from './application.ts';
import { applicationShape, specShape } from './application-shape.ts';
import type { Origin } from './field-check.ts';
import { flattenManifests, parseKind, parseManifests } from './parse-manifest.ts';
import type { YamlOptions } from './yaml.ts';

/** One Application from a document. Unknown fields stay; a field of a wrong type throws `ArgosyError` naming file, line and field. */
export function parseApplication(value: unknown, origin: Origin = {}): Application {
  return parseKind(value, 'Application', applicationShape, origin) as unknown as Application;
}

/** Every Application of a text: several documents, Lists, other kinds left out. */
export function parseApplications(source: string, options: YamlOptions = {}): readonly Application[] {
  return parseManifests(source, options)
    .filter(({ value }) => value.kind === 'Application')
    .map(({ value, origin }) => parseApplication(value, origin));
}

/** The same from values that are already parsed: an answer of an API, the output of a template. */
export function applicationsOf(value: unknown, origin: Origin = {}): readonly Application[] {
  return flattenManifests(value, origin)
    .filter((manifest) => manifest.value.kind === 'Application')
    .map((manifest) => parseApplication(manifest.value, manifest.origin));
}

/** A spec alone, for example after a patch. */
export function parseApplicationSpec(value: unknown, origin: Origin = {}): ApplicationSpec {
  specShape(value, 'spec', origin);
  return value as ApplicationSpec;
}
