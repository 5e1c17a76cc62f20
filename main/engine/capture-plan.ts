import type { Draft } from '../git/index.ts';
import {
  type Application,
  type ApplicationSource,
  ArgosyError,
  isSecret,
  keyOfRef,
  type ResourceKey,
  type ResourceRef,
} from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Target } from './assemble-target.ts';
import { buildChange } from './build-change.ts';
import { type Captured, captureInFiles, type FileEdits } from './capture-files.ts';
import { captureAsPatches } from './capture-patches.ts';
import { type CapturedFields, capturedFields } from './captured-fields.ts';
import { changeGround, gitSource } from './change-ground.ts';
import type { CaptureChoice } from './engine.ts';
import type { ChangeGround, PlannedChange } from './planned-change.ts';
import type { AppRecord, Row } from './record.ts';
import { sourcesOf } from './records.ts';
import { draftTree, renderTree } from './rendered-change.ts';
import { draftOver, pathsOf } from './revert-plan.ts';

type Ports = Pick<ApplicationsPorts, 'repositories' | 'reconciler' | 'settings'>;

interface Chosen {
  readonly index: number;
  readonly source: ApplicationSource;
  readonly ground: ChangeGround;
  readonly draft: Draft;
  readonly before: Target;
}

interface Take {
  readonly row: Row;
  readonly fields: CapturedFields;
}

/**
 * What it takes for Git to hold what lives: fields of plain manifests where they stand, or patches of a Kustomize overlay. The result is
 * rendered and compared with the cluster before it is shown; a change that would not make them equal is none. Nothing is written.
 */
export async function planCapture(
  ports: Ports,
  record: AppRecord,
  choice: CaptureChoice,
  signal: AbortSignal,
): Promise<PlannedChange> {
  const chosen = await chooseSource(ports, record, choice, signal);
  const { index, source, ground, draft, before } = chosen;
  const rows = await compared(ports, record, before, new Set(before.desired.keys()), signal);
  const { takes, warnings } = taken(ports, record, rows, choice);
  const objects = takes.map(({ row, fields }): Captured => {
    const declared = before.desired.get(row.key)?.object;
    const { ref } = row;
    return { ref, version: ref.version, edits: fields.edits, ...(declared === undefined ? {} : { declared }) };
  });
  const edits = await written(record, chosen, objects, signal);
  const tree = await draft.withEntries(ground.baseTree, edits, signal);
  const after = await renderTree(ports, record, source, draftTree(draft, ground.base, tree), signal);
  await prove(ports, record, before, after, takes, signal);

  const versions = new Map(takes.map(({ row }) => [row.key, row.live?.resourceVersion]));
  return buildChange(
    ports,
    {
      record,
      source,
      index,
      ground,
      draft,
      tree,
      paths: await pathsOf(draft, record.app, [source], [ground.baseTree], signal),
      message: choice.message ?? messageOf(record.app, takes),
      undoes: [],
      rendered: { before: before.desired, after: after.desired, warnings: [] },
      warnings,
      syncs: false,
      prune: false,
      prunes: [],
      guards: [],
      // What lives may go on changing while a person reads.
      holds: () => [...versions].every(([key, version]) => record.rows.get(key)?.live?.resourceVersion === version),
    },
    signal,
  );
}

/** The one source that declares what is to be captured, at the tip of its branch. */
async function chooseSource(
  ports: Ports,
  record: AppRecord,
  { refs, branch }: CaptureChoice,
  signal: AbortSignal,
): Promise<Chosen> {
  const sources = sourcesOf(record.app);
  const wanted = new Set(refs?.map(keyOfRef) ?? differing(record));
  const found: Chosen[] = [];
  for (const [index, one] of sources.entries()) {
    if (sources.length > 1 && (one.chart !== undefined || one.path === undefined)) continue;
    const source = gitSource(record.app, index);
    const ground = await changeGround(ports.repositories, source, branch, signal);
    const draft = draftOver(ports.repositories, ground.url, ground.base);
    const before = await renderTree(ports, record, source, draftTree(draft, ground.base, ground.baseTree), signal);
    const chosen = { index, source, ground, draft, before };
    if (sources.length === 1) return chosen;
    if ([...wanted].some((key) => before.desired.has(key))) found.push(chosen);
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new ArgosyError(
    'FailedPrecondition',
    only === undefined
      ? 'no source in Git declares what is to be captured'
      : 'what is to be captured comes from several sources, and a commit changes one',
    { subject: record.key, advice: 'Name objects of one source.' },
  );
}

function differing(record: AppRecord): readonly ResourceKey[] {
  return [...record.rows.values()].filter(({ verdict }) => verdict.kind === 'differs').map(({ key }) => key);
}

async function compared(
  { reconciler }: Ports,
  record: AppRecord,
  target: Target,
  keys: ReadonlySet<ResourceKey>,
  signal: AbortSignal,
): Promise<ReadonlyMap<ResourceKey, Row>> {
  const grounds = reconciler.grounds(record.app);
  if (grounds.kind === 'invalid') {
    throw new ArgosyError('FailedPrecondition', grounds.conditions.map(({ message }) => message).join('; '), {
      subject: record.key,
    });
  }
  const { rows, unreadable } = await reconciler.compareWith(record, grounds, target, new Set(keys), signal);
  if (unreadable.length === 0) return rows;
  throw new ArgosyError('Unavailable', `Failed to load live state: ${unreadable.join('; ')}`, {
    subject: record.key,
    advice: 'Look at the connection with `argosy cluster list`.',
    retry: true,
  });
}

/** Which objects are written and with what; what cannot be is refused when it was named, and told otherwise. */
function taken(
  ports: Ports,
  record: AppRecord,
  rows: ReadonlyMap<ResourceKey, Row>,
  { refs }: CaptureChoice,
): { readonly takes: readonly Take[]; readonly warnings: readonly string[] } {
  const takes: Take[] = [];
  const warnings: string[] = [];
  const keys = refs === undefined ? [...rows.keys()] : refs.map(keyOfRef);
  for (const key of keys) {
    const row = rows.get(key);
    const refusal = row === undefined ? unknownObject(key) : refusalOf(row);
    if (refusal !== undefined) {
      if (refs !== undefined) throw refusal;
      if (row?.verdict.kind !== 'same') warnings.push(`${refusal.message}. ${refusal.advice ?? ''}`.trim());
      continue;
    }
    if (row?.verdict.kind !== 'differs') continue;
    const fields = capturedFields(row.verdict.paths, row.live!.object(), ports.settings().tracking.instanceLabel);
    if (fields.left.length > 0) {
      warnings.push(`${nameOf(row.ref)}: ${fields.left.join(', ')} is not written: it belongs to the cluster.`);
    }
    if (fields.edits.length > 0) takes.push({ row, fields });
  }
  if (takes.length > 0) return { takes, warnings };
  throw new ArgosyError(
    'FailedPrecondition',
    warnings.length === 0
      ? 'nothing differs: Git holds what lives already'
      : `nothing can be captured: ${warnings.join(' ')}`,
    { subject: record.key, advice: 'Compare with `argosy app diff`.' },
  );
}

function unknownObject(key: ResourceKey): ArgosyError {
  return new ArgosyError('NotFound', `${key} is neither declared nor tracked by the application`, { subject: key });
}

function refusalOf({ ref, verdict, hook }: Row): ArgosyError | undefined {
  const name = nameOf(ref);
  const refuse = (message: string, advice: string) =>
    new ArgosyError('FailedPrecondition', message, { subject: name, advice });
  if (isSecret({ apiVersion: ref.group === '' ? ref.version : `${ref.group}/${ref.version}`, kind: ref.kind })) {
    return verdict.kind === 'same'
      ? refuse(`${name} is as Git has it`, 'There is nothing to capture.')
      : refuse(
          `${name} is not captured: its values would stand in Git in clear`,
          'Seal them, or change the manifest by hand.',
        );
  }
  if (hook) return refuse(`${name} is a hook`, 'Hooks are not compared; change it in Git by hand.');
  switch (verdict.kind) {
    case 'differs':
      return undefined;
    case 'same':
      return refuse(`${name} is as Git has it`, 'There is nothing to capture.');
    case 'missing':
      return refuse(`${name} stands in Git only`, 'Remove its manifest by hand if it should be gone.');
    case 'extra':
      return refuse(`${name} lives in the cluster only`, 'Add a manifest for it by hand if it should stay.');
    case 'unknown':
      return refuse(`${name} cannot be compared: ${verdict.because}`, 'Try again when it can be read.');
  }
}

async function written(
  record: AppRecord,
  { source, ground, draft, before }: Chosen,
  objects: readonly Captured[],
  signal: AbortSignal,
): Promise<FileEdits> {
  switch (before.sourceTypes[0]) {
    case 'Directory':
      return captureInFiles(
        draft,
        ground.baseTree,
        source,
        objects,
        record.app.spec.destination.namespace ?? '',
        signal,
      );
    case 'Kustomize':
      return captureAsPatches(draft, ground.baseTree, source, objects, signal);
    default:
      throw new ArgosyError(
        'FailedPrecondition',
        `a ${before.sourceTypes[0] ?? 'generated'} source is not written back: its manifests come out of templates`,
        {
          subject: record.key,
          advice:
            'Change its values or parameters in Git, or let ignoreDifferences leave these fields to whoever changes them.',
        },
      );
  }
}

/** The rendered result has to be what lives, and nothing else of the application may have changed. */
async function prove(
  ports: Ports,
  record: AppRecord,
  before: Target,
  after: Target,
  takes: readonly Take[],
  signal: AbortSignal,
): Promise<void> {
  const captured = new Set(takes.map(({ row }) => row.key));
  for (const key of new Set([...before.desired.keys(), ...after.desired.keys()])) {
    if (captured.has(key) || before.desired.get(key)?.hash === after.desired.get(key)?.hash) continue;
    throw new ArgosyError('FailedPrecondition', `writing this would change ${key} too`, {
      subject: key,
      advice: 'They come from the same text; change it in Git by hand.',
    });
  }
  const rows = await compared(ports, record, after, captured, signal);
  for (const { row, fields } of takes) {
    const verdict = rows.get(row.key)?.verdict;
    const open = verdict?.kind === 'differs' ? verdict.paths.filter(({ text }) => !fields.left.includes(text)) : [];
    if (verdict?.kind === 'same' || (verdict?.kind === 'differs' && open.length === 0)) continue;
    const where = open.length === 0 ? (verdict?.kind ?? 'gone') : open.map(({ text }) => text).join(', ');
    throw new ArgosyError('FailedPrecondition', `${nameOf(row.ref)} would still differ from what lives: ${where}`, {
      subject: row.key,
      advice:
        'Something that comes later sets it again (a patch or a component of a kustomization, an override in the spec). Change that instead.',
    });
  }
}

function messageOf(app: Application, takes: readonly Take[]): string {
  const name = app.metadata.name ?? '';
  const lines = takes.map(({ row, fields }) => {
    const texts = fields.edits.length;
    const paths = row.verdict.kind === 'differs' ? row.verdict.paths.map(({ text }) => text) : [];
    const shown = paths
      .filter((text) => !fields.left.includes(text))
      .slice(0, 10)
      .join(', ');
    return `- ${nameOf(row.ref)}: ${shown}${texts > 10 ? ', …' : ''}`;
  });
  const [only] = takes;
  const subject = only !== undefined && takes.length === 1 ? nameOf(only.row.ref) : `${takes.length} objects`;
  return `Capture ${subject} of ${name} from the cluster\n\n${lines.slice(0, 100).join('\n')}\n`;
}

function nameOf(ref: ResourceRef): string {
  return `${ref.kind} ${ref.namespace === undefined || ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
}
