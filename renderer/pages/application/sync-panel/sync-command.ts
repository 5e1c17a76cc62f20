import type { Application } from '../../../../preload/contract/index.ts';
import type { ObjectRef } from '../object-key.ts';
import { ownOptions, type SyncChoices, tickedOptions, USUAL_RETRY } from './sync-choices.ts';

/** An object as `--resource` takes it: `GROUP:KIND:NAMESPACE/NAME` (reference §12.2). */
export function resourceArgument({ group, kind, namespace, name }: ObjectRef): string {
  return `${group}:${kind}:${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/**
 * The words after `argosy` that start the very operation of `operationOf`. The command line puts `--sync-option`s after the application's own
 * options, except when one of the three flags for options is given: these replace them, so the application's own are named as well.
 */
export function syncCommand(app: Application, commandName: string, choices: SyncChoices): readonly string[] {
  const ticked = tickedOptions(app, choices);
  const named = ticked.length === 0 ? choices.options : [...ownOptions(app), ...choices.options];
  return [
    'app',
    'sync',
    commandName,
    ...(choices.prune ? ['--prune'] : []),
    ...(choices.dryRun ? ['--dry-run'] : []),
    ...(choices.applyOnly ? ['--strategy', 'apply'] : []),
    ...(choices.force ? ['--force'] : []),
    ...(ticked.includes('Replace=true') ? ['--replace'] : []),
    ...(ticked.includes('ServerSideApply=true') ? ['--server-side'] : []),
    ...(ticked.includes('ApplyOutOfSyncOnly=true') ? ['--apply-out-of-sync-only'] : []),
    ...named.flatMap((option) => ['--sync-option', option]),
    ...(choices.objects ?? []).flatMap((ref) => ['--resource', resourceArgument(ref)]),
    ...(choices.planHash === undefined || choices.dryRun ? [] : ['--plan', choices.planHash]),
    ...retryFlags(choices),
  ];
}

function retryFlags({ retry }: SyncChoices): readonly string[] {
  if (retry === undefined) return [];
  return [
    '--retry-limit',
    String(retry.limit),
    ...(retry.duration === USUAL_RETRY.duration ? [] : ['--retry-backoff-duration', retry.duration]),
    ...(retry.factor === USUAL_RETRY.factor ? [] : ['--retry-backoff-factor', String(retry.factor)]),
    ...(retry.maxDuration === USUAL_RETRY.maxDuration ? [] : ['--retry-backoff-max-duration', retry.maxDuration]),
  ];
}
