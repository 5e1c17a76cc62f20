/** ApplicationSet exactly as Argo CD's CRD has it (reference §6.1). Generators stay open maps: each names one key of §6.2. */

import type { ApplicationSpec } from './application.ts';
import type { ObjectMeta } from './object.ts';

export interface ApplicationSet {
  readonly apiVersion: string;
  readonly kind: 'ApplicationSet';
  readonly metadata: ObjectMeta & { readonly name: string };
  readonly spec: ApplicationSetSpec;
  readonly status?: ApplicationSetStatus;
  readonly [field: string]: unknown;
}

export interface ApplicationSetSpec {
  readonly goTemplate?: boolean;
  readonly goTemplateOptions?: readonly string[];
  readonly generators: readonly ApplicationSetGenerator[];
  readonly template: ApplicationSetTemplate;
  readonly templatePatch?: string;
  readonly syncPolicy?: ApplicationSetSyncPolicy;
  readonly strategy?: ApplicationSetStrategy;
  readonly preservedFields?: { readonly annotations?: readonly string[]; readonly labels?: readonly string[] };
  readonly ignoreApplicationDifferences?: readonly ApplicationSetIgnoreDifferences[];
  /** Ignored since 3.0: always on. */
  readonly applyNestedSelectors?: boolean;
  readonly [field: string]: unknown;
}

export const GENERATOR_KEYS = [
  'list',
  'clusters',
  'git',
  'scmProvider',
  'clusterDecisionResource',
  'pullRequest',
  'matrix',
  'merge',
  'plugin',
] as const;

export type GeneratorKey = (typeof GENERATOR_KEYS)[number];

/** One entry: exactly one generator key, and a selector over what it produces. */
export interface ApplicationSetGenerator {
  readonly list?: ListGenerator;
  readonly clusters?: ClustersGenerator;
  readonly git?: GitGenerator;
  readonly scmProvider?: GeneratorBody;
  readonly clusterDecisionResource?: GeneratorBody;
  readonly pullRequest?: GeneratorBody;
  readonly matrix?: MatrixGenerator;
  readonly merge?: MergeGenerator;
  readonly plugin?: GeneratorBody;
  readonly selector?: LabelSelector;
}

/** What every generator may carry beside its own fields. */
export interface GeneratorBody {
  readonly template?: ApplicationSetTemplate;
  readonly values?: Readonly<Record<string, string>>;
  readonly requeueAfterSeconds?: number;
  readonly [field: string]: unknown;
}

export interface ListGenerator extends GeneratorBody {
  readonly elements?: readonly Readonly<Record<string, unknown>>[];
  readonly elementsYaml?: string;
}

export interface ClustersGenerator extends GeneratorBody {
  readonly selector?: LabelSelector;
  readonly flatList?: boolean;
}

export interface GitGenerator extends GeneratorBody {
  readonly repoURL: string;
  readonly revision?: string;
  readonly directories?: readonly { readonly path: string; readonly exclude?: boolean }[];
  readonly files?: readonly { readonly path: string; readonly exclude?: boolean }[];
  readonly pathParamPrefix?: string;
}

export interface MatrixGenerator extends GeneratorBody {
  readonly generators: readonly ApplicationSetGenerator[];
}

export interface MergeGenerator extends MatrixGenerator {
  readonly mergeKeys: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelExpression[];
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface ApplicationSetTemplate {
  readonly metadata: {
    readonly name?: string;
    /** Ignored: an Application lives in its set's namespace. */
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  /** Before templating a number or a truth value may still be text, so nothing is promised but the shape. */
  readonly spec: Partial<ApplicationSpec>;
}

export type ApplicationsSyncPolicy = 'sync' | 'create-only' | 'create-update' | 'create-delete';

export interface ApplicationSetSyncPolicy {
  readonly applicationsSync?: ApplicationsSyncPolicy;
  readonly preserveResourcesOnDeletion?: boolean;
}

export interface ApplicationSetStrategy {
  readonly type?: 'AllAtOnce' | 'RollingSync';
  readonly rollingSync?: { readonly steps?: readonly RolloutStep[] };
  readonly deletionOrder?: 'AllAtOnce' | 'Reverse';
}

export interface RolloutStep {
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn';
    readonly values?: readonly string[];
  }[];
  /** A number or a percentage. */
  readonly maxUpdate?: number | string;
}

export interface ApplicationSetIgnoreDifferences {
  readonly name?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
}

export interface ApplicationSetStatus {
  readonly conditions?: readonly ApplicationSetCondition[];
  readonly applicationStatus?: readonly ApplicationSetApplicationStatus[];
  readonly resources?: readonly Readonly<Record<string, unknown>>[];
  readonly health?: { readonly status: string; readonly message?: string };
  readonly [field: string]: unknown;
}

export interface ApplicationSetCondition {
  readonly type:
    | 'ErrorOccurred'
    | 'ParametersGenerated'
    | 'ResourcesUpToDate'
    | 'RolloutProgressing'
    | 'InvalidRolloutConfig';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime?: string;
}

export interface ApplicationSetApplicationStatus {
  readonly application: string;
  readonly status: 'Waiting' | 'Pending' | 'Progressing' | 'Healthy';
  /** 1-based text; '-1' when no step matches. */
  readonly step: string;
  readonly message: string;
  readonly targetRevisions?: readonly string[];
  readonly lastTransitionTime?: string;
}

/** The generator key that an entry uses, or undefined when it has none or several. */
export function generatorKey(generator: ApplicationSetGenerator): GeneratorKey | undefined {
  const present = GENERATOR_KEYS.filter((key) => generator[key] !== undefined && generator[key] !== null);
  return present.length === 1 ? present[0] : undefined;
}
