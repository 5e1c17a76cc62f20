import type { SchemaNode } from '../cluster/index.ts';
import {
  ArgosyError,
  type FieldsV1,
  isSecret,
  type KubeObject,
  LAST_APPLIED,
  parseApiVersion,
} from '../model/index.ts';
import { isBuiltInGroup } from './built-in.ts';
import { compareDeclared } from './declared.ts';
import { applyRules, type CompiledIgnore, dropTrusted, type ObjectRules } from './ignore.ts';
import { field } from './json.ts';
import { normalizeDesired, SERVER_METADATA } from './normalize.ts';
import { ownedTree } from './owned-tree.ts';
import { type Ownership, ownershipOf } from './ownership.ts';
import { findDroppedData, findRemoved } from './removed.ts';
import type { DiffSettings, Verdict } from './verdict.ts';
import { verdictOf } from './verdict-of.ts';
import { type Found, fieldNode, type Walk } from './walk.ts';

export interface CompareInput {
  /** As rendered, tracked, and with its namespace; undefined = only lives. */
  readonly desired: KubeObject | undefined;
  /** With managedFields, in the API version of `desired`; undefined = does not exist. */
  readonly live: KubeObject | undefined;
  readonly schema: SchemaNode | undefined;
  /** Our field manager. */
  readonly manager: string;
  /** Whose fields are taken over before our first apply; default: kubectl's. */
  readonly client?: string | undefined;
  readonly rules: CompiledIgnore;
  readonly settings: DiffSettings;
}

/** The verdict, and for 'differs' how sure it is. */
export type Tier1Result = Verdict & {
  /**
   * For 'differs': at least one path stands whatever the server's defaults are; only a mutating webhook or policy
   * could still undo it.
   */
  readonly certain: boolean;
};

/** More paths than anybody reads; the verdict does not depend on the rest. */
const MOST_PATHS = 200;

const SAME: Tier1Result = { kind: 'same', certain: true };
const MISSING: Tier1Result = { kind: 'missing', certain: true };
const EXTRA: Tier1Result = { kind: 'extra', certain: true };

/**
 * Tier 1: predicts in process what a forced server-side apply would leave and compares it with live, field by field.
 * 'same' needs no request, ever. Costs microseconds: equal objects allocate next to nothing.
 */
export function compareTier1(input: CompareInput): Tier1Result {
  const { desired, live } = input;
  if (desired === undefined) return live === undefined ? SAME : EXTRA;
  if (live === undefined) return MISSING;
  if (live.apiVersion !== desired.apiVersion || live.kind !== desired.kind) {
    const because = `live was read as ${live.apiVersion} ${live.kind}, the manifest is ${desired.apiVersion} ${desired.kind}`;
    return { kind: 'unknown', because, certain: false };
  }
  const compared = comparable(() => findDifferences(input, desired, live));
  if ('because' in compared) return { kind: 'unknown', because: compared.because, certain: false };
  if (compared.found.length === 0) return SAME;
  return { ...verdictOf(compared.found, desired, live, input.settings), certain: compared.found.some(isCertain) };
}

/** Runs a comparison; an object that is not compared (walk.ts) gives an unknown verdict, not an error of the whole application. */
export function comparable<T extends object>(run: () => T): T | { readonly because: string } {
  try {
    return run();
  } catch (error) {
    if (error instanceof ArgosyError && error.code === 'ResourceExhausted') return { because: error.message };
    throw error;
  }
}

export interface Compared {
  readonly found: readonly Found[];
  /** Both without what the rules ignore. */
  readonly desired: KubeObject;
  readonly live: KubeObject;
  readonly ownership: Ownership;
}

export function findDifferences(
  input: CompareInput,
  desired: KubeObject,
  live: KubeObject,
  limit = MOST_PATHS,
): Compared {
  const { group } = parseApiVersion(desired.apiVersion);
  const rules = input.rules.rulesFor(desired, group);
  const wanted = applyRules(normalizeDesired(desired), rules);
  const present = applyRules(live, rules);
  const ownership = ownershipOf(live, input.manager, input.client);
  const own = ownership.own ?? (ownership.lastApplied && ownedTree(ownership.lastApplied, input.schema));
  const walk: Walk = {
    kind: desired.kind,
    builtIn: isBuiltInGroup(group),
    own,
    others: ownership.others,
    path: [],
    found: [],
    // A limit reached by differences that are dropped afterwards would make the rest look the same.
    limit: rules.managers.size > 0 ? Number.POSITIVE_INFINITY : limit,
  };
  compareRoot(walk, desired, wanted, present, input.schema, own);
  return { found: withoutTrusted(walk.found, live, rules), desired: wanted, live: present, ownership };
}

/** The top level and metadata are walked here, because some of their fields are not the manifest's to declare. */
function compareRoot(
  walk: Walk,
  manifest: KubeObject,
  desired: KubeObject,
  live: KubeObject,
  schema: SchemaNode | undefined,
  own: FieldsV1 | undefined,
): void {
  for (const name in desired) {
    if (name === 'apiVersion' || name === 'kind' || name === 'metadata') continue;
    walk.path.push(name);
    compareDeclared(walk, desired[name], field(live, name), fieldNode(schema, name));
    walk.path.pop();
  }
  // Metadata of custom resources is held by Go types as well.
  const inMetadata: Walk = walk.builtIn ? walk : { ...walk, builtIn: true };
  const metadata = fieldNode(schema, 'metadata');
  for (const name in desired.metadata) {
    if (SERVER_METADATA.has(name)) continue;
    walk.path.push('metadata', name);
    compareDeclared(inMetadata, desired.metadata[name], field(live.metadata, name), fieldNode(metadata, name));
    walk.path.length = 0;
  }
  if (own !== undefined) {
    findRemoved(walk, own, desired, live, schema);
    if (isSecret(desired)) findDroppedData(walk, own, manifest, desired, live);
  }
  if (walk.found.length > 0) dropServerFields(walk.found);
}

/** Takes out what the server writes on its own; ownership derived from a last-applied manifest names it as well. */
export function dropServerFields(found: Found[]): void {
  for (let i = found.length - 1; i >= 0; i--) {
    const [first, second, third] = found[i]!.path;
    const server =
      first === 'apiVersion' ||
      first === 'kind' ||
      (first === 'metadata' &&
        (second === undefined || SERVER_METADATA.has(second as string) || third === LAST_APPLIED));
    if (server) found.splice(i, 1);
  }
}

function withoutTrusted(found: readonly Found[], live: KubeObject, rules: ObjectRules): readonly Found[] {
  return rules.managers.size === 0 || found.length === 0 ? found : dropTrusted(found, live, rules.managers);
}

function isCertain(found: Found): boolean {
  if (found.what === 'order') return false;
  const { live, desired } = found;
  if (typeof desired === 'object' || desired === undefined) return false;
  const empty = desired === '' || desired === 0 || desired === false;
  return live === undefined ? !empty : typeof live === typeof desired && !empty;
}
