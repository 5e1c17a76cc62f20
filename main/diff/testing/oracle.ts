import fc from 'fast-check';
import type { SchemaNode } from '../../cluster/index.ts';
import { type KubeObject, parseApiVersion } from '../../model/index.ts';
import { isBuiltInGroup, keepsAllocated } from '../built-in.ts';
import { type CompareInput, compareTier1, dropServerFields } from '../compare.ts';
import { confirm } from '../confirm.ts';
import { compareDeclared } from '../declared.ts';
import { isZero } from '../json.ts';
import { normalizeDesired } from '../normalize.ts';
import { predictRaw } from '../predict.ts';
import { compareStored } from '../structural.ts';
import { pathText } from '../verdict-of.ts';
import { type Found, fieldNode, isDefaultAt, lastName, parentName, type Walk } from '../walk.ts';
import { type Choice, type KindChoices, put } from './choices.ts';
import { MANAGER, NO_RULES, SETTINGS, summary } from './comparing.ts';

/** One round of an oracle test: what we applied before, what others did since, what we want now. */
export interface Round {
  readonly first: Choice;
  readonly others: 'nobody' | 'apply' | 'update';
  readonly edits: readonly (readonly [place: number, value: number])[];
  readonly changes: readonly (readonly [place: number, value: number])[];
  readonly shuffled: boolean;
  readonly order: readonly number[];
}

export function rounds(choices: KindChoices, count: number, seed: number): readonly Round[] {
  const size = choices.places.length;
  const edit = fc.tuple(fc.nat(size - 1), fc.nat(59));
  const round = fc.record({
    first: fc.array(fc.nat(59), { minLength: size, maxLength: size }),
    others: fc.constantFrom('nobody' as const, 'apply' as const, 'update' as const),
    edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    changes: fc.array(edit, { maxLength: 4 }),
    shuffled: fc.boolean(),
    order: fc.shuffledSubarray([...choices.places.keys()], { minLength: size, maxLength: size }),
  });
  return fc.sample(round, { numRuns: count, seed });
}

export function changed(choice: Choice, changes: Round['changes']): Choice {
  const copy = [...choice];
  for (const [place, value] of changes) copy[place] = value;
  return copy;
}

/** Puts the edits of others into an object. */
export function edit(object: Record<string, unknown>, choices: KindChoices, edits: Round['edits']): void {
  for (const [n, value] of edits) {
    const place = choices.places[n]!;
    put(object, place.at, place.values[value % place.values.length]);
  }
}

export interface Judgement {
  /** Tier 1 says same, the oracle says that applying would change something of ours: never allowed. */
  readonly lies: readonly string[];
  /** Tier 1 says differs, the oracle that nothing would change: costs one dry run. */
  readonly noise: readonly string[];
  /** What only `includeMutations` shows: changes of the server in fields that are not ours. */
  readonly hidden: readonly string[];
  /** Fields in which the predicted object is not what the oracle wrote. */
  readonly mispredicted: readonly string[];
}

export function judge(
  desired: KubeObject,
  live: KubeObject,
  answer: KubeObject,
  schema: SchemaNode | undefined,
  /** Live as the oracle saw it, where that is not what tier 1 is given. */
  seen: KubeObject = live,
): Judgement {
  const input: CompareInput = { desired, live, schema, manager: MANAGER, rules: NO_RULES, settings: SETTINGS };
  const first = compareTier1(input);
  const second = confirm({ ...input, live: seen }, answer);
  const { predicted } = predictRaw(input);
  const found: Found[] = [];
  compareStored(
    { kind: desired.kind, builtIn: true, own: undefined, others: [], path: [], found, limit: 1000 },
    { ...answer, status: undefined },
    { ...predicted, status: undefined },
    schema,
  );
  dropServerFields(found);
  const said = (verdict: typeof second) => [summary(verdict)].flat();
  return {
    lies: first.kind === 'same' && second.kind === 'differs' ? said(second) : [],
    noise: first.kind === 'differs' && second.kind === 'same' ? said(first) : [],
    hidden:
      second.kind === 'same'
        ? said(confirm({ ...input, live: seen }, answer, { includeMutations: true })).filter((text) => text !== 'same')
        : [],
    mispredicted: found.map(
      (one) => `${pathText(one.path)}: ${JSON.stringify(one.live)} is ${JSON.stringify(one.desired)}`,
    ),
  };
}

/**
 * Fields in which our prediction is not what the official merge wrote. The merge knows nothing of defaults and spellings: both sides are
 * compared by the equalities of the server, and what we keep because the server would write it again is no fault.
 */
export function judgeMerge(
  desired: KubeObject,
  live: KubeObject,
  merged: KubeObject,
  schema: SchemaNode | undefined,
): readonly string[] {
  const { predicted } = predictRaw({ desired, live, schema, manager: MANAGER, rules: NO_RULES, settings: SETTINGS });
  const official = normalizeDesired(merged);
  const { group } = parseApiVersion(desired.apiVersion);
  const faults: string[] = [];
  for (const [what, wanted, present] of [
    ['not predicted', official, predicted!],
    ['predicted', predicted!, official],
  ] as const) {
    const found: Found[] = [];
    const walk: Walk = {
      kind: desired.kind,
      builtIn: isBuiltInGroup(group),
      own: undefined,
      others: [],
      path: [],
      found,
      limit: 1000,
    };
    compareDeclared(walk, { ...wanted, status: undefined }, present, schema);
    dropServerFields(found);
    for (const one of found) {
      if (what === 'predicted' && isZero(one.live) && isServersOwn(walk, one, schema)) continue;
      // Metadata of custom resources is held by Go types, which the merge does not know.
      if (what === 'not predicted' && one.path[0] === 'metadata' && isZero(one.desired)) continue;
      faults.push(`${what}: ${pathText(one.path)}: ${JSON.stringify(one.live)} is ${JSON.stringify(one.desired)}`);
    }
  }
  return faults;
}

/** What the server puts back by itself when applying takes it away or empties it. */
function isServersOwn(walk: Walk, { path, desired }: Found, schema: SchemaNode | undefined): boolean {
  const name = lastName(path);
  if (keepsAllocated(walk.kind, name) || (path[0] === 'subjects' && name === 'apiGroup')) return true;
  return isDefaultAt(walk, desired, nodeAt(schema, path), parentName(path), name);
}

function nodeAt(schema: SchemaNode | undefined, path: Found['path']): SchemaNode | undefined {
  let node = schema;
  for (const element of path) node = typeof element === 'string' ? fieldNode(node, element) : node?.items;
  return node;
}
