/** The types of the built-in kinds, as data. One copy serves both clusters. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { refOf } from './merge/atom.ts';

/** OpenAPI v3 as published, without descriptions; `x-zero` says what Go writes for a field that has no value. */
export interface TypeSchema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, TypeSchema>>;
  readonly additionalProperties?: TypeSchema | boolean;
  readonly items?: TypeSchema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly 'x-zero'?: 'drop' | 'keep' | 'null' | 'empty' | 'struct';
  readonly [more: string]: unknown;
}

export type Types = ReadonlyMap<string, TypeSchema>;

export function readTypes(assets: string): Types {
  const text = zstdDecompressSync(readFileSync(path.join(assets, 'kubernetes/schemas.json.zst'))).toString('utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, TypeSchema>));
}

/** The value of a Go struct that nobody has set: what a created object is compared with. */
export function zeroValue(types: Types, name: string): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(types.get(name)?.properties ?? {})) {
    switch (schema['x-zero']) {
      case 'struct':
        value[field] = zeroValue(types, refOf(schema)!);
        break;
      case 'null':
        value[field] = null;
        break;
      case 'empty':
        value[field] = zeroScalar(schema);
        break;
      default:
        break;
    }
  }
  return value;
}

export function zeroScalar(schema: TypeSchema): unknown {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}
