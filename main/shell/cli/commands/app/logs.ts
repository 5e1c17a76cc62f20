import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { wholeNumber } from '../../flag-values.ts';
import { inert } from '../../table.ts';

interface LogsFlags {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tail?: string;
  readonly sinceSeconds?: string;
  readonly filter?: string;
  readonly matchCase?: boolean;
  readonly appNamespace?: string;
}

export function logsCommand(app: Command, context: CommandContext): void {
  app
    .command('logs <app>')
    .summary('Print the logs of the Pods of an application')
    .option('--group <group>', 'API group of the object whose Pods are meant')
    .option('--kind <kind>', 'kind of the object')
    .option('--namespace <namespace>', 'namespace of the object')
    .option('--name <name>', 'name of the object')
    .option('-c, --container <name>', 'only this container')
    .option('-f, --follow', 'go on with new lines')
    .option('-p, --previous', 'of the container before its last restart')
    .option('--tail <n>', 'only the last lines; 0: all', '0')
    .option('--since-seconds <n>', 'only lines of so many seconds')
    .option('--filter <text>', 'only lines with this text; ! in front: without it')
    .option('-m, --match-case', 'capitals count when filtering')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app logs guestbook --kind Deployment --name web -f')
    .action(async (name: string, flags: LogsFlags) => {
      const keep = lineFilter(flags.filter, flags.matchCase === true);
      await context.withEngine(async (client, engineRuns) => {
        const id = qualified(name, flags.appNamespace);
        if (!engineRuns) await client.call('app.get', { name: id, refresh: 'normal' });
        const tail = wholeNumber(flags.tail ?? '0', '--tail');
        const lines = client.stream(
          'app.logs',
          {
            name: id,
            follow: flags.follow === true,
            previous: flags.previous === true,
            ...(flags.group === undefined ? {} : { group: flags.group }),
            ...(flags.kind === undefined ? {} : { kind: flags.kind }),
            ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
            ...(flags.name === undefined ? {} : { resource: flags.name }),
            ...(flags.container === undefined ? {} : { container: flags.container }),
            ...(tail === 0 ? {} : { tailLines: tail }),
            ...(flags.sinceSeconds === undefined
              ? {}
              : { sinceSeconds: wholeNumber(flags.sinceSeconds, '--since-seconds') }),
          },
          context.io.interrupted,
        );
        // A terminal must not obey what a container writes; a file gets the bytes as they are.
        for await (const { text } of lines)
          if (keep(text)) context.io.out(`${context.io.terminal ? inert(text) : text}\n`);
      });
    });
}

function lineFilter(filter: string | undefined, matchCase: boolean): (text: string) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const without = filter.startsWith('!');
  const fold = (text: string): string => (matchCase ? text : text.toLowerCase());
  const wanted = fold(without ? filter.slice(1) : filter);
  return (text) => fold(text).includes(wanted) !== without;
}
