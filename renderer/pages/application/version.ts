import type { Application } from '../../../preload/contract/index.ts';

/**
 * A text that is another whenever something about the application is: every object of a frame is new, but one that says the same
 * (a comparison that found nothing) must not make every tab ask again.
 */
export function versionOf(app: Application): string {
  const { status } = app;
  const { resources, sync, health, operationState, conditions, history, hold, refusedRevisions } = status ?? {};
  return String(
    hash(
      JSON.stringify([
        app.spec,
        sync,
        health,
        operationState?.phase,
        operationState?.finishedAt,
        conditions,
        history?.at(-1)?.id,
        hold,
        refusedRevisions,
        app.metadata.deletionTimestamp,
        resources,
      ]),
    ),
  );
}

/** FNV-1a: only "the same or not" is asked of it, within one window. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}
