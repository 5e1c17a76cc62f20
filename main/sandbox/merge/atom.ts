import { isRecord } from '../../model/index.ts';

/** How values of one type are merged and owned. More than one of the three is possible for values of any type. */
export interface Atom {
  readonly scalar?: 'numeric' | 'string' | 'boolean' | 'untyped';
  readonly list?: { readonly element: () => Atom; readonly associative: boolean; readonly keys: readonly string[] };
  readonly map?: {
    readonly fields: ReadonlyMap<string, { readonly type: () => Atom; readonly default: unknown }>;
    /** Undefined: names that are not declared are refused. */
    readonly element: (() => Atom) | undefined;
    readonly atomic: boolean;
    /** Whether nothing is declared and anything may be in it: such maps are never owned as a whole. */
    readonly deduced: boolean;
  };
}

type Schema = Readonly<Record<string, unknown>>;
export type Definitions = ReadonlyMap<string, Schema> | { get(name: string): Schema | undefined };

const NO_FIELDS: ReadonlyMap<string, { type: () => Atom; default: unknown }> = new Map();

const UNTYPED: Atom = {
  scalar: 'untyped',
  list: { element: () => UNTYPED, associative: false, keys: [] },
  map: { fields: NO_FIELDS, element: () => UNTYPED, atomic: true, deduced: false },
};

/** What is merged where no schema says otherwise: maps by field, lists as a whole. */
export const DEDUCED: Atom = {
  scalar: 'untyped',
  list: { element: () => UNTYPED, associative: false, keys: [] },
  map: { fields: NO_FIELDS, element: () => DEDUCED, atomic: false, deduced: true },
};

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const REF = '#/components/schemas/';

/** Atoms from OpenAPI v3 by the rules of kube-openapi's schemaconv; each type is made once, when it is first met. */
export function atomsOf(definitions: Definitions): (name: string) => Atom | undefined {
  const made = new Map<string, Atom>();

  const named = (name: string, relation: 'atomic' | 'granular' | undefined): Atom => {
    const id = relation === undefined ? name : `${name} ${relation}`;
    const known = made.get(id);
    if (known !== undefined) return known;
    const schema = definitions.get(name);
    let atom: Atom;
    if (name === QUANTITY) atom = { scalar: 'untyped' };
    else if (name === RAW || schema === undefined) atom = UNTYPED;
    else atom = inline(schema, false);
    if (relation !== undefined && atom.map !== undefined) {
      atom = { ...atom, map: { ...atom.map, atomic: relation === 'atomic' } };
    }
    made.set(id, atom);
    return atom;
  };

  const referenced = (schema: Schema, preserve: boolean): (() => Atom) => {
    const ref = refOf(schema);
    const relation = schema['x-kubernetes-map-type'] as 'atomic' | 'granular' | undefined;
    let atom: Atom | undefined;
    return () => (atom ??= ref === undefined ? inline(schema, preserve) : named(ref, relation));
  };

  const inline = (schema: Schema, inherited: boolean): Atom => {
    const preserve = inherited || schema['x-kubernetes-preserve-unknown-fields'] === true;
    switch (schema['type']) {
      case undefined:
        return { scalar: 'untyped', list: listOf(schema, preserve), map: mapOf(schema, preserve) };
      case 'object':
        return { map: mapOf(schema, preserve) };
      case 'array':
        return { list: listOf(schema, preserve) };
      case 'integer':
      case 'number':
        return { scalar: 'numeric' };
      case 'boolean':
        return { scalar: 'boolean' };
      case 'string':
        return {
          scalar:
            schema['format'] === undefined || schema['format'] === 'byte' || schema['format'] === ''
              ? 'string'
              : 'untyped',
        };
      default:
        return { scalar: 'untyped' };
    }
  };

  const mapOf = (schema: Schema, preserve: boolean): NonNullable<Atom['map']> => {
    const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
    const fields = new Map(
      properties.map(([name, member]) => [
        name,
        { type: referenced(member as Schema, preserve), default: (member as Schema)['default'] },
      ]),
    );
    const additional = schema['additionalProperties'];
    let element: (() => Atom) | undefined;
    if (isRecord(additional)) element = referenced(additional, preserve);
    else if (additional === true || (additional === undefined && (preserve || properties.length === 0)))
      element = () => DEDUCED;
    return {
      fields,
      element,
      atomic: schema['x-kubernetes-map-type'] === 'atomic',
      deduced: element?.() === DEDUCED && properties.length === 0,
    };
  };

  const listOf = (schema: Schema, preserve: boolean): NonNullable<Atom['list']> => {
    const items = schema['items'];
    const element = isRecord(items) ? referenced(items, preserve) : () => UNTYPED;
    const type = schema['x-kubernetes-list-type'];
    if (type === 'map') {
      return { element, associative: true, keys: [...(schema['x-kubernetes-list-map-keys'] as string[])].sort() };
    }
    if (type === 'set') return { element, associative: true, keys: [] };
    if (type === undefined) {
      const strategy = schema['x-kubernetes-patch-strategy'];
      if (strategy === 'merge' || strategy === 'merge,retainKeys') {
        const key = schema['x-kubernetes-patch-merge-key'];
        return { element, associative: true, keys: typeof key === 'string' ? [key] : [] };
      }
    }
    return { element, associative: false, keys: [] };
  };

  return (name) => (definitions.get(name) === undefined ? undefined : named(name, undefined));
}

/** The name behind `$ref`, also where it stands alone in an allOf. */
export function refOf(schema: Schema): string | undefined {
  let ref = schema['$ref'];
  const all = schema['allOf'];
  if (ref === undefined && Array.isArray(all) && all.length === 1) ref = (all[0] as Schema)['$ref'];
  return typeof ref === 'string' && ref.startsWith(REF) ? ref.slice(REF.length) : undefined;
}

export type Shape = 'map' | 'scalar' | 'list';

/** Which of an atom's forms a value takes. */
export function shapeOf(atom: Atom, value: unknown): Shape | undefined {
  if (value !== undefined && value !== null) {
    if (Array.isArray(value)) {
      if (atom.list !== undefined) return 'list';
    } else if (typeof value === 'object') {
      if (atom.map !== undefined) return 'map';
    } else if (atom.scalar !== undefined) return 'scalar';
  }
  if (atom.map !== undefined) return 'map';
  if (atom.scalar !== undefined) return 'scalar';
  return atom.list === undefined ? undefined : 'list';
}
