/** The face of the store room: SQLite behind a few narrow tables. See README.md. */

export type { CacheCounters } from './cache.ts';
export { argosyHome, type HomeFacts, type HomeLayout, homeLayout } from './home.ts';
export { readHolder, type StoreHolder } from './lock.ts';
export { openStore, type StoreOptions } from './open.ts';
export { RETAIN, type RetainRule } from './retain.ts';
export type * from './store.ts';
export type { StoreHealth } from './write-queue.ts';
