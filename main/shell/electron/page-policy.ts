import { parseAppAddress } from './app-address.ts';
import { judgeLink } from './link-policy.ts';

/** Where a page wants to go. */
export type NavigationVerdict = 'allow' | 'ask' | 'deny';

/** A page may load itself again. What looks like a link is asked about; nothing else is ever loaded into a window. */
export function judgeNavigation(address: string, mainFrame: boolean): NavigationVerdict {
  if (!mainFrame) return 'deny';
  if (parseAppAddress(address)) return 'allow';
  return judgeLink(address).open ? 'ask' : 'deny';
}

/** Copying as text is what "Copy as command" needs; cameras, places, notifications, devices and reading the clipboard nobody needs. */
export function mayUse(permission: string, address: string, mainFrame: boolean): boolean {
  return permission === 'clipboard-sanitized-write' && mainFrame && parseAppAddress(address) !== undefined;
}

/** Requests of a page on its own: only its own files. `devtools` belongs to development. */
export function mayLoad(address: string, development: boolean): boolean {
  if (parseAppAddress(address)) return true;
  return development && address.startsWith('devtools://');
}

/** The frame that a message came from, as Electron tells it. */
export interface Sender {
  /** Null when the frame has gone in the meantime. */
  readonly address: string | null;
  /** Whether it is the top frame of its window. */
  readonly mainFrame: boolean;
  /** Whether the window is one that this application has opened. */
  readonly known: boolean;
}

/** Whether a message may be acted on: from the top frame of a window of ours that shows a page of ours. */
export function isOurPage({ address, mainFrame, known }: Sender): boolean {
  return known && mainFrame && address !== null && parseAppAddress(address) !== undefined;
}
