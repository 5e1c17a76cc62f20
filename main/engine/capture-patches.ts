import { parse } from 'yaml';
import type { PathElement } from '../diff/index.ts';
import type { Draft } from '../git/index.ts';
import {
  type ApplicationSource,
  ArgosyError,
  deepEqual,
  formatApiVersion,
  isRecord,
  type JsonValue,
  setField,
  type TreeId,
  toYaml,
} from '../model/index.ts';
import { inside } from './app-paths.ts';
import type { Captured, FileEdits } from './capture-files.ts';
import { captureOverrides } from './capture-overrides.ts';
import { editYaml, type FieldEdit } from './edit-yaml.ts';
import { editableText } from './manifest-files.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Writes fields into the overlay that the source names: where its `images` or `replicas` set them, there; everything else as strategic merge
 * patches, each object in a file of its own.
 */
export async function captureAsPatches(
  draft: Draft,
  tree: TreeId,
  source: ApplicationSource,
  objects: readonly Captured[],
  signal: AbortSignal,
): Promise<FileEdits> {
  const folder = inside('', source.path ?? '') ?? '';
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const { path, entry, text } = await kustomizationOf(draft, tree, NAMES.map(at), signal);
  const parsed: unknown = parse(text, { uniqueKeys: false });
  const kustomization = isRecord(parsed) ? parsed : {};
  const edits: FileEdits = new Map();
  const entries: JsonValue[] = [];
  const nameOf = ({ ref }: Captured): string => originalName(kustomization, source, ref.name);
  const { settings, objects: patched } = captureOverrides(kustomization, objects, nameOf);
  for (const object of patched) {
    const name = nameOf(object);
    const file = await freeName(draft, tree, edits, at, object, signal);
    edits.set(at(file), { kind: 'blob', id: draft.putBlob(Buffer.from(patchText(object, name))) });
    entries.push({ path: file, target: targetOf(object, name) });
  }
  const known = kustomization['patches'];
  const length = Array.isArray(known) ? known.length : 0;
  const listed: FieldEdit[] =
    length === 0 && entries.length > 0
      ? [{ path: ['patches'], value: entries }]
      : entries.map((value, index) => ({ path: ['patches', length + index], value }));
  const changed = editYaml(text, { document: 0, within: [] }, [...settings, ...listed]);
  edits.set(path, { kind: entry.kind, id: draft.putBlob(Buffer.from(changed)) });
  return edits;
}

async function kustomizationOf(draft: Draft, tree: TreeId, paths: readonly string[], signal: AbortSignal) {
  for (const path of paths) {
    const entry = await draft.entryAt(tree, path, signal);
    if (entry === undefined) continue;
    const text =
      entry.kind === 'blob' || entry.kind === 'executable' ? await editableText(draft, entry, signal) : undefined;
    if (text !== undefined) return { path, entry, text };
    throw new ArgosyError('FailedPrecondition', `'${path}' is no text that can be edited`, { subject: path });
  }
  throw new ArgosyError('NotFound', 'the source has no kustomization', { subject: paths[0] });
}

/** Patches see names before this overlay's own prefix and suffix. */
function originalName(kustomization: Record<string, unknown>, source: ApplicationSource, rendered: string): string {
  // The source's own settings replace the file's.
  const prefix = source.kustomize?.namePrefix ?? kustomization['namePrefix'];
  const suffix = source.kustomize?.nameSuffix ?? kustomization['nameSuffix'];
  const bare = typeof prefix === 'string' && rendered.startsWith(prefix) ? rendered.slice(prefix.length) : rendered;
  if (typeof suffix !== 'string' || suffix === '' || !bare.endsWith(suffix)) return bare;
  return bare.slice(0, -suffix.length);
}

async function freeName(
  draft: Draft,
  tree: TreeId,
  taken: FileEdits,
  at: (name: string) => string,
  { ref }: Captured,
  signal: AbortSignal,
): Promise<string> {
  const stem = `capture-${ref.kind}-${ref.name}`
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 200);
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${stem}.yaml` : `${stem}-${n}.yaml`;
    if (!taken.has(at(name)) && (await draft.entryAt(tree, at(name), signal)) === undefined) return name;
  }
}

/** Kustomize takes the name for an anchored regular expression. */
function targetOf({ ref, version }: Captured, name: string): JsonValue {
  const target: Record<string, JsonValue> = { version, kind: ref.kind, name: name.replaceAll('.', '\\.') };
  return ref.group === '' ? target : { group: ref.group, ...target };
}

function patchText({ ref, version, edits }: Captured, name: string): string {
  const patch: Record<string, unknown> = {
    apiVersion: formatApiVersion(ref.group, version),
    kind: ref.kind,
    metadata: { name },
  };
  for (const edit of edits) addToPatch(patch, edit);
  return toYaml(patch);
}

function addToPatch(patch: Record<string, unknown>, { path, value }: FieldEdit): void {
  let holder: unknown = patch;
  for (const [index, element] of path.entries()) {
    const last = index === path.length - 1;
    const next: PathElement | undefined = path[index + 1];
    if (typeof element === 'string' && isRecord(holder)) {
      const fields = holder as Record<string, unknown>;
      if (last) setField(fields, element, value ?? null);
      else {
        if (!Object.hasOwn(fields, element)) setField(fields, element, typeof next === 'string' ? {} : []);
        holder = fields[element];
      }
    } else if (typeof element === 'object' && Array.isArray(holder) && !Object.hasOwn(element, '')) {
      const list = holder as Record<string, unknown>[];
      let item = list.find((one) => Object.entries(element).every(([key, wanted]) => deepEqual(one[key], wanted)));
      if (item === undefined) {
        item = { ...element };
        list.push(item);
      }
      if (last && value === undefined) setField(item, '$patch', 'delete');
      else if (last && isRecord(value)) for (const [key, one] of Object.entries(value)) setField(item, key, one);
      holder = item;
    } else if (typeof element === 'object' && last && value !== undefined && Array.isArray(holder)) {
      holder.push(value);
    } else {
      throw new ArgosyError('FailedPrecondition', 'a place in a list cannot be written as a Kustomize patch', {
        subject: path.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join('.'),
        advice: 'Change it in Git by hand.',
      });
    }
  }
}
