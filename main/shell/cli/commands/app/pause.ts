import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { holdText } from '../../hold-text.ts';
import { structured, unknownFormat } from '../../output.ts';
import { type UntilFlags, untilFromFlags } from '../../until-from-flags.ts';

interface PauseFlags extends UntilFlags {
  readonly reason: string;
  readonly appNamespace?: string;
  readonly output: string;
}

export function pauseCommand(app: Command, context: CommandContext): void {
  app
    .command('pause <name>')
    .summary('Keep automation away from an application for a while')
    .option('--for <duration>', 'so long, for example 2h or 30m')
    .option('--until <time>', 'until then: 17:30, "2026-11-24 17:30", RFC 3339; or `released`')
    .requiredOption('--reason <text>', 'why; everybody sees it')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app pause guestbook --for 2h --reason "hotfix by hand, INC-42"\n  argosy app pause guestbook --until 17:30 --reason "migration"',
    )
    .action(async (name: string, flags: PauseFlags) => {
      const now = context.now();
      const until = untilFromFlags(flags, now);
      if (!['wide', '', 'json', 'yaml'].includes(flags.output)) throw unknownFormat(flags.output);
      const paused = await context.withEngine((client) =>
        client.call(
          'app.pause',
          {
            name: qualified(name, flags.appNamespace),
            reason: flags.reason,
            ...(until === undefined ? {} : { until }),
          },
          context.io.interrupted,
        ),
      );
      const hold = paused.status?.hold;
      context.io.out(
        structured(paused, flags.output) ??
          `Application '${name}' is ${hold === undefined ? 'paused' : holdText(hold, now)}\n`,
      );
    });
}
