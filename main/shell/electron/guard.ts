import { app, type Session, type WebContents } from 'electron';
import type { Logger } from '../../runtime/index.ts';
import { judgeNavigation, mayLoad, mayUse } from './page-policy.ts';

export interface GuardPorts {
  readonly development: boolean;
  readonly logger: Logger;
  /** Asks the person about an address that leads out. */
  readonly openLink: (address: string) => Promise<boolean>;
}

/** What no page gets, whatever it is and however it came to be: set for every one before it can load anything. */
export function guardAllContents(ports: GuardPorts): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, ports));
  // Nobody is asked for a password or a certificate by a page, and no false certificate is believed.
  app.on('login', (event) => event.preventDefault());
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault();
    decide(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault();
    choose();
  });
}

function guardContents(contents: WebContents, { logger, openLink }: GuardPorts): void {
  const ask = (address: string): void => {
    openLink(address).catch((error: unknown) => logger.error('an address could not be opened', { error }));
  };
  const judge = (details: { readonly url: string; readonly isMainFrame: boolean; preventDefault(): void }): void => {
    const verdict = judgeNavigation(details.url, details.isMainFrame);
    if (verdict === 'allow') return;
    details.preventDefault();
    if (verdict === 'ask') ask(details.url);
    else logger.warn('a page was kept from leaving');
  };
  contents.on('will-navigate', judge);
  contents.on('will-frame-navigate', (details) => {
    // The main frame has been judged by will-navigate.
    if (!details.isMainFrame) judge(details);
  });
  contents.on('will-redirect', (details) => {
    // Pages never redirect: a redirect to anywhere is not ours.
    details.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (judgeNavigation(url, true) === 'ask') ask(url);
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-prevent-unload', (event) => event.preventDefault());
}

/** What no page of a session may use or load. */
export function guardSession(session: Session, { development, logger }: GuardPorts): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(mayUse(permission, details.requestingUrl ?? '', details.isMainFrame));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    // Checks name an origin, requests an address: `app://argosy` and `app://argosy/`.
    mayUse(permission, details.requestingUrl ?? origin, details.isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}));
  session.setBluetoothPairingHandler((_details, decide) => decide({ confirmed: false }));
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, decide) => {
    const cancel = !mayLoad(details.url, development);
    if (cancel) logger.warn('a page was kept from loading something', { type: details.resourceType });
    decide({ cancel });
  });
}
