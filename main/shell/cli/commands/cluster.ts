import type { Command } from 'commander';
import type { Output } from '../../../../preload/contract/index.ts';
import type { CommandContext } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { collect, pairs } from '../flag-values.ts';
import { structured, unknownFormat } from '../output.ts';
import { type Style, statusText } from '../status-text.ts';
import { inert, table } from '../table.ts';

interface AddFlags {
  readonly name?: string;
  readonly kubeconfig?: string;
  readonly namespace?: readonly string[];
  readonly label?: readonly string[];
  readonly annotation?: readonly string[];
  readonly project?: string;
  readonly inCluster?: boolean;
  readonly upsert?: boolean;
  readonly yes?: boolean;
}

export function clusterCommands(program: Command, context: CommandContext): void {
  const cluster = program.command('cluster').summary('Manage clusters');
  cluster
    .command('add [context]')
    .summary('Add a cluster by its kubeconfig context; nothing is installed in it')
    .option('--name <name>', 'name of the cluster; default: the context’s')
    .option('--kubeconfig <file>', 'another kubeconfig than KUBECONFIG or the person’s own')
    .option('--namespace <namespace>', 'only these namespaces', collect)
    .option('--label <key=value>', 'label of the cluster', collect)
    .option('--annotation <key=value>', 'annotation of the cluster', collect)
    .option('--project <name>', 'only for this project')
    .option('--in-cluster', 'add it as in-cluster: https://kubernetes.default.svc then means this cluster')
    .option('--upsert', 'replace a cluster that exists')
    .option('-y, --yes', 'allow the program that the context signs in with')
    .addHelpText('after', '\nExample:\n  argosy cluster add prod-eu --name production')
    .action(async (name: string | undefined, flags: AddFlags) => {
      const { io } = context;
      await context.withEngine(async (client) => {
        const { items } = await client.call(
          'cluster.contexts',
          flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig },
        );
        if (name === undefined) {
          io.out(
            table(
              ['NAME', 'SERVER', 'SIGN-IN PROGRAM'],
              items.map((one) => [one.name, one.server, one.exec ?? ''].map(inert)),
            ),
          );
          throw new CommandError('Choose a context name from the list above: argosy cluster add CONTEXT');
        }
        const exec = items.find((one) => one.name === name)?.exec;
        let allowExec = flags.yes === true;
        if (exec !== undefined && !allowExec && io.ask !== undefined) {
          allowExec = /^y(es)?$/i.test(
            (await io.ask(`Context ${name} signs in by running ${exec}. Allow it? [y/N] `)).trim(),
          );
        }
        const added = await client.call(
          'cluster.add',
          {
            context: name,
            ...(flags.inCluster ? { name: 'in-cluster' } : flags.name === undefined ? {} : { name: flags.name }),
            ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
            ...(flags.namespace === undefined ? {} : { namespaces: [...flags.namespace] }),
            ...(flags.label === undefined ? {} : { labels: pairs(flags.label, '--label') }),
            ...(flags.annotation === undefined ? {} : { annotations: pairs(flags.annotation, '--annotation') }),
            ...(flags.project === undefined ? {} : { project: flags.project }),
            upsert: flags.upsert === true,
            allowExec,
          },
          io.interrupted,
        );
        io.out(`Cluster '${added.server}' added\n`);
      });
    });
  cluster
    .command('list')
    .alias('ls')
    .summary('List clusters')
    .option('-o, --output <format>', 'wide, server, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy cluster list')
    .action(async (flags: { readonly output: string }) => {
      const { items } = await context.withEngine((client) => client.call('cluster.list', {}));
      context.io.out(clustersText(items, flags.output, context.io.style));
    });
  cluster
    .command('get <cluster>')
    .summary('Show a cluster, by server or name')
    .option('-o, --output <format>', 'yaml, json, wide or server', 'yaml')
    .addHelpText('after', '\nExample:\n  argosy cluster get production')
    .action(async (name: string, flags: { readonly output: string }) => {
      const found = await context.withEngine((client) => client.call('cluster.get', { cluster: name }));
      context.io.out(structured(found, flags.output) ?? clustersText([found], flags.output, context.io.style));
    });
  cluster
    .command('retry <cluster>')
    .summary('Read the credentials of a cluster again and connect now, instead of at the next try')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy cluster retry production')
    .action(async (name: string, flags: { readonly output: string }) => {
      const view = await context.withEngine((client) => client.call('cluster.reconnect', { cluster: name }));
      context.io.out(clustersText([view], flags.output, context.io.style));
      context.io.err(`Connecting to '${inert(view.name)}'; see \`argosy cluster get ${inert(view.name)}\`.\n`);
    });
  cluster
    .command('rm <clusters...>')
    .summary('Remove clusters from Argosy; the clusters themselves are left alone')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  argosy cluster rm production --yes')
    .action(async (names: string[], flags: { readonly yes?: boolean }) => {
      const { io } = context;
      await context.withEngine(async (client) => {
        for (const name of names) {
          if (
            !flags.yes &&
            io.ask !== undefined &&
            !/^y(es)?$/i.test((await io.ask(`Are you sure you want to remove '${name}'? [y/n] `)).trim())
          ) {
            throw new CommandError(`The command to remove '${name}' was cancelled.`, EXIT.failed);
          }
          await client.call('cluster.remove', { cluster: name });
          io.out(`Cluster '${name}' removed\n`);
        }
      });
    });
}

const STATUS_COLUMN = 3;

function clustersText(items: Output<'cluster.list'>['items'], format: string, style: Style): string {
  if (format === 'server') return items.map(({ server }) => `${server}\n`).join('');
  if (format !== 'wide' && format !== '') {
    const text = structured(items, format);
    if (text === undefined) throw unknownFormat(format);
    return text;
  }
  const rows = items.map((one) => {
    const namespaces = one.namespaces?.length ? ` (${one.namespaces.length} namespaces)` : '';
    return [
      `${one.server}${namespaces}`,
      one.name,
      (one.kubeVersion ?? '').replace(/^v/, ''),
      one.connection.status,
      one.connection.message,
      one.project ?? '',
    ]
      .map(inert)
      .map((cell, column) => (column === STATUS_COLUMN ? statusText(cell, style) : cell));
  });
  return table(['SERVER', 'NAME', 'VERSION', 'STATUS', 'MESSAGE', 'PROJECT'], rows);
}
