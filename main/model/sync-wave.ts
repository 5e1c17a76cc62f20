import { annotation, HELM_HOOK_WEIGHT, SYNC_WAVE } from './annotations.ts';
import type { KubeObject } from './object.ts';

/** The wave of an object: Argo CD's annotation, else Helm's hook weight, else 0; what is no whole number is 0 (reference §3.5). */
export function syncWave(object: KubeObject): number {
  return integer(annotation(object, SYNC_WAVE)) ?? integer(annotation(object, HELM_HOOK_WEIGHT)) ?? 0;
}

/** As Go's strconv.Atoi: a sign and decimal digits, no blanks. */
function integer(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}
