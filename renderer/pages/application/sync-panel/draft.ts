import type { Chosen } from './chosen-objects.ts';
import { NO_CHOICES, type SyncChoices } from './sync-choices.ts';

/** What a person has chosen so far. It outlives a refusal: whoever looks at the new plan need not choose again. */
export interface Draft {
  readonly choices: SyncChoices;
  /** One sync option a line, as typed. */
  readonly optionsText: string;
  readonly chosen: Chosen;
}

export function firstDraft(keys: readonly string[] | undefined, prune: boolean): Draft {
  return { choices: { ...NO_CHOICES, prune }, optionsText: '', chosen: keys === undefined ? undefined : new Set(keys) };
}
