import { startTestCluster } from '../../cluster/index.ts';

/** An API server that the suite asks its questions. */
export interface Server {
  readonly name: string;
  /** Starts it, or takes the one that runs; `dir` is the caller's own. */
  start(dir: string): Promise<{ readonly kubeconfigPath: string; readonly server: string; stop(): Promise<void> }>;
}

/** Undefined where the runner has found that this machine cannot build it (ARGOSY_WITHOUT_CLUSTER). */
export const kubeApiserver: Server | undefined =
  process.env['ARGOSY_WITHOUT_CLUSTER'] === '1'
    ? undefined
    : { name: 'kube-apiserver', start: (dir) => startTestCluster({ dir }) };

/** The servers that are there; the sandbox fleet's when ARGOSY_SANDBOX_KUBECONFIG names its kubeconfig, as under `npm test`. */
export const servers: readonly Server[] = [
  ...(kubeApiserver === undefined ? [] : [kubeApiserver]),
  ...sandbox(process.env['ARGOSY_SANDBOX_KUBECONFIG']),
];

function sandbox(kubeconfigPath: string | undefined): readonly Server[] {
  if (kubeconfigPath === undefined || kubeconfigPath === '') return [];
  return [
    {
      name: 'sandbox',
      start: async () => ({ kubeconfigPath, server: '', stop: async () => undefined }),
    },
  ];
}
