import type { Command } from 'commander';
import { toYaml } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect, collectList } from '../../flag-values.ts';
import { targetFromFlags } from '../../target-from-flags.ts';

interface ManifestsFlags {
  readonly source: string;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly string[];
  readonly sourceNames?: readonly string[];
  readonly local?: string;
  readonly appNamespace?: string;
}

export function manifestsCommand(app: Command, context: CommandContext): void {
  app
    .command('manifests <name>')
    .summary('Print the manifests of an application')
    .option('--source <source>', 'git or live', 'git')
    .option('--revision <revision>', 'another revision than the target')
    .option('--revisions <revision>', 'one revision for each source', collect)
    .option('--source-positions <n>', 'which source the revision is of, from 1', collectList)
    .option('--source-names <name>', 'which source the revision is of, by name', collect)
    .option('--local <folder>', 'render a folder of this machine')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app manifests guestbook --source live')
    .action(async (name: string, flags: ManifestsFlags) => {
      if (flags.source !== 'git' && flags.source !== 'live')
        throw new CommandError(`Unknown source type '${flags.source}'`);
      const id = qualified(name, flags.appNamespace);
      const { manifests } = await context.withEngine(async (client, engineRuns) => {
        const target = await targetFromFlags(client, id, flags, context.io.cwd);
        // What is live is known only after a look at the cluster.
        if (!engineRuns && flags.source === 'live') {
          await client.call('app.get', { name: id, refresh: 'normal' }, context.io.interrupted);
        }
        return client.call(
          'app.manifests',
          { name: id, source: flags.source as 'git' | 'live', ...(target === undefined ? {} : { target }) },
          context.io.interrupted,
        );
      });
      for (const manifest of manifests) context.io.out(`---\n${toYaml(manifest)}`);
    });
}
