import { connectionLost, RemoteError, type Transport } from './client/index.ts';
import type { EngineFrame } from './contract/index.ts';
import type { DesktopBridge, DesktopCallName, DesktopCalls } from './desktop.ts';

/** The bridge of the desktop application; undefined in a browser. */
export function desktopBridge(page: object): DesktopBridge | undefined {
  return (page as { readonly argosy?: DesktopBridge }).argosy;
}

/** Frames over the bridge. Rejects while there is no engine. */
export async function openDesktop(bridge: DesktopBridge): Promise<Transport> {
  let receive: ((frame: EngineFrame) => void) | undefined;
  let closed: ((reason: Error) => void) | undefined;
  let gone = false;
  // What arrives before somebody listens is kept: the engine may end at once.
  const early: EngineFrame[] = [];
  const channel = await bridge.connect(
    (text) => {
      const frame = JSON.parse(text) as EngineFrame;
      if (receive) receive(frame);
      else early.push(frame);
    },
    () => {
      gone = true;
      closed?.(connectionLost());
    },
  );
  return {
    send: (frame) => channel.send(JSON.stringify(frame)),
    close: () => channel.close(),
    listen(receiver, ended) {
      receive = receiver;
      closed = ended;
      for (const frame of early.splice(0)) receiver(frame);
      if (gone) ended(connectionLost());
    },
  };
}

/** A call of the window. Rejects with RemoteError. */
export async function callDesktop<N extends DesktopCallName>(
  bridge: DesktopBridge,
  name: N,
  input: DesktopCalls[N]['input'],
): Promise<DesktopCalls[N]['output']> {
  const answer = await bridge.calls[name](input);
  if ('error' in answer) throw new RemoteError(answer.error);
  return answer.output;
}
