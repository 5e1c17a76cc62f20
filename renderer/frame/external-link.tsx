import type { MouseEvent, ReactNode } from 'react';
import { callDesktop } from '../../preload/desktop-transport.ts';
import { Icon, inert } from '../ui/index.ts';
import { useDesktop } from './desktop.ts';

/** An address that may be opened: http or https, without a name or password in it; undefined for anything else. */
export function openable(text: string): URL | undefined {
  if (text.length > 2048) return undefined;
  try {
    const url = new URL(text);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    return web && url.username === '' && url.password === '' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** A link out of Argosy, from foreign text. Shows the host that it leads to; what is no web address is shown as text. */
export function ExternalLink({ address, children }: { address: string; children?: ReactNode }) {
  const bridge = useDesktop();
  const url = openable(address);
  if (!url) return <span>{children ?? inert(address, 300)}</span>;
  const open = (event: MouseEvent): void => {
    if (!bridge) return;
    event.preventDefault();
    callDesktop(bridge, 'link.open', { url: url.href }).catch((error: unknown) => {
      console.error('the link was not opened', error);
    });
  };
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer" title={url.host} onClick={open}>
      {children ?? inert(url.host + url.pathname, 120)} <Icon name="external" size={12} />
    </a>
  );
}
