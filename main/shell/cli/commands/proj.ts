import type { Command } from 'commander';
import type { AppProject } from '../../../model/index.ts';
import { parseProjects } from '../../../model/index.ts';
import type { CommandContext } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { readText } from '../files.ts';
import { collect } from '../flag-values.ts';
import { structured, unknownFormat } from '../output.ts';
import { inert, table } from '../table.ts';

interface CreateFlags {
  readonly file?: string;
  readonly upsert?: boolean;
  readonly description?: string;
  readonly dest?: readonly string[];
  readonly src?: readonly string[];
  readonly allowClusterResource?: readonly string[];
  readonly denyNamespacedResource?: readonly string[];
}

export function projCommands(program: Command, context: CommandContext): void {
  const proj = program.command('proj').summary('Manage projects');
  proj
    .command('create [name]')
    .summary('Create a project')
    .option('-f, --file <file>', 'file of AppProject manifests; - is standard input')
    .option('--upsert', 'replace a project that exists')
    .option('--description <text>', 'what the project is for')
    .option('-d, --dest <server,namespace>', 'permitted destination', collect)
    .option('-s, --src <url>', 'permitted repository', collect)
    .option('--allow-cluster-resource <group/kind>', 'permitted cluster-scoped kind', collect)
    .option('--deny-namespaced-resource <group/kind>', 'forbidden namespaced kind', collect)
    .addHelpText(
      'after',
      '\nExample:\n  argosy proj create team-a -d https://10.0.0.1,team-a -s https://example.com/team-a.git',
    )
    .action(async (name: string | undefined, flags: CreateFlags) => {
      const projects = await wanted(name, flags, context);
      await context.withEngine(async (client) => {
        for (const project of projects) {
          await client.call('project.create', { project, upsert: flags.upsert === true });
          context.io.out(`project '${project.metadata.name}' created\n`);
        }
      });
    });
  proj
    .command('get <name>')
    .summary('Show a project')
    .option('-o, --output <format>', 'yaml, json or wide', 'yaml')
    .addHelpText('after', '\nExample:\n  argosy proj get default')
    .action(async (name: string, flags: { readonly output: string }) => {
      const found = await context.withEngine((client) => client.call('project.get', { name }));
      context.io.out(structured(found, flags.output) ?? projectsText([found], flags.output));
    });
  proj
    .command('list')
    .alias('ls')
    .summary('List projects')
    .option('-o, --output <format>', 'wide, name, json or yaml', 'wide')
    .addHelpText('after', '\nExample:\n  argosy proj list')
    .action(async (flags: { readonly output: string }) => {
      const { items } = await context.withEngine((client) => client.call('project.list', {}));
      context.io.out(projectsText(items, flags.output));
    });
  proj
    .command('delete <names...>')
    .summary('Delete projects that no application uses')
    .addHelpText('after', '\nExample:\n  argosy proj delete team-a')
    .action(async (names: string[]) => {
      await context.withEngine(async (client) => {
        for (const name of names) {
          await client.call('project.delete', { name });
          context.io.out(`project '${name}' deleted\n`);
        }
      });
    });
}

async function wanted(
  name: string | undefined,
  flags: CreateFlags,
  { io }: CommandContext,
): Promise<readonly AppProject[]> {
  if (flags.file !== undefined) {
    const text = flags.file === '-' ? await io.readStdin() : readText(flags.file, io.cwd);
    const found = parseProjects(text, { file: flags.file });
    if (found.length === 0) throw new CommandError(`${flags.file} holds no AppProject`, EXIT.error);
    return found;
  }
  if (name === undefined) throw new CommandError('the name of the project is missing: argosy proj create NAME …');
  const kinds = (texts: readonly string[] | undefined) =>
    texts?.map((text) => {
      const slash = text.lastIndexOf('/');
      return { group: slash < 0 ? '' : text.slice(0, slash), kind: text.slice(slash + 1) };
    });
  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name },
      spec: {
        ...(flags.description === undefined ? {} : { description: flags.description }),
        ...(flags.src === undefined ? {} : { sourceRepos: flags.src }),
        ...(flags.dest === undefined ? {} : { destinations: flags.dest.map(destination) }),
        ...(flags.allowClusterResource === undefined
          ? {}
          : { clusterResourceWhitelist: kinds(flags.allowClusterResource)! }),
        ...(flags.denyNamespacedResource === undefined
          ? {}
          : { namespaceResourceBlacklist: kinds(flags.denyNamespacedResource)! }),
      },
    },
  ];
}

function destination(text: string): { server: string; namespace: string } {
  const comma = text.lastIndexOf(',');
  if (comma < 0) throw new CommandError(`Expected destination of the form: server,namespace. Received: ${text}`);
  return { server: text.slice(0, comma), namespace: text.slice(comma + 1) };
}

const HEADER = [
  'NAME',
  'DESCRIPTION',
  'DESTINATIONS',
  'SOURCES',
  'CLUSTER-RESOURCE-WHITELIST',
  'NAMESPACE-RESOURCE-BLACKLIST',
  'SIGNATURE-KEYS',
  'ORPHANED-RESOURCES',
  'DESTINATION-SERVICE-ACCOUNTS',
];

function projectsText(items: readonly AppProject[], format: string): string {
  if (format === 'name') return items.map(({ metadata }) => `${metadata.name}\n`).join('');
  if (format !== 'wide' && format !== '') {
    const text = structured(items, format);
    if (text === undefined) throw unknownFormat(format);
    return text;
  }
  const rows = items.map(({ metadata, spec }) => {
    const destinations = spec.destinations ?? [];
    const whitelist = spec.clusterResourceWhitelist ?? [];
    return [
      metadata.name,
      spec.description ?? '',
      some(
        destinations.map((one) => `${one.server ?? one.name ?? ''},${one.namespace ?? ''}`),
        'destinations',
      ),
      some(spec.sourceRepos ?? [], 'repos'),
      some(
        whitelist.map((one) => `${one.group}/${one.kind}`),
        'resources',
      ),
      some(
        (spec.namespaceResourceBlacklist ?? []).map((one) => `${one.group}/${one.kind}`),
        'resources',
      ),
      some(
        (spec.signatureKeys ?? []).map(({ keyID }) => keyID),
        'key(s)',
      ),
      spec.orphanedResources
        ? `enabled (${spec.orphanedResources.ignore?.length ? `ignored ${spec.orphanedResources.ignore.length}` : ''})`
        : 'disabled',
      some(
        (spec.destinationServiceAccounts ?? []).map(
          (one) => `${one.server},${one.namespace ?? ''},${one.defaultServiceAccount}`,
        ),
        'destinationServiceAccounts',
      ),
    ].map(inert);
  });
  return table(HEADER, rows);
}

/** `<none>`, the one there is, or how many. */
function some(texts: readonly string[], noun: string): string {
  if (texts.length === 0) return '<none>';
  return texts.length === 1 ? texts[0]! : `${texts.length} ${noun}`;
}
