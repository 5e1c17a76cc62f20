import type { Logger } from '../../runtime/index.ts';
import { judgeLink } from './link-policy.ts';

export interface LinkQuestion {
  readonly message: string;
  readonly detail: string;
}

export interface LinkPorts {
  /** Shows the question over a window; resolves with whether the person agreed. */
  readonly ask: (question: LinkQuestion) => Promise<boolean>;
  readonly open: (url: string) => Promise<void>;
  readonly logger: Logger;
}

/** Longest text of an address in the question; the host is in the title whole. */
const SHOWN = 300;

/**
 * The one way out of Argosy: parsed, judged, the host shown, agreed to. A page that asks for a second one while a question is open
 * is not heard, so that no page can bury a person in questions.
 */
export function linkOpener(ports: LinkPorts): (address: unknown) => Promise<boolean> {
  let asking = false;
  return async (address) => {
    const verdict = judgeLink(address);
    if (!verdict.open) {
      ports.logger.warn('an address was not opened', { because: verdict.because });
      return false;
    }
    if (asking) return false;
    asking = true;
    try {
      const { url, host, encrypted } = verdict;
      const shown = url.length > SHOWN ? `${url.slice(0, SHOWN)}…` : url;
      const agreed = await ports.ask({
        message: `Open ${host} in your browser?`,
        detail: encrypted ? shown : `${shown}\n\nThe connection to it is not encrypted.`,
      });
      if (agreed) await ports.open(url);
      return agreed;
    } finally {
      asking = false;
    }
  };
}
