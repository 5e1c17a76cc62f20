import type { ApplicationSource, CommitSha } from '../model/index.ts';
import type { RenderContext } from './request.ts';

/**
 * The build environment (reference §1.3.7). Variables that change with every commit count as inputs only when a source
 * uses them: `used` names them.
 */
export class BuildEnvironment {
  readonly #values: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  readonly #capabilities: string;

  constructor(source: ApplicationSource, context: RenderContext, commit: CommitSha) {
    this.#capabilities = context.capabilitiesDigest;
    this.#values = new Map([
      ['ARGOCD_APP_NAME', context.appName],
      ['ARGOCD_APP_NAMESPACE', context.destinationNamespace],
      ['ARGOCD_APP_PROJECT_NAME', context.project],
      ['ARGOCD_APP_REVISION', commit],
      ['ARGOCD_APP_REVISION_SHORT', commit.slice(0, 7)],
      ['ARGOCD_APP_REVISION_SHORT_8', commit.slice(0, 8)],
      ['ARGOCD_APP_SOURCE_PATH', source.path ?? ''],
      ['ARGOCD_APP_SOURCE_REPO_URL', source.repoURL],
      ['ARGOCD_APP_SOURCE_TARGET_REVISION', source.targetRevision ?? ''],
    ]);
  }

  /** `$NAME` and `${NAME}`; an unknown name becomes nothing and `$$` is a literal `$`. */
  substitute(text: string): string {
    if (!text.includes('$')) return text;
    return expand(text, (name) => {
      if (name === '$') return '$';
      const value = this.#values.get(name);
      if (value === undefined) return '';
      if (VOLATILE.has(name)) this.#used.add(name);
      return value;
    });
  }

  /** The values that were substituted and are not part of every key, in a stable order. */
  used(): [name: string, value: string][] {
    return [...this.#used].sort().map((name) => [name, this.#values.get(name) ?? '']);
  }

  /** Would these values be the same now? */
  holds(used: readonly (readonly [name: string, value: string])[]): boolean {
    return used.every(
      ([name, value]) => (name === CAPABILITIES ? this.#capabilities : this.#values.get(name)) === value,
    );
  }
}

/** The name of the destination's version and kinds among what a render depends on; no variable can be called so. */
export const CAPABILITIES = '{capabilities}';

const VOLATILE: ReadonlySet<string> = new Set([
  'ARGOCD_APP_REVISION',
  'ARGOCD_APP_REVISION_SHORT',
  'ARGOCD_APP_REVISION_SHORT_8',
  'ARGOCD_APP_SOURCE_TARGET_REVISION',
]);

/** Go's rules for shell variables, which Argo CD uses: `$*`, `$1` and the like are names too; `${` without `}` is dropped. */
function expand(text: string, resolve: (name: string) => string): string {
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '$' || at + 1 >= text.length) continue;
    out += text.slice(from, at);
    const { name, width } = variableAt(text, at + 1);
    if (name !== '') out += resolve(name);
    else if (width === 0) out += '$';
    at += width;
    from = at + 1;
  }
  return out + text.slice(from);
}

function variableAt(text: string, start: number): { name: string; width: number } {
  const first = text[start]!;
  if (first === '{') {
    const end = text.indexOf('}', start + 1);
    if (end < 0) return { name: '', width: 1 };
    return { name: text.slice(start + 1, end), width: end - start + 1 };
  }
  if (/[*#$@!?\-0-9]/.test(first)) return { name: first, width: 1 };
  let end = start;
  while (end < text.length && /[A-Za-z0-9_]/.test(text[end]!)) end++;
  return { name: text.slice(start, end), width: end - start };
}
