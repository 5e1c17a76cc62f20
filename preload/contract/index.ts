/**
 * The contract between the engine and everything that drives it. Types, main's registration, the preload bridge, the browser's
 * WebSocket and the CLI's socket are all derived from `requests` and `topics` by loops; nothing else crosses.
 */
export type {
  Application,
  ApplicationSource,
  AppProject,
  Condition,
  HealthStatusCode,
  KubeObject,
  Operation,
  OperationState,
  ResourceResult,
  ResourceStatus,
  RevisionHistory,
  SyncStatusCode,
} from '../../main/model/index.ts';
export * from './requests.ts';
export * from './topics.ts';
export type { ClientFrame, EngineFrame, WireError } from './wire.ts';
