/**
 * A language of one sentence: "at this place, where this holds, a value that nobody gave is that". What a kind fills in is a table of such facts.
 *
 *     spec.replicas                                 the field of an object that is there
 *     spec.template.spec.containers[].env[]         each item of a list
 *     spec.strategy+.type                           an object that is made when it is missing
 *     spec{type=NodePort|LoadBalancer}.ports        only where a field has one of these values; with ! before it: none of them
 *     spec{completions}.x  spec{!completions}.x     only where a field has a value, or has none
 */

type Holder = Record<string, unknown>;

/** Computes the value from the object that holds the field, what stands there now, and the whole object. Undefined leaves the field as it is. */
export type Rule = (holder: Readonly<Holder>, now: unknown, whole: Readonly<Holder>) => unknown;

/** From a rule: the field is taken away. */
export const GONE: unique symbol = Symbol('gone');

export type Fact = readonly [place: string, value: string | number | boolean | object | Rule, also?: typeof EMPTY];

/** The default also stands in for zero, an empty text and an empty list. */
export const EMPTY: unique symbol = Symbol('empty');

export type Filler = (object: Holder) => void;

/** The value of a field beside it. */
export const same =
  (field: string): Rule =>
  (holder, now) =>
    now ?? holder[field];

/** Entries of a map beside it that this one lacks. */
export const filledFrom =
  (field: string): Rule =>
  (holder, now) => {
    const source = holder[field];
    return isObject(source) && Object.keys(source).length > 0
      ? { ...source, ...(isObject(now) ? now : {}) }
      : undefined;
  };

/** The same facts at a place further in. */
export function at(place: string, facts: readonly Fact[]): readonly Fact[] {
  return facts.map(
    ([inner, ...rest]) => [inner.startsWith('{') ? place + inner : `${place}.${inner}`, ...rest] as Fact,
  );
}

/** A table, read once, as a function that changes an object in place. */
export function filler(facts: readonly Fact[]): Filler {
  const steps = facts.map(([place, value, also]) => ({ ...placeOf(place), value, empty: also === EMPTY }));
  return (object) => {
    for (const { path, field, value, empty } of steps) {
      visit(object, path, 0, (holder) => fill(holder, field, value, empty, object));
    }
  };
}

function fill(holder: Holder, field: string, value: Fact[1], empty: boolean, whole: Holder): void {
  const now = holder[field];
  if (typeof value === 'function') {
    if (empty && !isEmpty(now)) return;
    const next = (value as Rule)(holder, empty ? undefined : now, whole);
    if (next === GONE) delete holder[field];
    else if (next !== undefined) holder[field] = next;
    return;
  }
  if (now === undefined || now === null || (empty && isEmpty(now)))
    holder[field] = typeof value === 'object' ? structuredClone(value) : value;
}

interface Step {
  readonly kind: 'field' | 'made' | 'items' | 'where';
  readonly name: string;
  /** Of `where`: what the field may be; undefined: anything but no value. */
  readonly values?: readonly string[] | undefined;
  readonly not?: boolean;
}

function placeOf(place: string): { readonly path: readonly Step[]; readonly field: string } {
  const steps: Step[] = [];
  for (const [, name = '', more = '', condition] of place.matchAll(/([A-Za-z0-9]+)(\[\]|\+)?|\{([^}]*)\}/g)) {
    if (condition !== undefined) {
      const [field = '', values] = condition.split('=');
      const not = field.startsWith('!');
      steps.push({ kind: 'where', name: not ? field.slice(1) : field, values: values?.split('|'), not });
    } else {
      steps.push({ kind: more === '+' ? 'made' : 'field', name });
      if (more === '[]') steps.push({ kind: 'items', name });
    }
  }
  const last = steps.pop();
  if (last?.kind !== 'field') throw new Error(`${place} names no field`);
  return { path: steps, field: last.name };
}

function visit(value: unknown, path: readonly Step[], index: number, found: (holder: Holder) => void): void {
  const step = path[index];
  if (step?.kind === 'items') {
    if (Array.isArray(value)) for (const item of value as unknown[]) visit(item, path, index + 1, found);
    return;
  }
  if (!isObject(value)) return;
  if (step === undefined) found(value);
  else if (step.kind === 'where') {
    if (holds(value[step.name], step)) visit(value, path, index + 1, found);
  } else {
    if (step.kind === 'made' && (value[step.name] === undefined || value[step.name] === null)) value[step.name] = {};
    visit(value[step.name], path, index + 1, found);
  }
}

function holds(value: unknown, { values, not }: Step): boolean {
  const given = value !== undefined && value !== null;
  if (values !== undefined) return values.includes(given ? String(value) : '') !== (not === true);
  return given !== (not === true);
}

export function isObject(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === 0 || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
