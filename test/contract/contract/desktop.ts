import type { HandlerContext, TopicSource } from '../../../main/api/index.ts';
import type { Logger } from '../../../main/runtime/index.ts';
import { linkToEngine } from '../../../main/shell/browser/engine-link.ts';
import { AppWindow } from '../../../main/shell/electron/app-window.ts';
import { serveIpc } from '../../../main/shell/electron/ipc.ts';
import { BrowserWindow, ipcMain, pageOf } from '../../../main/shell/electron/testing/electron.ts';
import { WindowLinks } from '../../../main/shell/electron/window-links.ts';
import { createBridge } from '../../../preload/bridge.ts';
import type { Transport } from '../../../preload/client/index.ts';
import { openDesktop } from '../../../preload/desktop-transport.ts';

interface Served {
  readonly context: HandlerContext;
  readonly topics: ReadonlyMap<string, TopicSource>;
  readonly logger: Logger;
}

/** The way of the desktop application: bridge, messages of Electron (a stand-in that copies as it does), sender check, links. */
export function desktopWay(served: Served): {
  readonly connect: () => Promise<Transport>;
  readonly close: () => Promise<void>;
} {
  const windows = new Map<number, AppWindow>();
  const links = new WindowLinks(async (client) => linkToEngine(served, client));
  const nothing = (): Record<string, never> => ({});
  serveIpc({
    windowOf: (id) => windows.get(id),
    links,
    handlers: {
      'link.open': () => ({ opened: false }),
      'log.show': nothing,
      'engine.restart': nothing,
      'menu.offer': nothing,
      'window.open': nothing,
    },
    listens: (window) => window.listens(),
    logger: served.logger,
  });
  return {
    async connect() {
      const bounds = { x: 0, y: 0, width: 1000, height: 700 };
      const window = new AppWindow({ bounds, preload: '', icon: undefined, development: false });
      windows.set(window.id, window);
      await window.load('/');
      window.browser.show();
      const browser = BrowserWindow.all.at(-1)!;
      return openDesktop(createBridge(pageOf(browser.webContents), () => crypto.randomUUID()));
    },
    async close() {
      for (const window of windows.values()) {
        links.closeAll(window);
        window.browser.close();
      }
      ipcMain.removeAllListeners();
    },
  };
}
