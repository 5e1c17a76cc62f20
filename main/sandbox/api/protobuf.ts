/** Kubernetes' protobuf form of requests, which kubectl's typed clients send. Answers are JSON: every client takes that too. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { isRecord, setField } from '../../model/index.ts';
import { refOf } from '../merge/atom.ts';
import type { TypeSchema, Types } from '../schemas.ts';
import { badRequest } from './status-error.ts';

type Numbers = Readonly<Record<string, Readonly<Record<string, string | { readonly inline: string }>>>>;

const MAGIC = Buffer.from('k8s\0');
const DEEPEST = 100;
const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const FIELDS = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

export class Protobuf {
  readonly #types: Types;
  readonly #assets: string;
  readonly #typeOf = new Map<string, string>();
  #numbers: Numbers | undefined;

  constructor(types: Types, assets: string) {
    this.#types = types;
    this.#assets = assets;
    for (const [name, schema] of types) {
      for (const gvk of (schema['x-kubernetes-group-version-kind'] ?? []) as {
        group: string;
        version: string;
        kind: string;
      }[]) {
        this.#typeOf.set(`${gvk.group === '' ? '' : `${gvk.group}/`}${gvk.version} ${gvk.kind}`, name);
      }
    }
  }

  /** The object as JSON. Throws the 400 of a body that is none. */
  decode(data: Buffer): unknown {
    if (!data.subarray(0, 4).equals(MAGIC))
      throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
    let apiVersion = '';
    let kind = '';
    let raw = Buffer.alloc(0);
    for (const { number, bytes } of fields(data.subarray(4))) {
      if (bytes === undefined) continue;
      if (number === 2) raw = Buffer.from(bytes);
      if (number !== 1) continue;
      for (const inner of fields(bytes)) {
        if (inner.number === 1) apiVersion = (inner.bytes ?? Buffer.alloc(0)).toString('utf8');
        if (inner.number === 2) kind = (inner.bytes ?? Buffer.alloc(0)).toString('utf8');
      }
    }
    const type =
      this.#typeOf.get(`${apiVersion} ${kind}`) ??
      (kind === 'DeleteOptions' ? 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions' : undefined);
    if (type === undefined)
      throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
    return { apiVersion, kind, ...(this.#message(type, raw, 0) as object) };
  }

  #read(): Numbers {
    this.#numbers ??= JSON.parse(
      zstdDecompressSync(readFileSync(path.join(this.#assets, 'kubernetes/protobuf.json.zst'))).toString('utf8'),
    ) as Numbers;
    return this.#numbers;
  }

  #message(type: string, data: Buffer, depth: number): unknown {
    if (depth > DEEPEST) throw badRequest('proto: exceeded max depth');
    const out: Record<string, unknown> = {};
    this.#into(out, type, this.#types.get(type)?.properties ?? {}, data, depth);
    return out;
  }

  #into(
    out: Record<string, unknown>,
    type: string,
    properties: Readonly<Record<string, TypeSchema>>,
    data: Buffer,
    depth: number,
  ): void {
    const numbers = this.#read()[type] ?? {};
    for (const field of fields(data)) {
      const target = numbers[String(field.number)];
      if (target === undefined) continue;
      if (typeof target !== 'string') {
        // What Go embeds stands beside the others in JSON and in a message of its own here.
        this.#into(out, target.inline, properties, field.bytes ?? Buffer.alloc(0), depth + 1);
        continue;
      }
      const schema = properties[target];
      if (schema === undefined) continue;
      if (schema.type === 'array') {
        out[target] ??= [];
        const list = out[target] as unknown[];
        if (field.bytes !== undefined && isPacked(schema.items)) {
          for (let at = 0; at < field.bytes.length; ) {
            const { value, next } = varint(field.bytes, at);
            list.push(Number(BigInt.asIntN(64, value)));
            at = next;
          }
        } else list.push(this.#value(schema.items ?? {}, field, depth + 1));
      } else if (schema.type === 'object' && isRecord(schema.additionalProperties)) {
        out[target] ??= {};
        const map = out[target] as Record<string, unknown>;
        let key = '';
        let value: unknown;
        for (const entry of fields(field.bytes ?? Buffer.alloc(0))) {
          if (entry.number === 1) key = entry.bytes?.toString('utf8') ?? '';
          else if (entry.number === 2) value = this.#value(schema.additionalProperties as TypeSchema, entry, depth + 1);
        }
        setField(map, key, value ?? '');
      } else {
        const value = this.#value(schema, field, depth + 1);
        if (value !== undefined) out[target] = value;
      }
    }
  }

  #value(schema: TypeSchema, field: WireField, depth: number): unknown {
    const ref = refOf(schema);
    const bytes = field.bytes ?? Buffer.alloc(0);
    switch (ref) {
      case undefined:
        break;
      case TIME:
      case MICRO_TIME: {
        let seconds = 0;
        let nanos = 0;
        for (const each of fields(bytes)) {
          if (each.number === 1) seconds = Number(BigInt.asIntN(64, each.varint ?? 0n));
          if (each.number === 2) nanos = Number(each.varint ?? 0n);
        }
        return bytes.length === 0 ? undefined : new Date(seconds * 1000 + nanos / 1e6).toISOString();
      }
      case QUANTITY:
        return textOf(bytes, 1);
      case INT_OR_STRING: {
        let kind = 0n;
        let number = 0n;
        for (const each of fields(bytes)) {
          if (each.number === 1) kind = each.varint ?? 0n;
          if (each.number === 2) number = each.varint ?? 0n;
        }
        return kind === 0n ? Number(BigInt.asIntN(64, number)) : textOf(bytes, 3);
      }
      case FIELDS:
      case RAW: {
        const text = textOf(bytes, 1);
        return text === '' ? undefined : (JSON.parse(text) as unknown);
      }
      default: {
        const named = this.#types.get(ref);
        if (named?.properties !== undefined || named?.type === 'object') return this.#message(ref, bytes, depth);
        return this.#value(named ?? {}, field, depth);
      }
    }
    switch (schema.type) {
      case 'string':
        return schema.format === 'byte' ? bytes.toString('base64') : bytes.toString('utf8');
      case 'boolean':
        return field.varint === 1n;
      case 'integer':
        return Number(BigInt.asIntN(64, field.varint ?? 0n));
      case 'number':
        return field.bytes?.length === 8 ? field.bytes.readDoubleLE(0) : 0;
      default:
        return undefined;
    }
  }
}

function isPacked(items: TypeSchema | undefined): boolean {
  return items?.type === 'integer' || items?.type === 'boolean';
}

function textOf(data: Buffer, wanted: number): string {
  for (const { number, bytes } of fields(data)) if (number === wanted) return bytes?.toString('utf8') ?? '';
  return '';
}

interface WireField {
  readonly number: number;
  readonly bytes: Buffer | undefined;
  readonly varint: bigint | undefined;
}

function* fields(data: Buffer): Iterable<WireField> {
  let at = 0;
  while (at < data.length) {
    const { value: tag, next } = varint(data, at);
    at = next;
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0: {
        const { value, next: after } = varint(data, at);
        at = after;
        yield { number, bytes: undefined, varint: value };
        break;
      }
      case 1:
        yield { number, bytes: data.subarray(at, at + 8), varint: undefined };
        at += 8;
        break;
      case 2: {
        const { value, next: from } = varint(data, at);
        const end = from + Number(value);
        if (end > data.length) throw badRequest('unexpected EOF');
        yield { number, bytes: data.subarray(from, end), varint: undefined };
        at = end;
        break;
      }
      case 5:
        yield { number, bytes: data.subarray(at, at + 4), varint: undefined };
        at += 4;
        break;
      default:
        throw badRequest(`proto: illegal wireType ${tag & 7n}`);
    }
  }
}

function varint(data: Buffer, at: number): { value: bigint; next: number } {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = data[at++];
    if (byte === undefined) throw badRequest('unexpected EOF');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: at };
  }
  throw badRequest('proto: integer overflow');
}
