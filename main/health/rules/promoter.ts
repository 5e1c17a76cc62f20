/** promoter.argoproj.io: health-rules P13, §4.30–4.33. */

import type { KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, health, listAt, needList, word } from '../fields.ts';
import { generation, join, status, type Verdict } from './clauses.ts';
import { countOf } from './patterns.ts';

interface Texts {
  readonly deleting: string;
  readonly initializing: string;
  readonly unobserved: string;
  readonly failed: string;
  readonly notReady: string;
  /** Of Ready=Unknown; kinds without it take no notice of that status. */
  readonly unknown?: string;
  readonly noCondition: string;
  readonly finalizers: Readonly<Record<string, readonly [wait: string, risk: string]>>;
}

function base(texts: Texts, end: Check, types: readonly string[] = ['Ready']): Check {
  return (object) => {
    if (at(object, 'metadata', 'deletionTimestamp') !== undefined) return deleting(object, texts);
    if (status(object) === undefined) return health('Progressing', texts.initializing);
    let told = false;
    for (const condition of conditionsOf(object)) {
      if (!(types as readonly unknown[]).includes(condition.type)) continue;
      told = true;
      const seen = condition.observedGeneration ?? undefined;
      const wanted = generation(object);
      if (seen !== undefined && wanted !== undefined && seen !== wanted) return health('Progressing', texts.unobserved);
      const reason = word(condition.reason ?? 'Unknown');
      if (condition.status === 'False') {
        const message = word(condition.message ?? 'Unknown error');
        const text = reason === 'ReconciliationError' ? texts.failed : `${texts.notReady} (${reason})`;
        return health('Degraded', `${text}: ${message}`);
      }
      if (condition.status === 'Unknown' && texts.unknown !== undefined) {
        return health('Progressing', `${texts.unknown} (${reason}): ${word(condition.message ?? 'Unknown')}`);
      }
    }
    return told ? end(object) : health('Progressing', texts.noCondition);
  };
}

function deleting(object: KubeObject, texts: Texts): Verdict {
  const known = new Map(Object.entries(texts.finalizers));
  let text = texts.deleting;
  for (const finalizer of listAt(object, 'metadata', 'finalizers')) {
    if (typeof finalizer !== 'string') continue;
    const entry = known.get(finalizer);
    if (entry !== undefined) text += ` ${finalizer}: ${entry[0]} Risk if removed manually: ${entry[1]}`;
  }
  return health('Progressing', text);
}

/** Kinds without a text for Ready=Unknown: all their texts follow from one noun. */
function plain(noun: string, finalStop: boolean, finalizers: Texts['finalizers'] = {}): Texts {
  const small = noun.startsWith('Argo CD') ? noun : noun.charAt(0).toLowerCase() + noun.slice(1);
  const failed = `${noun} reconciliation failed`;
  return {
    deleting: `${noun} is being deleted${finalStop ? '.' : ''}`,
    initializing: `Initializing ${small}`,
    unobserved: `Waiting for ${small} spec update to be observed`,
    failed,
    notReady: failed,
    noCondition: `${noun} is not ready yet`,
    finalizers,
  };
}

function named(
  kind: string,
  finalStop: boolean,
  [initializing, failed, notReady, unknown]: readonly [string, string, string, string],
  finalizers: Texts['finalizers'] = {},
): Texts {
  return {
    deleting: `${kind} is being deleted${finalStop ? '.' : ''}`,
    initializing,
    unobserved: `Waiting for ${kind} spec update to be observed`,
    failed,
    notReady,
    unknown,
    noCondition: `${kind} Ready condition is missing`,
    finalizers,
  };
}

const short = (sha: unknown): string => word(sha).slice(0, 7);

interface Counts {
  readonly pending: number;
  readonly successful: number;
  readonly failed: number;
  readonly lists: string;
}

function countsOf(list: unknown): Counts {
  const pending = countOf(list, 'phase', 'pending');
  const failed = countOf(list, 'phase', 'failure');
  const keys = (phase: string) =>
    (Array.isArray(list) ? list : [])
      .filter((entry) => at(entry, 'phase') === phase)
      .map((entry) => word(at(entry, 'key')))
      .join(', ');
  const lists =
    (pending > 0 ? `Pending commit statuses: ${keys('pending')}. ` : '') +
    (failed > 0 ? `Failed commit statuses: ${keys('failure')}. ` : '');
  return { pending, successful: countOf(list, 'phase', 'success'), failed, lists };
}

const told = ({ pending, successful, failed, lists }: Counts): string =>
  `${pending} pending, ${successful} successful, ${failed} failed. ${lists}`;

const isBlank = (value: unknown): boolean => value === undefined || value === '';

/** §4.31. */
const changeTransferPolicy: Check = (object) => {
  const active = status(object, 'active', 'dry', 'sha');
  const proposed = status(object, 'proposed', 'dry', 'sha');
  if (isBlank(active)) return health('Progressing', 'The active commit DRY SHA is missing or empty.');
  if (isBlank(proposed)) return health('Progressing', 'The proposed commit DRY SHA is missing or empty.');
  if (active !== proposed) {
    const counts = countsOf(status(object, 'proposed', 'commitStatuses'));
    return health(
      'Progressing',
      `Promotion in progress from '${short(active)}' to '${short(proposed)}': ${told(counts)}`,
    );
  }
  const counts = countsOf(status(object, 'active', 'commitStatuses'));
  if (counts.pending > 0 || counts.failed > 0) {
    return health(
      'Healthy',
      `Environment is up-to-date, but there are non-successful active commit statuses: ${told(counts)}`,
    );
  }
  return health('Healthy', `Environment is up-to-date on commit ${short(active)}.`);
};

/** The commit that the hydrator has noted, or else proposes. */
function noted(environment: unknown): unknown {
  const note = at(environment, 'proposed', 'note', 'drySha');
  if (!isBlank(note)) return note;
  const proposed = at(environment, 'proposed', 'dry', 'sha');
  return isBlank(proposed) ? undefined : proposed;
}

/** §4.32. */
const promotionStrategy: Check = (object) => {
  const environments = listAt(object, 'status', 'environments');
  const [start] = environments;
  if (start === undefined) return health('Degraded', 'Promotion strategy has no environments configured');
  const active = (environment: unknown) => at(environment, 'active', 'dry', 'sha');
  for (const environment of environments) {
    const where = () => `in environment '${word(at(environment, 'branch'))}'.`;
    if (isBlank(active(environment))) {
      return health('Progressing', `The active commit DRY SHA is missing or empty ${where()}`);
    }
    if (noted(environment) === undefined) {
      return health('Progressing', `The proposed commit DRY SHA is missing or empty ${where()}`);
    }
  }
  if (environments.some((environment) => noted(environment) !== noted(start))) {
    return health(
      'Progressing',
      'Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.',
    );
  }
  for (const environment of environments) {
    const proposed = at(environment, 'proposed', 'dry', 'sha');
    // A note that is ahead is no promotion; a proposal that is missing altogether is an error.
    if (proposed === active(environment)) continue;
    const counts = countsOf(at(environment, 'proposed', 'commitStatuses'));
    const from = `from '${short(active(environment))}' to '${short(proposed)}'`;
    return health(
      'Progressing',
      `Promotion in progress for environment '${word(at(environment, 'branch'))}' ${from}: ${told(counts)}` +
        `Hydrator has processed dry commit '${short(noted(environment))}'. `,
    );
  }
  const troubled = new Map<string, string>();
  for (const environment of environments) {
    const { pending, failed } = countsOf(at(environment, 'active', 'commitStatuses'));
    if (pending === 0 && failed === 0) continue;
    const branch = word(at(environment, 'branch'));
    troubled.set(branch, `${branch} (${failed} failed, ${pending} pending)`);
  }
  if (troubled.size > 0) {
    return health(
      'Healthy',
      `Environments are up-to-date, but some environments have non-successful commit statuses: ${[...troubled.values()].join(', ')}.`,
    );
  }
  return health(
    'Healthy',
    `All environments are up-to-date on commit '${short(active(start))}'. Hydrator has processed dry commit '${short(noted(start))}'.`,
  );
};

/** §4.33: E0, EF, EP and EH of the table there. */
function gates(none: string, failedText: string, pendingText: string, done: (count: number) => string): Check {
  return (object) => {
    const failed: string[] = [];
    const pending: string[] = [];
    let passed = 0;
    for (const environment of listAt(object, 'status', 'environments')) {
      const branch = word(at(environment, 'branch') ?? '?');
      const phase = at(environment, 'phase') ?? 'pending';
      if (phase === 'failure') failed.push(branch);
      else if (phase === 'success') passed += 1;
      else pending.push(branch);
    }
    if (failed.length + pending.length + passed === 0) return health('Healthy', none);
    if (failed.length > 0) return health('Degraded', failedText + failed.join(', '));
    if (pending.length > 0) return health('Progressing', pendingText + pending.join(', '));
    return health('Healthy', done(passed));
  };
}

const NO_REFERENCE = 'GitRepository objects can reference a provider that no longer exists.';

const ready =
  (text: string): Check =>
  () =>
    health('Healthy', text);

export const promoterRules: Readonly<Record<string, Check>> = {
  'promoter.argoproj.io/ArgoCDCommitStatus': base(plain('Argo CD commit status', false), (object) => {
    const selected = status(object, 'applicationsSelected');
    const count = selected === undefined ? 0 : needList(object, 'status', 'applicationsSelected').length;
    return count === 0
      ? health('Degraded', 'Argo CD commit status has no applications configured')
      : health('Healthy', `Argo CD commit status is healthy and is tracking ${count} applications`);
  }),
  'promoter.argoproj.io/ChangeTransferPolicy': base(
    plain('Change transfer policy', true, {
      'changetransferpolicy.promoter.argoproj.io/finalizer': [
        'Waiting to clear related PullRequest finalizers and finish cleanup before this policy is removed.',
        "The 'changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer' finalizer may not be cleaned up from PullRequests owned by this ChangeTransferPolicy.",
      ],
    }),
    changeTransferPolicy,
  ),
  'promoter.argoproj.io/ClusterScmProvider': base(
    named(
      'ClusterScmProvider',
      true,
      [
        'Initializing cluster SCM provider',
        'Cluster SCM provider validation failed',
        'Cluster SCM provider not ready',
        'Cluster SCM provider readiness unknown',
      ],
      {
        'clusterscmprovider.promoter.argoproj.io/finalizer': [
          'Waiting until no GitRepository still references this cluster-wide SCM provider.',
          NO_REFERENCE,
        ],
      },
    ),
    ready('Cluster SCM provider is ready'),
  ),
  'promoter.argoproj.io/CommitStatus': base(plain('Commit status', false), (object) => {
    const sha = status(object, 'sha');
    const phase = status(object, 'phase');
    if (sha === undefined || phase === undefined) return health('Healthy', 'Commit status is healthy');
    return health('Healthy', join`Commit status for commit ${sha} reports ${phase}`);
  }),
  'promoter.argoproj.io/GitCommitStatus': base(
    named('GitCommitStatus', false, [
      'Initializing git commit validation',
      'Git commit validation failed',
      'Git commit validation not ready',
      'Git commit validation status unknown',
    ]),
    gates(
      'Git commit validation reconciled',
      'Git commit validation failed for branch(es): ',
      'Git commit validation pending for branch(es): ',
      (count) => `Git commit validation passed for ${count} environment(s)`,
    ),
  ),
  'promoter.argoproj.io/GitRepository': base(
    named(
      'GitRepository',
      true,
      [
        'Initializing Git repository',
        'Git repository validation failed',
        'Git repository not ready',
        'Git repository readiness unknown',
      ],
      {
        'gitrepository.promoter.argoproj.io/finalizer': [
          'Waiting until no non-deleting PullRequests still reference this repository.',
          'repository metadata may be removed while promotions still depend on it.',
        ],
      },
    ),
    ready('Git repository is ready'),
  ),
  'promoter.argoproj.io/PromotionStrategy': base(plain('Promotion strategy', false), promotionStrategy),
  'promoter.argoproj.io/PullRequest': base(
    plain('Pull request', true, {
      'pullrequest.promoter.argoproj.io/finalizer': [
        'Waiting for SCM closure or reconciliation of the pull request.',
        'the real PR can stay open after the CR is gone.',
      ],
      'changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer': [
        'Waiting for the ChangeTransferPolicy to observe PR identity and state.',
        'promotion status or history can be wrong or racy.',
      ],
    }),
    (object) => {
      const id = status(object, 'id');
      const state = status(object, 'state');
      if (id === undefined || state === undefined) return health('Healthy', 'Pull request is healthy');
      return health('Healthy', join`Pull request is ${state} as PR ${id}`);
    },
    ['Ready', 'Reconciled'],
  ),
  'promoter.argoproj.io/ScmProvider': base(
    named(
      'ScmProvider',
      true,
      [
        'Initializing SCM provider',
        'SCM provider validation failed',
        'SCM provider not ready',
        'SCM provider readiness unknown',
      ],
      {
        'scmprovider.promoter.argoproj.io/finalizer': [
          'Waiting until no GitRepository in this namespace still references this provider.',
          NO_REFERENCE,
        ],
      },
    ),
    ready('SCM provider is ready'),
  ),
  'promoter.argoproj.io/TimedCommitStatus': base(
    named('TimedCommitStatus', false, [
      'Initializing timed commit gate',
      'Timed commit gate failed',
      'Timed commit gate not ready',
      'Timed commit gate status unknown',
    ]),
    gates(
      'Timed commit gate reconciled',
      'Timed commit gate failed for branch(es): ',
      'Timed commit gate pending for branch(es): ',
      (count) => `Timed commit gate satisfied for ${count} environment(s)`,
    ),
  ),
  'promoter.argoproj.io/WebRequestCommitStatus': base(
    named('WebRequestCommitStatus', false, [
      'Initializing web request commit validation',
      'Web request commit validation failed',
      'Web request commit validation not ready',
      'Web request commit validation unknown',
    ]),
    gates(
      'Web request commit validation reconciled',
      'Web request validation failed for branch(es): ',
      'Web request validation pending for branch(es): ',
      (count) => `Web request validation passed for ${count} environment(s)`,
    ),
  ),
};
