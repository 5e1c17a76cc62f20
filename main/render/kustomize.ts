import type { KustomizeOverrides } from '../engines/index.ts';
import { contentHash, type KustomizeSource } from '../model/index.ts';
import { parseBuildOptions } from './build-options.ts';
import type { KustomizeArgs } from './engines-port.ts';
import type { BuildEnvironment } from './environment.ts';
import { failure } from './failure.ts';
import { kustomizationFiles } from './kustomization-files.ts';
import type { Reference } from './kustomization-references.ts';
import { outputOf } from './parse-text.ts';
import type { Plan, PlanInput } from './plan.ts';
import { toolFailure } from './tool-failure.ts';

/** Increased when the same kustomization gives other objects. */
const VERSION = 1;

/** A Kustomization in Git (reference §1.3.3): the Application's overrides by `kustomize edit`, then `kustomize build`. */
export async function planKustomize(input: PlanInput): Promise<Plan> {
  const { source, context, environment, folder, tree, engines, contents, parser, sourceTree, limits } = input;
  const kustomize = source.kustomize ?? {};
  refuseVersion(kustomize);
  const options = parseBuildOptions(context.settings.kustomizeBuildOptions);
  const files = await kustomizationFiles(input, folder, tree, referencesOfApplication(kustomize));
  const treeKey = contentHash(files.map(({ path, id }) => [path, id]));
  const args: KustomizeArgs = { path: folder, overrides: overrides(kustomize, environment), ...options };
  return {
    sourceType: 'Kustomize',
    inputs: { version: VERSION, treeKey, args, engine: engines.digest('kustomize') },
    depends: [],
    tool: true,
    async run(signal) {
      const what = folder || '.';
      const text = await toolFailure(what, `\`kustomize build ${what}\` failed: Error`, () =>
        engines.kustomizeBuild(args, {
          treeKey,
          files: () => contents.readAll(sourceTree, files, limits.sourceBytes, what, signal),
          deadlineMs: limits.deadlineMs,
          signal,
        }),
      );
      return parser.parse(outputOf(text, folder, limits), signal);
    },
  };
}

/** There is one Kustomize; pretending to be another version would give other objects without a word. */
function refuseVersion({ version }: KustomizeSource): void {
  if (version === undefined || version === '') return;
  throw failure('FailedPrecondition', `kustomize version ${version} is not registered`, {
    subject: 'spec.source.kustomize.version',
    advice: 'Remove the version: the built-in Kustomize is used then.',
  });
}

function referencesOfApplication({ components, patches }: KustomizeSource): Reference[] {
  const paths = [...(components ?? []), ...(patches ?? []).flatMap(({ path }) => (path ? [path] : []))];
  return paths.map((text) => ({ text, inline: false, configuration: false }));
}

function overrides(source: KustomizeSource, environment: BuildEnvironment): KustomizeOverrides {
  const { replicas, commonLabels, commonAnnotations, commonAnnotationsEnvsubst, ...rest } = source;
  const { version: _version, kubeVersion: _kube, apiVersions: _apis, ...same } = rest;
  const substituted = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, environment.substitute(value)]));
  return {
    ...same,
    ...(replicas === undefined
      ? {}
      : { replicas: replicas.map(({ name, count }) => ({ name, count: integer(name, count) })) }),
    ...(commonLabels === undefined ? {} : { commonLabels: substituted(commonLabels) }),
    ...(commonAnnotations === undefined
      ? {}
      : { commonAnnotations: commonAnnotationsEnvsubst ? substituted(commonAnnotations) : commonAnnotations }),
  };
}

function integer(name: string, count: number | string): number {
  const value = typeof count === 'number' ? count : /^-?\d+$/.test(count) ? Number(count) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw failure('InvalidArgument', `expected integer value for count. Received: ${count}`, {
    subject: `replicas ${name}`,
  });
}
