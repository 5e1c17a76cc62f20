import type { ApplicationSource } from '../../model/index.ts';
import { CommandError } from './exit.ts';
import { wholeNumber } from './flag-values.ts';

export interface RevisionFlags {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly sourcePositions?: readonly string[];
  readonly sourceNames?: readonly string[];
}

/** The revisions that flags ask for: one, or one for each source, its own where none is asked for (reference §12.2). */
export function revisionsFromFlags(
  flags: RevisionFlags,
  sources: readonly ApplicationSource[],
): { readonly revision?: string; readonly revisions?: readonly string[] } {
  if (!flags.revisions) {
    if (flags.revision === undefined) return {};
    return sources.length > 1 ? { revisions: [flags.revision] } : { revision: flags.revision };
  }
  if (flags.sourcePositions && flags.sourceNames) {
    throw new CommandError('Only one of source-positions and source-names can be specified.');
  }
  const positions =
    flags.sourceNames?.map((name) => positionOf(name, sources)) ??
    (flags.sourcePositions ?? []).map((position) => wholeNumber(position, '--source-positions'));
  if (positions.length !== flags.revisions.length) {
    throw new CommandError(
      'While using --revisions and --source-positions, length of values for both flags should be same.',
    );
  }
  const revisions = sources.map(({ targetRevision }) => targetRevision || 'HEAD');
  positions.forEach((position, index) => {
    if (position < 1 || position > sources.length)
      throw new CommandError(`source-position cannot be less than 1 or more than ${sources.length}`);
    revisions[position - 1] = flags.revisions![index]!;
  });
  return { revisions };
}

function positionOf(name: string, sources: readonly ApplicationSource[]): number {
  const at = sources.findIndex((source) => source.name === name);
  if (at < 0) throw new CommandError(`Unknown source name '${name}'`);
  return at + 1;
}
