/** What a comparison says, and the settings that change it. */

import type { ApplicationSpec, ContentHash, GroupKind, JsonValue, KubeObject } from '../model/index.ts';

/** Where in an object: field names, `[{key: value}]` for list items with keys, numbers for places in atomic lists. */
export type PathElement = string | number | { readonly [key: string]: JsonValue };

export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** RFC 3339. */
  readonly time?: string;
  readonly subresource?: string;
}

export interface PathDifference {
  readonly path: readonly PathElement[];
  /** `spec.template.spec.containers[name=web].image` */
  readonly text: string;
  /** Undefined = absent. Masked for Secrets. */
  readonly live: JsonValue | undefined;
  readonly desired: JsonValue | undefined;
  /** Who owns the live value now (managedFields), newest first. */
  readonly owners: readonly FieldOwner[];
}

/** Nothing but 'differs' carries paths, and it always carries at least one: no path ⇒ Synced, any path ⇒ OutOfSync. */
export type Verdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly paths: readonly [PathDifference, ...PathDifference[]] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'extra' }
  | { readonly kind: 'unknown'; readonly because: string };

export type ResourceIgnoreRules = NonNullable<ApplicationSpec['ignoreDifferences']>;

/** Settings of argocd-cm that change comparison (reference §2.5). */
export interface DiffSettings {
  readonly ignoreStatus: 'all' | 'crd' | 'none';
  readonly ignoreAggregatedRoles: boolean;
  /** `group_kind` or `*` → rules. */
  readonly ignoreByKind: ReadonlyMap<string, ResourceIgnoreRules[number]>;
  readonly maskedAnnotations: readonly string[];
}

export interface DesiredResource {
  readonly object: KubeObject;
  /** Of the object as rendered and tracked. */
  readonly hash: ContentHash;
}

export type { GroupKind };
