/**
 * What becomes of an object that goes through the server's Go types: unknown fields go, quantities and times get their one
 * spelling, fields without a value are left out or written as Go's JSON does.
 */

import { canonicalQuantity, isRecord, parseQuantity, setField } from '../../model/index.ts';
import { refOf } from '../merge/atom.ts';
import { type TypeSchema, type Types, zeroScalar } from '../schemas.ts';

/** A value of the wrong type, in the words of Go's decoder. */
export class DecodeError extends Error {}

interface FieldCodec {
  readonly codec: Codec;
  readonly zero: TypeSchema['x-zero'];
  readonly schema: TypeSchema;
}

interface Codec {
  readonly form:
    | 'struct'
    | 'list'
    | 'dict'
    | 'string'
    | 'int'
    | 'number'
    | 'bool'
    | 'quantity'
    | 'int-or-string'
    | 'time'
    | 'microtime'
    | 'bytes'
    | 'any';
  readonly name: string;
  readonly fields?: ReadonlyMap<string, FieldCodec>;
  readonly item?: () => Codec;
}

export interface Canonical {
  readonly value: Record<string, unknown>;
  /** `unknown field "spec.foo"`, in the order in which they were met. */
  readonly unknown: readonly string[];
}

/** Deeper is hostile; the server's own decoder stops at 10,000. */
const DEEPEST = 200;

const SPECIAL: Readonly<Record<string, Codec['form']>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microtime',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'any',
};

export class Canonicalizer {
  readonly #types: Types;
  readonly #codecs = new Map<string, Codec>();

  constructor(types: Types) {
    this.#types = types;
  }

  canonical(type: string, value: Readonly<Record<string, unknown>>): Canonical {
    const unknown: string[] = [];
    const walk = new Walk(unknown);
    return { value: walk.struct(this.#named(type), value, '', '', 0) as Record<string, unknown>, unknown };
  }

  #named(name: string): Codec {
    const known = this.#codecs.get(name);
    if (known !== undefined) return known;
    const schema = this.#types.get(name);
    const short = name.slice(name.lastIndexOf('.') + 1);
    const special = SPECIAL[name];
    let codec: Codec;
    if (special !== undefined || schema === undefined) codec = { form: special ?? 'any', name: short };
    else if (schema.properties !== undefined) {
      const fields = new Map<string, FieldCodec>();
      // Before its fields: types may contain themselves.
      codec = { form: 'struct', name: short, fields };
      this.#codecs.set(name, codec);
      for (const [field, member] of Object.entries(schema.properties)) {
        fields.set(field, { codec: this.#inline(member), zero: member['x-zero'], schema: member });
      }
      return codec;
    } else codec = { ...this.#inline(schema), name: short };
    this.#codecs.set(name, codec);
    return codec;
  }

  #inline(schema: TypeSchema): Codec {
    const ref = refOf(schema);
    if (ref !== undefined) return this.#named(ref);
    switch (schema.type) {
      case 'array': {
        const { items } = schema;
        return { form: 'list', name: '', item: () => (items === undefined ? ANY : this.#inline(items)) };
      }
      case 'object': {
        const { additionalProperties } = schema;
        if (!isRecord(additionalProperties)) return ANY;
        return { form: 'dict', name: '', item: () => this.#inline(additionalProperties as TypeSchema) };
      }
      case 'string':
        return { form: schema.format === 'byte' ? 'bytes' : 'string', name: 'string' };
      case 'integer':
        return { form: 'int', name: schema.format ?? 'int64' };
      case 'number':
        return { form: 'number', name: 'float64' };
      case 'boolean':
        return { form: 'bool', name: 'bool' };
      default:
        return ANY;
    }
  }
}

const ANY: Codec = { form: 'any', name: '' };

class Walk {
  readonly #unknown: string[];

  constructor(unknown: string[]) {
    this.#unknown = unknown;
  }

  struct(codec: Codec, value: Readonly<Record<string, unknown>>, path: string, goPath: string, depth: number): unknown {
    if (depth > DEEPEST) throw new DecodeError(`exceeded max depth`);
    const out: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const field = codec.fields!.get(name);
      const at = path === '' ? name : `${path}.${name}`;
      if (field === undefined) {
        this.#unknown.push(`unknown field ${JSON.stringify(at)}`);
        continue;
      }
      const given = value[name];
      if (given === null || given === undefined) continue;
      const go = goPath === '' ? name : `${goPath}.${name}`;
      const written = this.value(field.codec, given, at, go, codec.name, depth + 1);
      if (field.zero === 'drop' && isZero(written)) continue;
      setField(out, name, written);
    }
    for (const [name, field] of codec.fields!) {
      if (Object.hasOwn(out, name)) continue;
      switch (field.zero) {
        case 'struct':
          out[name] = this.struct(field.codec, {}, '', '', depth + 1);
          break;
        case 'null':
          out[name] = null;
          break;
        case 'empty':
          out[name] = zeroScalar(field.schema);
          break;
        default:
          break;
      }
    }
    return out;
  }

  value(codec: Codec, value: unknown, path: string, goPath: string, owner: string, depth: number): unknown {
    const wrong = (type: string): never => {
      throw new DecodeError(
        `json: cannot unmarshal ${jsonType(value)} into Go struct field ${owner}.${goPath} of type ${type}`,
      );
    };
    switch (codec.form) {
      case 'struct':
        return isRecord(value) ? this.struct(codec, value, path, goPath, depth) : wrong(`v1.${codec.name}`);
      case 'list': {
        const item = codec.item!();
        if (!Array.isArray(value)) return wrong(`[]${goName(item)}`);
        return value.map((each: unknown, index) => {
          if (each === null) return item.form === 'struct' ? this.struct(item, {}, '', '', depth + 1) : zeroOf(item);
          return this.value(item, each, `${path}[${index}]`, goPath, owner, depth + 1);
        });
      }
      case 'dict': {
        const item = codec.item!();
        if (!isRecord(value)) return wrong(`map[string]${goName(item)}`);
        const out: Record<string, unknown> = {};
        for (const name of Object.keys(value)) {
          const each = value[name];
          setField(
            out,
            name,
            each === null ? zeroOf(item) : this.value(item, each, `${path}.${name}`, goPath, owner, depth + 1),
          );
        }
        return out;
      }
      case 'string':
        return typeof value === 'string' ? value : wrong('string');
      case 'int':
        if (typeof value !== 'number') return wrong(codec.name);
        return Number.isInteger(value) ? value : wrong(codec.name);
      case 'number':
        return typeof value === 'number' ? value : wrong('float64');
      case 'bool':
        return typeof value === 'boolean' ? value : wrong('bool');
      case 'bytes':
        return typeof value === 'string' ? base64(value) : wrong('[]uint8');
      case 'quantity': {
        if (typeof value !== 'string' && typeof value !== 'number') return wrong('resource.Quantity');
        if (parseQuantity(value) === undefined) {
          throw new DecodeError(
            `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
          );
        }
        return canonicalQuantity(value);
      }
      case 'int-or-string':
        if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return value;
        return wrong('intstr.IntOrString');
      case 'time':
      case 'microtime': {
        if (typeof value !== 'string') return wrong('v1.Time');
        const time = Date.parse(value);
        if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\dT/.test(value)) {
          throw new DecodeError(
            `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
          );
        }
        if (codec.form === 'time') return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
        const fraction = /\.(\d+)/.exec(value)?.[1] ?? '';
        return new Date(time).toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(6, '0').slice(0, 6)}Z`);
      }
      case 'any':
        return value;
    }
  }
}

function zeroOf(codec: Codec): unknown {
  switch (codec.form) {
    case 'string':
    case 'bytes':
      return '';
    case 'int':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'bool':
      return false;
    case 'quantity':
      return '0';
    case 'struct':
      return {};
    default:
      return null;
  }
}

function isZero(value: unknown): boolean {
  if (value === '' || value === 0 || value === false || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isRecord(value)) return false;
  for (const _name in value) return false;
  return true;
}

function base64(text: string): string {
  const clean = text.replace(/[\r\n]/g, '');
  const wrong = /[^A-Za-z0-9+/=]/.exec(clean);
  if (wrong !== null) throw new DecodeError(`illegal base64 data at input byte ${wrong.index}`);
  if (clean.length % 4 !== 0)
    throw new DecodeError(`illegal base64 data at input byte ${clean.length - (clean.length % 4)}`);
  return clean;
}

function jsonType(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return Number.isInteger(value) ? 'number' : `number ${value}`;
    case 'boolean':
      return 'bool';
    default:
      return Array.isArray(value) ? 'array' : 'object';
  }
}

function goName(codec: Codec): string {
  switch (codec.form) {
    case 'string':
    case 'int':
    case 'number':
    case 'bool':
      return codec.name;
    case 'bytes':
      return '[]uint8';
    case 'quantity':
      return 'resource.Quantity';
    case 'int-or-string':
      return 'intstr.IntOrString';
    case 'time':
      return 'v1.Time';
    case 'list':
      return `[]${goName(codec.item!())}`;
    case 'dict':
      return `map[string]${goName(codec.item!())}`;
    default:
      return codec.name === '' ? 'interface {}' : `v1.${codec.name}`;
  }
}
