import { ArgosyError, formatDuration, parseDuration } from '../model/index.ts';
import type { SettingDefinition } from './settings.ts';

type Common<T> = Pick<SettingDefinition<T>, 'description' | 'default' | 'env' | 'formerly'>;

export function wholeNumber(least: number, most: number, common: Common<number>): SettingDefinition<number> {
  return {
    ...common,
    expects: `a whole number from ${least} to ${most}`,
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    format: String,
  };
}

/** Milliseconds; `plain` is the unit of a number without one, as the environment variables of Argo CD have it. */
export function time(
  leastMs: number,
  mostMs: number,
  plain: 's' | 'm' | undefined,
  common: Common<number>,
): SettingDefinition<number> {
  return {
    ...common,
    expects: `a duration from ${formatDuration(leastMs)} to ${formatDuration(mostMs)}`,
    parse: (text) => {
      try {
        const ms = parseDuration(plain !== undefined && /^\d{1,9}$/.test(text) ? `${text}${plain}` : text);
        return ms >= leastMs && ms <= mostMs ? ms : undefined;
      } catch (error) {
        if (error instanceof ArgosyError) return undefined;
        throw error;
      }
    },
    format: formatDuration,
  };
}

export function flag(common: Common<boolean>): SettingDefinition<boolean> {
  return {
    ...common,
    expects: 'true or false',
    parse: (text) => (text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined),
    format: String,
  };
}

export function choice<const T extends string>(choices: readonly T[], common: Common<T>): SettingDefinition<T> {
  return {
    ...common,
    expects: `one of ${choices.join(', ')}`,
    parse: (text) => choices.find((option) => option === text),
    format: (value) => value,
  };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Argosy's own settings. Where Argo CD has an environment variable, the same name with ARGOSY_ overrides (reference §3.6, §10). */
export const SETTINGS = {
  'log.level': choice(['debug', 'info', 'warn', 'error'], {
    description: 'How much is written to the log.',
    default: 'info',
    env: 'ARGOSY_LOG_LEVEL',
  }),
  'sync.wave-delay': time(0, HOUR, 's', {
    description: "Pause between two waves of a sync, on top of waiting for health. Argo CD's is 2s.",
    default: 0,
    env: 'ARGOSY_SYNC_WAVE_DELAY',
  }),
  'git.backend': choice(['auto', 'system', 'embedded'], {
    description: "Which Git is used: the system's when there is one, always the system's, or the embedded one.",
    default: 'auto',
    env: 'ARGOSY_GIT_BACKEND',
  }),
  'git.timeout': time(SECOND, HOUR, 's', {
    description: 'Longest time for one Git command.',
    default: 90 * SECOND,
    env: 'ARGOSY_EXEC_TIMEOUT',
  }),
  'git.submodules': flag({
    description: 'Whether submodules are fetched.',
    default: true,
    env: 'ARGOSY_GIT_MODULES_ENABLED',
  }),
  'render.pause-after-failures': wholeNumber(0, 1_000, {
    description:
      'After so many failures with the same input the error is repeated without running the tool; 0 = never.',
    default: 3,
    env: 'ARGOSY_PAUSE_GEN_AFTER_FAILED_ATTEMPTS',
  }),
  'render.pause': time(0, 30 * 24 * HOUR, 'm', {
    description: 'For how long the error is repeated.',
    default: HOUR,
    env: 'ARGOSY_PAUSE_GEN_MINUTES',
  }),
  'appsets.requeue-after': time(SECOND, 30 * 24 * HOUR, 's', {
    description: 'How often Git generators of ApplicationSets look for changes.',
    default: 3 * MINUTE,
    env: 'ARGOSY_APPLICATIONSET_CONTROLLER_REQUEUE_AFTER',
  }),
  'cache.megabytes': wholeNumber(16, 65_536, {
    description: 'Space for rendered manifests and verdicts on disk.',
    default: 256,
  }),
  'protect.deletions': flag({
    description:
      'Ask before a sync deletes everything, more than a third, or a Namespace, CRD or PersistentVolumeClaim.',
    default: true,
  }),
  'retain.days': wholeNumber(1, 3_650, {
    description: 'For how many days changes of status are kept.',
    default: 90,
  }),
} as const;

export type ArgosySettings = typeof SETTINGS;
