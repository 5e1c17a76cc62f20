import { type Command, Option } from 'commander';
import { collect, collectList } from './flag-values.ts';

/** What is synced, and how: flags that `app sync` and `app plan` share (reference §12.2). */
export interface SyncFlags {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly string[];
  readonly sourceNames?: readonly string[];
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly strategy?: string;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly serverSide?: boolean;
  readonly applyOutOfSyncOnly?: boolean;
  readonly syncOption?: readonly string[];
  readonly resource?: readonly string[];
  readonly label?: readonly string[];
  readonly local?: string;
  readonly retryLimit?: string;
  readonly retryBackoffDuration?: string;
  readonly retryBackoffFactor?: string;
  readonly retryBackoffMaxDuration?: string;
  readonly retryRefresh?: boolean;
  readonly info?: readonly string[];
  readonly plan?: string;
}

export function addSyncFlags(command: Command): Command {
  return command
    .option('--revision <revision>', 'another revision than the target')
    .option('--revisions <revision>', 'revision of one source of several', collect)
    .option('--source-positions <n>', 'which source the revision is of, from 1', collectList)
    .option('--source-names <name>', 'which source the revision is of, by name', collect)
    .option('--prune', 'delete what is no longer in Git')
    .option('--strategy <strategy>', 'hook (the default) or apply: without hooks')
    .option('--force', 'delete and create again what cannot be patched')
    .option('--replace', 'replace instead of apply')
    .option('--server-side', 'server-side apply')
    .option('--apply-out-of-sync-only', 'only what differs')
    .option('--sync-option <option>', 'sync option Name=value of this sync', collect)
    .option('--resource <group:kind:name>', 'only these objects; ! in front leaves out', collect)
    .option('--label <key=value>', 'only objects with this label', collect)
    .option('--local <folder>', 'take the manifests from a folder of this machine')
    .addOption(new Option('--local-repo-root <folder>').hideHelp());
}
