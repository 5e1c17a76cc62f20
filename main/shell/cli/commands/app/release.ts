import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import { syncPolicyLong } from '../../app-text.ts';
import type { CommandContext } from '../../context.ts';
import { refusedText } from '../../hold-text.ts';
import { structured, unknownFormat } from '../../output.ts';

interface ReleaseFlags {
  readonly allow?: boolean;
  readonly appNamespace?: string;
  readonly output: string;
}

export function releaseCommand(app: Command, context: CommandContext): void {
  app
    .command('release <name>')
    .alias('resume')
    .summary('End a pause, or the hold after a rollback')
    .option('--allow', 'also let revisions be synced again that were refused')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText('after', '\nExamples:\n  argosy app release guestbook\n  argosy app release guestbook --allow')
    .action(async (name: string, flags: ReleaseFlags) => {
      if (!['wide', '', 'json', 'yaml'].includes(flags.output)) throw unknownFormat(flags.output);
      const released = await context.withEngine((client) =>
        client.call(
          'app.release',
          { name: qualified(name, flags.appNamespace), allow: flags.allow === true },
          context.io.interrupted,
        ),
      );
      context.io.out(structured(released, flags.output) ?? releasedText(name, released));
    });
}

function releasedText(name: string, app: Application): string {
  const refused = app.status?.refusedRevisions ?? [];
  return [
    `Application '${name}' is released; sync policy: ${syncPolicyLong(app)}\n`,
    ...refused.map((one) => `Still never synced: ${refusedText(one)}\n`),
    ...(refused.length === 0 ? [] : [`argosy app release ${name} --allow takes that back.\n`]),
  ].join('');
}
