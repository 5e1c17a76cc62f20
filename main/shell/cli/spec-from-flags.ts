import type { ApplicationSpec, SourceHydrator } from '../../model/index.ts';
import type { AppFlags } from './app-flags.ts';
import { defined, wholeNumber } from './flag-values.ts';
import { syncPolicyFromFlags } from './policy-from-flags.ts';
import { sourceFromFlags } from './source-from-flags.ts';
import { refuseCredentials } from './url-credentials.ts';

/** Applications are read by everybody who may see them: credentials live with the repository. */
const ADD_FIRST =
  'Add the repository with its password first, `argosy repo add URL --username … --password -`, and give the URL without it.';

/** The spec with what the flags say; everything else of it stays. `readFile` reads a file of this machine. */
export function specFromFlags(
  spec: ApplicationSpec,
  flags: AppFlags,
  readFile: (path: string) => string,
  position = 0,
): ApplicationSpec {
  for (const url of [flags.repo, flags.drySourceRepo]) {
    if (url !== undefined) refuseCredentials(url, 'the repository URL', ADD_FIRST);
  }
  const several = spec.sources !== undefined && spec.sources.length > 0;
  const before = several ? spec.sources![position] : spec.source;
  const source = sourceFromFlags(before, flags, readFile);
  const destination = { ...spec.destination };
  if (flags.destServer !== undefined) {
    destination.server = flags.destServer;
    delete destination.name;
  }
  if (flags.destName !== undefined) {
    destination.name = flags.destName;
    if (flags.destServer === undefined) delete destination.server;
  }
  if (flags.destNamespace !== undefined) destination.namespace = flags.destNamespace;
  const { syncPolicy: policyBefore, ...others } = spec;
  const syncPolicy = syncPolicyFromFlags(policyBefore, flags);
  const sourceHydrator = hydratorFromFlags(spec.sourceHydrator, flags);
  return {
    ...others,
    ...(flags.project === undefined ? {} : { project: flags.project }),
    ...(several
      ? { sources: spec.sources!.map((one, i) => (i === position && source ? source : one)) }
      : source === undefined
        ? {}
        : { source }),
    destination,
    ...(sourceHydrator === undefined ? {} : { sourceHydrator }),
    ...(syncPolicy === undefined ? {} : { syncPolicy }),
    ...(flags.revisionHistoryLimit === undefined
      ? {}
      : { revisionHistoryLimit: wholeNumber(flags.revisionHistoryLimit, '--revision-history-limit') }),
  };
}

/** reference §1.10; the fields that the flags do not name stay. */
function hydratorFromFlags(before: SourceHydrator | undefined, flags: AppFlags): SourceHydrator | undefined {
  const dry = defined({
    repoURL: flags.drySourceRepo,
    targetRevision: flags.drySourceRevision,
    path: flags.drySourcePath,
  });
  const synced = defined({ targetBranch: flags.syncSourceBranch, path: flags.syncSourcePath });
  if (Object.keys({ ...dry, ...synced }).length === 0 && flags.hydrateToBranch === undefined) return before;
  return {
    drySource: { ...(before?.drySource ?? { repoURL: '' }), ...dry },
    syncSource: { ...(before?.syncSource ?? { targetBranch: '', path: '' }), ...synced },
    ...(flags.hydrateToBranch === undefined
      ? before?.hydrateTo && { hydrateTo: before.hydrateTo }
      : { hydrateTo: { targetBranch: flags.hydrateToBranch } }),
  };
}
