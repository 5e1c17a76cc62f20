/** The face of the engines room: the official Go programs of the field as WebAssembly, bytes in, bytes out. See README.md. */

export type {
  ApplyArgs,
  ApplyConflict,
  ApplyResult,
  OpenApiDocuments,
  UpdateArgs,
  UpdateResult,
} from './apply.ts';
export type { CallOptions } from './call.ts';
export { type CreateOptions, createEngines } from './create.ts';
export { EngineError, type EngineErrorCode, type RemoteReference } from './engine-error.ts';
export { type EngineName, Engines, type EnginesOptions } from './engines.ts';
export type { Files } from './frame.ts';
export type { HelmCapabilities, HelmTemplateArgs, ValueSource } from './helm.ts';
export type { KustomizeBuildArgs, KustomizeOverrides } from './kustomize.ts';
export type {
  ExprArgs,
  GlobArgs,
  GoTemplateArgs,
  JqArgs,
  JsonnetArgs,
  JsonnetVariable,
  LuaArgs,
  SemverArgs,
  StepLimits,
} from './languages.ts';
export type { EngineCounters } from './pool.ts';
export type { HostReply, HostRequest } from './protocol.ts';
export type { HostEvents, HostProcess, HostSetup, SpawnHost } from './spawn-host.ts';
