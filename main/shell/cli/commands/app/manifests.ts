import type { Command } from 'commander';
import { toYaml } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import { type CommandContext, collect } from '../../context.ts';
import { CommandError } from '../../exit.ts';

interface ManifestsFlags {
  readonly source: string;
  readonly revision?: string;
  readonly revisions?: readonly string[];
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
    .option('--local <folder>', 'render a folder of this machine')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app manifests guestbook --source live')
    .action(async (name: string, flags: ManifestsFlags) => {
      if (flags.source !== 'git' && flags.source !== 'live')
        throw new CommandError(`Unknown source type '${flags.source}'`);
      const revisions = flags.revisions ?? (flags.revision === undefined ? undefined : [flags.revision]);
      const target =
        flags.local !== undefined
          ? { kind: 'local' as const, folder: flags.local }
          : revisions === undefined
            ? undefined
            : { kind: 'revisions' as const, revisions: [...revisions] };
      const { manifests } = await context.withEngine((client) =>
        client.call(
          'app.manifests',
          {
            name: qualified(name, flags.appNamespace),
            source: flags.source as 'git' | 'live',
            ...(target === undefined ? {} : { target }),
          },
          context.io.interrupted,
        ),
      );
      for (const manifest of manifests) context.io.out(`---\n${toYaml(manifest)}`);
    });
}
