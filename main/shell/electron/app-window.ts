import { BrowserWindow, nativeTheme, type WebPreferences } from 'electron';
import type { DesktopEventName, DesktopEvents, OfferedCommand } from '../../../preload/desktop.ts';
import { CHANNELS } from '../../../preload/desktop.ts';
import { pageAddress } from './app-address.ts';
import { type Rectangle, SMALLEST, type WindowState } from './window-bounds.ts';
import type { LinkedWindow } from './window-links.ts';

/** What a page is allowed, said in full: a default that changes with Electron changes nothing here. */
export const PAGE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  plugins: false,
  spellcheck: false,
  safeDialogs: true,
  disableDialogs: true,
} as const satisfies WebPreferences;

/** The backgrounds of the two themes (renderer/theme): what is seen before the first paint. */
const BACKGROUND = { light: '#f6f7f9', dark: '#0e141b' } as const;

export interface WindowOptions {
  readonly bounds: Rectangle;
  readonly preload: string;
  readonly icon: string | undefined;
  readonly development: boolean;
}

/** A window of pages. */
export class AppWindow implements LinkedWindow {
  readonly browser: BrowserWindow;
  readonly id: number;
  /** What its page can do now. */
  offered: readonly OfferedCommand[] = [];
  #listening = false;
  #early: DesktopEvents['route'] | undefined;

  constructor({ bounds, preload, icon, development }: WindowOptions) {
    this.browser = new BrowserWindow({
      ...bounds,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Argosy',
      backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
      ...(icon === undefined ? {} : { icon }),
      webPreferences: { ...PAGE_PREFERENCES, preload, devTools: development },
    });
    this.id = this.browser.webContents.id;
  }

  load(route: string): Promise<void> {
    return this.browser.webContents.loadURL(pageAddress(route));
  }

  visible(): boolean {
    return !this.browser.isDestroyed() && this.browser.isVisible() && !this.browser.isMinimized();
  }

  post(channel: string, ...values: unknown[]): void {
    if (!this.browser.isDestroyed() && !this.browser.webContents.isDestroyed()) {
      this.browser.webContents.send(channel, ...values);
    }
  }

  tell<N extends DesktopEventName>(name: N, event: DesktopEvents[N]): void {
    this.post(CHANNELS.event, name, event);
  }

  /** The page's bridge is there: it hears from now on. */
  listens(): void {
    this.#listening = true;
    const early = this.#early;
    this.#early = undefined;
    if (early) this.tell('route', early);
  }

  /** A new page is being loaded. */
  deaf(): void {
    this.#listening = false;
    this.offered = [];
  }

  goTo(path: string): void {
    if (this.#listening) this.tell('route', { path });
    else this.#early = { path };
  }

  bringToFront(): void {
    if (this.browser.isMinimized()) this.browser.restore();
    this.browser.show();
    this.browser.focus();
  }

  state(): WindowState {
    const { x, y, width, height } = this.browser.getNormalBounds();
    return {
      x,
      y,
      width,
      height,
      maximized: this.browser.isMaximized(),
      fullScreen: this.browser.isFullScreen(),
    };
  }
}
