import type { SchemaNode } from '../cluster/index.ts';
import { isRecord, type KubeObject, setField } from '../model/index.ts';
import { type CompareInput, comparable, findDifferences } from './compare.ts';
import { field, isEmptyContainer } from './json.ts';
import { itemId } from './list-items.ts';
import { maskFor } from './mask.ts';
import { mergeOrder } from './merge-order.ts';
import { normalizeDesired } from './normalize.ts';
import type { PathElement } from './verdict.ts';
import { type Found, fieldNode, isAssociative } from './walk.ts';

export interface Prediction {
  /** What applying would leave; undefined when nothing is declared. Secrets are masked. */
  readonly predicted: KubeObject | undefined;
  /** Live without managedFields and what is ignored; undefined when it does not exist. Secrets are masked. */
  readonly normalizedLive: KubeObject | undefined;
}

/** The two objects that `app diff` prints. They differ exactly where the verdict of `compareTier1` has paths. */
export function predict(input: CompareInput): Prediction {
  const { predicted, normalizedLive } = predictRaw(input);
  const mask = maskFor([predicted, normalizedLive], input.settings);
  return {
    predicted: predicted && mask.object(predicted),
    normalizedLive: normalizedLive && mask.object(normalizedLive),
  };
}

/** Unmasked: for the room's own tests against the official merge. */
export function predictRaw(input: CompareInput): Prediction {
  const { desired, live, schema } = input;
  if (desired === undefined || live === undefined) {
    return { predicted: desired && normalizeDesired(desired), normalizedLive: live && presentable(live) };
  }
  const compared = comparable(() => findDifferences(input, desired, live, Number.POSITIVE_INFINITY));
  // An object that is not compared (walk.ts) is shown as it is declared and as it lives.
  if ('because' in compared) return { predicted: normalizeDesired(desired), normalizedLive: presentable(live) };
  const normalizedLive = presentable(compared.live);
  const predicted = structuredClone(normalizedLive) as unknown as Record<string, unknown>;
  for (const one of compared.found) change(predicted, one, compared.desired, schema);
  for (const one of compared.found) settleOrder(predicted, normalizedLive, compared.desired, one, schema);
  return { predicted: predicted as unknown as KubeObject, normalizedLive };
}

function presentable(live: KubeObject): KubeObject {
  const { managedFields: _, creationTimestamp: __, ...metadata } = live.metadata;
  return { ...live, metadata } as KubeObject;
}

type Container = Record<string, unknown> | unknown[];

function change(
  root: Record<string, unknown>,
  { path, desired, what }: Found,
  manifest: KubeObject,
  schema: SchemaNode | undefined,
): void {
  if (what === 'order') return;
  const last = path[path.length - 1]!;
  const parents = path.slice(0, -1);
  let parent: unknown = root;
  let declared: unknown = manifest;
  let node = schema;
  let holder: { readonly container: Container; readonly place: string | number } | undefined;
  for (const element of parents) {
    const place = placeOf(parent, element, node);
    if (place === undefined) return;
    holder = { container: parent as Container, place };
    const type = node;
    node = typeof element === 'string' ? fieldNode(node, element) : node?.items;
    parent = read(parent as Container, place);
    const declaredPlace = placeOf(declared, element, type);
    declared = declaredPlace === undefined ? undefined : read(declared as Container, declaredPlace);
  }
  const value = structuredClone(desired);
  if (Array.isArray(parent)) {
    const place = placeOf(parent, last, node);
    if (place === undefined && desired === undefined) return;
    if (place === undefined) parent.push(value);
    else if (desired === undefined && typeof last !== 'number') parent.splice(place as number, 1);
    else if (desired === undefined) parent[place as number] = null;
    else parent[place as number] = value;
  } else if (isRecord(parent)) {
    if (desired === undefined) delete (parent as Record<string, unknown>)[last as string];
    else setField(parent as Record<string, unknown>, last as string, value);
  }
  // A container that loses its last entry goes with it, unless the manifest names it.
  if (
    desired === undefined &&
    declared === undefined &&
    holder !== undefined &&
    isEmptyContainer(parent) &&
    typeof holder.place === 'string'
  ) {
    delete (holder.container as Record<string, unknown>)[holder.place];
  }
}

function read(container: Container, place: string | number): unknown {
  return Array.isArray(container) ? container[place as number] : field(container, place as string);
}

function placeOf(container: unknown, element: PathElement, node: SchemaNode | undefined): string | number | undefined {
  if (Array.isArray(container)) {
    if (typeof element === 'number') return element;
    if (typeof element === 'string' || node === undefined) return undefined;
    const id = JSON.stringify('' in element ? element[''] : element);
    const place = container.findIndex((item) => itemId(item, node) === id);
    return place < 0 ? undefined : place;
  }
  return isRecord(container) && typeof element === 'string' ? element : undefined;
}

/** Lists that got items, or whose items change places, in the order that the server would write. */
function settleOrder(
  predicted: Record<string, unknown>,
  live: KubeObject,
  desired: KubeObject,
  one: Found,
  schema: SchemaNode | undefined,
): void {
  const last = one.path[one.path.length - 1]!;
  const added = typeof last === 'object' && one.live === undefined;
  if (!added && one.what !== 'order') return;
  const path = added ? one.path.slice(0, -1) : one.path;
  let node = schema;
  let [after, before, wanted]: unknown[] = [predicted, live, desired];
  for (const element of path) {
    [after, before, wanted] = [after, before, wanted].map((side) => {
      const place = placeOf(side, element, node);
      return place === undefined ? undefined : read(side as Container, place);
    });
    node = typeof element === 'string' ? fieldNode(node, element) : node?.items;
  }
  if (!Array.isArray(after) || !Array.isArray(wanted) || !isAssociative(node)) return;
  const ids = (list: unknown) => (Array.isArray(list) ? list.map((item) => itemId(item, node!) ?? '') : []);
  const rank = new Map(mergeOrder(ids(before), ids(wanted)).map((id, place) => [id, place]));
  after.sort((a, b) => (rank.get(itemId(a, node!) ?? '') ?? 0) - (rank.get(itemId(b, node!) ?? '') ?? 0));
}
