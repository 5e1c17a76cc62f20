import type { Application, ApplicationSource } from '../../../../../preload/contract/index.ts';

/** One deployment of an application, or an attempt at one. Times in milliseconds since the epoch; 0: not known. */
export interface HistoryEntry {
  /** Its number in the history; -1 for an attempt that is not kept there. */
  readonly id: number;
  /** One for each source. */
  readonly revisions: readonly string[];
  readonly sources: readonly ApplicationSource[];
  readonly finishedAt: number;
  readonly tookMs: number;
  readonly by: string;
  /** Phase of the operation. */
  readonly result: string;
  readonly message: string;
  /** What was deployed last. */
  readonly current: boolean;
  readonly images: readonly string[];
  /** The entry that this one went back to. */
  readonly rolledBackTo: number | undefined;
  readonly planHash: string | undefined;
}

/** The timeline, newest first: an attempt that failed or still runs stands on top of what was deployed. */
export function historyEntries(app: Application): readonly HistoryEntry[] {
  const history = app.status?.history ?? [];
  const images = app.status?.summary?.images ?? [];
  const entries: HistoryEntry[] = history.map((one, index) => {
    const current = index === history.length - 1;
    const begun = timeOf(one.deployStartedAt);
    const ended = timeOf(one.deployedAt);
    return {
      id: one.id,
      revisions: one.revisions ?? (one.revision === undefined ? [] : [one.revision]),
      sources: one.sources ?? (one.source ? [one.source] : []),
      finishedAt: ended,
      tookMs: begun > 0 && ended >= begun ? ended - begun : 0,
      by: one.initiatedBy?.username || (one.initiatedBy?.automated ? AUTOMATED : ''),
      result: 'Succeeded',
      message: '',
      current,
      images: one.images ?? (current ? images : []),
      rolledBackTo: one.rolledBackTo,
      planHash: one.planHash,
    };
  });
  const attempt = attemptOf(app);
  if (attempt) entries.push(attempt);
  return entries.reverse();
}

/** In place of a user name. */
export const AUTOMATED = '\u0000automated';

/** The last operation, when it left nothing in the history. */
function attemptOf(app: Application): HistoryEntry | undefined {
  const state = app.status?.operationState;
  if (!state || state.phase === 'Succeeded' || state.operation.sync?.dryRun) return undefined;
  const { sync, initiatedBy } = state.operation;
  const begun = timeOf(state.startedAt);
  const ended = timeOf(state.finishedAt);
  const result = state.syncResult;
  return {
    id: -1,
    revisions: result?.revisions ?? (result?.revision === undefined ? (sync?.revisions ?? []) : [result.revision]),
    sources: result?.sources ?? (result?.source ? [result.source] : []),
    finishedAt: ended || begun,
    tookMs: ended >= begun && begun > 0 ? ended - begun : 0,
    by: initiatedBy?.username || (initiatedBy?.automated ? AUTOMATED : ''),
    result: state.phase,
    message: state.message ?? '',
    current: false,
    images: [],
    rolledBackTo: undefined,
    planHash: undefined,
  };
}

/** Whether the engine can be asked for the commit: charts and tags of registries are none. */
export function isCommit(revision: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
}

export function shortRevision(revision: string): string {
  return isCommit(revision) ? revision.slice(0, 7) : revision;
}

/** Whether the sources of an entry are today's: if not, a comparison of revisions says only half of it. */
export function sameSources(entry: HistoryEntry, app: Application): boolean {
  const now = app.spec.sources ?? (app.spec.source ? [app.spec.source] : []);
  return JSON.stringify(entry.sources.map(placeOf)) === JSON.stringify(now.map(placeOf));
}

/** Whether Git has moved on from what is deployed: then there is something to undo although nothing else runs. */
export function isAway(entry: HistoryEntry, app: Application): boolean {
  const now = app.status?.sync?.revisions ?? (app.status?.sync?.revision ? [app.status.sync.revision] : []);
  return now.length > 0 && JSON.stringify(now) !== JSON.stringify(entry.revisions);
}

/** The deployment before the one that runs now: where "roll back" looks unless another is chosen. The only one, when there is no other. */
export function previousEntry(app: Application): number | undefined {
  const { history } = app.status ?? {};
  return (history?.at(-2) ?? history?.at(-1))?.id;
}

function placeOf(source: ApplicationSource): unknown {
  return Object.entries(source)
    .filter(([field]) => field !== 'targetRevision')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function timeOf(text: string | undefined): number {
  const at = text === undefined ? 0 : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
