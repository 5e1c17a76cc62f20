import {
  globMatches,
  type HealthStatus,
  type HealthStatusCode,
  type KubeObject,
  parseApiVersion,
} from '../model/index.ts';
import { health, isFields } from './fields.ts';
import type { HealthScripts } from './scripts.ts';

/** What argocd-cm says about health, by `group_kind`, `kind` for the core group, with globs; `*` is every kind. */
export interface HealthCustomizations {
  readonly health: ReadonlyMap<string, string>;
  /** Kinds whose script may use the standard libraries (`useOpenLibs`). */
  readonly openLibs: ReadonlySet<string>;
}

export interface LuaRequest {
  readonly script: string;
  readonly globals: { readonly obj: KubeObject };
  readonly openLibs: boolean;
  readonly limits: { readonly timeoutMs: number };
}

/** Runs a script somewhere it can be ended, and gives what it returned as JSON. */
export type RunLua = (request: LuaRequest, signal?: AbortSignal) => Promise<unknown>;

const TIME_LIMIT_MS = 1_000;

const CODES: ReadonlySet<unknown> = new Set<HealthStatusCode>([
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
]);

/** Errors of the machinery, not of the script. */
const NOT_THE_SCRIPT: ReadonlySet<unknown> = new Set(['ABORTED', 'CLOSED', 'START_FAILED']);

/** The scripts of `resource.customizations.health.*` (reference §4.2). The configuration is asked for at each use, so a change counts at once. */
export function luaHealthScripts(customizations: () => HealthCustomizations, run: RunLua): HealthScripts {
  const chosen = new Map<string, string | undefined>();
  let index: ReadonlyMap<string, string> | undefined;

  /** The key of the script of a kind: the exact one, else the longest matching pattern. */
  function keyFor(kind: string): string | undefined {
    const { health: scripts } = customizations();
    if (scripts !== index) {
      index = scripts;
      chosen.clear();
    }
    if (scripts.size === 0) return undefined;
    if (!chosen.has(kind)) chosen.set(kind, choose(scripts, kind));
    return chosen.get(kind);
  }

  return {
    has: (group, kind) => keyFor(nameOf(group, kind)) !== undefined,
    async run(object, signal) {
      const { group } = parseApiVersion(object.apiVersion);
      const key = keyFor(nameOf(group, object.kind));
      if (key === undefined) return undefined;
      const { health: scripts, openLibs } = customizations();
      const script = scripts.get(key);
      if (script === undefined) return undefined;
      try {
        const request = {
          script,
          globals: { obj: object },
          openLibs: openLibs.has(key),
          limits: { timeoutMs: TIME_LIMIT_MS },
        };
        return verdictOf(await run(request, signal));
      } catch (error) {
        if (signal?.aborted || !isRefusal(error)) throw error;
        return { status: 'Unknown', message: error.message };
      }
    },
  };
}

function nameOf(group: string, kind: string): string {
  return group === '' ? kind : `${group}_${kind}`;
}

function choose(scripts: ReadonlyMap<string, string>, kind: string): string | undefined {
  if (isScript(scripts.get(kind))) return kind;
  const matching = [...scripts.keys()].filter((key) => isScript(scripts.get(key)) && globMatches(key, kind));
  return matching.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}

function isScript(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

/** nil and an empty table are no opinion; a status outside the enumeration is Unknown (reference §4.2, health-rules §1.3). */
function verdictOf(value: unknown): HealthStatus | undefined {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!isFields(value)) {
    const type = Array.isArray(value) ? 'table' : typeof value;
    if (type === 'table') return INVALID;
    return { status: 'Unknown', message: `expect table output from Lua script, not ${type}` };
  }
  const { status, message } = value;
  if (message !== undefined && message !== null && typeof message !== 'string') return undefined;
  if (!status && !message) return undefined;
  return CODES.has(status) ? health(status as HealthStatusCode, message) : INVALID;
}

const INVALID: HealthStatus = { status: 'Unknown', message: 'Lua returned an invalid health status' };

/** An engine's refusal carries a code; what does not is a bug and goes on. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' && !NOT_THE_SCRIPT.has(code);
}
