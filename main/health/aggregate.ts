import {
  assertNever,
  type HealthStatus,
  type HealthStatusCode,
  parseResourceKey,
  type ResourceKey,
} from '../model/index.ts';

/** One row of the aggregate: what decides whether the object counts (reference §4.3). */
export interface HealthRow {
  readonly key: ResourceKey;
  /** Undefined: a kind without health. */
  readonly health: HealthStatus | undefined;
  readonly live: boolean;
  readonly hook: boolean;
  readonly ignored: boolean;
  readonly self: boolean;
}

/** Best to worst (reference §4.1). */
const SEVERITY: readonly HealthStatusCode[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];

export function isWorse(a: HealthStatusCode, b: HealthStatusCode): boolean {
  return SEVERITY.indexOf(a) > SEVERITY.indexOf(b);
}

const NAMED_CULPRITS = 3;

/**
 * Health of an application from its directly managed objects (reference §4.3). Missing objects do not count one by one, but an
 * application none of whose objects lives is Missing; without any object it is Healthy.
 */
export function applicationHealth(rows: readonly HealthRow[]): HealthStatus {
  let worst: HealthStatusCode = 'Healthy';
  let culprits: ResourceKey[] = [];
  let real = 0;
  let live = 0;
  for (const row of rows) {
    if (row.hook) continue;
    real += 1;
    if (!row.live) continue;
    live += 1;
    const status = counted(row);
    if (status === undefined || status === 'Healthy') continue;
    if (isWorse(status, worst)) {
      worst = status;
      culprits = [row.key];
    } else if (status === worst) {
      culprits.push(row.key);
    }
  }
  if (real > 0 && live === 0) return { status: 'Missing' };
  return worst === 'Healthy' ? { status: worst } : { status: worst, message: nameCulprits(culprits) };
}

function counted(row: HealthRow): HealthStatusCode | undefined {
  if (row.ignored || row.self || row.health === undefined) return undefined;
  const { status } = row.health;
  switch (status) {
    case 'Missing':
    case 'Unknown': {
      // A child Application that was not reconciled yet says nothing about this one.
      const { group, kind } = parseResourceKey(row.key);
      return group === 'argoproj.io' && kind === 'Application' ? undefined : status;
    }
    case 'Healthy':
    case 'Suspended':
    case 'Progressing':
    case 'Degraded':
      return status;
    default:
      return assertNever(status);
  }
}

/** `Caused by apps/Deployment:default/api, Service:default/web and 2 more`. */
function nameCulprits(keys: readonly ResourceKey[]): string {
  const named = keys.slice(0, NAMED_CULPRITS).map((key) => {
    const { group, kind, namespace, name } = parseResourceKey(key);
    return `${group === '' ? kind : `${group}/${kind}`}:${namespace === '' ? name : `${namespace}/${name}`}`;
  });
  const rest = keys.length - named.length;
  return `Caused by ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
