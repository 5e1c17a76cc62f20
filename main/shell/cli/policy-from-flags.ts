import type { SyncPolicy } from '../../model/index.ts';
import type { AppFlags } from './app-flags.ts';
import { CommandError } from './exit.ts';
import { defined, wholeNumber } from './flag-values.ts';

/** The policy with what the flags say; undefined when nothing is left of it. */
export function syncPolicyFromFlags(before: SyncPolicy | undefined, flags: AppFlags): SyncPolicy | undefined {
  let policy: { -readonly [K in keyof SyncPolicy]: SyncPolicy[K] } = { ...before };
  switch (flags.syncPolicy) {
    case undefined:
      break;
    case 'none':
    case 'manual': {
      const { automated: _, ...rest } = policy;
      policy = rest;
      break;
    }
    case 'auto':
    case 'automated':
    case 'automatic':
      policy.automated = { ...policy.automated };
      break;
    default:
      throw new CommandError(`Invalid sync-policy: ${flags.syncPolicy}`);
  }
  const automated = defined({ prune: flags.autoPrune, selfHeal: flags.selfHeal, allowEmpty: flags.allowEmpty });
  if (Object.keys(automated).length > 0) {
    const [flag] = Object.keys(automated);
    if (!policy.automated)
      throw new CommandError(`Cannot set --${kebab(flag!)}: application not configured with automatic sync`);
    policy.automated = { ...policy.automated, ...automated };
  }
  if (flags.syncOption) policy.syncOptions = mergeSyncOptions(policy.syncOptions ?? [], flags.syncOption);
  const backoff = defined({
    duration: flags.syncRetryBackoffDuration,
    maxDuration: flags.syncRetryBackoffMaxDuration,
    factor:
      flags.syncRetryBackoffFactor === undefined
        ? undefined
        : wholeNumber(flags.syncRetryBackoffFactor, '--sync-retry-backoff-factor'),
  });
  const limit =
    flags.syncRetryLimit === undefined ? undefined : wholeNumber(flags.syncRetryLimit, '--sync-retry-limit');
  if (limit !== undefined || Object.keys(backoff).length > 0 || flags.syncRetryRefresh !== undefined) {
    const standard = { duration: '5s', factor: 2, maxDuration: '3m0s' };
    policy.retry = {
      ...policy.retry,
      ...(limit === undefined ? {} : { limit }),
      backoff: { ...standard, ...policy.retry?.backoff, ...backoff },
      ...(flags.syncRetryRefresh === undefined ? {} : { refresh: flags.syncRetryRefresh }),
    };
  }
  return Object.keys(policy).length === 0 ? undefined : policy;
}

function mergeSyncOptions(before: readonly string[], changes: readonly string[]): readonly string[] {
  let options = [...before];
  for (const change of changes) {
    const removes = change.startsWith('!');
    const option = removes ? change.slice(1) : change;
    if (!option.includes('='))
      throw new CommandError(`sync option ${JSON.stringify(change)} is not of the form Name=value`);
    const name = `${option.slice(0, option.indexOf('='))}=`;
    options = removes
      ? options.filter((one) => one !== option)
      : [...options.filter((one) => !one.startsWith(name)), option];
  }
  return options;
}

function kebab(name: string): string {
  return name === 'prune' ? 'auto-prune' : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
