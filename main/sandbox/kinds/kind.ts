import type { KubeObject } from '../../model/index.ts';
import type { Named } from '../api/status-error.ts';
import type { Atom } from '../merge/atom.ts';
import type { TypeSchema } from '../schemas.ts';
import type { StorageId } from '../storage/object-store.ts';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface Decoded {
  /** Fresh: may be changed until it is stored. */
  readonly object: KubeObject;
  readonly unknown: readonly string[];
}

/** One version of one kind, as it is served. */
export interface Kind extends Named {
  readonly version: string;
  readonly apiVersion: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: ReadonlyMap<
    string,
    { readonly kind: string; readonly group: string; readonly version: string; readonly verbs: readonly string[] }
  >;
  /** Where its objects are; one for all versions. */
  readonly storage: StorageId;
  readonly atom: Atom;
  /** An object of which nothing is set. */
  readonly empty: KubeObject;
  readonly columns: readonly ColumnDefinition[];
  /** Checks types, drops what is unknown, fills in defaults. Throws StatusError. */
  readonly decode: (object: Readonly<Record<string, unknown>>) => Decoded;
  /** Whether status is written through its own endpoint only. */
  readonly hasStatus: boolean;
  /** Undefined for built-in kinds. */
  readonly custom: CustomVersion | undefined;
  /** Of built-in kinds whose versions look different; others differ in their apiVersion only. */
  readonly conversion: Conversion | undefined;
  /** For strategic merge patches; undefined for custom resources, which take none. */
  readonly schema: TypeSchema | undefined;
}

export interface Conversion {
  readonly toStorage: (object: KubeObject) => KubeObject;
  readonly fromStorage: (object: KubeObject) => KubeObject;
}

export interface CustomVersion {
  readonly definition: string;
  /** The version in which objects are stored. */
  readonly storageVersion: string;
  readonly validate: (object: KubeObject) => readonly import('../api/status-error.ts').FieldFault[];
  readonly scale:
    | {
        readonly specReplicasPath: string;
        readonly statusReplicasPath: string;
        readonly labelSelectorPath: string | undefined;
      }
    | undefined;
  readonly printerColumns: readonly {
    readonly name: string;
    readonly type: string;
    readonly jsonPath: string;
    readonly priority: number;
  }[];
}

/** The part of a kind that a URL names. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}
