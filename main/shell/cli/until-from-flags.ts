import { ArgosyError, parseDuration } from '../../model/index.ts';
import { CommandError } from './exit.ts';

export interface UntilFlags {
  readonly for?: string;
  readonly until?: string;
}

/** Whether a pause ends by itself is said every time: one that is forgotten is worse than none (user need 14). */
const CHOOSE = 'Say how long with --for 2h or --until 17:30, or --until released when only a person shall end it.';

/** When a pause ends, RFC 3339; undefined when only a person ends it. */
export function untilFromFlags(flags: UntilFlags, now: number): string | undefined {
  if (flags.for !== undefined && flags.until !== undefined)
    throw new CommandError('Only one of --for and --until can be specified.');
  if (flags.for !== undefined) return instant(now + spanOf(flags.for));
  if (flags.until === undefined) throw new CommandError('until when is missing', undefined, CHOOSE);
  if (flags.until === 'released') return undefined;
  const at = timeOf(flags.until, now);
  if (at === undefined) {
    throw new CommandError(
      `--until: expected a time, got ${JSON.stringify(flags.until)}`,
      undefined,
      'Write 17:30, "2026-11-24 17:30", 2026-11-24T17:30:00Z, or released.',
    );
  }
  if (at <= now) throw new CommandError(`--until: ${instant(at)} is over`);
  return instant(at);
}

function spanOf(text: string): number {
  let span: number;
  try {
    span = parseDuration(text);
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    throw new CommandError(`--for: ${error.message}`, undefined, error.advice);
  }
  if (span < 1000) throw new CommandError(`--for: expected a second or more, got ${JSON.stringify(text)}`);
  return span;
}

/** A clock time is the next one; without a zone it is that of this machine. */
function timeOf(text: string, now: number): number | undefined {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (clock) {
    const [hours, minutes] = [Number(clock[1]), Number(clock[2])];
    if (hours > 23 || minutes > 59) return undefined;
    const at = new Date(now);
    at.setHours(hours, minutes, 0, 0);
    if (at.getTime() <= now) at.setDate(at.getDate() + 1);
    return at.getTime();
  }
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/.test(text)) return undefined;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}

/** Whole seconds, as Argo CD writes its times; never before what was asked for. */
function instant(ms: number): string {
  return new Date(Math.ceil(ms / 1000) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
