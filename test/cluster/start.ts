/** `npm run cluster`: one test cluster by hand, until Ctrl-C. Optional arguments: its folder, the number of nodes. */

import { once } from 'node:events';
import path from 'node:path';
import { startTestCluster } from './index.ts';
import { checkout } from './sources.ts';

const [folder, nodes] = process.argv.slice(2);
const dir = path.resolve(folder ?? path.join(checkout, '.cache', 'cluster'));
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const started = performance.now();
const cluster = await startTestCluster({ dir, own: true, ...(nodes === undefined ? {} : { nodes: Number(nodes) }) });

process.stdout.write(`A Kubernetes API server is ready after ${((performance.now() - started) / 1000).toFixed(1)} s.

  server      ${cluster.server}
  kubeconfig  ${cluster.kubeconfigPath}
  log         ${path.join(dir, 'testcluster.log')}

  export KUBECONFIG=${cluster.kubeconfigPath}
  kubectl get nodes
  npx argosy cluster add testcluster
  ARGOSY_TEST_KUBECONFIG=$KUBECONFIG npx vitest run --project conformance   # suites take this one

Ctrl-C ends it; nothing of its state stays.
`);
await stopped;
await cluster.stop();
