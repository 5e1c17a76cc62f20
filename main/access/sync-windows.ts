import { type AppProject, ArgosyError, parseDuration } from '../model/index.ts';
import { parseCron } from './cron.ts';
import { denies } from './patterns.ts';

/** An application as the windows of its project see it. */
export interface WindowedApplication {
  readonly name: string;
  /** Of its destination. */
  readonly namespace: string;
  readonly server: string;
  readonly cluster: string;
}

/** Why no sync may begin now; `until`: milliseconds, when that may change by itself. */
export interface WindowBlock {
  readonly message: string;
  readonly until: number | undefined;
}

interface Window {
  readonly kind: 'allow' | 'deny';
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  readonly active: boolean;
  /** When it opens or closes next. */
  readonly turns: number | undefined;
  readonly text: string;
}

/**
 * Whether the project's sync windows let a sync begin now, or one that runs since `runningSince` go on (reference §3.10). A window that nobody can read
 * blocks, as in Argo CD: what was meant to protect must not let everything through.
 */
export function blockedByWindow(
  project: AppProject,
  app: WindowedApplication,
  how: 'automatic' | 'manual',
  now: number,
  runningSince?: number,
): WindowBlock | undefined {
  const rules = (project.spec.syncWindows ?? []).filter((rule) => concerns(rule, app));
  if (rules.length === 0) return undefined;
  const windows: Window[] = [];
  for (const rule of rules) {
    try {
      windows.push(windowOf(rule, now));
    } catch (error) {
      if (!(error instanceof ArgosyError)) throw error;
      return { message: `a sync window cannot be read: ${error.message}`, until: undefined };
    }
  }
  const denying = windows.filter(({ kind, active }) => kind === 'deny' && active);
  const allowing = windows.filter(({ kind }) => kind === 'allow');
  const shut = denying.length > 0 ? denying : allowing.some(({ active }) => active) ? [] : allowing;
  if (shut.length === 0) return undefined;
  if (how === 'manual' && shut.every(({ manualSync }) => manualSync)) return undefined;
  if (runningSince !== undefined && shut.every(({ syncOverrun }) => syncOverrun)) {
    if (blockedByWindow(project, app, how, runningSince) === undefined) return undefined;
  }
  const turns = windows.map((window) => window.turns).filter((at) => at !== undefined);
  return {
    message: `${denying.length > 0 ? 'closed by' : 'outside of'} ${shut.map(({ text }) => text).join(', ')}`,
    until: turns.length === 0 ? undefined : Math.min(...turns),
  };
}

/** What keeps a window from being read, for who stores it; undefined when nothing does. */
export function windowProblem(rule: Readonly<Record<string, unknown>>): string | undefined {
  try {
    windowOf(rule, 0);
    return undefined;
  } catch (error) {
    if (error instanceof ArgosyError) return `sync window: ${error.message}`;
    throw error;
  }
}

type Rule = Readonly<Record<string, unknown>>;

function windowOf(rule: Rule, now: number): Window {
  const [schedule, duration] = [textOf(rule['schedule']), textOf(rule['duration'])];
  const zone = textOf(rule['timeZone']) || 'UTC';
  const cron = parseCron(schedule);
  const lasts = parseDuration(duration);
  if (lasts <= 0) throw new ArgosyError('InvalidArgument', `the duration '${duration}' is nothing`);
  // Argo CD takes the zone's offset of now for all times of the schedule (reference §3.10).
  const offset = offsetOf(zone, now);
  const local = now + offset;
  // A start of just now, to the millisecond, does not count yet; one of just the duration ago does not count any more.
  const started = cron.latest(local - lasts + 1, local);
  const turns = started === undefined ? cron.next(local - 1) : started + lasts;
  const kind = rule['kind'] === 'allow' ? 'allow' : 'deny';
  return {
    kind,
    manualSync: rule['manualSync'] === true,
    syncOverrun: rule['syncOverrun'] === true,
    active: started !== undefined,
    // Beyond the turn itself, at which the state is still the old one.
    turns: turns === undefined ? undefined : turns - offset + 1,
    text: `sync window "${kind} ${schedule} for ${duration}"`,
  };
}

function concerns(rule: Rule, app: WindowedApplication): boolean {
  const lists: readonly (readonly [unknown, readonly string[]])[] = [
    [rule['applications'], [app.name]],
    [rule['namespaces'], [app.namespace]],
    [rule['clusters'], [app.cluster, app.server]],
  ];
  const given = lists.filter((entry): entry is [readonly unknown[], readonly string[]] => nonEmpty(entry[0]));
  const matches = ([patterns, texts]: readonly [readonly unknown[], readonly string[]]): boolean =>
    patterns.some((pattern) => texts.some((text) => text !== '' && denies(textOf(pattern), text)));
  if (given.length === 0) return false;
  return rule['andOperator'] === true ? given.every(matches) : given.some(matches);
}

function nonEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Milliseconds by which a zone's clocks are ahead of UTC. */
function offsetOf(zone: string, at: number): number {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(at);
  } catch {
    throw new ArgosyError('InvalidArgument', `cannot parse time zone '${zone.slice(0, 60)}'`);
  }
  const field = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return local - Math.floor(at / 1000) * 1000;
}
