import {
  compileGlob,
  contentHash,
  type FieldsV1,
  globMatches,
  isRecord,
  type KubeObject,
  parseApiVersion,
  parsePointer,
  valueAt,
} from '../model/index.ts';
import { ownsPath } from './fields-path.ts';
import { treeOf } from './fields-v1.ts';
import { without, withoutPointer } from './normalize.ts';
import { entriesOf } from './ownership.ts';
import type { DiffSettings, ResourceIgnoreRules } from './verdict.ts';
import type { Found } from './walk.ts';

type Rule = ResourceIgnoreRules[number];

/** What is ignored in one object. */
export interface ObjectRules {
  readonly pointers: readonly (readonly string[])[];
  readonly jq: readonly string[];
  readonly managers: ReadonlySet<string>;
  readonly aggregatedRoles: boolean;
}

export interface CompiledIgnore {
  /** Equal hashes ignore the same: part of verdict keys. */
  readonly hash: string;
  /** Rules that cannot work, in words for the person: malformed globs and pointers. */
  readonly problems: readonly string[];
  rulesFor(object: KubeObject, group?: string): ObjectRules;
  /** Whether a jq rule concerns the object, so that `applyJqRules` must run before the comparison. */
  hasJq(object: KubeObject): boolean;
}

const NO_MANAGERS: ReadonlySet<string> = new Set();
const NOTHING: ObjectRules = { pointers: [], jq: [], managers: NO_MANAGERS, aggregatedRoles: false };
const STATUS: readonly string[] = ['status'];

interface CompiledRule {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly pointers: readonly (readonly string[])[];
  readonly jq: readonly string[];
  readonly managers: readonly string[];
}

/**
 * The application's rules and the system's as one (reference §2.5, §2.6). Kinds are decided once; most have no rule of their own and
 * share one value.
 */
export function compileIgnore(appRules: ResourceIgnoreRules | undefined, settings: DiffSettings): CompiledIgnore {
  const problems: string[] = [];
  const rules: CompiledRule[] = [];
  for (const [key, rule] of settings.ignoreByKind) {
    const { group, kind } = parseCustomizationKey(key);
    rules.push(compileRule({ ...rule, group, kind, name: '', namespace: '' }, problems));
  }
  for (const rule of appRules ?? []) rules.push(compileRule(rule, problems));

  const byKind = new Map<string, readonly CompiledRule[]>();
  const shared = new Map<string, ObjectRules>();
  const rulesFor = (object: KubeObject, group = parseApiVersion(object.apiVersion).group): ObjectRules => {
    const kindKey = `${group}/${object.kind}`;
    let candidates = byKind.get(kindKey);
    if (candidates === undefined) {
      candidates = rules.filter((rule) => globMatches(rule.group, group) && globMatches(rule.kind, object.kind));
      byKind.set(kindKey, candidates);
    }
    const scoped = candidates.some((rule) => rule.name !== '' || rule.namespace !== '');
    const known = scoped ? undefined : shared.get(kindKey);
    if (known !== undefined) return known;
    const { name = '', namespace = '' } = object.metadata;
    const matching = scoped
      ? candidates.filter(
          (r) => (r.name === '' || r.name === name) && (r.namespace === '' || r.namespace === namespace),
        )
      : candidates;
    const merged = merge(matching, systemPointers(group, object.kind, settings), settings, kindKey);
    if (!scoped) shared.set(kindKey, merged);
    return merged;
  };
  return {
    hash: contentHash([
      appRules ?? [],
      settings.ignoreStatus,
      settings.ignoreAggregatedRoles,
      [...settings.ignoreByKind],
      settings.maskedAnnotations,
    ]),
    problems,
    rulesFor,
    hasJq: (object) => rulesFor(object).jq.length > 0,
  };
}

/** `apps_Deployment`; core kinds are `Secret` or `_Secret`; `*` and `all` are every kind. */
function parseCustomizationKey(key: string): { group: string; kind: string } {
  if (key === '*' || key === 'all') return { group: '*', kind: '*' };
  const bar = key.indexOf('_');
  return bar < 0 ? { group: '', kind: key } : { group: key.slice(0, bar), kind: key.slice(bar + 1) };
}

function compileRule(rule: Rule, problems: string[]): CompiledRule {
  const name = `ignoreDifferences of ${rule.group ?? ''}/${rule.kind}`;
  const usable = (pattern: string): string => {
    try {
      compileGlob(pattern);
      return pattern;
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return NEVER;
    }
  };
  const pointers: (readonly string[])[] = [];
  for (const pointer of rule.jsonPointers ?? []) {
    try {
      const tokens = parsePointer(pointer);
      if (tokens.length > 0) pointers.push(tokens);
      else problems.push(`${name}: a JSON pointer that is empty would ignore the whole object; it is not applied`);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    group: usable(rule.group ?? ''),
    kind: usable(rule.kind),
    name: rule.name ?? '',
    namespace: rule.namespace ?? '',
    pointers,
    jq: (rule.jqPathExpressions ?? []).filter((expression) => expression.trim() !== ''),
    managers: rule.managedFieldsManagers ?? [],
  };
}

/** No kind and no group contains a slash. */
const NEVER = '/';

function systemPointers(group: string, kind: string, settings: DiffSettings): boolean {
  if (settings.ignoreStatus === 'all') return true;
  return settings.ignoreStatus === 'crd' && kind === 'CustomResourceDefinition' && group === 'apiextensions.k8s.io';
}

function merge(rules: readonly CompiledRule[], status: boolean, settings: DiffSettings, kindKey: string): ObjectRules {
  const aggregatedRoles = settings.ignoreAggregatedRoles && kindKey === 'rbac.authorization.k8s.io/ClusterRole';
  if (rules.length === 0 && !status && !aggregatedRoles) return NOTHING;
  const managers = rules.flatMap((rule) => rule.managers);
  return {
    pointers: [...(status ? [STATUS] : []), ...rules.flatMap((rule) => rule.pointers)],
    jq: rules.flatMap((rule) => rule.jq),
    managers: managers.length === 0 ? NO_MANAGERS : new Set(managers),
    aggregatedRoles,
  };
}

/** The object without what is ignored by pointer; shares everything else with the original. */
export function applyRules(object: KubeObject, rules: ObjectRules): KubeObject {
  let result = object;
  for (const pointer of rules.pointers) {
    if (pointer.length === 1 && pointer[0] === 'status' && !('status' in result)) continue;
    result = withoutPointer(result, pointer);
  }
  if (rules.aggregatedRoles && isRecord(object['aggregationRule'])) result = without(result, 'rules') as KubeObject;
  return result;
}

/** Runs a jq program: all its results. Throws when the program fails or takes too long (the port's limit, 1 s). */
export type JqPort = (query: string, input: unknown, signal?: AbortSignal) => Promise<readonly unknown[]>;

/** Both sides of a comparison. */
export interface Sides {
  readonly desired: KubeObject;
  readonly live: KubeObject;
}

export type JqFailure = (expression: string, message: string) => void;

/**
 * Both sides without what jq rules select (`del(expression)`, reference §2.6). Run it before `compareTier1` and before `confirm`, and only
 * when `hasJq` says so. A rule that fails is skipped, as in Argo CD; `failed` receives the program's own words.
 */
export async function applyJqRules(
  rules: CompiledIgnore,
  sides: Sides,
  jq: JqPort,
  signal?: AbortSignal,
  failed: JqFailure = () => {},
): Promise<Sides> {
  const expressions = rules.rulesFor(sides.desired).jq;
  const [desired, live] = await Promise.all([
    withoutSelected(sides.desired, expressions, jq, failed, signal),
    withoutSelected(sides.live, expressions, jq, failed, signal),
  ]);
  return { desired, live };
}

async function withoutSelected(
  object: KubeObject,
  expressions: readonly string[],
  jq: JqPort,
  failed: JqFailure,
  signal: AbortSignal | undefined,
): Promise<KubeObject> {
  // Managed fields are half of an object and no rule's business.
  const { managedFields, ...metadata } = object.metadata;
  let current = { ...object, metadata } as KubeObject;
  for (const expression of expressions) {
    try {
      const [result] = await jq(`del(${expression})`, current, signal);
      if (!isRecord(result) || !isRecord(result['metadata'])) throw new Error('the result is not a Kubernetes object');
      current = result as KubeObject;
    } catch (error) {
      signal?.throwIfAborted();
      failed(expression, error instanceof Error ? error.message : String(error));
    }
  }
  return managedFields === undefined
    ? current
    : ({ ...current, metadata: { ...current.metadata, managedFields } } as KubeObject);
}

/** Differences at fields that a trusted manager owns in live do not count (managedFieldsManagers, reference §2.6). */
export function dropTrusted(
  found: readonly Found[],
  live: KubeObject,
  managers: ReadonlySet<string>,
): readonly Found[] {
  const trees: FieldsV1[] = [];
  for (const entry of entriesOf(live)) {
    const tree = managers.has(entry.manager ?? '') ? treeOf(entry) : undefined;
    if (tree !== undefined) trees.push(tree);
  }
  return trees.length === 0 ? found : found.filter(({ path }) => !trees.some((tree) => ownsPath(tree, path)));
}

/** Kinds that never belong to an application (reference §2.5); what argocd-cm excludes beyond them is a setting. */
export function isExcludedKind(group: string, kind: string): boolean {
  if (group === 'events.k8s.io' || group === 'metrics.k8s.io') return true;
  if (group === '') return kind === 'Event';
  return group === 'coordination.k8s.io' && kind === 'Lease';
}

export interface HiddenByRule {
  readonly object: KubeObject;
  /** The value that would no longer be compared; undefined = only declared. */
  readonly live: unknown;
  readonly desired: unknown;
}

/** What a proposed pointer rule would hide besides the field at hand: every object of the kind where it selects something. */
export function rulesHiding(
  pointer: string,
  kind: { readonly group: string; readonly kind: string },
  objects: Iterable<{ readonly desired: KubeObject | undefined; readonly live: KubeObject | undefined }>,
): readonly HiddenByRule[] {
  const tokens = parsePointer(pointer);
  const hidden: HiddenByRule[] = [];
  for (const { desired, live } of objects) {
    const object = desired ?? live;
    if (object === undefined) continue;
    if (!globMatches(kind.kind, object.kind) || !globMatches(kind.group, parseApiVersion(object.apiVersion).group))
      continue;
    const found = { live: valueAt(live, tokens), desired: valueAt(desired, tokens) };
    if (found.live !== undefined || found.desired !== undefined) hidden.push({ object, ...found });
  }
  return hidden;
}
