/** The face of the health room: resource → health, and the application's aggregate (reference §4). See README.md. */

import type { KubeObject, ResourceKey } from '../model/index.ts';

export interface HealthInput {
  readonly key: ResourceKey;
  readonly live: KubeObject | undefined;
}

export { applicationHealth, type HealthRow, isWorse } from './aggregate.ts';
export { assess, assessBuiltin } from './assess.ts';
export { type HealthCustomizations, type LuaRequest, luaHealthScripts, type RunLua } from './lua-scripts.ts';
export type { HealthScripts } from './scripts.ts';
