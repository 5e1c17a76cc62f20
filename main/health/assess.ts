import { gvkOf, type HealthStatus, HOOK_FINALIZER, type KubeObject, parseApiVersion } from '../model/index.ts';
import { type Check, COMPILED } from './compiled/index.ts';
import { listAt, RuleError } from './fields.ts';
import { ruleFor } from './rules/index.ts';
import type { HealthScripts } from './scripts.ts';

const PENDING_DELETION: HealthStatus = { status: 'Progressing', message: 'Pending deletion' };

/**
 * Health of a live object by the built-in knowledge alone: synchronous and pure (reference §4.1). Undefined is a kind without health.
 * A rule that has no opinion gives way to the compiled-in check of the kind.
 */
export function assessBuiltin(object: KubeObject): HealthStatus | undefined {
  if (isDeleting(object)) return PENDING_DELETION;
  const { group, kind } = gvkOf(object);
  const rule = ruleFor(group, kind);
  return (rule === undefined ? undefined : run(rule, object)) ?? assessCompiled(object);
}

/**
 * Health with the scripts that a person configured: one script is chosen (the configured one, else the built-in rule) and where it gives no
 * result the compiled-in check answers (reference §4.1).
 */
export async function assess(
  object: KubeObject,
  scripts: HealthScripts,
  signal?: AbortSignal,
): Promise<HealthStatus | undefined> {
  const { group } = parseApiVersion(object.apiVersion);
  if (isDeleting(object) || !scripts.has(group, object.kind)) return assessBuiltin(object);
  return (await scripts.run(object, signal)) ?? assessCompiled(object);
}

function assessCompiled(object: KubeObject): HealthStatus | undefined {
  const { group, kind } = gvkOf(object);
  const check = COMPILED.get(`${group}/${kind}`);
  return check === undefined ? undefined : run(check, object);
}

/** A hook that is being deleted while it holds its finalizer is still judged by its own state, or a finished hook would never finish. */
function isDeleting(object: KubeObject): boolean {
  return (
    object.metadata.deletionTimestamp !== undefined &&
    !listAt(object, 'metadata', 'finalizers').includes(HOOK_FINALIZER)
  );
}

function run(check: Check, object: KubeObject): HealthStatus | undefined {
  try {
    return check(object);
  } catch (error) {
    if (error instanceof RuleError) return { status: 'Unknown', message: error.message };
    throw error;
  }
}
