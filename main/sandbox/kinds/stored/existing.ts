import type { KubeObject, ObjectMeta } from '../../../model/index.ts';

/** An object as the store holds it: what the server fills in when something is created is there. */
export interface Existing extends KubeObject {
  readonly metadata: ExistingMeta;
}

export interface ExistingMeta extends ObjectMeta {
  readonly name: string;
  readonly uid: string;
  readonly creationTimestamp: string;
}

/** A copy of one's own, which may be changed until it is stored. */
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };

/** An object on its way into the store. */
export interface DraftObject {
  apiVersion: string;
  kind: string;
  metadata: Draft<ObjectMeta>;
  [field: string]: unknown;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  /** RFC 3339, as all times. */
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
}

export type Labels = Readonly<Record<string, string>>;
/** Quantities by the name of the resource. */
export type Amounts = Readonly<Record<string, string>>;
