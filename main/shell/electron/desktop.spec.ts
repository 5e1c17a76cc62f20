import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBridge } from '../../../preload/bridge.ts';
import { CHANNELS, type EngineNotice } from '../../../preload/desktop.ts';
import { callDesktop } from '../../../preload/desktop-transport.ts';
import { ManualClock, silentLogger } from '../../runtime/index.ts';
import { openSettings, openStore, type Store } from '../../store/index.ts';
import type { FrameClient } from '../browser/socket-link.ts';
import { Desktop } from './desktop.ts';
import { desktopSettings } from './desktop-settings.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { guardAllContents, guardSession } from './guard.ts';
import { serveIpc } from './ipc.ts';
import {
  app,
  BrowserWindow,
  dialog,
  type FakeFrame,
  type FakeMenuItem,
  ipcMain,
  Menu,
  pageOf,
  preventable,
  screen,
  session,
  shell,
  Tray,
  type WebContents,
} from './testing/electron.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const { defaultSession } = session;

let world: ReturnType<typeof open>;
beforeEach(() => {
  world = open();
});
afterEach(async () => {
  while (BrowserWindow.all.length > 0) BrowserWindow.all[0]!.close();
  await world.supervisor.close();
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  defaultSession.removeAllListeners();
  dialog.asked.length = 0;
  dialog.answer = () => new Promise(() => undefined);
  shell.opened.length = 0;
  shell.revealed.length = 0;
});

function open(development = false) {
  const clock = new ManualClock();
  const clients: FrameClient[] = [];
  const got: string[] = [];
  const engines = { opened: 0 };
  const supervisor = new EngineSupervisor({
    clock,
    logger: silentLogger,
    linkToRunning: () => Promise.resolve(undefined),
    openOwn: async () => {
      engines.opened += 1;
      return {
        link: (client) => {
          clients.push(client);
          return { send: (text) => got.push(text) > 0, resume: () => undefined, close: () => undefined };
        },
        readAgain: () => Promise.resolve(),
        close: () => Promise.resolve(),
      };
    },
  });
  const desktop = new Desktop({
    supervisor,
    clock,
    logger: silentLogger,
    platform: 'linux',
    development,
    preload: '/app/preload.cjs',
    icons: '/app/icons',
    log: '/logs/argosy.log',
  });
  const guard = { development, logger: silentLogger, openLink: desktop.openLink };
  guardAllContents(guard);
  guardSession(defaultSession as never, guard);
  serveIpc({
    windowOf: (id) => desktop.windowOf(id),
    links: desktop.links,
    handlers: desktop.handlers,
    listens: (window) => desktop.listens(window),
    logger: silentLogger,
  });
  /** The page of a window, as its preload script has it. */
  const bridgeOf = (contents: WebContents, frame?: FakeFrame) => {
    let links = 0;
    return createBridge(pageOf(contents, frame), () => `link-${contents.id}-000${++links}`);
  };
  const openPage = (route = '/') => {
    const window = desktop.openWindow(route);
    const browser = window.browser as unknown as BrowserWindow;
    browser.emit('ready-to-show');
    return { window, browser, contents: browser.webContents, bridge: bridgeOf(browser.webContents) };
  };
  return { clock, clients, got, engines, supervisor, desktop, bridgeOf, openPage };
}

function flat(items: readonly FakeMenuItem[]): readonly FakeMenuItem[] {
  return items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
}
const menuItem = (label: string) => flat(Menu.application!.items).find((item) => item.label === label);

describe('a window', () => {
  it('trusts its page with nothing', () => {
    const { browser, contents } = world.openPage('/apps');
    expect(browser.options['webPreferences']).toEqual({
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
      preload: '/app/preload.cjs',
      devTools: false,
    });
    expect(contents.mainFrame.url).toBe('app://argosy/apps');
    expect(browser).toMatchObject({ shown: true, maximized: false });
  });

  it('is not left by its page', () => {
    const { contents } = world.openPage();
    const go = (event: string, url: string, isMainFrame = true) => {
      const details = preventable({ url, isMainFrame });
      contents.emit(event, details);
      return details.defaultPrevented;
    };
    expect(go('will-navigate', 'app://argosy/apps')).toBe(false);
    expect(go('will-navigate', 'https://evil.example/')).toBe(true);
    expect(go('will-navigate', 'javascript:alert(1)')).toBe(true);
    expect(go('will-frame-navigate', 'app://argosy/apps', false)).toBe(true);
    expect(go('will-redirect', 'app://argosy/apps')).toBe(true);
    expect(contents.openHandler!({ url: 'app://argosy/apps' })).toEqual({ action: 'deny' });
    expect(contents.openHandler!({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
    const webview = preventable();
    contents.emit('will-attach-webview', webview);
    expect(webview.defaultPrevented).toBe(true);
    // Only what looks like a link was asked about, and only the first while nobody has answered.
    expect(dialog.asked.map(({ message }) => message)).toEqual(['Open evil.example in your browser?']);
    expect(shell.opened).toEqual([]);
  });

  it('uses and loads nothing', () => {
    const decided: unknown[] = [];
    const call = (name: string, ...values: unknown[]) =>
      (defaultSession.set.get(name) as (...all: unknown[]) => unknown)(...values);
    const details = { requestingUrl: 'app://argosy/', isMainFrame: true };
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'clipboard-sanitized-write']) {
      call('permissionRequest', {}, permission, (allowed: boolean) => void decided.push(allowed), details);
      decided.push(call('permissionCheck', {}, permission, 'app://argosy', { isMainFrame: true }));
    }
    expect(decided).toEqual([false, false, false, false, false, false, false, false, true, true]);
    expect(call('device')).toBe(false);
    const load = (url: string) => {
      let cancelled: unknown;
      call('beforeRequest', { url, resourceType: 'xhr' }, (answer: unknown) => {
        cancelled = answer;
      });
      return cancelled;
    };
    expect(load('https://evil.example/')).toEqual({ cancel: true });
    expect(load('app://argosy/assets/a.js')).toEqual({ cancel: false });
    const download = preventable();
    defaultSession.emit('will-download', download);
    expect(download.defaultPrevented).toBe(true);
    expect(defaultSession.spellChecker).toBe(false);
  });

  it('is remembered, and put back', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'argosy-desktop-'));
    let store: Store | undefined;
    try {
      store = openStore({
        path: join(scratch, 'argosy.db'),
        clock: world.clock,
        logger: silentLogger,
        holder: { pid: 1, host: 'h', shell: 's' },
      });
      const settings = openSettings(desktopSettings('linux'), store, {}, silentLogger);
      world.desktop.takeSettings(settings);
      const { browser } = world.openPage();
      browser.bounds = { x: 50, y: 60, width: 900, height: 600 };
      browser.maximized = true;
      browser.close();
      const again = world.openPage();
      expect(again.browser.bounds).toEqual({ x: 50, y: 60, width: 900, height: 600 });
      expect(again.browser.maximized).toBe(true);
      // Its screen has gone.
      again.browser.close();
      settings.set('desktop.window', JSON.stringify({ x: 5000, y: 60, width: 900, height: 600 }));
      expect(world.openPage().browser.bounds).toEqual({ x: 510, y: 220, width: 900, height: 600 });
      expect(screen.displays).toHaveLength(1);
      expect(world.desktop.keepsRunning).toBe(false);
    } finally {
      store?.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it('loads its page again once when that dies, then asks', async () => {
    const { browser, contents } = world.openPage();
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(contents.reloads).toBe(1);
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(contents.reloads).toBe(1);
    expect(dialog.asked.at(-1)!.message).toContain('failed twice');
    world.clock.advance(60_000);
    dialog.answer = () => Promise.resolve(1);
    contents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    expect(contents.reloads).toBe(2);
    contents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    await settled();
    expect(browser.destroyed).toBe(true);
  });
});

describe('messages', () => {
  it('of a page reach the engine, and the answers come back', async () => {
    await world.supervisor.start();
    const { bridge, contents } = world.openPage();
    const texts: string[] = [];
    const channel = await bridge.connect(
      (text) => void texts.push(text),
      () => undefined,
    );
    channel.send('{"type":"cancel","id":1}');
    await settled();
    expect(world.got).toEqual(['{"type":"cancel","id":1}']);
    world.clients[0]!.receive('{"type":"end","id":1}');
    await settled();
    expect(texts).toEqual(['{"type":"end","id":1}']);
    expect(contents.sent.at(-1)!.channel).toBe(CHANNELS.toPage);
  });

  it.each([
    ['another page', { url: 'https://evil.example/', parent: null }],
    ['a frame within the page', { url: 'app://argosy/', parent: { url: 'app://argosy/', parent: null } }],
    ['a page that looks like ours', { url: 'app://argosy.evil.example/', parent: null }],
    ['a frame that has gone', null],
  ])('of %s are not heard', async (_what, frame) => {
    await world.supervisor.start();
    const { contents, bridge } = world.openPage();
    const stranger = pageOf(contents, frame);
    expect(await stranger.invoke(CHANNELS.connect, 'link-x-0001')).toMatchObject({
      error: { code: 'PermissionDenied' },
    });
    expect(await stranger.invoke(CHANNELS.call, 'log.show', {})).toMatchObject({ error: { code: 'PermissionDenied' } });
    expect(shell.revealed).toEqual([]);
    const channel = await bridge.connect(
      () => undefined,
      () => undefined,
    );
    stranger.send(CHANNELS.toEngine, `link-${contents.id}-0001`, '{"type":"request"}');
    stranger.send(CHANNELS.close, `link-${contents.id}-0001`);
    channel.send('{}');
    await settled();
    expect(world.got).toEqual(['{}']);
  });

  it('of contents that are no window of ours are not heard', async () => {
    const other = new BrowserWindow({ x: 0, y: 0, width: 1, height: 1 });
    other.webContents.mainFrame.url = 'app://argosy/';
    expect(await pageOf(other.webContents).invoke(CHANNELS.connect, 'link-x-0001')).toMatchObject({
      error: { code: 'PermissionDenied' },
    });
  });

  it('of the page before are over when another is loaded', async () => {
    await world.supervisor.start();
    const { bridge, contents } = world.openPage();
    const channel = await bridge.connect(
      () => undefined,
      () => undefined,
    );
    contents.reload();
    channel.send('{}');
    await settled();
    expect(world.got).toEqual([]);
  });

  it('that fail say why, in the words of the contract', async () => {
    const { bridge } = world.openPage();
    await expect(callDesktop(bridge, 'window.open', { route: '//evil.example' })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
    await world.supervisor.start();
    world.supervisor.suspended();
    await expect(
      bridge.connect(
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow('the engine is asleep');
  });
});

describe('the menu', () => {
  it('shows what the page in front offers, and tells it what was chosen', async () => {
    const [one, two] = [world.openPage(), world.openPage()];
    const heard: unknown[] = [];
    one.bridge.on.command((event) => void heard.push(event));
    await callDesktop(one.bridge, 'menu.offer', {
      commands: [{ id: 'go.apps', title: 'Applications', keys: 'mod+1' }],
    });
    expect(menuItem('Applications')).toBeUndefined();
    one.browser.focus();
    expect(menuItem('Applications')).toMatchObject({ accelerator: 'CmdOrCtrl+1', registerAccelerator: false });
    menuItem('Applications')!.click!();
    await settled();
    expect(heard).toEqual([{ id: 'go.apps' }]);
    two.browser.focus();
    expect(menuItem('Applications')).toBeUndefined();
    const sets = Menu.sets;
    two.browser.focus();
    expect(Menu.sets).toBe(sets);
  });

  it('opens windows beside the others, and the log', () => {
    const { browser } = world.openPage();
    menuItem('New Window')!.click!();
    expect(BrowserWindow.all.at(-1)!.bounds).toMatchObject({ x: browser.bounds.x + 28, y: browser.bounds.y + 28 });
    menuItem('Show Log File')!.click!();
    expect(shell.revealed).toEqual(['/logs/argosy.log']);
    expect(menuItem('Check for Updates…')).toBeUndefined();
  });
});

describe('going somewhere', () => {
  it('waits for a page that is being loaded, and tells one that is there', () => {
    const window = world.desktop.openWindow('/');
    const contents = BrowserWindow.all[0]!.webContents;
    world.desktop.show('/apps/argocd/one');
    expect(contents.sent).toEqual([]);
    world.desktop.listens(window);
    expect(contents.sent.map(({ values }) => values[0])).toEqual(['route', 'engine']);
    world.desktop.show('/apps/argocd/two');
    expect(contents.sent.at(-1)!.values).toEqual(['route', { path: '/apps/argocd/two' }]);
    expect(BrowserWindow.all).toHaveLength(1);
  });

  it('opens a window where there is none', () => {
    world.desktop.show('/apps/argocd/one');
    expect(BrowserWindow.all[0]!.webContents.mainFrame.url).toBe('app://argosy/apps/argocd/one');
  });
});

describe('the engine', () => {
  it('is told to every window, also to one that was opened later', async () => {
    const one = world.openPage();
    const [first, second]: [EngineNotice['state'][], EngineNotice['state'][]] = [[], []];
    one.bridge.on.engine(({ state }) => void first.push(state));
    await settled();
    await world.supervisor.start();
    const two = world.openPage();
    two.bridge.on.engine(({ state }) => void second.push(state));
    await settled();
    await world.supervisor.crashed(new Error('boom'));
    await settled();
    expect(first).toEqual(['starting', 'ready', 'restarting', 'ready']);
    expect(second).toEqual(['ready', 'restarting', 'ready']);
  });

  it('is given up with a question: log, another try', async () => {
    const answers = [1, 0];
    dialog.answer = () => Promise.resolve(answers.shift()!);
    await world.supervisor.start();
    world.openPage();
    await world.supervisor.crashed(new Error('one'));
    await world.supervisor.crashed(new Error('two'));
    await settled();
    await settled();
    expect(dialog.asked.map(({ message, detail }) => [message, detail])).toEqual([
      ['The engine has stopped', 'two\n\nWhat the windows show is the last known state.'],
      ['The engine has stopped', 'two\n\nWhat the windows show is the last known state.'],
    ]);
    expect(shell.revealed).toEqual(['/logs/argosy.log']);
    expect(world.supervisor.notice.state).toBe('ready');
    expect(world.engines.opened).toBe(3);
  });
});

describe('the tray', () => {
  const snapshot = (rows: readonly unknown[]) => {
    const { id } = JSON.parse(world.got.at(-1)!) as { id: number };
    world.clients.at(-1)!.receive(JSON.stringify({ type: 'snapshot', id, revision: 0, rows }));
    return id;
  };
  const row = (sync: string, health: string) => ({ sync, health });

  it('shows the worst of all, and grey while nothing is known', async () => {
    world.desktop.showTray();
    expect(Tray.last).toMatchObject({ tip: 'Argosy: The engine starts' });
    await world.supervisor.start();
    await settled();
    const id = snapshot([
      ['one', row('Synced', 'Healthy')],
      ['two', row('Synced', 'Degraded')],
    ]);
    expect(Tray.last).toMatchObject({
      tip: 'Argosy: 1 failing, 1 in order',
      image: { path: '/app/icons/tray/failing.png' },
    });
    world.clients.at(-1)!.receive(
      JSON.stringify({
        type: 'delta',
        id,
        from: 0,
        to: 1,
        upsert: [['one', row('OutOfSync', 'Healthy')]],
        remove: ['two'],
      }),
    );
    expect(Tray.last!.tip).toBe('Argosy: 1 failing, 1 in order');
    world.clock.advance(1000);
    expect(Tray.last).toMatchObject({ tip: 'Argosy: 1 out of sync', image: { path: '/app/icons/tray/drift.png' } });

    world.supervisor.suspended();
    expect(Tray.last).toMatchObject({
      tip: 'Argosy: Not read since the machine slept',
      image: { path: '/app/icons/tray/grey.png' },
    });
    await world.supervisor.resumed();
    await settled();
    snapshot([['one', row('Synced', 'Healthy')]]);
    expect(Tray.last).toMatchObject({ tip: 'Argosy: 1 in order', image: { path: '/app/icons/tray/good.png' } });
  });

  it('goes with the application', () => {
    world.desktop.showTray();
    world.desktop.quit();
    expect(Tray.last!.destroyed).toBe(true);
  });
});
