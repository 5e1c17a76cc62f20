import type { DiffSettings } from '../diff/index.ts';
import type { GroupKind, TrackingSettings } from '../model/index.ts';
import type { RenderSettings } from '../render/index.ts';

/** What the engine needs of argocd-cm and argocd-cmd-params-cm, as values. Built by the shell from the store room's settings. */
export interface EngineSettings {
  readonly tracking: TrackingSettings;
  readonly diff: DiffSettings;
  readonly render: RenderSettings;
  /** `timeout.reconciliation` in milliseconds; 0 = never. */
  readonly reconciliationMs: number;
  /** `timeout.reconciliation.jitter` in milliseconds. */
  readonly jitterMs: number;
  /** `controller.repo.error.grace.period.seconds` in milliseconds (reference §2.1). */
  readonly repoErrorGraceMs: number;
  /** `controller.self.heal.timeout.seconds` in milliseconds: the least time between two heals. */
  readonly selfHealTimeoutMs: number;
  /** Between waves, in milliseconds. */
  readonly waveDelayMs: number;
  /** `controller.sync.timeout.seconds` in milliseconds; 0 = none. */
  readonly syncTimeoutMs: number;
  readonly excluded: (kind: GroupKind, cluster: string) => boolean;
  /** Digest of everything above that changes a comparison: a change compares all applications again. */
  readonly digest: string;
}
