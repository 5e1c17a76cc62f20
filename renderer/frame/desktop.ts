import { createContext, use, useEffect, useRef, useState } from 'react';
import type { DesktopBridge, EngineNotice } from '../../preload/desktop.ts';
import { callDesktop } from '../../preload/desktop-transport.ts';
import type { Command } from './commands.tsx';

const DesktopContext = createContext<DesktopBridge | undefined>(undefined);

export const DesktopProvider = DesktopContext.Provider;

/** What the window of the desktop application can do beside the contract; undefined in a browser. */
export function useDesktop(): DesktopBridge | undefined {
  return use(DesktopContext);
}

/** How the engine of the desktop application is; undefined in a browser, where only the link tells. */
export function useEngineNotice(): EngineNotice | undefined {
  const bridge = useDesktop();
  const [notice, setNotice] = useState<EngineNotice>();
  useEffect(() => bridge?.on.engine(setNotice), [bridge]);
  return notice;
}

/** The window's menu is made of the commands of the moment; what is chosen there, and where a deep link leads, happens here. */
export function useDesktopMenu(commands: readonly Command[], go: (path: string) => void): void {
  const bridge = useDesktop();
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    if (!bridge) return;
    const offered = commands.map(({ id, title, keys }) => ({ id, title, ...(keys === undefined ? {} : { keys }) }));
    callDesktop(bridge, 'menu.offer', { commands: offered }).catch((error: unknown) => {
      console.error('the menu was not taken', error);
    });
  }, [bridge, commands]);
  useEffect(() => bridge?.on.command(({ id }) => latest.current.find((command) => command.id === id)?.run()), [bridge]);
  useEffect(() => bridge?.on.route(({ path }) => go(path)), [bridge, go]);
}
