/** The face of the health room: resource → health, and the application's aggregate (reference §4). See README.md. */

import type { HealthStatus, KubeObject, ResourceKey } from '../model/index.ts';

export interface HealthInput {
  readonly key: ResourceKey;
  readonly live: KubeObject | undefined;
}

/** Custom checks of argocd-cm `resource.customizations.health.<group>_<kind>`; undefined = no opinion. */
export interface HealthScripts {
  /** Whether a script is configured for this kind at all (so that others stay synchronous). */
  has(group: string, kind: string): boolean;
  run(object: KubeObject, signal?: AbortSignal): Promise<HealthStatus | undefined>;
}

/** One row of the aggregate: what decides whether the object counts (reference §4.3). */
export interface HealthRow {
  readonly key: ResourceKey;
  /** Undefined: a kind without health. */
  readonly health: HealthStatus | undefined;
  readonly live: boolean;
  readonly hook: boolean;
  readonly ignored: boolean;
  readonly self: boolean;
}

export { applicationHealth, isWorse } from './aggregate.ts';
export { assess, assessBuiltin } from './assess.ts';
