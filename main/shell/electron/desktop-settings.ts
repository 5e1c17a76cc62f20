import type { Logger } from '../../runtime/index.ts';
import { flag, openSettings, type SettingDefinition, type Settings } from '../../store/index.ts';
import { decideUpdates } from './update-policy.ts';
import { formatWindowState, parseWindowState, type WindowState } from './window-bounds.ts';

const window: SettingDefinition<WindowState | undefined> = {
  description: 'How the window was left.',
  default: undefined,
  expects: 'the state of a window',
  parse: parseWindowState,
  format: (state) => (state === undefined ? '' : formatWindowState(state)),
};

const updateFeed: SettingDefinition<string> = {
  description: 'Where new versions are looked for (macOS); empty: nowhere.',
  default: '',
  expects: 'an https address',
  env: 'ARGOSY_UPDATE_FEED',
  parse: (text) => {
    const verdict = decideUpdates({ feed: text, platform: 'darwin', packaged: true });
    return verdict.check ? verdict.url : undefined;
  },
  format: (url) => url,
};

/** Settings of the desktop application; they live in the store beside Argosy's own. */
export function desktopSettings(platform: NodeJS.Platform) {
  return {
    'desktop.window': window,
    'desktop.keep-running': flag({
      description: 'Whether applications stay reconciled after the last window was closed; the tray brings it back.',
      // Many Linux desktops show no tray, and then nothing would.
      default: platform !== 'linux',
      env: 'ARGOSY_KEEP_RUNNING',
    }),
    'desktop.update-feed': updateFeed,
  } as const;
}

export type DesktopSettings = Settings<ReturnType<typeof desktopSettings>>;

/** The same settings where the store is not: over the texts that are in force there, and the way to write one back. */
export function settingsOver(
  platform: NodeJS.Platform,
  texts: Readonly<Record<string, string>>,
  keep: (key: string, text: string | undefined) => void,
  logger: Logger,
): DesktopSettings {
  const held = new Map(Object.entries(texts));
  const store = {
    settings: () => held,
    setSetting: (key: string, text: string | undefined): void => {
      if (text === undefined) held.delete(key);
      else held.set(key, text);
      keep(key, text);
    },
  };
  // The environment has been asked there.
  return openSettings(desktopSettings(platform), store, {}, logger);
}
