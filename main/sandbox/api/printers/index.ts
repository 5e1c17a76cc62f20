/** What `kubectl get` shows of the objects of each kind: group and name of the kind to the cells of a row. */

import { CLUSTER } from './cluster.ts';
import { NETWORK } from './network.ts';
import type { Printer } from './printer.ts';
import { RIGHTS } from './rights.ts';
import { VOLUMES } from './volumes.ts';
import { WORKLOADS } from './workloads.ts';

export const PRINTERS: Readonly<Record<string, Printer>> = {
  ...WORKLOADS,
  ...NETWORK,
  ...VOLUMES,
  ...CLUSTER,
  ...RIGHTS,
};
