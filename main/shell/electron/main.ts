import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, powerMonitor, protocol } from 'electron';
import { createLogger, type Logger, type LogLevel, systemClock } from '../../runtime/index.ts';
import { linkToSocket } from '../browser/socket-link.ts';
import { argosyHome, homeLayout } from '../home.ts';
import { watchLoopDelay } from '../loop-delay.ts';
import { VERSION } from '../version.ts';
import { APP_SCHEME } from './app-address.ts';
import { deepLinkAmong, LINK_SCHEME, routeOfDeepLink } from './deep-link.ts';
import type { Desktop } from './desktop.ts';
import { type DesktopSettings, settingsOver } from './desktop-settings.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { openOwnEngine } from './own-engine.ts';
import { engineThread, iconsFolder, preloadScript } from './places.ts';
import { completePath } from './search-path.ts';
import { utilityHost } from './utility-host.ts';

/** What windows need: loaded while the engine's thread begins, which takes longer. */
const windows = () => import('./windows.ts');

/** The window is not kept waiting for a keychain that waits for a person. Milliseconds. */
const SETTINGS_PATIENCE_MS = 600;
/** Ends anyway, when the engine does not. Milliseconds. */
const ENDING_PATIENCE_MS = 15_000;

/** The desktop application: read it and you know what depends on what. Must be called before Electron is ready. */
export async function startDesktop(): Promise<void> {
  const { platform } = process;
  const development = !app.isPackaged;
  const userHome = homedir();
  const env: NodeJS.ProcessEnv = { ...process.env };
  const path = completePath(env, platform, userHome);
  if (path !== undefined) env['PATH'] = path;
  const home = argosyHome({ platform, env, userHome, workingFolder: process.cwd() });

  app.setName('Argosy');
  // Windows groups windows and finds the icon by it: appId of electron-builder.yml.
  if (platform === 'win32') app.setAppUserModelId('org.argosy.desktop');
  app.enableSandbox();
  // Whoever can start us with a debugger of pages would read them.
  if (!development)
    for (const door of ['remote-debugging-port', 'remote-debugging-pipe']) app.commandLine.removeSwitch(door);
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  // One application for each data folder: the lock is kept where this points.
  app.setPath('userData', join(home, 'desktop'));
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }

  const log = openLogFile(homeLayout(home, platform).logs);
  const logger = loggerOf(env, log);
  const clock = systemClock;
  const delay = watchLoopDelay(clock);
  let links: string[] = [];
  let desktop: Desktop | undefined;
  let settings: DesktopSettings | undefined;
  const goTo = (link: string): void => {
    if (desktop) desktop.show(routeOfDeepLink(link));
    else links = [link];
  };
  app.on('open-url', (event, link) => {
    event.preventDefault();
    if (routeOfDeepLink(link) !== undefined) goTo(link);
  });
  app.on('second-instance', (_event, argv) => {
    const link = deepLinkAmong(argv);
    if (link === undefined) desktop?.show();
    else goTo(link);
  });

  const supervisor = new EngineSupervisor({
    clock,
    logger,
    linkToRunning: (client) => linkToSocket(homeLayout(home, platform).socket, client),
    openOwn: (end) =>
      openOwnEngine(
        {
          entry: engineThread(),
          home,
          facts: { env, platform, cwd: process.cwd(), userHome },
          log: log.path,
          windows: delay.shared,
          spawnHost: utilityHost,
          sink: log.write,
          logger,
          stop: () => app.quit(),
          opened: (texts, keep) => {
            settings = settingsOver(platform, texts, keep, logger);
            desktop?.takeSettings(settings);
          },
          crashed: (error) => void supervisor.crashed(error),
        },
        end,
      ),
  });
  // Of the main loop itself: what it carries for the engine may be broken too, so both ends are made anew.
  process.on('uncaughtException', (error) => void supervisor.crashed(error));
  process.on('unhandledRejection', (reason) => void supervisor.crashed(reason));
  endInOrder(() => desktop, supervisor, log, logger, delay.stop);
  logger.info('started', { version: VERSION, electron: process.versions['electron'], node: process.version });
  // The engine opens while Electron gets ready, and what windows need is loaded.
  const opened = supervisor.start();
  const { decideUpdates, prepareWindows, watchUpdates } = await windows();
  const prepared = prepareWindows({
    supervisor,
    clock,
    logger,
    platform,
    development,
    preload: preloadScript(),
    icons: iconsFolder(),
    log: log.path,
  });
  desktop = prepared.desktop;
  if (settings) desktop.takeSettings(settings);
  await app.whenReady();

  prepared.servePages();
  if (!development) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('activate', () => desktop?.show());
  powerMonitor.on('suspend', () => supervisor.suspended());
  // The system goes down (Linux, macOS): what is being written is finished.
  powerMonitor.on('shutdown', () => app.quit());
  powerMonitor.on('resume', () => {
    delay.forget();
    supervisor.resumed().catch((error: unknown) => logger.error('waking up failed', { error }));
  });
  await Promise.race([opened, after(SETTINGS_PATIENCE_MS)]);
  // Nobody waited for this loop before there was a window: what was loaded until now does not count.
  delay.forget();
  const link = links[0] ?? deepLinkAmong(process.argv.slice(1));
  desktop.openWindow((link === undefined ? undefined : routeOfDeepLink(link)) ?? '/');
  desktop.showTray();
  await opened;
  const feed = settings?.get('desktop.update-feed') ?? '';
  desktop.takeUpdates(watchUpdates(decideUpdates({ feed, platform, packaged: !development }), clock, logger));
}

function loggerOf(env: NodeJS.ProcessEnv, log: LogFile): Logger {
  const asked = env['ARGOSY_LOG_LEVEL'];
  const level: LogLevel = asked === 'debug' || asked === 'warn' || asked === 'error' ? asked : 'info';
  return createLogger({ sink: log.write, level, clock: systemClock });
}

/** Windows first, then the engine, then the process: what is being written is finished. */
function endInOrder(
  desktop: () => Desktop | undefined,
  supervisor: EngineSupervisor,
  log: LogFile,
  logger: Logger,
  ends: () => void,
): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !desktop()?.keepsRunning) app.quit();
  });
  app.on('before-quit', () => desktop()?.quit());
  let ending = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    ends();
    const late = setTimeout(() => {
      logger.error('the engine did not end in time');
      app.exit(1);
    }, ENDING_PATIENCE_MS);
    supervisor
      .close()
      .then(
        () => 0,
        (error: unknown) => {
          logger.error('the engine did not end in order', { error });
          return 1;
        },
      )
      .then((code) => {
        clearTimeout(late);
        logger.info('ended');
        log.close();
        app.exit(code);
      })
      .catch(() => app.exit(1));
  });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
