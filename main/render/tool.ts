import type { ApplicationSource, SourceType } from '../model/index.ts';
import { failure } from './failure.ts';
import type { RenderSettings, SourceEntry } from './request.ts';

const BLOCKS = [
  ['helm', 'Helm'],
  ['kustomize', 'Kustomize'],
  ['directory', 'Directory'],
  ['plugin', 'Plugin'],
] as const;

/** Which tool renders the source (reference §1.3.1): its explicit block, else the first-level files, else Directory. */
export function chooseTool(
  source: ApplicationSource,
  files: readonly SourceEntry[],
  settings: RenderSettings,
): SourceType {
  const tool = explicitTool(source) ?? discover(files);
  const demoted = (tool === 'Helm' && !settings.helmEnabled) || (tool === 'Kustomize' && !settings.kustomizeEnabled);
  return demoted ? 'Directory' : tool;
}

export function explicitTool(source: ApplicationSource): SourceType | undefined {
  const present = BLOCKS.filter(([block]) => !isEmptyBlock(source[block]));
  if (present.length > 1) {
    const names = present.map(([, type]) => type).join(',');
    throw failure('InvalidArgument', `multiple application sources defined: ${names}`, {
      advice: 'Keep one of the blocks helm, kustomize, directory and plugin.',
    });
  }
  return present[0]?.[1];
}

/** A later match overrides an earlier one while walking the names in order; a chart in a folder counts by its file's name. */
function discover(files: readonly SourceEntry[]): SourceType {
  let tool: SourceType = 'Directory';
  for (const { name, kind } of files) {
    if (kind === 'tree' || kind === 'submodule') continue;
    if (name.endsWith('Chart.yaml')) tool = 'Helm';
    else if (KUSTOMIZATION_FILES.includes(name)) tool = 'Kustomize';
  }
  return tool;
}

/** In the order in which Kustomize looks for them. */
export const KUSTOMIZATION_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Argo CD removes blocks that are present but say nothing (reference §1.2); a plugin block without a name means discovery. */
function isEmptyBlock(block: unknown): boolean {
  if (block === undefined || block === null) return true;
  return Object.values(block).every(isZero);
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isZero);
}
