import { setField } from '../../model/index.ts';

/**
 * Random objects of a kind, as a list of places with the values that may stand there. A place is written
 * `spec.containers[name=web].image`; `undefined` among the values leaves it out.
 */
export interface Place {
  readonly at: string;
  readonly values: readonly unknown[];
}

export interface KindChoices {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Changes to the spec are refused after creation: only what this list names is changed. */
  readonly places: readonly Place[];
}

/** A choice for each place: the index of its value. */
export type Choice = readonly number[];

type Step = { readonly field: string } | { readonly item: Readonly<Record<string, unknown>> };

const PART = /([^.[\]]+)|\[([^\]]*)\]/g;
const steps = new Map<string, readonly Step[]>();

export function stepsOf(at: string): readonly Step[] {
  let known = steps.get(at);
  if (known === undefined) {
    known = [...at.matchAll(PART)].map(([, field, item]): Step => {
      if (field !== undefined) return { field: field.replaceAll('~', '.') };
      return {
        item: Object.fromEntries(
          item!.split(',').map((pair) => {
            const [key = '', value = ''] = pair.split('=');
            return [key, /^\d+$/.test(value) ? Number(value) : value];
          }),
        ),
      };
    });
    steps.set(at, known);
  }
  return known;
}

/** Puts a value at a place of a plain object, making what is missing; `undefined` takes it away. */
export function put(root: Record<string, unknown>, at: string, value: unknown): void {
  let container: unknown = root;
  const path = stepsOf(at);
  path.forEach((step, n) => {
    const last = n === path.length - 1;
    const next = path[n + 1];
    if ('field' in step) {
      const object = container as Record<string, unknown>;
      if (last) {
        if (value === undefined) delete object[step.field];
        else setField(object, step.field, structuredClone(value));
        return;
      }
      let child = Object.hasOwn(object, step.field) ? object[step.field] : undefined;
      if (
        typeof child !== 'object' ||
        child === null ||
        Array.isArray(child) === (next !== undefined && 'field' in next)
      ) {
        child = next !== undefined && 'item' in next ? [] : {};
        setField(object, step.field, child);
      }
      container = child;
      return;
    }
    const list = container as Record<string, unknown>[];
    const place = list.findIndex((item) => Object.entries(step.item).every(([key, wanted]) => item[key] === wanted));
    if (last) {
      if (value === undefined) {
        if (place >= 0) list.splice(place, 1);
      } else if (place < 0) list.push({ ...step.item, ...(structuredClone(value) as object) });
      else list[place] = { ...step.item, ...(structuredClone(value) as object) };
      return;
    }
    if (place < 0) list.push({ ...step.item });
    container = place < 0 ? list[list.length - 1] : list[place];
  });
}

/** The object of a choice. `order` decides in which order places are filled, and so the order of list items. */
export function build(
  choices: KindChoices,
  choice: Choice,
  name: string,
  namespace: string,
  order: readonly number[] = choices.places.map((_, n) => n),
): Record<string, unknown> {
  const object: Record<string, unknown> = {
    apiVersion: choices.apiVersion,
    kind: choices.kind,
    metadata: { name, ...(choices.namespaced ? { namespace } : {}) },
  };
  for (const n of order) {
    const place = choices.places[n]!;
    const value = place.values[choice[n]! % place.values.length];
    if (value !== undefined) put(object, place.at, value);
  }
  return object;
}
