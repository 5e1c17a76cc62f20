import { useEffect, useState } from 'react';

const ASK_MS = 3000;

/**
 * Whether an engine answers at this address again that does not know this window: it was started anew, and lets in only who follows its link. Asked
 * while the engine is away, in a browser only; a socket that is refused does not tell why.
 */
export function useSignedOut(away: boolean): boolean {
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => {
    setSignedOut(false);
    if (!away) return;
    const controller = new AbortController();
    const ask = (): void => {
      fetch('/', { method: 'HEAD', cache: 'no-store', signal: controller.signal }).then(
        ({ status }) => setSignedOut(status === 401),
        () => setSignedOut(false),
      );
    };
    const timer = setInterval(ask, ASK_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [away]);
  return signedOut;
}
