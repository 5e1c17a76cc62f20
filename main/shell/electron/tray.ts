import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { FleetStatus, Worst } from './worst-status.ts';

/** Marks of assets/icons/tray, by what they say. */
const MARK: Readonly<Record<Worst, string>> = {
  failing: 'failing',
  drift: 'drift',
  unknown: 'unknown',
  progress: 'progress',
  held: 'held',
  good: 'good',
  none: 'good',
  grey: 'grey',
};

export interface TrayActions {
  readonly open: () => void;
  readonly quit: () => void;
}

/** The mark beside the clock. */
export class AppTray {
  readonly #tray: Tray;
  readonly #icons: string;
  readonly #actions: TrayActions;
  readonly #mac: boolean;
  #shown = '';

  constructor(icons: string, platform: NodeJS.Platform, actions: TrayActions, status: FleetStatus) {
    this.#icons = icons;
    this.#mac = platform === 'darwin';
    this.#actions = actions;
    this.#tray = new Tray(this.#image(status));
    this.#tray.on('click', actions.open);
    this.show(status);
  }

  show(status: FleetStatus): void {
    const text = `Argosy: ${status.text}`;
    if (`${status.worst} ${text}` === this.#shown) return;
    this.#shown = `${status.worst} ${text}`;
    this.#tray.setImage(this.#image(status));
    this.#tray.setToolTip(text);
    // Some Linux desktops show no tooltip and open the menu at a click: the words are in it too.
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: status.text, enabled: false },
        { type: 'separator' },
        { label: 'Open Argosy', click: this.#actions.open },
        { type: 'separator' },
        { label: 'Quit', click: this.#actions.quit },
      ]),
    );
  }

  close(): void {
    this.#tray.destroy();
  }

  /** Known by its shape: a menu bar that shows no colours shows the same. */
  #image({ worst }: FleetStatus) {
    const image = nativeImage.createFromPath(join(this.#icons, 'tray', `${MARK[worst]}.png`));
    if (this.#mac) image.setTemplateImage(true);
    return image;
  }
}
