import { parseAllDocuments } from 'yaml';
import type { Application } from '../../../preload/contract/index.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface Found {
  readonly applications: readonly Application[];
  /** Objects of other kinds: they are told of and left out. */
  readonly others: number;
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

export const MOST_FILES = 200;
/** Bytes. */
export const LARGEST_FILE = 1_000_000;
const DEEPEST_LIST = 8;

/** Every Application of some texts: several documents, Lists, lists of objects. A text that is no YAML is told of, the others are read. */
export function applicationsOf(texts: readonly NamedText[]): Found {
  const applications: Application[] = [];
  const problems: { file: string; line: number; message: string }[] = [];
  let others = 0;
  const take = (value: unknown, depth: number): void => {
    if (value === null || value === undefined || depth > DEEPEST_LIST) return;
    if (Array.isArray(value)) {
      for (const one of value as readonly unknown[]) take(one, depth + 1);
      return;
    }
    if (typeof value !== 'object') return;
    const { kind, apiVersion, items, metadata } = value as Readonly<Record<string, unknown>>;
    if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
      take(items, depth + 1);
    } else if (
      kind === 'Application' &&
      typeof apiVersion === 'string' &&
      apiVersion.startsWith('argoproj.io/') &&
      typeof (metadata as { name?: unknown } | undefined)?.name === 'string'
    ) {
      applications.push(value as unknown as Application);
    } else others += 1;
  };
  for (const { name, text } of texts) {
    for (const doc of parseAllDocuments(text, { version: '1.1', prettyErrors: true })) {
      if (!('errors' in doc)) continue;
      const [error] = doc.errors;
      if (error) {
        problems.push({ file: name, line: error.linePos?.[0].line ?? 1, message: error.message.split('\n', 1)[0]! });
        continue;
      }
      try {
        take(doc.toJS({ maxAliasCount: 100 }), 0);
      } catch (failure) {
        problems.push({ file: name, line: 1, message: (failure as Error).message });
      }
    }
  }
  return { applications, others, problems };
}

const TRACKING = 'argocd.argoproj.io/tracking-id';

/**
 * The Application as it is imported: without what another engine or a parent wrote on it, and synced by hand until it is released. The policy
 * itself stays, so that releasing it is taking one field away.
 */
export function held(application: Application): Application {
  const { name, namespace, labels, annotations, finalizers } = application.metadata;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== TRACKING));
  const { syncPolicy } = application.spec;
  return {
    apiVersion: application.apiVersion,
    kind: 'Application',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
      ...(finalizers === undefined ? {} : { finalizers }),
    },
    spec: isAutomated(application)
      ? { ...application.spec, syncPolicy: { ...syncPolicy, automated: { ...syncPolicy?.automated, enabled: false } } }
      : application.spec,
  };
}

/** Whether its own manifest says that it is synced by itself. */
export function isAutomated(application: Application): boolean {
  const automated = application.spec.syncPolicy?.automated;
  return automated !== undefined && automated !== null && automated.enabled !== false;
}

/** The same, synced by itself again. */
export function released(application: Application): Application {
  const { syncPolicy } = application.spec;
  const { enabled: _enabled, ...automated } = syncPolicy?.automated ?? {};
  return { ...application, spec: { ...application.spec, syncPolicy: { ...syncPolicy, automated } } };
}
