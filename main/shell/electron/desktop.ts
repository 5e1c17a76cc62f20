import { app, dialog, type MessageBoxOptions, screen, shell } from 'electron';
import type { EngineNotice } from '../../../preload/desktop.ts';
import type { Clock, Logger } from '../../runtime/index.ts';
import { AppWindow } from './app-window.ts';
import type { DesktopHandlers } from './desktop-calls.ts';
import type { DesktopSettings } from './desktop-settings.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import { AppMenu } from './menu.ts';
import type { ShellCommandId } from './menu-model.ts';
import { linkOpener } from './open-link.ts';
import { followStatus } from './status-feed.ts';
import { AppTray } from './tray.ts';
import { besides, placeWindow, type Rectangle } from './window-bounds.ts';
import { WindowLinks } from './window-links.ts';
import { type FleetStatus, greyStatus } from './worst-status.ts';

export interface DesktopPorts {
  readonly supervisor: EngineSupervisor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly platform: NodeJS.Platform;
  readonly development: boolean;
  /** Preload script, icons, log: absolute paths. */
  readonly preload: string;
  readonly icons: string;
  readonly log: string;
}

/** A page that dies again within this time would do so for ever. Milliseconds. */
const PAGE_PATIENCE_MS = 60_000;

const WAITING: Readonly<Record<EngineNotice['state'], string>> = {
  starting: 'The engine starts',
  ready: 'The engine is being asked',
  asleep: 'Not read since the machine slept',
  reading: 'Reading everything again after the sleep',
  restarting: 'The engine starts again',
  dead: 'The engine has stopped',
};

/** Windows, menu and tray over an engine. */
export class Desktop {
  readonly links: WindowLinks;
  readonly openLink: (address: unknown) => Promise<boolean>;
  readonly #ports: DesktopPorts;
  readonly #windows = new Map<number, AppWindow>();
  readonly #menu: AppMenu;
  #front: AppWindow | undefined;
  #tray: AppTray | undefined;
  #settings: DesktopSettings | undefined;
  #update: (() => void) | undefined;
  #stopFollowing: (() => void) | undefined;
  #following = false;
  #quitting = false;

  constructor(ports: DesktopPorts) {
    this.#ports = ports;
    this.links = new WindowLinks((client) => ports.supervisor.open(client));
    this.#menu = new AppMenu({
      page: (id) => this.#front?.tell('command', { id }),
      shell: (id) => this.#run(id),
    });
    this.openLink = linkOpener({
      ask: async ({ message, detail }) =>
        (await this.#ask({
          type: 'question',
          message,
          detail,
          buttons: ['Open', 'Cancel'],
          defaultId: 1,
          cancelId: 1,
        })) === 0,
      open: (url) => shell.openExternal(url),
      logger: ports.logger,
    });
    ports.supervisor.onNotice((notice) => this.#noticed(notice));
  }

  /** Calls of pages. */
  readonly handlers: DesktopHandlers<AppWindow> = {
    'link.open': async ({ url }) => ({ opened: await this.openLink(url) }),
    'log.show': () => this.#showLog(),
    'engine.restart': async () => {
      await this.#ports.supervisor.restart();
      return {};
    },
    'menu.offer': ({ commands }, window) => {
      window.offered = commands;
      this.#drawMenu();
      return {};
    },
    'window.open': ({ route }) => {
      this.openWindow(route);
      return {};
    },
  };

  windowOf(contentsId: number): AppWindow | undefined {
    return this.#windows.get(contentsId);
  }

  listens(window: AppWindow): void {
    window.listens();
    window.tell('engine', this.#ports.supervisor.notice);
  }

  /** Settings are there once the engine's store is. The first window was opened before: it is put where it was left. */
  takeSettings(settings: DesktopSettings): void {
    this.#settings = settings;
  }

  takeUpdates(look: (() => void) | undefined): void {
    this.#update = look;
    this.#drawMenu();
  }

  get keepsRunning(): boolean {
    return this.#settings?.get('desktop.keep-running') ?? false;
  }

  showTray(): void {
    const status = greyStatus(WAITING[this.#ports.supervisor.notice.state]);
    const actions = { open: () => this.show(), quit: () => app.quit() };
    this.#tray = new AppTray(this.#ports.icons, this.#ports.platform, actions, status);
    this.#follow();
  }

  /** Brings a window to the front, or opens one; with a route, goes there. */
  show(route?: string): void {
    const window = this.#front ?? [...this.#windows.values()][0];
    if (!window) {
      this.openWindow(route ?? '/');
      return;
    }
    window.bringToFront();
    if (route !== undefined) window.goTo(route);
  }

  openWindow(route: string): AppWindow {
    const { preload, development, icons, platform } = this.#ports;
    const saved = this.#settings?.get('desktop.window');
    const before = this.#front?.state();
    const window = new AppWindow({
      bounds: before ? besides(before, workAreas()) : placeWindow(saved, workAreas()),
      preload,
      // macOS and Windows take it from the application itself.
      icon: platform === 'linux' ? `${icons}/icon.png` : undefined,
      development,
    });
    this.#windows.set(window.id, window);
    this.#front = window;
    this.#watch(window);
    window.browser.once('ready-to-show', () => {
      if (!before && saved?.maximized) window.browser.maximize();
      if (!before && saved?.fullScreen) window.browser.setFullScreen(true);
      window.browser.show();
    });
    this.#drawMenu();
    window.load(route).catch((error: unknown) => this.#ports.logger.error('a page could not be loaded', { error }));
    return window;
  }

  /** Before the end: windows are remembered, and nothing is asked any more. */
  quit(): void {
    this.#quitting = true;
    this.#stopFollowing?.();
    this.#tray?.close();
    this.#tray = undefined;
  }

  #watch(window: AppWindow): void {
    const { browser } = window;
    const contents = browser.webContents;
    browser.on('focus', () => {
      this.#front = window;
      this.#drawMenu();
    });
    for (const event of ['show', 'restore'] as const) browser.on(event as 'show', () => this.links.shown(window));
    browser.on('close', () => this.#remember(window));
    browser.on('closed', () => {
      this.links.closeAll(window);
      this.#windows.delete(window.id);
      if (this.#front === window) this.#front = [...this.#windows.values()].at(-1);
      if (!this.#quitting) this.#drawMenu();
    });
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (!isMainFrame || isSameDocument) return;
      window.deaf();
      this.links.closeAll(window);
    });
    let diedAt: number | undefined;
    contents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#ports.logger.error('a page died', { reason, exitCode });
      this.links.closeAll(window);
      if (reason === 'clean-exit' || this.#quitting) return;
      const now = this.#ports.clock.monotonic();
      const again = diedAt !== undefined && now - diedAt < PAGE_PATIENCE_MS;
      diedAt = now;
      if (again) this.#detach(this.#askAboutPage(window));
      else contents.reload();
    });
    browser.on('unresponsive', () => this.#ports.logger.warn('a page does not answer'));
  }

  #remember(window: AppWindow): void {
    try {
      this.#settings?.set('desktop.window', JSON.stringify(window.state()));
    } catch (error) {
      // The store may be closed already when the system ends the session: then the window opens where it was before.
      this.#ports.logger.warn('the state of the window was not kept', { error });
    }
  }

  #noticed(notice: EngineNotice): void {
    for (const window of this.#windows.values()) window.tell('engine', notice);
    if (notice.state === 'ready') this.#follow();
    else this.#tray?.show(greyStatus(WAITING[notice.state]));
    if (notice.state === 'dead' && !this.#quitting) this.#detach(this.#askAboutEngine(notice));
  }

  /** The tray follows the engine while there is one. */
  #follow(): void {
    if (!this.#tray || this.#following || this.#quitting || this.#ports.supervisor.notice.state !== 'ready') return;
    this.#following = true;
    const { supervisor, clock } = this.#ports;
    const ended = (): void => {
      this.#following = false;
      this.#stopFollowing = undefined;
      if (supervisor.notice.state === 'ready') clock.after(1000, () => this.#follow());
    };
    followStatus(
      (client) => supervisor.open(client),
      clock,
      (status: FleetStatus) => this.#tray?.show(status),
      ended,
    ).then((stop) => {
      this.#stopFollowing = stop;
    }, ended);
  }

  async #askAboutEngine({ because, advice }: EngineNotice): Promise<void> {
    for (;;) {
      const choice = await this.#ask({
        type: 'error',
        message: 'The engine has stopped',
        detail: [because, advice, 'What the windows show is the last known state.'].filter((line) => line).join('\n\n'),
        buttons: ['Start Again', 'Show Log File', 'Quit', 'Close'],
        defaultId: 0,
        cancelId: 3,
      });
      if (choice === 1) {
        this.#showLog();
        continue;
      }
      if (choice === 0) await this.#ports.supervisor.restart();
      if (choice === 2) app.quit();
      return;
    }
  }

  async #askAboutPage(window: AppWindow): Promise<void> {
    const choice = await this.#ask({
      type: 'error',
      message: 'The page of this window has failed twice',
      detail: 'The engine is not concerned and goes on.',
      buttons: ['Load Again', 'Close Window'],
      defaultId: 0,
      cancelId: 1,
    });
    if (choice === 0) window.browser.webContents.reload();
    else window.browser.close();
  }

  async #ask(question: MessageBoxOptions): Promise<number> {
    const asked = { ...question, noLink: true, normalizeAccessKeys: false };
    const front = this.#front?.browser;
    const { response } = front ? await dialog.showMessageBox(front, asked) : await dialog.showMessageBox(asked);
    return response;
  }

  #run(id: ShellCommandId): void {
    switch (id) {
      case 'shell.window':
        this.openWindow('/');
        return;
      case 'shell.log':
        this.#showLog();
        return;
      case 'shell.update':
        this.#update?.();
        return;
    }
  }

  #showLog(): Record<string, never> {
    shell.showItemInFolder(this.#ports.log);
    return {};
  }

  #drawMenu(): void {
    const { platform, development } = this.#ports;
    this.#menu.show({
      platform,
      development,
      updates: this.#update !== undefined,
      offered: this.#front?.offered ?? [],
    });
  }

  #detach(work: Promise<void>): void {
    work.catch((error: unknown) => this.#ports.logger.error('a question could not be asked', { error }));
  }
}

function workAreas(): readonly Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ workArea }) => workArea);
}
