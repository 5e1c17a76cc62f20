/** How long a pause lasts: a span from now, a morning, a time that a person chose, or until somebody ends it. */
export type PauseSpan = 'h1' | 'h2' | 'h8' | 'tomorrow' | 'custom' | 'forever';

export const SPANS: readonly PauseSpan[] = ['h1', 'h2', 'h8', 'tomorrow', 'custom', 'forever'];

const HOURS = { h1: 1, h2: 2, h8: 8 } as const;
const MORNING = 9;

/**
 * When the pause ends, in milliseconds since the epoch; `never` for until somebody ends it, undefined when `custom` is no time to come.
 * `custom`: as a field for date and time has it, in the zone of this machine.
 */
export function pauseEnd(span: PauseSpan, custom: string, now: number): number | 'never' | undefined {
  switch (span) {
    case 'forever':
      return 'never';
    case 'tomorrow': {
      const at = new Date(now);
      at.setDate(at.getDate() + 1);
      at.setHours(MORNING, 0, 0, 0);
      return at.getTime();
    }
    case 'custom': {
      const at = Date.parse(custom);
      return Number.isNaN(at) || at <= now ? undefined : at;
    }
    default:
      return now + HOURS[span] * 3_600_000;
  }
}

/** Whole seconds with a zone, as the contract takes it. */
export function instantOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A time as the field for date and time shows it. */
export function fieldTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The words after `argosy` that pause in the same way. */
export function pauseCommand(
  commandName: string,
  span: PauseSpan,
  end: number | 'never',
  reason: string,
): readonly string[] {
  const how =
    end === 'never'
      ? ['--until', 'released']
      : span in HOURS
        ? ['--for', `${HOURS[span as keyof typeof HOURS]}h`]
        : ['--until', instantOf(end)];
  return ['app', 'pause', commandName, ...how, '--reason', reason];
}
