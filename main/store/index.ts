/** The face of the store room: SQLite behind a few narrow tables. See README.md. */

export { type ArgocdConfig, type ArgocdProblem, checkArgocdValue, parseArgocdConfig } from './argocd-config.ts';
export {
  ARGOCD_DEFAULTS,
  type ArgocdSettings,
  type Customizations,
  type KnownTypeField,
  type ResourceFilter,
} from './argocd-settings.ts';
export type { CacheCounters } from './cache.ts';
export { readHolder, type StoreHolder } from './lock.ts';
export { openStore, type StoreOptions } from './open.ts';
export { resourceExcluded } from './resource-filter.ts';
export { RETAIN, type RetainRule } from './retain.ts';
export { type ArgosySettings, choice, flag, SETTINGS, time, wholeNumber } from './setting-definitions.ts';
export {
  openSettings,
  type SettingDefinition,
  type SettingOrigin,
  type Settings,
  type SettingValue,
  type SettingView,
} from './settings.ts';
export type * from './store.ts';
export type { StoreHealth } from './write-queue.ts';
