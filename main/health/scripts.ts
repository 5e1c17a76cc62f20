import type { HealthStatus, KubeObject } from '../model/index.ts';

/** Custom checks of argocd-cm `resource.customizations.health.<group>_<kind>`; undefined = no opinion. */
export interface HealthScripts {
  /** Whether a script is configured for this kind at all (so that others stay synchronous). */
  has(group: string, kind: string): boolean;
  run(object: KubeObject, signal?: AbortSignal): Promise<HealthStatus | undefined>;
}
