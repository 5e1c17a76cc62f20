import type { Clock, Logger } from '../runtime/index.ts';
import type { LiveResource } from './face.ts';
import type { ClusterAccess, ExecPlugin } from './kubeconfig.ts';
import type { KubeconfigSource } from './kubeconfig-source.ts';
import type { OidcTokens } from './oidc.ts';

export interface ClusterLimits {
  /** Requests on their way at once; default 50. */
  readonly inFlight: number;
  /** Milliseconds for one request; default 30,000. */
  readonly deadline: number;
  /** Milliseconds to make a connection; default 10,000. */
  readonly connectTimeout: number;
  /** Milliseconds for a sign-in program; default 30,000. */
  readonly execDeadline: number;
  /** Connection failures in a row that open the circuit; default 3. */
  readonly failures: number;
  /** Lists at once; default 4. */
  readonly lists: number;
}

export interface ClusterOptions {
  readonly name: string;
  readonly kubeconfig: KubeconfigSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The environment of sign-in programs and where proxies are named; default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** In [0, 1), for jitter; default Math.random. */
  readonly random?: () => number;
  /** Whether a program that the kubeconfig names may run; default: none may. The refusal says what would have run. */
  readonly allowExec?: (plugin: ExecPlugin, access: ClusterAccess) => boolean | Promise<boolean>;
  readonly saveTokens?: (access: ClusterAccess, tokens: OidcTokens) => void | Promise<void>;
  readonly limits?: Partial<ClusterLimits>;
  /** Limits the cluster to these namespaces (reference §10.1). */
  readonly namespaces?: readonly string[];
  readonly clusterResources?: boolean;
  /** Where to list a kind that may not be listed cluster-wide: the destination namespaces of the applications. */
  readonly fallbackNamespaces?: () => readonly string[];
  /** Reference §1.7; default annotation and app.kubernetes.io/instance. */
  readonly tracking?: {
    readonly method?: 'annotation' | 'annotation+label' | 'label';
    readonly instanceLabel?: string;
  };
  /** Objects that are wanted whole besides tracked ones and their descendants. */
  readonly wants?: (resource: LiveResource) => boolean;
  /** Warning headers of answers: deprecations, dropped fields. */
  readonly onWarning?: (text: string, subject: string | undefined) => void;
}

export const DEFAULT_LIMITS: ClusterLimits = {
  inFlight: 50,
  deadline: 30_000,
  connectTimeout: 10_000,
  execDeadline: 30_000,
  failures: 3,
  lists: 4,
};
