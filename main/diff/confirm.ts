import type { SchemaNode } from '../cluster/index.ts';
import { type ContentHash, type FieldsV1, type KubeObject, parseApiVersion } from '../model/index.ts';
import { isBuiltInGroup } from './built-in.ts';
import { dropServerFields, type Tier1Result } from './compare.ts';
import { ownsPath } from './fields-path.ts';
import { applyRules, type CompiledIgnore, dropTrusted } from './ignore.ts';
import { ownershipOf } from './ownership.ts';
import { compareStored } from './structural.ts';
import type { DiffSettings, Verdict } from './verdict.ts';
import { verdictOf } from './verdict-of.ts';
import type { Walk } from './walk.ts';

/**
 * Whether tier 2 must ask the server before the verdict may be shown. `mutable`: a mutating webhook or policy may touch the kind; where
 * none does, a certain difference needs no request.
 */
export function needsConfirmation(
  result: Tier1Result,
  options: { readonly mutable: boolean } = { mutable: true },
): boolean {
  switch (result.verdict.kind) {
    case 'differs':
      return options.mutable || !result.certain;
    case 'unknown':
      return true;
    case 'same':
    case 'missing':
    case 'extra':
      return false;
  }
}

export interface ConfirmInput {
  readonly desired: KubeObject;
  /** In the API version of `desired`. */
  readonly live: KubeObject;
  /** The server's answer to a forced dry-run apply of `desired` with `manager`. */
  readonly dryRun: KubeObject;
  readonly schema: SchemaNode | undefined;
  readonly manager: string;
  readonly rules: CompiledIgnore;
  readonly settings: DiffSettings;
  /** Compare option IncludeMutationWebhook=true (reference §2.7): what webhooks change in fields that are not ours counts too. */
  readonly includeMutations?: boolean;
}

/** Tier 2: the server's own prediction against live, under the same rules. Jq rules must have been applied to live and the answer. */
export function confirm(input: ConfirmInput): Verdict {
  const { desired, live, dryRun, manager } = input;
  const { group } = parseApiVersion(desired.apiVersion);
  const rules = input.rules.rulesFor(desired, group);
  const walk: Walk = {
    kind: desired.kind,
    builtIn: isBuiltInGroup(group),
    own: undefined,
    others: [],
    path: [],
    found: [],
    limit: Number.POSITIVE_INFINITY,
  };
  compareStored(walk, applyRules(dryRun, rules), applyRules(live, rules), input.schema);
  dropServerFields(walk.found);
  let found = dropTrusted(walk.found, live, rules.managers);
  if (input.includeMutations !== true) {
    // Fields that we neither declare nor declared are the webhooks' business (reference §2.4), and syncing cannot settle them.
    const ours = [ownershipOf(dryRun, manager).own, ownershipOf(live, manager).own].filter(
      (tree): tree is FieldsV1 => tree !== undefined,
    );
    found = found.filter(({ path }) => ours.some((tree) => ownsPath(tree, path)));
  }
  return verdictOf(found.slice(0, MOST_PATHS), dryRun, live, input.settings);
}

const MOST_PATHS = 200;

/** Under this key a verdict may be remembered: the same manifest, object and rules give the same verdict. */
export function verdictKey(
  resourceHash: ContentHash | string,
  liveUid: string,
  liveResourceVersion: string,
  rulesDigest: string,
): string {
  return `${resourceHash}:${liveUid}:${liveResourceVersion}:${rulesDigest}`;
}
