import { ArgosyError, contentHash, type KubeObject, parseManifests } from '../model/index.ts';
import type { RenderResult } from '../render/index.ts';
import { type AssembleInput, assembleTarget, type Target } from './assemble-target.ts';

/** The objects that a person sent along (`app sync --local`), as texts of JSON or YAML. */
export function localObjects(manifests: readonly string[]): readonly KubeObject[] {
  const objects = manifests.flatMap((text, index) =>
    parseManifests(text, { file: `local manifest ${index + 1}` }).map(({ value }) => value),
  );
  if (objects.length > 0) return objects;
  throw new ArgosyError('InvalidArgument', 'the local manifests hold no object', {
    advice: 'Check the folder given with --local.',
  });
}

export function localTarget(objects: readonly KubeObject[], input: AssembleInput): Target {
  return assembleTarget(input, [localResult(objects)], ['local']);
}

function localResult(objects: readonly KubeObject[]): RenderResult {
  return {
    key: contentHash(objects),
    sourceType: 'Directory',
    resources: objects.map((object) => ({ object, hash: contentHash(object) })),
    warnings: [],
    cached: false,
  };
}
