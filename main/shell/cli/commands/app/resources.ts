import type { Command } from 'commander';
import type { KubeObject } from '../../../../model/index.ts';
import { toYaml, valueAt } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';
import { collect } from '../../flag-values.ts';
import { unknownFormat } from '../../output.ts';
import { inert, table } from '../../table.ts';
import { treeText } from '../../tree-text.ts';

export function resourcesCommand(app: Command, context: CommandContext): void {
  app
    .command('resources <name>')
    .summary('List the objects of an application')
    .option('-o, --output <format>', 'wide, tree or tree=detailed', 'wide')
    .option('--orphaned', 'only objects that no application tracks')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app resources guestbook --output tree')
    .action(
      async (
        name: string,
        flags: { readonly output: string; readonly orphaned?: boolean; readonly appNamespace?: string },
      ) => {
        if (flags.orphaned) {
          throw new CommandError(
            'orphaned objects are not listed by this version of Argosy',
            EXIT.error,
            'Leave out --orphaned to list the objects of the application.',
          );
        }
        const { nodes } = await context.withEngine(async (client, engineRuns) => {
          const id = qualified(name, flags.appNamespace);
          if (!engineRuns) await client.call('app.get', { name: id, refresh: 'normal' });
          return client.call('app.tree', { name: id });
        });
        if (flags.output === 'tree' || flags.output === 'tree=detailed') {
          context.io.out(treeText(nodes, flags.output === 'tree=detailed', context.io.style).trimStart());
          return;
        }
        if (flags.output !== 'wide' && flags.output !== '') throw unknownFormat(flags.output);
        const roots = nodes.filter((node) => node.parents.length === 0);
        const rows = roots.map(({ ref }) => [ref.group, ref.kind, ref.namespace, ref.name, 'No'].map(inert));
        context.io.out(table(['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'ORPHANED'], rows));
      },
    );
}

interface GetResourceFlags {
  readonly kind: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly resourceName?: string;
  readonly filterFields?: readonly string[];
  readonly showManagedFields?: boolean;
  readonly output: string;
  readonly appNamespace?: string;
}

export function getResourceCommand(app: Command, context: CommandContext): void {
  app
    .command('get-resource <name>')
    .summary('Print live objects of an application')
    .requiredOption('--kind <kind>', 'kind of the object')
    .option('--group <group>', 'API group of the object')
    .option('--namespace <namespace>', 'namespace of the object')
    .option('--resource-name <name>', 'name of the object; without it all of the kind')
    .option('--filter-fields <path>', 'only these fields, for example spec.replicas', collect)
    .option('--show-managed-fields', 'with metadata.managedFields')
    .option('-o, --output <format>', 'wide, json or yaml', 'wide')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText(
      'after',
      '\nExample:\n  argosy app get-resource guestbook --kind Deployment --resource-name web -o yaml',
    )
    .action(async (name: string, flags: GetResourceFlags) => {
      const objects = await context.withEngine(async (client, engineRuns) => {
        const id = qualified(name, flags.appNamespace);
        if (!engineRuns) await client.call('app.get', { name: id, refresh: 'normal' });
        const { nodes } = await client.call('app.tree', { name: id });
        const wanted = nodes.filter(
          ({ ref, uid }) =>
            uid !== '' &&
            ref.kind === flags.kind &&
            (flags.group === undefined || ref.group === flags.group) &&
            (flags.namespace === undefined || ref.namespace === flags.namespace) &&
            (flags.resourceName === undefined || ref.name === flags.resourceName),
        );
        if (wanted.length === 0) {
          throw new CommandError(
            `failed to get resource ${flags.kind} ${flags.resourceName ?? ''}: not found as part of application ${name}`,
            EXIT.error,
          );
        }
        return Promise.all(
          wanted.map(({ ref: { group, kind, namespace, name: resource } }) =>
            client.call('app.resource', { name: id, ref: { group, kind, namespace, name: resource } }),
          ),
        );
      });
      context.io.out(
        objectsText(
          objects.map((object) => shown(object, flags)),
          flags,
        ),
      );
    });
}

function shown(object: KubeObject, flags: GetResourceFlags): unknown {
  const { managedFields, ...metadata } = object.metadata;
  const plain = flags.showManagedFields && managedFields ? object : { ...object, metadata };
  if (!flags.filterFields) return plain;
  return Object.fromEntries(flags.filterFields.map((path) => [path, valueAt(plain, path.split('.'))]));
}

function objectsText(objects: readonly unknown[], flags: GetResourceFlags): string {
  switch (flags.output) {
    case 'json':
      return `${JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2)}\n`;
    case 'yaml':
      return objects.map((object) => toYaml(object)).join('---\n');
    case 'wide':
    case '':
      return objects.map((object) => toYaml(object)).join('---\n');
    default:
      throw unknownFormat(flags.output);
  }
}
