import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import { shownName } from '../../app-name.ts';
import { conditionsText, sourcesOf, syncPolicyShort } from '../../app-text.ts';
import type { CommandContext } from '../../context.ts';
import { collect } from '../../flag-values.ts';
import { holdCell } from '../../hold-text.ts';
import { structured, unknownFormat } from '../../output.ts';
import { type Style, statusText } from '../../status-text.ts';
import { inert, table } from '../../table.ts';

interface ListFlags {
  readonly selector?: string;
  readonly project?: readonly string[];
  readonly repo?: string;
  readonly cluster?: string;
  readonly path?: string;
  readonly appNamespace?: string;
  readonly output: string;
}

const HEADER = [
  'NAME',
  'CLUSTER',
  'NAMESPACE',
  'PROJECT',
  'STATUS',
  'HEALTH',
  'SYNCPOLICY',
  'CONDITIONS',
  'REPO',
  'PATH',
  'TARGET',
];

export function listCommand(app: Command, context: CommandContext): void {
  app
    .command('list')
    .alias('ls')
    .summary('List applications')
    .option('-l, --selector <selector>', 'label selector, as for kubectl')
    .option('-p, --project <name>', 'only of this project', collect)
    .option('-r, --repo <url>', 'only of this repository')
    .option('-c, --cluster <cluster>', 'only on this cluster, by name or server')
    .option('-P, --path <path>', 'only of this path')
    .option('-N, --app-namespace <namespace>', 'only in this namespace')
    .option('-o, --output <format>', 'wide, name, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy app list -l team=web -o name')
    .action(async (flags: ListFlags) => {
      const { items } = await context.withEngine((client) =>
        client.call('app.list', {
          ...(flags.selector === undefined ? {} : { selector: flags.selector }),
          ...(flags.project === undefined ? {} : { projects: [...flags.project] }),
          ...(flags.repo === undefined ? {} : { repo: flags.repo }),
          ...(flags.cluster === undefined ? {} : { cluster: flags.cluster }),
          ...(flags.appNamespace === undefined ? {} : { namespace: flags.appNamespace }),
        }),
      );
      const shown =
        flags.path === undefined
          ? items
          : items.filter((one) => sourcesOf(one).some((source) => source.path === flags.path));
      context.io.out(listText(shown, flags.output, context.io.style, context.now()));
    });
}

function listText(items: readonly Application[], format: string, style: Style, now: number): string {
  if (format === 'name') return items.map((app) => `${shownName(app)}\n`).join('');
  if (format === 'wide' || format === '') {
    // A column more than argocd has only where there is something to say in it.
    const held = items.some((app) => app.status?.hold !== undefined);
    return table(
      held ? [...HEADER, 'HOLD'] : HEADER,
      items.map((app) => [...row(app, style), ...(held ? [holdCell(app.status?.hold, now)] : [])]),
    );
  }
  const text = structured(items, format);
  if (text === undefined) throw unknownFormat(format);
  return text;
}

const STATUS_COLUMNS = new Set([4, 5]);

function row(app: Application, style: Style): string[] {
  const [source] = sourcesOf(app);
  const { destination } = app.spec;
  return [
    shownName(app),
    destination.name ?? destination.server ?? '',
    destination.namespace ?? '',
    app.spec.project,
    app.status?.sync?.status ?? 'Unknown',
    app.status?.health?.status ?? 'Unknown',
    syncPolicyShort(app),
    conditionsText(app.status?.conditions),
    source?.repoURL ?? '',
    source?.path ?? source?.chart ?? '',
    source?.targetRevision ?? '',
  ]
    .map(inert)
    .map((cell, column) => (STATUS_COLUMNS.has(column) ? statusText(cell, style) : cell));
}
