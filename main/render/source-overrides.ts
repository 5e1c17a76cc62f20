import { z } from 'zod';
import { type ApplicationSource, mergePatch, parseYaml } from '../model/index.ts';
import { readOrExplain, tooLarge } from './contents.ts';
import { decodeText, yamlFailure } from './documents.ts';
import { failure } from './failure.ts';
import { childOf, type RepositoryPath } from './repository-path.ts';
import type { SourceEntry } from './request.ts';
import type { Worktree } from './worktree.ts';

/** Bytes. The file changes parameters; it is not a place for manifests. */
const LONGEST_OVERRIDE = 1 << 20;

/**
 * `.argocd-source.yaml`, then `.argocd-source-<app key>.yaml` of the source's folder, each a JSON merge patch over the source
 * (reference §1.3.1). Where the source comes from is restored afterwards: a file can never redirect it.
 */
export async function overrideSource(
  source: ApplicationSource,
  appKey: string,
  folder: RepositoryPath,
  entries: readonly SourceEntry[],
  worktree: Worktree,
): Promise<ApplicationSource> {
  let merged: unknown = source;
  let last: RepositoryPath | undefined;
  for (const name of ['.argocd-source.yaml', `.argocd-source-${appKey}.yaml`]) {
    const entry = entries.find((each) => each.name === name);
    if (entry === undefined) continue;
    const path = childOf(folder, name);
    const found = entry.kind === 'link' ? await worktree.follow(folder, entry) : await worktree.find(path);
    if (found.kind !== 'file') continue;
    const bytes = await readOrExplain(
      () => worktree.read(found.id, LONGEST_OVERRIDE),
      () => tooLarge(path, LONGEST_OVERRIDE),
    );
    const patch = parsePatch(path, bytes);
    merged = mergePatch(merged, patch);
    last = path;
  }
  return last === undefined ? source : restore(source, merged, last);
}

function parsePatch(path: RepositoryPath, bytes: Uint8Array): unknown {
  try {
    return parseYaml(decodeText(bytes), { file: path, duplicateKeys: 'last' }) ?? {};
  } catch (error) {
    throw yamlFailure(error, path, `failed to parse ${path}`);
  }
}

function restore(source: ApplicationSource, merged: unknown, path: RepositoryPath): ApplicationSource {
  const parsed = SOURCE.safeParse(merged);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') ?? '';
    throw failure('InvalidArgument', `failed to apply ${path}: ${field}: ${issue?.message ?? 'wrong type'}`, {
      subject: path,
    });
  }
  const result: Record<string, unknown> = { ...(merged as Record<string, unknown>) };
  for (const field of ['repoURL', 'path', 'chart', 'targetRevision', 'ref', 'name', 'tagPrefix'] as const) {
    if (source[field] === undefined) delete result[field];
    else result[field] = source[field];
  }
  // The schema has just checked every field of the type.
  return result as ApplicationSource;
}

const text = z.string().optional();
const flag = z.boolean().optional();
const texts = z.array(z.string()).optional();
const labels = z.record(z.string(), z.string()).optional();
const jsonnetVars = z.array(z.looseObject({ name: z.string(), value: z.string(), code: flag })).optional();

/** The parts of a source that a file in Git may change. */
const SOURCE = z.looseObject({
  helm: z
    .looseObject({
      releaseName: text,
      valueFiles: texts,
      ignoreMissingValueFiles: flag,
      values: text,
      parameters: z
        .array(z.looseObject({ name: z.string(), value: z.string().default(''), forceString: flag }))
        .optional(),
      fileParameters: z.array(z.looseObject({ name: z.string(), path: z.string() })).optional(),
      skipCrds: flag,
      skipTests: flag,
      skipSchemaValidation: flag,
      namespace: text,
      kubeVersion: text,
      apiVersions: texts,
    })
    .optional(),
  kustomize: z
    .looseObject({
      namePrefix: text,
      nameSuffix: text,
      namespace: text,
      images: texts,
      replicas: z.array(z.looseObject({ name: z.string(), count: z.union([z.number(), z.string()]) })).optional(),
      commonLabels: labels,
      forceCommonLabels: flag,
      labelWithoutSelector: flag,
      labelIncludeTemplates: flag,
      commonAnnotations: labels,
      commonAnnotationsEnvsubst: flag,
      forceCommonAnnotations: flag,
      patches: z.array(z.looseObject({ path: text, patch: text })).optional(),
      components: texts,
      ignoreMissingComponents: flag,
      version: text,
    })
    .optional(),
  directory: z
    .looseObject({
      recurse: flag,
      include: text,
      exclude: text,
      disableExtensionFilter: flag,
      jsonnet: z.looseObject({ extVars: jsonnetVars, tlas: jsonnetVars, libs: texts }).optional(),
    })
    .optional(),
  plugin: z.looseObject({}).optional(),
});
