import {
  CHANNELS,
  DESKTOP_CALLS,
  DESKTOP_EVENTS,
  type DesktopAnswer,
  type DesktopBridge,
  type DesktopEventName,
  type FrameChannel,
} from './desktop.ts';

/** The part of Electron's `ipcRenderer` that the bridge uses; handed in, so that only the Electron shell imports Electron. */
export interface PagePort {
  invoke(channel: string, ...values: unknown[]): Promise<unknown>;
  send(channel: string, ...values: unknown[]): void;
  on(channel: string, listener: (event: unknown, ...values: unknown[]) => void): unknown;
}

/**
 * The object that a page gets: nothing of Electron, only what the two lists of `desktop.ts` name, and a channel for frames of the
 * contract. Frames are texts: a text is copied across the two worlds of a page as one block, an object field by field.
 */
export function createBridge(port: PagePort, newId: () => string): DesktopBridge {
  const listeners = new Map<string, Set<(value: unknown) => void>>(DESKTOP_EVENTS.map((name) => [name, new Set()]));
  let engine: unknown;
  /** Where to go, while the page has not begun to listen. */
  let route: unknown;
  port.on(CHANNELS.event, (_event, name, value) => {
    if (name === 'engine') engine = value;
    if (name === 'route' && listeners.get('route')!.size === 0) route = value;
    for (const listener of listeners.get(String(name)) ?? []) listener(value);
  });
  port.send(CHANNELS.listen);

  const channels = new Map<string, { readonly receive: (text: string) => void; readonly ended: () => void }>();
  port.on(CHANNELS.toPage, (_event, id, text) => {
    const channel = channels.get(String(id));
    if (!channel || typeof text !== 'string') return;
    try {
      channel.receive(text);
    } finally {
      port.send(CHANNELS.taken, id, text.length);
    }
  });
  port.on(CHANNELS.closed, (_event, id) => channels.get(String(id))?.ended());

  const listen =
    (name: DesktopEventName) =>
    (listener: (value: never) => void): (() => void) => {
      const hear = (value: unknown): void => listener(value as never);
      listeners.get(name)!.add(hear);
      if (name === 'engine' && engine !== undefined) hear(engine);
      if (name === 'route' && route !== undefined) {
        hear(route);
        route = undefined;
      }
      return () => void listeners.get(name)!.delete(hear);
    };

  return {
    calls: Object.fromEntries(
      DESKTOP_CALLS.map((name) => [name, (input: unknown) => port.invoke(CHANNELS.call, name, input)]),
    ) as unknown as DesktopBridge['calls'],
    on: Object.fromEntries(DESKTOP_EVENTS.map((name) => [name, listen(name)])) as unknown as DesktopBridge['on'],
    async connect(receive, closed): Promise<FrameChannel> {
      const id = newId();
      const ended = (): void => {
        if (channels.delete(id)) closed();
      };
      channels.set(id, { receive, ended });
      try {
        const answer = (await port.invoke(CHANNELS.connect, id)) as DesktopAnswer<unknown>;
        if ('error' in answer) throw new Error(answer.error.message);
      } catch (error) {
        channels.delete(id);
        throw error;
      }
      return {
        send: (text) => {
          if (channels.has(id)) port.send(CHANNELS.toEngine, id, text);
        },
        close: () => {
          if (channels.has(id)) port.send(CHANNELS.close, id);
          ended();
        },
      };
    },
  };
}
