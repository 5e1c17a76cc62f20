import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type MenuEntry, type MenuFacts, menuModel, type ShellCommandId } from './menu-model.ts';

export interface MenuActions {
  readonly page: (id: string) => void;
  readonly shell: (id: ShellCommandId) => void;
}

/** Shows the menu for what can be done now; does nothing when it would be the same. */
export class AppMenu {
  readonly #actions: MenuActions;
  #shown = '';

  constructor(actions: MenuActions) {
    this.#actions = actions;
  }

  show(facts: MenuFacts): void {
    const model = menuModel(facts);
    const text = JSON.stringify(model);
    if (text === this.#shown) return;
    this.#shown = text;
    Menu.setApplicationMenu(Menu.buildFromTemplate(model.map((entry) => itemOf(entry, this.#actions))));
  }
}

function itemOf(entry: MenuEntry, actions: MenuActions): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'line':
      return { type: 'separator' };
    case 'role':
      return { role: entry.role };
    case 'menu':
      return { label: entry.title, submenu: entry.entries.map((one) => itemOf(one, actions)) };
    case 'shell':
      return {
        label: entry.title,
        ...(entry.accelerator === undefined ? {} : { accelerator: entry.accelerator }),
        click: () => actions.shell(entry.id),
      };
    case 'page':
      return {
        label: entry.title,
        // Shown only: the page hears the keys itself and knows whether somebody is typing.
        ...(entry.accelerator === undefined ? {} : { accelerator: entry.accelerator, registerAccelerator: false }),
        click: () => actions.page(entry.id),
      };
  }
}
