import type { AppKey, ResourceKey } from '../model/index.ts';
import type { AppRecord, Destination } from './record.ts';
import type { Records } from './records.ts';

/** Which other applications of this engine declare an object of the same cluster. */
export function othersDeclaring(
  records: Records,
  record: Pick<AppRecord, 'key'>,
  { server }: Pick<Destination, 'server'>,
): (key: ResourceKey) => readonly AppKey[] {
  return (object) =>
    [...records.byObject(server, object)]
      .map(({ key }) => key)
      .filter((key) => key !== record.key)
      .sort();
}
