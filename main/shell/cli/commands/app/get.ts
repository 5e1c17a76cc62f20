import type { Command } from 'commander';
import type { Output } from '../../../../../preload/contract/index.ts';
import type { Application, ApplicationSource } from '../../../../model/index.ts';
import { qualified, shownName } from '../../app-name.ts';
import { healthText, sourcesOf, syncPolicyLong, syncStatusText } from '../../app-text.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { wholeNumber } from '../../flag-values.ts';
import { holdText, refusedText } from '../../hold-text.ts';
import { labelled } from '../../labelled.ts';
import { lastOperationText, operationText } from '../../operation-text.ts';
import { structured, unknownFormat } from '../../output.ts';
import { resourcesTable } from '../../resources-table.ts';
import type { Style } from '../../status-text.ts';
import { type WindowText, windowText } from '../../sync-window-text.ts';
import { inert, table } from '../../table.ts';
import { treeText } from '../../tree-text.ts';
import { timeoutMs } from '../../watch-app.ts';

interface GetFlags {
  readonly refresh?: boolean;
  readonly hardRefresh?: boolean;
  readonly showOperation?: boolean;
  readonly showParams?: boolean;
  readonly sourcePosition?: string;
  readonly sourceName?: string;
  readonly appNamespace?: string;
  readonly timeout?: string;
  readonly output: string;
}

export function getCommand(app: Command, context: CommandContext): void {
  app
    .command('get <name>')
    .summary('Show an application, and why it is not in order')
    .option('--refresh', 'look at the repository and the cluster first')
    .option('--hard-refresh', 'also render again')
    .option('--show-operation', 'show the last operation')
    .option('--show-params', 'show Helm parameters and Kustomize images')
    .option('--source-position <n>', 'of several sources, show the parameters of this one, from 1')
    .option('--source-name <name>', 'the same, by the name of the source')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .option('--timeout <seconds>', 'give up after so long')
    .option('-o, --output <format>', 'wide, tree, tree=detailed, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy app get guestbook --refresh')
    .action(async (name: string, flags: GetFlags) => {
      const id = qualified(name, flags.appNamespace);
      const how = flags.hardRefresh ? 'hard' : flags.refresh ? 'normal' : undefined;
      const signal =
        flags.timeout === undefined || flags.timeout === '0'
          ? context.io.interrupted
          : AbortSignal.any([context.io.interrupted, AbortSignal.timeout(timeoutMs(flags.timeout))]);
      const { style } = context.io;
      const text = await context.withEngine(async (client, engineRuns) => {
        const found = await client.call(
          'app.get',
          { name: id, ...(how === undefined ? {} : { refresh: how }) },
          signal,
        );
        const format = flags.output;
        if (!engineRuns && how === undefined && context.io.terminal) context.io.err(staleText(found));
        const whole = structured(found, format);
        if (whole !== undefined) return whole;
        const tree = format === 'tree' || format === 'tree=detailed';
        if (!tree && format !== 'wide' && format !== '') throw unknownFormat(format);
        const now = context.now();
        const header = headerText(found, await windowText(client, found, now), flags, style, now);
        if (tree) {
          const { nodes } = await client.call('app.tree', { name: id });
          return header + treeText(nodes, format === 'tree=detailed', style);
        }
        const { items } = await client.call('app.reasons', { name: id });
        return header + reasonText(items) + resourcesText(found, style);
      });
      context.io.out(text);
    });
}

/** Every state has an age (architecture §7). */
function staleText(app: Application): string {
  const when = app.status?.reconciledAt;
  const state = when === undefined ? 'This application was never compared.' : `This is the state of ${when}.`;
  return `No engine is running. ${state} Use --refresh, or start one with \`argosy engine\`.\n`;
}

function headerText(app: Application, windows: WindowText, flags: GetFlags, style: Style, now: number): string {
  const { spec } = app;
  const lines: string[][] = [
    ['Name:', shownName(app)],
    ['Project:', spec.project],
    ['Server:', spec.destination.name ?? spec.destination.server ?? ''],
    ['Namespace:', spec.destination.namespace ?? ''],
    ['URL:', deepLink(app)],
  ];
  const sources = sourcesOf(app);
  const text = [lines.map(([label, value]) => labelled(label!, value!)).join('')];
  text.push(sources.length > 1 ? 'Sources:\n' : 'Source:\n');
  for (const source of sources) {
    text.push(labelled('- Repo:', source.repoURL), labelled('  Target:', source.targetRevision ?? ''));
    if (source.path !== undefined) text.push(labelled('  Path:', source.path));
    if (source.chart !== undefined) text.push(labelled('  Chart:', source.chart));
    if (source.helm?.valueFiles) text.push(labelled('  Helm Values:', source.helm.valueFiles.join(',')));
    if (source.kustomize?.namePrefix) text.push(labelled('  Name Prefix:', source.kustomize.namePrefix));
  }
  text.push(
    labelled('SyncWindow:', windows.status),
    ...(windows.assigned.length === 0 ? [] : [labelled('Assigned Windows:', windows.assigned.join(','))]),
    labelled('Sync Policy:', syncPolicyLong(app)),
    ...heldText(app, now),
    labelled('Sync Status:', syncStatusText(app), style),
    labelled('Health Status:', healthText(app), style),
  );
  const last = lastOperationText(app, now);
  if (last !== '') text.push(labelled('Last Operation:', last, style));
  if (flags.showOperation && app.status?.operationState) text.push(`\n${operationText(app)}`);
  if (flags.showParams) text.push(`\n${parametersText(chosenSources(app, flags))}`);
  if (app.status?.conditions?.length) {
    const rows = app.status.conditions.map((one) => [
      inert(one.type),
      inert(one.message),
      inert(one.lastTransitionTime ?? ''),
    ]);
    text.push(`\n${table(['CONDITION', 'MESSAGE', 'LAST TRANSITION'], rows)}`);
  }
  return text.join('');
}

/** Why automation does less than the policy says. */
function heldText(app: Application, now: number): readonly string[] {
  const hold = app.status?.hold;
  return [
    ...(hold === undefined ? [] : [labelled('Hold:', holdText(hold, now))]),
    ...(app.status?.refusedRevisions ?? []).map((one) => labelled('Never Synced:', refusedText(one))),
  ];
}

/** Opens the application in the desktop (ux.md §1). */
function deepLink(app: Application): string {
  return `argosy://apps/${shownName(app).split('/').map(encodeURIComponent).join('/')}/graph`;
}

/** The source that is asked for, else all. */
function chosenSources(app: Application, { sourcePosition, sourceName }: GetFlags): readonly ApplicationSource[] {
  const sources = sourcesOf(app);
  if (sourceName !== undefined) {
    const named = sources.filter(({ name }) => name === sourceName);
    if (named.length === 0) throw new CommandError(`Unknown source name '${sourceName}'`);
    return named;
  }
  if (sourcePosition === undefined) return sources;
  const source = sources[wholeNumber(sourcePosition, '--source-position') - 1];
  if (source === undefined)
    throw new CommandError(
      `Source position should be specified and must be greater than 0 and at most ${sources.length}`,
    );
  return [source];
}

function parametersText(sources: readonly ApplicationSource[]): string {
  const rows = sources.flatMap((source) =>
    (source.helm?.parameters ?? []).map(({ name, value }) => [inert(name), inert(value)]),
  );
  return rows.length === 0 ? '' : table(['NAME', 'VALUE'], rows);
}

/** The reason strip of ux.md §3, as text. */
function reasonText(reasons: Output<'app.reasons'>['items']): string {
  const said = reasons.filter(({ condition }) => condition === undefined);
  if (said.length === 0) return '';
  return `\n${said.map(({ text }) => `${inert(text)}\n`).join('')}`;
}

function resourcesText(app: Application, style: Style): string {
  return app.status?.resources?.length ? `\n${resourcesTable(app, style)}` : '';
}
