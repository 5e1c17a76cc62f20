/** Arguments of the small languages: Jsonnet, jq, Lua, Go templates, expr, semantic versions, globs. */

/** Lua and jq count steps, because nothing interrupts a busy WebAssembly instance from inside. Defaults: 50 million, 1 s. */
export interface StepLimits {
  readonly steps?: number;
  readonly timeoutMs?: number;
}

export interface JsonnetVariable {
  readonly name: string;
  readonly value: string;
  readonly code?: boolean;
}

export interface JsonnetArgs {
  /** In the given files; else `code`. */
  readonly file?: string;
  readonly code?: string;
  /** Import directories, first match wins. */
  readonly libs?: readonly string[];
  readonly tlas?: readonly JsonnetVariable[];
  readonly extVars?: readonly JsonnetVariable[];
  readonly maxStack?: number;
  readonly manifest?: 'json' | 'string';
}

export interface JqArgs {
  readonly query: string;
  readonly input: unknown;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly limits?: StepLimits;
}

export interface LuaArgs {
  readonly script: string;
  /** Argo CD: obj, actionParams. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Adds string, math and coroutine (Argo CD's useOpenLibs). io, debug and channel never exist. */
  readonly openLibs?: boolean;
  readonly limits?: StepLimits;
}

export interface GoTemplateArgs {
  /** Rendered one by one with the same data. */
  readonly texts: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** For example missingkey=error. */
  readonly options?: readonly string[];
}

export interface ExprArgs {
  readonly expression: string;
  readonly env: Readonly<Record<string, unknown>>;
}

export interface SemverArgs {
  readonly constraint: string;
  readonly versions: readonly string[];
}

export interface GlobArgs {
  readonly pattern: string;
  /** For example '/' to keep * inside one path element. */
  readonly separators?: string;
  readonly texts: readonly string[];
}
