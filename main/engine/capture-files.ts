import type { Draft, TreeEntry } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, type KubeObject, type ResourceRef, type TreeId } from '../model/index.ts';
import { editJson, editYaml, type FieldEdit, placesOf } from './edit-yaml.ts';
import { type ManifestFile, manifestFiles } from './manifest-files.ts';

/** An object whose fields go into Git. */
export interface Captured {
  readonly ref: ResourceRef;
  readonly version: string;
  readonly edits: readonly FieldEdit[];
  /** As Git renders it now. */
  readonly declared?: KubeObject;
}

export type FileEdits = Map<string, Pick<TreeEntry, 'kind' | 'id'>>;

/** Writes fields into plain manifests: each object where it stands. */
export async function captureInFiles(
  draft: Draft,
  tree: TreeId,
  source: ApplicationSource,
  objects: readonly Captured[],
  defaultNamespace: string,
  signal: AbortSignal,
): Promise<FileEdits> {
  const found = new Map<Captured, string>();
  const texts = new Map<string, { readonly file: ManifestFile; text: string }>();
  for await (const file of manifestFiles(draft, tree, source, signal)) {
    // Parsing is dear, and most files hold none of these objects.
    const here = objects.filter(({ ref }) => file.text.includes(ref.name));
    for (const object of here) {
      const current = texts.get(file.path)?.text ?? file.text;
      const places = placesOf(current, object.ref, defaultNamespace);
      if (places.length === 0) continue;
      if (places.length > 1 || found.has(object))
        throw ambiguous(object.ref, [found.get(object) ?? file.path, file.path]);
      found.set(object, file.path);
      const edit = file.path.endsWith('.json') ? editJson : editYaml;
      texts.set(file.path, { file, text: edit(current, places[0]!, object.edits) });
    }
  }
  const missing = objects.find((object) => !found.has(object));
  if (missing !== undefined) {
    throw new ArgosyError(
      'FailedPrecondition',
      `no manifest of the source holds ${missing.ref.kind} ${missing.ref.name} as a text that can be edited`,
      {
        subject: missing.ref.name,
        advice: 'It may be generated (Jsonnet), a link, or not in UTF-8. Change it in Git by hand.',
      },
    );
  }
  return new Map(
    [...texts].map(([path, { file, text }]) => [path, { kind: file.entry.kind, id: draft.putBlob(Buffer.from(text)) }]),
  );
}

function ambiguous(ref: ResourceRef, paths: readonly string[]): ArgosyError {
  return new ArgosyError(
    'FailedPrecondition',
    `${ref.kind} ${ref.name} stands in several places: ${[...new Set(paths)].join(', ')}`,
    { subject: ref.name, advice: 'Keep one of them in Git, then capture again.' },
  );
}
