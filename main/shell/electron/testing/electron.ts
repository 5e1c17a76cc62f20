/**
 * Stands in for the module `electron` in specs and in the test of the packaged application: records what is set, and lets a test play
 * the page, the person and the system. It decides nothing. Only what main/shell/electron uses is here.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

type Listener = (...values: never[]) => unknown;

// ---- app ----

class App extends EventEmitter {
  isPackaged = false;
  locked = true;
  readonly paths = new Map<string, string>();
  readonly switchesRemoved: string[] = [];
  readonly clients: string[] = [];
  sandboxed = false;
  name = '';
  exited: number | undefined;
  quits = 0;
  #ready: (() => void) | undefined;
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });
  readonly commandLine = { removeSwitch: (name: string) => void this.switchesRemoved.push(name) };

  setName(name: string): void {
    this.name = name;
  }
  setAppUserModelId(id: string): void {
    this.clients.push(id);
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    return this.locked;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.clients.push(scheme);
    return true;
  }
  whenReady(): Promise<void> {
    return this.#whenReady;
  }
  /** As Electron: windows are asked to close, then `will-quit`, which can hold the end. */
  quit(): void {
    this.quits += 1;
    this.emit('before-quit', preventable());
    while (BrowserWindow.all.length > 0) BrowserWindow.all[0]!.close();
    const event = preventable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0): void {
    this.exited ??= code;
    this.emit('exited', code);
  }
  /** The test says when Electron is ready. */
  becomeReady(): void {
    this.#ready?.();
    this.emit('ready');
  }
}

export interface Preventable {
  defaultPrevented: boolean;
  preventDefault(): void;
}

export function preventable<T extends object>(fields?: T): Preventable & T {
  const event = {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  } as Preventable & T;
  return event;
}

export const app = new App();

// ---- windows ----

export interface FakeFrame {
  url: string;
  parent: FakeFrame | null;
}

export class WebContents extends EventEmitter {
  static #next = 1;
  readonly id = WebContents.#next++;
  readonly sent: { readonly channel: string; readonly values: readonly unknown[] }[] = [];
  readonly mainFrame: FakeFrame = { url: 'about:blank', parent: null };
  openHandler: ((details: { readonly url: string }) => { readonly action: string }) | undefined;
  reloads = 0;
  destroyed = false;

  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: string }): void {
    this.openHandler = handler;
  }
  loadURL(url: string): Promise<void> {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
    this.mainFrame.url = url;
    return Promise.resolve();
  }
  reload(): void {
    this.reloads += 1;
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url: this.mainFrame.url });
  }
  send(channel: string, ...values: unknown[]): void {
    // As Electron: a copy.
    this.sent.push({ channel, values: structuredClone(values) });
    this.emit('sent', channel, ...values);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly options: Record<string, unknown>;
  readonly webContents = new WebContents();
  bounds: { x: number; y: number; width: number; height: number };
  shown = false;
  minimized = false;
  maximized = false;
  fullScreen = false;
  destroyed = false;
  focused = 0;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    const { x, y, width, height } = options as { x: number; y: number; width: number; height: number };
    this.bounds = { x, y, width, height };
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  getNormalBounds() {
    return this.bounds;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isVisible(): boolean {
    return this.shown;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  maximize(): void {
    this.maximized = true;
  }
  setFullScreen(on: boolean): void {
    this.fullScreen = on;
  }
  show(): void {
    this.shown = true;
    this.emit('show');
  }
  hide(): void {
    this.shown = false;
    this.emit('hide');
  }
  restore(): void {
    this.minimized = false;
    this.emit('restore');
  }
  focus(): void {
    this.focused += 1;
    this.emit('focus');
  }
  close(): void {
    if (this.destroyed) return;
    this.emit('close', preventable());
    this.destroyed = true;
    this.webContents.destroyed = true;
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
    if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
  }
}

export const nativeTheme = { shouldUseDarkColors: false };

export const screen = {
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  getPrimaryDisplay: () => screen.displays[0]!,
  getAllDisplays: () => screen.displays,
};

// ---- messages ----

class IpcMain extends EventEmitter {
  readonly handled = new Map<string, Listener>();
  handle(channel: string, listener: Listener): void {
    this.handled.set(channel, listener);
  }
}

export const ipcMain = new IpcMain();

/** A page as main sees it: its messages, from the frame that is given. As in Electron they are copies, in order, and arrive in a later turn. */
export function pageOf(contents: WebContents, frame: FakeFrame | null = contents.mainFrame) {
  const event = { sender: contents, senderFrame: frame };
  const heard = new Map<string, ((event: unknown, ...values: unknown[]) => void)[]>();
  contents.on('sent', (channel: string, ...values: unknown[]) => {
    const copies = copyOf(values);
    queueMicrotask(() => {
      for (const listener of heard.get(channel) ?? []) listener({}, ...copies);
    });
  });
  return {
    send: (channel: string, ...values: unknown[]): void => {
      const copies = copyOf(values);
      queueMicrotask(() => void ipcMain.emit(channel, event, ...copies));
    },
    invoke: async (channel: string, ...values: unknown[]): Promise<unknown> => {
      const handler = ipcMain.handled.get(channel);
      if (!handler) throw new Error(`nobody handles ${channel}`);
      return structuredClone(await (handler as (...all: unknown[]) => unknown)(event, ...copyOf(values)));
    },
    on: (channel: string, listener: (event: unknown, ...values: unknown[]) => void): void => {
      heard.set(channel, [...(heard.get(channel) ?? []), listener]);
    },
  };
}

function copyOf(values: readonly unknown[]): unknown[] {
  return structuredClone(values) as unknown[];
}

// ---- what the system does ----

export const dialog = {
  asked: [] as { readonly message: string; readonly detail?: string; readonly buttons?: readonly string[] }[],
  /** The answer of the person; by default never. */
  answer: (_question: unknown): Promise<number> => new Promise(() => undefined),
  async showMessageBox(...values: unknown[]): Promise<{ response: number }> {
    const question = values.at(-1) as { message: string };
    dialog.asked.push(question);
    return { response: await dialog.answer(question) };
  },
};

export const shell = {
  opened: [] as string[],
  revealed: [] as string[],
  openExternal: (url: string): Promise<void> => {
    shell.opened.push(url);
    return Promise.resolve();
  },
  showItemInFolder: (path: string): void => void shell.revealed.push(path),
};

export interface FakeMenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly FakeMenuItem[];
  readonly click?: () => void;
}

export const Menu = {
  application: undefined as { readonly items: readonly FakeMenuItem[] } | undefined,
  sets: 0,
  buildFromTemplate: (items: readonly FakeMenuItem[]) => ({ items }),
  setApplicationMenu(menu: { readonly items: readonly FakeMenuItem[] }): void {
    Menu.sets += 1;
    Menu.application = menu;
  },
};

export const nativeImage = {
  createFromPath: (path: string) => ({ path, template: false, setTemplateImage: () => undefined }),
};

export class Tray extends EventEmitter {
  static last: Tray | undefined;
  image: unknown;
  tip = '';
  menu: { readonly items: readonly FakeMenuItem[] } | undefined;
  destroyed = false;
  constructor(image: unknown) {
    super();
    this.image = image;
    Tray.last = this;
  }
  setImage(image: unknown): void {
    this.image = image;
  }
  setToolTip(text: string): void {
    this.tip = text;
  }
  setContextMenu(menu: { readonly items: readonly FakeMenuItem[] }): void {
    this.menu = menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

export const powerMonitor = new EventEmitter();

export const autoUpdater = Object.assign(new EventEmitter(), {
  feed: undefined as string | undefined,
  checks: 0,
  setFeedURL: ({ url }: { readonly url: string }) => {
    autoUpdater.feed = url;
  },
  checkForUpdates: () => {
    autoUpdater.checks += 1;
  },
});

// ---- protocol and session ----

export const protocol = {
  schemes: [] as unknown[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged: (schemes: unknown[]) => void protocol.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    void protocol.handlers.set(scheme, handler),
};

class Session extends EventEmitter {
  readonly set = new Map<string, (...values: never[]) => unknown>();
  spellChecker = true;
  readonly webRequest = {
    onBeforeRequest: (handler: Listener) => void this.set.set('beforeRequest', handler),
  };
  setPermissionRequestHandler = (handler: Listener) => void this.set.set('permissionRequest', handler);
  setPermissionCheckHandler = (handler: Listener) => void this.set.set('permissionCheck', handler);
  setDevicePermissionHandler = (handler: Listener) => void this.set.set('device', handler);
  setDisplayMediaRequestHandler = (handler: Listener) => void this.set.set('display', handler);
  setBluetoothPairingHandler = (handler: Listener) => void this.set.set('bluetooth', handler);
  setSpellCheckerEnabled = (on: boolean) => {
    this.spellChecker = on;
  };
}

export const session = { defaultSession: new Session() };

// ---- processes ----

/** A process of Node in place of a utility process: same messages, same end. */
export class UtilityProcess extends EventEmitter {
  readonly child: ChildProcess;
  readonly stderr;
  constructor(entry: string, options: { readonly env: Record<string, string>; readonly execArgv: readonly string[] }) {
    super();
    this.child = fork(entry, [], {
      env: options.env,
      execArgv: [...options.execArgv],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.stderr = this.child.stderr;
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('error', (error) => this.emit('error', 'FatalError', String(error)));
    this.child.on('close', (code, signal) => this.emit('exit', code ?? signal));
  }
  get pid(): number | undefined {
    return this.child.pid;
  }
  postMessage(message: unknown): void {
    this.child.send(message as object, () => undefined);
  }
  kill(): boolean {
    return this.child.kill();
  }
}

export const utilityProcess = {
  forks: [] as { readonly entry: string; readonly options: Record<string, unknown> }[],
  fork(entry: string, _args: readonly string[], options: Record<string, unknown>): UtilityProcess {
    utilityProcess.forks.push({ entry, options });
    return new UtilityProcess(entry, options as { env: Record<string, string>; execArgv: string[] });
  },
};

export const contextBridge = {
  exposed: new Map<string, unknown>(),
  exposeInMainWorld: (name: string, value: unknown) => void contextBridge.exposed.set(name, value),
};

export const ipcRenderer = new EventEmitter();
