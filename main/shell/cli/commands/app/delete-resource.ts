import type { Command } from 'commander';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';
import { inert } from '../../table.ts';

interface DeleteResourceFlags {
  readonly kind: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly resourceName?: string;
  readonly all?: boolean;
  readonly force?: boolean;
  readonly orphan?: boolean;
  readonly propagationPolicy?: string;
  readonly appNamespace?: string;
}

export function deleteResourceCommand(app: Command, context: CommandContext): void {
  app
    .command('delete-resource <name>')
    .summary('Delete live objects of an application')
    .requiredOption('--kind <kind>', 'kind of the object')
    .option('--group <group>', 'API group of the object')
    .option('--namespace <namespace>', 'namespace of the object')
    .option('--resource-name <name>', 'name of the object')
    .option('--all', 'every object that fits')
    .option('--force', 'at once: without a grace period, in the background')
    .option('--orphan', 'leave what it owns')
    .option('-p, --propagation-policy <policy>', 'foreground (what it owns first), background or orphan')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app delete-resource guestbook --kind Pod --resource-name web-0\n  argosy app delete-resource guestbook --kind Job --group batch --all\n  argosy app delete-resource guestbook --kind Deployment --resource-name web --propagation-policy background',
    )
    .action(async (name: string, flags: DeleteResourceFlags) => {
      const { io } = context;
      const propagation = propagationOf(flags);
      await context.withEngine(async (client, engineRuns) => {
        const id = qualified(name, flags.appNamespace);
        if (!engineRuns) await client.call('app.get', { name: id, refresh: 'normal' }, io.interrupted);
        const { nodes } = await client.call('app.tree', { name: id }, io.interrupted);
        // A node without a uid is declared in Git only.
        const found = nodes.filter(({ ref, uid }) => uid !== '' && fits(ref, flags)).map(({ ref }) => ref);
        if (found.length === 0) {
          throw new CommandError(
            `no ${flags.kind} ${flags.resourceName ?? ''} was found as part of application ${name}`.replace('  ', ' '),
            EXIT.error,
            `argosy app resources ${name} -o tree lists what there is.`,
          );
        }
        if (found.length > 1 && !flags.all) {
          const names = found.map(({ kind, namespace, name: object }) => `${kind} ${namespace}/${object}`);
          throw new CommandError(
            `${found.length} objects fit: ${names.map(inert).join(', ')}`,
            EXIT.error,
            'Name one with --resource-name, --group and --namespace, or delete them with --all.',
          );
        }
        for (const { group, kind, namespace, name: object } of found) {
          await client.call(
            'app.deleteResource',
            {
              name: id,
              ref: { group, kind, namespace, name: object },
              propagation,
              force: flags.force === true,
            },
            io.interrupted,
          );
          io.out(`Resource '${inert(object)}' deleted\n`);
        }
      });
    });
}

type Propagation = 'foreground' | 'background' | 'orphan';
const PROPAGATIONS: readonly Propagation[] = ['foreground', 'background', 'orphan'];

function propagationOf({ force, orphan, propagationPolicy: said }: DeleteResourceFlags): Propagation {
  if (force && orphan) throw new CommandError('Only one of --force and --orphan can be specified.');
  const implied = orphan ? 'orphan' : force ? 'background' : undefined;
  if (said === undefined) return implied ?? 'foreground';
  const wish = PROPAGATIONS.find((one) => one === said);
  if (wish === undefined)
    throw new CommandError(`invalid propagation policy: ${inert(said)}`, EXIT.error, `Say ${PROPAGATIONS.join(', ')}.`);
  if (implied === undefined || implied === wish) return wish;
  throw new CommandError(`--${orphan ? 'orphan' : 'force'} and --propagation-policy ${wish} contradict each other.`);
}

function fits(
  ref: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
  flags: DeleteResourceFlags,
): boolean {
  return (
    ref.kind === flags.kind &&
    (flags.group === undefined || ref.group === flags.group) &&
    (flags.namespace === undefined || ref.namespace === flags.namespace) &&
    (flags.resourceName === undefined || ref.name === flags.resourceName)
  );
}
