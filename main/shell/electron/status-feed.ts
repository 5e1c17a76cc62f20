import { Client, connectionLost, type Transport } from '../../../preload/client/index.ts';
import type { EngineFrame, Row } from '../../../preload/contract/index.ts';
import type { Clock, Timer } from '../../runtime/index.ts';
import type { FrameClient, FrameLink } from '../browser/socket-link.ts';
import { type FleetStatus, worstStatus } from './worst-status.ts';

/** A tray that changes more often says nothing more. Milliseconds. */
const EVERY_MS = 1000;

/** Follows the worst status of all applications over one link, until it ends. Returns the way to stop. */
export async function followStatus(
  open: (client: FrameClient) => Promise<FrameLink>,
  clock: Clock,
  tell: (status: FleetStatus) => void,
  ended: () => void,
): Promise<() => void> {
  const client = new Client(await transportOver(open));
  const rows = new Map<string, Row<'applications'>>();
  let timer: Timer | undefined;
  const changed = (): void => {
    timer ??= clock.after(EVERY_MS, () => {
      timer = undefined;
      tell(worstStatus(rows.values()));
    });
  };
  client.subscribe(
    'applications',
    (event) => {
      if (event.kind === 'snapshot') {
        rows.clear();
        for (const [key, row] of event.rows) rows.set(key, row);
        tell(worstStatus(rows.values()));
        return;
      }
      for (const key of event.remove) rows.delete(key);
      for (const [key, row] of event.upsert) rows.set(key, row);
      changed();
    },
    () => {
      timer?.cancel();
      ended();
    },
  );
  return () => {
    timer?.cancel();
    client.close();
  };
}

/** A link of this process as a transport of the client. */
async function transportOver(open: (client: FrameClient) => Promise<FrameLink>): Promise<Transport> {
  let hear: ((frame: EngineFrame) => void) | undefined;
  let gone: ((reason: Error) => void) | undefined;
  const link = await open({
    receive: (text) => {
      hear?.(JSON.parse(text) as EngineFrame);
      return true;
    },
    drained: () => undefined,
    closed: () => gone?.(connectionLost()),
  });
  return {
    send: (frame) => void link.send(JSON.stringify(frame)),
    close: () => link.close(),
    listen: (receive, closed) => {
      hear = receive;
      gone = closed;
    },
  };
}
