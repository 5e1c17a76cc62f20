import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { WireError } from '../../../preload/contract/index.ts';
import { CHANNELS, type DesktopAnswer } from '../../../preload/desktop.ts';
import { ArgosyError } from '../../model/index.ts';
import { type Logger, redactText } from '../../runtime/index.ts';
import type { AppWindow } from './app-window.ts';
import { answerCall, type DesktopHandlers } from './desktop-calls.ts';
import { isOurPage } from './page-policy.ts';
import type { WindowLinks } from './window-links.ts';

export interface IpcPorts {
  /** The window whose contents have this id. */
  readonly windowOf: (contentsId: number) => AppWindow | undefined;
  readonly links: WindowLinks;
  readonly handlers: DesktopHandlers<AppWindow>;
  readonly listens: (window: AppWindow) => void;
  readonly logger: Logger;
}

/** Registers every channel. No message is looked at before its sender was. */
export function serveIpc({ windowOf, links, handlers, listens, logger }: IpcPorts): void {
  const senderOf = (event: IpcMainEvent | IpcMainInvokeEvent): AppWindow | undefined => {
    const window = windowOf(event.sender.id);
    const frame = event.senderFrame;
    const ours = isOurPage({
      known: window !== undefined,
      address: frame?.url ?? null,
      mainFrame: frame !== null && frame.parent === null,
    });
    if (ours) return window;
    logger.warn('a message of a page that is none of ours was not heard');
    return undefined;
  };
  const told: Readonly<Record<string, (window: AppWindow, id: unknown, value: unknown) => void>> = {
    [CHANNELS.listen]: (window) => listens(window),
    [CHANNELS.toEngine]: (window, id, text) => links.receive(window, id, text),
    [CHANNELS.taken]: (window, id, count) => links.taken(window, id, count),
    [CHANNELS.close]: (window, id) => links.close(window, id),
  };
  for (const [channel, tell] of Object.entries(told)) {
    ipcMain.on(channel, (event, id: unknown, value: unknown) => {
      const window = senderOf(event);
      if (window) tell(window, id, value);
    });
  }
  const asked: Readonly<Record<string, (window: AppWindow, name: unknown, input: unknown) => Promise<unknown>>> = {
    [CHANNELS.connect]: (window, id) => links.connect(window, id),
    [CHANNELS.call]: (window, name, input) => answerCall(handlers, window, name, input),
  };
  for (const [channel, ask] of Object.entries(asked)) {
    ipcMain.handle(channel, async (event, name: unknown, input: unknown): Promise<DesktopAnswer<unknown>> => {
      const window = senderOf(event);
      if (!window) return { error: { code: 'PermissionDenied', message: 'not a page of Argosy', retry: false } };
      try {
        return { output: await ask(window, name, input) };
      } catch (error) {
        return { error: errorOf(error, logger) };
      }
    });
  }
}

function errorOf(error: unknown, logger: Logger): WireError {
  if (!(error instanceof ArgosyError)) {
    logger.error('a call of a page failed in a way that was not foreseen', { error });
    return {
      code: 'Internal',
      message: redactText(error instanceof Error ? error.message : String(error)),
      retry: false,
    };
  }
  const { subject, advice, reason } = error;
  return {
    code: error.code,
    message: redactText(error.message),
    detail: {
      ...(subject === undefined ? {} : { subject: redactText(subject) }),
      ...(advice === undefined ? {} : { advice: redactText(advice) }),
      ...(reason === undefined ? {} : { reason }),
    },
    retry: error.retry,
  };
}
