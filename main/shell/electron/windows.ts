import { protocol, session } from 'electron';
import { rendererFolder } from '../version.ts';
import { APP_SCHEME } from './app-address.ts';
import { Desktop, type DesktopPorts } from './desktop.ts';
import { guardAllContents, guardSession } from './guard.ts';
import { serveIpc } from './ipc.ts';
import { pageServer } from './page-files.ts';

export { decideUpdates } from './update-policy.ts';
export { watchUpdates } from './updates.ts';

/** Windows, and what keeps their pages to what they may do. Before the first window is opened, `servePages` must have been called. */
export function prepareWindows(ports: DesktopPorts): { readonly desktop: Desktop; readonly servePages: () => void } {
  const { development, logger } = ports;
  const desktop = new Desktop(ports);
  const guard = { development, logger, openLink: desktop.openLink };
  guardAllContents(guard);
  serveIpc({
    windowOf: (id) => desktop.windowOf(id),
    links: desktop.links,
    handlers: desktop.handlers,
    listens: (window) => desktop.listens(window),
    logger,
  });
  return {
    desktop,
    // Sessions and schemes are there once Electron is ready.
    servePages: () => {
      guardSession(session.defaultSession, guard);
      protocol.handle(APP_SCHEME, pageServer(rendererFolder()));
    },
  };
}
