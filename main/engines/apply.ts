import type { Files } from './frame.ts';

/**
 * OpenAPI v3 (or v2) documents of a cluster. A worker keeps the parsed schemas by hash, so documents given as a
 * function are asked for only when a worker does not hold them yet (parsing all schemas of a cluster takes seconds).
 * `{}` as documents means: no schemas, lists are atomic, as for a custom resource without schema.
 */
export interface OpenApiDocuments {
  /** Content hash of the documents. */
  readonly hash: string;
  readonly documents: Files | (() => Files | Promise<Files>);
}

interface ManagedMerge {
  readonly openapi: OpenApiDocuments;
  /** With metadata.managedFields as the server stores them; null: the object is created. */
  readonly live: object | null;
  readonly manager: string;
  /** Name in managedFields; a merge through `status` owns by that name. */
  readonly subresource?: string;
  /** Fields that this endpoint does not write and that the manager therefore never owns, e.g. [['status']]. */
  readonly resetFields?: readonly (readonly string[])[];
  /** RFC 3339, for the managedFields entries that change; default: now. */
  readonly time?: string;
}

export interface ApplyArgs extends ManagedMerge {
  readonly applied: object;
  readonly force?: boolean;
}

export interface ApplyConflict {
  /** `.spec.template.spec.containers[name="web"].image` */
  readonly field: string;
  readonly message: string;
  /** Who owns it, in the server's words: `kubectl` or `"kubectl" using apps/v1`. */
  readonly manager: string;
}

/** Without conflicts the object as the server would store it, before defaulting and admission; with conflicts no object. */
export type ApplyResult =
  | { readonly object: Record<string, unknown>; readonly conflicts: readonly [] }
  | {
      readonly object: undefined;
      readonly conflicts: readonly [ApplyConflict, ...ApplyConflict[]];
      readonly message: string;
    };

export interface UpdateArgs extends ManagedMerge {
  /** The whole object as a PUT, or as a patch has made it. */
  readonly updated: object;
}

export interface UpdateResult {
  /** `updated` with metadata.managedFields as the server would keep them. */
  readonly object: Record<string, unknown>;
}
