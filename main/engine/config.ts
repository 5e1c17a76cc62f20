import { ArgosyError, contentHash } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import {
  type ArgocdSettings,
  checkArgocdValue,
  parseArgocdConfig,
  resourceExcluded,
  type SettingView,
  type Store,
} from '../store/index.ts';
import type { Engine } from './engine.ts';
import type { EngineSettings } from './settings.ts';

export interface EngineConfig {
  /** The settings in force. */
  readonly current: () => EngineSettings;
  readonly argocd: () => ArgocdSettings;
  readonly get: Engine['config']['get'];
  readonly set: Engine['config']['set'];
  readonly onChange: (listener: () => void) => () => void;
}

/** Argosy's own settings, as the store room opens them. */
export interface OwnSettings {
  get(key: 'sync.wave-delay'): number;
  set(key: string, text: string): void;
  unset(key: string): void;
  list(): readonly SettingView[];
  onChange(listener: (keys: readonly string[]) => void): () => void;
}

/**
 * Argo CD's own configuration keys and Argosy's settings as one set of values, effective without a restart. A key that is one of
 * Argosy's settings is set there; everything else is taken for a key of argocd-cm or argocd-cmd-params-cm.
 */
export function openConfig(store: Store, own: OwnSettings, logger: Logger): EngineConfig {
  let argocd = parse(store.config());
  let current = engineSettings(argocd, own);
  const listeners = new Set<() => void>();
  own.onChange(() => changed());

  function parse(texts: ReadonlyMap<string, string>, previous?: ArgocdSettings): ArgocdSettings {
    const parsed = parseArgocdConfig(texts, previous);
    for (const { key, message } of parsed.problems)
      logger.warn('a setting keeps its last good value', { key, message });
    return parsed.settings;
  }

  function changed(): void {
    argocd = parse(store.config(), argocd);
    const next = engineSettings(argocd, own);
    const same = next.digest === current.digest;
    current = next;
    if (!same) for (const listener of listeners) listener();
  }

  return {
    current: () => current,
    argocd: () => argocd,
    get: () => new Map([...own.list().map(({ key, text }) => [key, text] as const), ...store.config()]),
    set(changes) {
      const mine = new Set(own.list().map(({ key }) => key));
      // All are checked before the first is kept.
      for (const [key, text] of changes) {
        if (text === undefined || mine.has(key)) continue;
        if (!/^[-._a-zA-Z0-9*]+$/.test(key))
          throw new ArgosyError('InvalidArgument', `${JSON.stringify(key)} is not a configuration key`);
        checkArgocdValue(key, text);
      }
      for (const [key, text] of changes) {
        if (!mine.has(key)) store.setConfig(key, text);
        else if (text === undefined) own.unset(key);
        else own.set(key, text);
      }
      changed();
      const { unused } = parseArgocdConfig(store.config());
      return unused.filter((key) => changes.has(key)).map((key) => `${key} is kept, but not used by Argosy`);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function engineSettings(argocd: ArgocdSettings, own: OwnSettings): EngineSettings {
  const { compare, tools, customizations, exclusions, inclusions } = argocd;
  const values = {
    tracking: argocd.tracking,
    diff: {
      ignoreStatus: compare.ignoreStatus,
      ignoreAggregatedRoles: compare.ignoreAggregatedRoles,
      ignoreByKind: customizations.ignoreDifferences,
      maskedAnnotations: compare.maskedAnnotations,
    },
    render: {
      helmEnabled: tools.helm,
      kustomizeEnabled: tools.kustomize,
      jsonnetEnabled: tools.jsonnet,
      kustomizeBuildOptions: argocd.kustomizeBuildOptions,
      maxDirectoryBytes: argocd.maxDirectoryBytes,
    },
    reconciliationMs: argocd.reconciliationMs,
    jitterMs: argocd.reconciliationJitterMs,
    repoErrorGraceMs: argocd.repoErrorGraceMs,
    selfHealTimeoutMs: argocd.selfHeal.timeoutMs,
    waveDelayMs: own.get('sync.wave-delay'),
    syncTimeoutMs: argocd.syncTimeoutMs,
  };
  return {
    ...values,
    excluded: ({ group, kind }, server) => resourceExcluded(argocd, group, kind, server),
    digest: contentHash([
      { ...values, diff: { ...values.diff, ignoreByKind: [...customizations.ignoreDifferences] } },
      exclusions,
      inclusions,
      [...customizations.health],
      [...customizations.openLibs],
    ]),
  };
}
