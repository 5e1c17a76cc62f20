import { isRecord } from '../../model/index.ts';
import { type Atom, shapeOf } from './atom.ts';
import { elementText, itemElement, NoElement } from './path-element.ts';

/** Why a value does not fit its type, in the words of the real merge; undefined when it does. */
export function typeError(atom: Atom, value: unknown, allowDuplicates: boolean): string | undefined {
  const found: string[] = [];
  walk(atom, value, '', allowDuplicates, found);
  if (found.length === 0) return undefined;
  return found.length === 1 ? found[0] : `errors:\n${found.map((text) => `  ${text}`).join('\n')}`;
}

function walk(atom: Atom, value: unknown, path: string, allowDuplicates: boolean, out: string[]): void {
  const say = (text: string, at = path) => out.push(at === '' ? text : `${at}: ${text}`);
  switch (shapeOf(atom, value)) {
    case 'scalar': {
      if (value === null) return;
      const type = typeof value;
      if (atom.scalar === 'numeric' && type !== 'number') say(`expected numeric (int or float), got ${goType(value)}`);
      else if (atom.scalar === 'string' && type !== 'string') say(`expected string, got ${goValue(value)}`);
      else if (atom.scalar === 'boolean' && type !== 'boolean') say(`expected boolean, got ${goValue(value)}`);
      else if (atom.scalar === 'untyped' && type === 'object') say(`expected any scalar, got ${goValue(value)}`);
      return;
    }
    case 'list': {
      if (value === null) return;
      if (!Array.isArray(value)) return void say(`expected list, got ${goValue(value)}`);
      const list = atom.list!;
      const seen = new Set<string>();
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index];
        let at = `[${index}]`;
        if (list.associative) {
          let element: string;
          try {
            element = itemElement(list, item);
          } catch (error) {
            if (!(error instanceof NoElement)) throw error;
            say(`element ${index}: ${error.message}`);
            return;
          }
          at = elementText(element);
          if (seen.has(element) && !allowDuplicates) say(`duplicate entries for key ${at}`);
          seen.add(element);
        }
        walk(list.element(), item, path + at, allowDuplicates, out);
      }
      return;
    }
    case 'map': {
      if (value === null) return;
      if (!isRecord(value)) return void say(`expected map, got ${goValue(value)}`);
      const map = atom.map!;
      for (const name of Object.keys(value)) {
        const field = map.fields.get(name);
        if (field === undefined && map.element === undefined) {
          say('field not declared in schema', `${path}.${name}`);
          return;
        }
        walk((field?.type ?? map.element!)(), value[name], `${path}.${name}`, allowDuplicates, out);
      }
      return;
    }
    case undefined:
      return;
  }
}

function goType(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    default:
      return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  }
}

function goValue(value: unknown): string {
  return `&value.valueUnstructured{Value:${typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value))}}`;
}
