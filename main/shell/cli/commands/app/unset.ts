import type { Command } from 'commander';
import type { Application, ApplicationSource } from '../../../../model/index.ts';
import { qualified } from '../../app-name.ts';
import type { CommandContext } from '../../context.ts';
import { CommandError } from '../../exit.ts';
import { collect, wholeNumber } from '../../flag-values.ts';
import { imageName } from '../../source-from-flags.ts';

interface UnsetFlags {
  readonly parameter?: readonly string[];
  readonly values?: readonly string[];
  readonly valuesLiteral?: boolean;
  readonly ignoreMissingValueFiles?: boolean;
  readonly passCredentials?: boolean;
  readonly nameprefix?: boolean;
  readonly namesuffix?: boolean;
  readonly kustomizeVersion?: boolean;
  readonly kustomizeNamespace?: boolean;
  readonly kustomizeImage?: readonly string[];
  readonly kustomizeReplica?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
  readonly pluginEnv?: readonly string[];
  readonly ref?: boolean;
  readonly sourcePosition?: string;
  readonly appNamespace?: string;
}

export function unsetCommand(app: Command, context: CommandContext): void {
  app
    .command('unset <name>')
    .summary('Take parameters away from an application')
    .option('-p, --parameter <name>', 'Helm parameter', collect)
    .option('--values <file>', 'Helm values file', collect)
    .option('--values-literal', 'Helm values of the Application itself')
    .option('--ignore-missing-value-files', 'that missing values files are left out')
    .option('--pass-credentials', 'that credentials go to all hosts')
    .option('--nameprefix', 'Kustomize name prefix')
    .option('--namesuffix', 'Kustomize name suffix')
    .option('--kustomize-version', 'Kustomize version')
    .option('--kustomize-namespace', 'Kustomize namespace')
    .option('--kustomize-image <name>', 'Kustomize image', collect)
    .option('--kustomize-replica <name>', 'Kustomize replicas', collect)
    .option('--ignore-missing-components', 'that missing components are left out')
    .option('--plugin-env <name>', 'environment variable of the plugin', collect)
    .option('--ref', 'name by which other sources refer to the source')
    .option('--source-position <n>', 'which source of several, from 1')
    .option('-N, --app-namespace <namespace>', 'namespace of the application')
    .addHelpText('after', '\nExample:\n  argosy app unset guestbook -p replicaCount')
    .action(async (name: string, flags: UnsetFlags) => {
      await context.withEngine(async (client) => {
        const current = await client.call('app.get', { name: qualified(name, flags.appNamespace) });
        const position =
          flags.sourcePosition === undefined ? 0 : wholeNumber(flags.sourcePosition, '--source-position') - 1;
        const next = withSource(current, position, (source) => unset(source, flags));
        if (JSON.stringify(next) === JSON.stringify(current)) return;
        await client.call('app.update', { application: next, validate: true }, context.io.interrupted);
      });
    });
}

function withSource(
  app: Application,
  position: number,
  change: (source: ApplicationSource) => ApplicationSource,
): Application {
  const { source, sources } = app.spec;
  if (sources && sources.length > 0) {
    if (!sources[position])
      throw new CommandError(`Source position should be specified and must be at most ${sources.length}`);
    return { ...app, spec: { ...app.spec, sources: sources.map((one, i) => (i === position ? change(one) : one)) } };
  }
  return source ? { ...app, spec: { ...app.spec, source: change(source) } } : app;
}

function unset(source: ApplicationSource, flags: UnsetFlags): ApplicationSource {
  const { helm, kustomize, plugin } = source;
  const without = <T>(
    list: readonly T[] | undefined,
    gone: readonly string[] | undefined,
    nameOf: (one: T) => string,
  ): readonly T[] | undefined => (gone === undefined ? list : list?.filter((one) => !gone.includes(nameOf(one))));
  return drop({
    ...source,
    ref: flags.ref ? undefined : source.ref,
    helm:
      helm &&
      drop({
        ...helm,
        parameters: without(helm.parameters, flags.parameter, ({ name }) => name),
        valueFiles: without(helm.valueFiles, flags.values, (file) => file),
        values: flags.valuesLiteral ? undefined : helm.values,
        valuesObject: flags.valuesLiteral ? undefined : helm.valuesObject,
        ignoreMissingValueFiles: flags.ignoreMissingValueFiles ? undefined : helm.ignoreMissingValueFiles,
        passCredentials: flags.passCredentials ? undefined : helm.passCredentials,
      }),
    kustomize:
      kustomize &&
      drop({
        ...kustomize,
        namePrefix: flags.nameprefix ? undefined : kustomize.namePrefix,
        nameSuffix: flags.namesuffix ? undefined : kustomize.nameSuffix,
        version: flags.kustomizeVersion ? undefined : kustomize.version,
        namespace: flags.kustomizeNamespace ? undefined : kustomize.namespace,
        images: without(kustomize.images, flags.kustomizeImage, imageName),
        replicas: without(kustomize.replicas, flags.kustomizeReplica, ({ name }) => name),
        ignoreMissingComponents: flags.ignoreMissingComponents ? undefined : kustomize.ignoreMissingComponents,
      }),
    plugin: plugin && drop({ ...plugin, env: without(plugin.env, flags.pluginEnv, ({ name }) => name) }),
  }) as ApplicationSource;
}

/** Without undefined fields and empty lists; a block that loses its last field goes too. */
function drop<T extends object>(fields: T): Partial<T> | undefined {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Partial<T>);
}
