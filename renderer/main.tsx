import { createRoot } from 'react-dom/client';
import { desktopBridge, openDesktop } from '../preload/desktop-transport.ts';
import { App } from './app.tsx';
import { createAppClient, openSocket } from './client/index.ts';
import { SchemeStore } from './theme/index.ts';

/** Construction of the desktop in a window: the one place that takes things from it. */
const bridge = desktopBridge(window);
const address = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/contract`;
const client = createAppClient({
  open: () => (bridge ? openDesktop(bridge) : openSocket(address)),
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
});
client.start();
for (const event of ['online', 'focus', 'pageshow'] as const) window.addEventListener(event, () => client.wake());
document.addEventListener('visibilitychange', () => {
  client.seen(!document.hidden);
  if (!document.hidden) client.wake();
});

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(<App client={client} scheme={new SchemeStore(window)} nonce={nonce} bridge={bridge} />);
