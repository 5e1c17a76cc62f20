import { type Application, ArgosyError, type Hold, type RefusedRevisions, revisionsOf } from '../model/index.ts';
import { age } from './age.ts';
import { rollbackWindow } from './auto-rollback.ts';
import type { Reason } from './engine.ts';
import { activeHold, type Offer, refusedMark, shortRevisions } from './hold.ts';

/** Why automation leaves an application alone, and since when: a hold, a pause, revisions that a person has refused. */
export function holdReasons(app: Application, offer: Offer | undefined, now: number): readonly Reason[] {
  const hold = activeHold(app, now);
  const { status, ...compared } = app.status?.sync ?? {};
  const mark = refusedMark(app, offer?.revisions ?? revisionsOf(compared), offer?.target);
  return [
    ...(hold === undefined ? [] : [reasonOfHold(hold, now)]),
    ...(mark === undefined || status === 'Synced' ? [] : [reasonOfMark(mark, now)]),
    ...unreadableWindow(app),
  ];
}

function reasonOfHold(hold: Hold, now: number): Reason {
  const text = hold.kind === 'pause' ? pauseText(hold, now) : rollbackText(hold, now);
  const label = hold.kind === 'pause' ? 'Resume' : 'Release';
  return {
    severity: hold.kind === 'pause' ? 'info' : 'warning',
    text,
    key: undefined,
    difference: undefined,
    actions: [{ kind: 'release', label, allow: false }],
  };
}

/** "ada paused automation 4 min ago: hotfix. It resumes by itself in 2 h." */
function pauseText({ by, since, reason, until }: Hold, now: number): string {
  const end =
    until === undefined
      ? 'It stays so until somebody resumes it.'
      : `It resumes by itself in ${age(Date.parse(until) - now)}.`;
  return `${by} paused automation ${age(now - Date.parse(since))} ago: ${ended(reason)} ${end}`;
}

/** "ada rolled back from 1a2b3c4 to 5d6e7f8 4 min ago: it broke the shop. Automation leaves it alone until somebody releases it." */
function rollbackText(hold: Hold, now: number): string {
  const { by, since, reason, left = [], to = [] } = hold;
  const from = left.length === 0 ? '' : ` from ${shortRevisions(left)}`;
  const where = to.length === 0 ? '' : ` to ${shortRevisions(to)}`;
  const end = hold.releaseOnNewCommit === true ? 'until there is a new commit' : 'until somebody releases it';
  return `${by} rolled back${from}${where} ${age(now - Date.parse(since))} ago: ${ended(reason)} Automation leaves it alone ${end}.`;
}

function reasonOfMark(mark: RefusedRevisions, now: number): Reason {
  const { by, since, reason, revisions } = mark;
  return {
    severity: 'warning',
    text: `${shortRevisions(revisions)} was refused by ${by} ${age(now - Date.parse(since))} ago: ${ended(reason)} It is not synced until somebody allows it.`,
    key: undefined,
    difference: undefined,
    actions: [{ kind: 'release', label: 'Allow it', allow: true }],
  };
}

function unreadableWindow(app: Application): readonly Reason[] {
  try {
    rollbackWindow(app);
    return [];
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    const text = `${error.message}. Nothing is rolled back by itself.`;
    return [{ severity: 'warning', text, key: undefined, difference: undefined, actions: [] }];
  }
}

/** What a person wrote, as a sentence. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
