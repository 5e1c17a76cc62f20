import { ArgosyError } from '../model/index.ts';
import { Lru } from '../runtime/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications, CaptureChoice, PushedChange, RevertChoice } from './engine.ts';
import { makeCommit, outdated } from './make-commit.ts';
import type { PlannedChange } from './planned-change.ts';
import type { AppRecord } from './record.ts';

/** Plans that were shown and may be carried out although their branch has moved since. */
const PLANS_KEPT = 16;
const NEVER = new AbortController().signal;

/** Commits that Argosy makes for a person: a revert, and a capture of what lives. */
export function createGitChanges(
  ports: ApplicationsPorts,
): Pick<Applications, 'revertPlan' | 'revert' | 'capturePlan' | 'capture'> {
  const shown = new Lru<string, PlannedChange>({ maxEntries: PLANS_KEPT });

  // Loaded when first asked for: they bring a parser that keeps comments, which nothing else here needs.
  async function planRevert(record: AppRecord, choice: RevertChoice, signal: AbortSignal): Promise<PlannedChange> {
    return (await import('./revert-plan.ts')).planRevert(ports, record, choice, signal);
  }

  async function planCapture(record: AppRecord, choice: CaptureChoice, signal: AbortSignal): Promise<PlannedChange> {
    return (await import('./capture-plan.ts')).planCapture(ports, record, choice, signal);
  }

  async function show(key: string, planning: Promise<PlannedChange>): Promise<PlannedChange> {
    const planned = await planning;
    shown.set(`${key} ${planned.view.hash}`, planned);
    return planned;
  }

  /** The plan of this hash: as it was shown, or made once more and still the same. */
  async function settled(key: string, hash: string, plan: () => Promise<PlannedChange>): Promise<PlannedChange> {
    const known = shown.get(`${key} ${hash}`);
    if (known?.holds() === true) return known;
    const planned = await plan();
    if (planned.view.hash === hash) return planned;
    throw outdated('PlanOutOfDate', key, 'the branch, the history or the application has changed since');
  }

  async function make(record: AppRecord, planned: PlannedChange, signal: AbortSignal): Promise<PushedChange> {
    const syncs = planned.syncs && !planned.newBranch && (planned.prune || syncsByHand(record));
    // Said before anything is pushed: afterwards it could not be undone.
    if (syncs && record.app.operation !== undefined) {
      throw new ArgosyError('FailedPrecondition', 'another operation is already in progress', {
        subject: record.key,
        reason: 'OperationInProgress',
        advice: `Wait for it with \`argosy app wait ${record.app.metadata.name} --operation\`.`,
      });
    }
    const pushed = await makeCommit(ports, planned, signal);
    if (planned.newBranch) return pushed;
    // Before automation sees the commit, and syncs to it without pruning.
    if (planned.prune && record.app.operation === undefined) startSync(record, planned, pushed);
    await refreshed(record);
    if (syncs && !planned.prune && record.app.operation === undefined) startSync(record, planned, pushed);
    return pushed;
  }

  /** What the refresh finds wrong is shown on the application; the commit is made all the same. */
  async function refreshed(record: AppRecord): Promise<void> {
    await new Promise<void>((resolve) => {
      ports.loop.refresh(record, 3, 'all', { resolve: () => resolve(), reject: () => resolve() });
    });
  }

  function startSync(record: AppRecord, planned: PlannedChange, { commit }: PushedChange): void {
    const policy = record.app.spec.syncPolicy;
    ports.loop.operate(record, {
      sync: {
        ...pinned(record, planned.source, commit),
        ...(planned.prune ? { prune: true } : {}),
        ...(policy?.syncOptions === undefined ? {} : { syncOptions: policy.syncOptions }),
      },
      initiatedBy: { username: planned.author.name },
      ...(policy?.retry === undefined ? {} : { retry: policy.retry }),
    });
  }

  return {
    async revertPlan(key, choice, signal = NEVER) {
      return (await show(key, planRevert(ports.records.get(key), choice, signal))).view;
    },
    async revert(key, { hash, ...choice }, signal = NEVER) {
      const record = ports.records.get(key);
      return make(record, await settled(key, hash, () => planRevert(record, choice, signal)), signal);
    },
    async capturePlan(key, choice, signal = NEVER) {
      return (await show(key, planCapture(ports.records.get(key), choice, signal))).view;
    },
    async capture(key, { hash, ...choice }, signal = NEVER) {
      const record = ports.records.get(key);
      return make(record, await settled(key, hash, () => planCapture(record, choice, signal)), signal);
    },
  };
}

/** Automation syncs by itself; where a hold keeps it away, the person releases it when Git is right again. */
function syncsByHand({ app }: AppRecord): boolean {
  const automated = app.spec.syncPolicy?.automated;
  return (automated === undefined || automated.enabled === false) && app.status?.hold === undefined;
}

/** The new commit for its source; the others as they were compared last. */
function pinned(
  record: AppRecord,
  source: number,
  commit: string,
): { revision?: string; revisions?: readonly string[] } {
  const { sources } = record.app.spec;
  if (sources === undefined || sources.length === 0) return { revision: commit };
  const compared = record.target?.revisions ?? [];
  return {
    revisions: sources.map((one, index) =>
      index === source ? commit : (compared[index] ?? one.targetRevision ?? 'HEAD'),
    ),
  };
}
