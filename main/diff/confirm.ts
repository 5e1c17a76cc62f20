import { type ContentHash, isSecret, type KubeObject, parseApiVersion } from '../model/index.ts';
import { isBuiltInGroup } from './built-in.ts';
import { type CompareInput, comparable, dropServerFields, findDifferences, type Tier1Result } from './compare.ts';
import { ownsPath } from './fields-path.ts';
import { applyRules, dropTrusted } from './ignore.ts';
import { entriesOf, isApplyOf, ownershipOf } from './ownership.ts';
import { compareStored } from './structural.ts';
import type { Verdict } from './verdict.ts';
import { pathText, verdictOf } from './verdict-of.ts';
import type { Walk } from './walk.ts';

/**
 * Whether tier 2 must ask the server before the verdict may be shown. `mutable`: a mutating webhook or policy may touch the kind; where
 * none does, a certain difference needs no request.
 */
export function needsConfirmation(
  result: Tier1Result,
  options: { readonly mutable: boolean } = { mutable: true },
): boolean {
  switch (result.kind) {
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

export interface ConfirmOptions {
  /** Compare option IncludeMutationWebhook=true (reference §2.7): what webhooks change in fields that are not ours counts. */
  readonly includeMutations?: boolean;
  /**
   * Before the first apply the engine writes `takeOverFields`. No dry run can show what that will remove, so tier 1's removals stand.
   */
  readonly takesOver?: boolean;
}

/**
 * Tier 2: the server's own prediction against live, under the same rules.
 * @param input as for tier 1, both sides present; after jq rules where there are any.
 * @param dryRun the server's answer to a forced dry-run apply of the manifest with our manager; after jq rules as well.
 */
export function confirm(input: CompareInput, dryRun: KubeObject, options: ConfirmOptions = {}): Verdict {
  const { desired, live, manager } = input;
  if (desired === undefined) return { kind: live === undefined ? 'same' : 'extra' };
  if (live === undefined) return { kind: 'missing' };
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
  const refused = comparable(() => {
    compareStored(walk, applyRules(dryRun, rules), applyRules(live, rules), input.schema);
    return {};
  });
  if ('because' in refused) return { kind: 'unknown', because: refused.because };
  dropServerFields(walk.found);
  let found = dropTrusted(walk.found, live, rules.managers);
  if (options.includeMutations !== true) {
    // Fields that we neither declare nor declared are the webhooks' business (reference §2.4), and syncing cannot settle them.
    const ours = [ownershipOf(dryRun, manager).own, ownershipOf(live, manager).own].filter(
      (tree) => tree !== undefined,
    );
    const secret = isSecret(desired);
    // The engine's own store of Applications keeps no ownership: nobody but who declares changes anything in its answer.
    if (ours.length > 0) {
      found = found.filter(({ path }) =>
        ours.some(
          (tree) =>
            ownsPath(tree, path) || (secret && path[0] === 'data' && ownsPath(tree, ['stringData', ...path.slice(1)])),
        ),
      );
    }
  }
  if (options.takesOver === true && !entriesOf(live).some((entry) => isApplyOf(entry, manager))) {
    const removed = comparable(() => findDifferences(input, desired, live));
    if ('because' in removed) return { kind: 'unknown', because: removed.because };
    const known = new Set(found.map(({ path }) => pathText(path)));
    found = [...found, ...removed.found.filter((one) => one.desired === undefined && !known.has(pathText(one.path)))];
  }
  return verdictOf(found.slice(0, MOST_PATHS), dryRun, live, input.settings);
}

const MOST_PATHS = 200;

/** Under this key a verdict may be remembered: the same manifest, object and rules give the same verdict. */
export function verdictKey(
  resourceHash: ContentHash | string,
  liveUid: string,
  liveResourceVersion: string,
  rulesHash: string,
): string {
  return `${resourceHash}:${liveUid}:${liveResourceVersion}:${rulesHash}`;
}
