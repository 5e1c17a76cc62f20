/** What is wrong with an Application before anything is read or asked (reference §1.1–1.3): conditions with Argo CD's types and texts. */

import type { Application, ApplicationSource, ApplicationSpec, Condition } from './application.ts';
import { DEFAULT_PROJECT, effectiveSources } from './normalize.ts';

/** Conditions of type InvalidSpecError, in the order of the spec; none when nothing is wrong. */
export function validateApplication(app: Application): readonly Condition[] {
  const findings: string[] = [];
  if (!isDnsSubdomain(app.metadata.name)) {
    findings.push(
      `metadata.name: Invalid value: ${JSON.stringify(app.metadata.name)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    );
  }
  return [...findings.map(invalidSpec), ...validateSpec(app.spec)];
}

export function validateSpec(spec: ApplicationSpec): readonly Condition[] {
  const findings: string[] = [];
  const sources = effectiveSources(spec);
  if (sources.length === 0) {
    findings.push('spec.source.repoURL and either spec.source.path or spec.source.chart are required');
  }
  const many = (spec.sources?.length ?? 0) > 0;
  const refs = new Set<string>();
  const names = new Set<string>();
  for (const source of sources) {
    findings.push(...sourceFindings(source, many));
    if (source.ref !== undefined && source.ref !== '') {
      if (!/^[a-zA-Z0-9_-]+$/.test(source.ref)) {
        findings.push(`spec.sources.ref ${source.ref} cannot contain any special characters except '_' and '-'`);
      }
      if (refs.has(source.ref)) findings.push(`spec.sources.ref ${source.ref} is duplicated`);
      refs.add(source.ref);
    }
    if (source.name !== undefined && source.name !== '') {
      if (names.has(source.name)) findings.push(`application source name ${source.name} is duplicated`);
      names.add(source.name);
    }
  }
  findings.push(...destinationFindings(spec), ...hydratorFindings(spec), ...policyFindings(spec));
  return [...new Set(findings)].map(invalidSpec);
}

function sourceFindings(source: ApplicationSource, many: boolean): readonly string[] {
  const findings: string[] = [];
  const at = many ? 'spec.sources' : 'spec.source';
  const has = (text: string | undefined) => text !== undefined && text !== '';
  // A single source that is only a reference would render nothing, and everything would be pruned.
  const hasContent = has(source.path) || has(source.chart) || (many && has(source.ref));
  if (!has(source.repoURL) || !hasContent) {
    findings.push(`${at}.repoURL and either ${at}.path or ${at}.chart are required`);
  }
  if (has(source.chart) && !has(source.targetRevision)) {
    findings.push(`${at}.targetRevision is required if the manifest source is a helm chart`);
  }
  if (has(source.chart) && has(source.ref)) findings.push(`${at}.chart and ${at}.ref cannot be used together`);
  if (isOutside(source.path)) findings.push(`${at}.path ${source.path}: app path is absolute or leaves the repository`);
  const tools = (['helm', 'kustomize', 'directory', 'plugin'] as const).filter(
    (tool) => source[tool] !== undefined && source[tool] !== null,
  );
  if (tools.length > 1) {
    findings.push(`multiple application sources defined: ${tools.map((tool) => TOOL_NAMES[tool]).join(',')}`);
  }
  return findings;
}

const TOOL_NAMES = { helm: 'Helm', kustomize: 'Kustomize', directory: 'Directory', plugin: 'Plugin' } as const;

function destinationFindings(spec: ApplicationSpec): readonly string[] {
  const { server = '', name = '' } = spec.destination ?? {};
  if (server !== '' && name !== '') return ["application destination can't have both name and server defined"];
  if (server === '' && name === '') return ['application destination spec is missing either server or name'];
  return [];
}

function hydratorFindings(spec: ApplicationSpec): readonly string[] {
  const { sourceHydrator: hydrator } = spec;
  if (hydrator === undefined || hydrator === null) return [];
  const path = hydrator.syncSource.path.replace(/\/+$/, '');
  return path === '' || path === '.' || isOutside(path)
    ? ['spec.sourceHydrator.syncSource.path must not be the root of the repository or leave it']
    : [];
}

function policyFindings(spec: ApplicationSpec): readonly string[] {
  const findings: string[] = [];
  const factor = spec.syncPolicy?.retry?.backoff?.factor;
  if (factor !== undefined && factor !== null && factor < 1)
    findings.push('spec.syncPolicy.retry.backoff.factor must be at least 1');
  if ((spec.revisionHistoryLimit ?? 0) < 0) findings.push('spec.revisionHistoryLimit must not be negative');
  return findings;
}

/** Whether a path is absolute or climbs out of the repository by its text alone; links are checked where files are read. */
function isOutside(path: string | undefined): boolean {
  if (path === undefined || path === '') return false;
  if (path.startsWith('/') || path.includes('\\') || /^[a-zA-Z]:/.test(path)) return true;
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** A lowercase RFC 1123 subdomain of at most 253 characters. */
export function isDnsSubdomain(name: string): boolean {
  return (
    name.length <= 253 &&
    name.split('.').every((label) => label.length > 0 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(label))
  );
}

export function projectMissing(project: string): Condition {
  return invalidSpec(
    `Application referencing project ${project === '' ? DEFAULT_PROJECT : project} which does not exist`,
  );
}

function invalidSpec(message: string): Condition {
  return { type: 'InvalidSpecError', message };
}
