/** Strategic merge patch: JSON merge patch, but lists that have a merge key are merged by it, with the `$` directives of kubectl. */

import { isRecord, setField } from '../../model/index.ts';
import { refOf } from '../merge/atom.ts';
import type { TypeSchema, Types } from '../schemas.ts';
import { badRequest } from './status-error.ts';

type Fields = Readonly<Record<string, unknown>>;

export class StrategicMerge {
  readonly #types: Types;

  constructor(types: Types) {
    this.#types = types;
  }

  merge(schema: TypeSchema | undefined, target: Fields, patch: Fields): Fields {
    const directive = patch['$patch'];
    if (directive === 'replace') {
      const { $patch: _directive, ...rest } = patch;
      return rest;
    }
    if (directive === 'delete') return {};
    if (directive !== undefined && directive !== 'merge') throw badRequest(`Unknown patch type: ${String(directive)}`);
    const type = this.#resolve(schema);
    const result: Record<string, unknown> = { ...target };
    const retain = patch['$retainKeys'];
    if (Array.isArray(retain)) for (const name of Object.keys(result)) if (!retain.includes(name)) delete result[name];
    for (const [name, value] of Object.entries(patch)) {
      if (name === '$patch' || name === '$retainKeys' || name.startsWith('$setElementOrder/')) continue;
      if (name.startsWith('$deleteFromPrimitiveList/')) {
        const field = name.slice('$deleteFromPrimitiveList/'.length);
        const list = result[field];
        if (Array.isArray(list) && Array.isArray(value)) result[field] = list.filter((item) => !value.includes(item));
        continue;
      }
      if (value === null) {
        delete result[name];
        continue;
      }
      const member = this.#member(type, name);
      const before = Object.hasOwn(result, name) ? result[name] : undefined;
      if (isRecord(value)) setField(result, name, this.merge(member, isRecord(before) ? before : {}, value));
      else if (Array.isArray(value)) {
        const order = patch[`$setElementOrder/${name}`];
        const live = Array.isArray(before) ? before : [];
        const list = this.#list(member, live, value);
        setField(result, name, this.#ordered(member, list, live, Array.isArray(order) ? order : value));
      } else setField(result, name, value);
    }
    for (const [name, order] of Object.entries(patch)) {
      if (!name.startsWith('$setElementOrder/')) continue;
      const field = name.slice('$setElementOrder/'.length);
      const list = result[field];
      if (Object.hasOwn(patch, field) || !Array.isArray(list) || !Array.isArray(order)) continue;
      const before = target[field];
      result[field] = this.#ordered(this.#member(type, field), list, Array.isArray(before) ? before : [], order);
    }
    return result;
  }

  #list(schema: TypeSchema | undefined, target: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
    if (!isMerged(schema)) return patch.filter((item) => !isDirective(item));
    const key = schema?.['x-kubernetes-patch-merge-key'];
    if (typeof key !== 'string') return [...target, ...patch.filter((item) => !target.includes(item))];
    if (patch.some((item) => isRecord(item) && item['$patch'] === 'replace')) {
      return patch.filter((item) => !(isRecord(item) && item['$patch'] === 'replace' && item[key] === undefined));
    }
    const result = [...target];
    for (const item of patch) {
      if (!isRecord(item)) continue;
      if (item[key] === undefined)
        throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
      const index = result.findIndex((each) => isRecord(each) && each[key] === item[key]);
      if (item['$patch'] === 'delete') {
        if (index >= 0) result.splice(index, 1);
        continue;
      }
      const before = index >= 0 ? (result[index] as Fields) : {};
      const merged = this.merge(schema?.items, before, item);
      if (index >= 0) result[index] = merged;
      else result.push(merged);
    }
    return result;
  }

  /** What the patch names comes in its order; the rest stays before whatever followed it in the live list. */
  #ordered(
    schema: TypeSchema | undefined,
    list: readonly unknown[],
    live: readonly unknown[],
    order: readonly unknown[],
  ): readonly unknown[] {
    if (!isMerged(schema)) return list;
    const key = schema?.['x-kubernetes-patch-merge-key'];
    const id = (item: unknown) => (typeof key === 'string' && isRecord(item) ? item[key] : item);
    const rank = new Map(order.map((item, index) => [id(item), index]));
    const place = new Map(live.map((item, index) => [id(item), index]));
    const named = list.filter((item) => rank.has(id(item))).sort((a, b) => rank.get(id(a))! - rank.get(id(b))!);
    const others = list.filter((item) => !rank.has(id(item)));
    const result: unknown[] = [];
    while (named.length > 0 && others.length > 0) {
      const other = place.get(id(others[0]));
      const mine = place.get(id(named[0]));
      result.push(other !== undefined && mine !== undefined && other < mine ? others.shift() : named.shift());
    }
    return [...result, ...named, ...others];
  }

  #resolve(schema: TypeSchema | undefined): TypeSchema | undefined {
    if (schema === undefined) return undefined;
    const ref = refOf(schema);
    return ref === undefined ? schema : this.#types.get(ref);
  }

  #member(type: TypeSchema | undefined, name: string): TypeSchema | undefined {
    const member = type?.properties?.[name];
    if (member !== undefined) return member;
    return isRecord(type?.additionalProperties) ? (type.additionalProperties as TypeSchema) : undefined;
  }
}

function isMerged(schema: TypeSchema | undefined): boolean {
  return String(schema?.['x-kubernetes-patch-strategy'] ?? '')
    .split(',')
    .includes('merge');
}

function isDirective(item: unknown): boolean {
  return isRecord(item) && item['$patch'] !== undefined;
}
