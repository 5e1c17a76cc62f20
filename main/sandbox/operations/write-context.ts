import type { KubeObject } from '../../model/index.ts';
import { type ClusterState, timestamp } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { WriteContext } from '../merge/update.ts';
import { resetFields } from './prepare.ts';

/** Who writes what now, for the merge. `live` undefined: the object is created. */
export function writeContext(
  { clock }: ClusterState,
  kind: Kind,
  live: KubeObject | undefined,
  subresource: string,
  manager: string,
): WriteContext {
  return {
    atom: kind.atom,
    live,
    empty: kind.empty,
    manager,
    subresource,
    resetFields: resetFields(kind, subresource),
    time: timestamp(clock),
  };
}
