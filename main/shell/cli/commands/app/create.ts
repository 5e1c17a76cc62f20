import type { Command } from 'commander';
import type { Application } from '../../../../model/index.ts';
import { parseApplications } from '../../../../model/index.ts';
import { type AppFlags, addAppFlags } from '../../app-flags.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError, EXIT } from '../../exit.ts';
import { readText } from '../../files.ts';
import { collect, pairs } from '../../flag-values.ts';
import { specFromFlags } from '../../spec-from-flags.ts';

interface CreateFlags extends AppFlags {
  readonly name?: string;
  readonly file?: string;
  readonly upsert?: boolean;
  readonly validate: boolean;
  readonly label?: readonly string[];
  readonly annotations?: readonly string[];
  readonly setFinalizer?: boolean;
  readonly appNamespace?: string;
}

export function createCommand(app: Command, context: CommandContext): void {
  addAppFlags(app.command('create [name]'))
    .summary('Create an application')
    .option('--name <name>', 'name, when it is not given as argument')
    .option('-f, --file <file>', 'file or URL-less path of Application manifests; - is standard input')
    .option('--upsert', 'replace the spec of an application that exists')
    .option('--validate', 'check project, repository and path first', true)
    .option('--no-validate')
    .option('-l, --label <key=value>', 'label of the application', collect)
    .option('--annotations <key=value>', 'annotation of the application', collect)
    .option('--set-finalizer', 'delete its objects together with the application')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText(
      'after',
      '\nExamples:\n  argosy app create guestbook --repo https://example.com/apps.git --path guestbook --dest-name prod --dest-namespace default\n  argosy app create -f apps.yaml --upsert',
    )
    .action(async (name: string | undefined, flags: CreateFlags) => {
      const applications = await wantedApplications(name, flags, context);
      await context.withEngine(async (client) => {
        for (const application of applications) {
          const { change } = await client.call(
            'app.create',
            { application, upsert: flags.upsert === true, validate: flags.validate },
            context.io.interrupted,
          );
          context.io.out(`application '${application.metadata.name}' ${change}\n`);
        }
      });
    });
}

async function wantedApplications(
  name: string | undefined,
  flags: CreateFlags,
  { io }: CommandContext,
): Promise<readonly Application[]> {
  if (flags.file === undefined) {
    const given = name ?? flags.name;
    if (given === undefined) throw new CommandError('the name of the application is missing: argosy app create NAME …');
    if (name !== undefined && flags.name !== undefined && name !== flags.name) {
      throw new CommandError(`--name argument '${flags.name}' does not match app name ${name}`);
    }
    return [withFlags(newApplication(given), flags, io.cwd)];
  }
  const text = flags.file === '-' ? await io.readStdin() : readText(flags.file, io.cwd);
  const found = parseApplications(text, { file: flags.file });
  if (found.length === 0) throw new CommandError(`${flags.file} holds no Application`, EXIT.error);
  if (name !== undefined && !found.some((app) => app.metadata.name === name)) {
    throw new CommandError(`app name "${name}" does not match app spec metadata.name "${found[0]!.metadata.name}"`);
  }
  return found.map((app) => withFlags(app, flags, io.cwd));
}

function newApplication(name: string): Application {
  const [namespace, bare] = name.includes('/')
    ? [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]
    : [undefined, name];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: bare, ...(namespace === undefined ? {} : { namespace }) },
    spec: { project: 'default', destination: {} },
  };
}

function withFlags(app: Application, flags: CreateFlags, cwd: string): Application {
  const labels = pairs(flags.label ?? [], '--label');
  const annotations = pairs(flags.annotations ?? [], '--annotations');
  const finalizers = app.metadata.finalizers ?? [];
  return {
    ...app,
    metadata: {
      ...app.metadata,
      ...(flags.appNamespace === undefined
        ? {}
        : { namespace: qualified(app.metadata.name, flags.appNamespace).split('/')[0]! }),
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...app.metadata.labels, ...labels } }),
      ...(Object.keys(annotations).length === 0
        ? {}
        : { annotations: { ...app.metadata.annotations, ...annotations } }),
      ...(flags.setFinalizer === true ? { finalizers: [...finalizers, 'resources-finalizer.argocd.argoproj.io'] } : {}),
    },
    spec: specFromFlags(app.spec, flags, (path) => readText(path, cwd)),
  };
}
