import { judgeLink } from './link-policy.ts';

export type UpdateVerdict =
  | { readonly check: false; readonly because: string }
  | { readonly check: true; readonly url: string };

export interface UpdateFacts {
  /** The setting `desktop.update-feed`; empty: off, which is the default. */
  readonly feed: string;
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
}

/** Whether new versions are looked for. Nothing is asked of any server unless a person has set a feed. */
export function decideUpdates({ feed, platform, packaged }: UpdateFacts): UpdateVerdict {
  if (feed === '') return { check: false, because: 'updates are off' };
  if (!packaged) return { check: false, because: 'this is no installed application' };
  // Electron's updater is Squirrel: built in on macOS; the Windows and Linux packages are updated by what installed them.
  if (platform !== 'darwin')
    return { check: false, because: 'packages of this platform are updated by what installed them' };
  const verdict = judgeLink(feed);
  if (!verdict.open) return { check: false, because: `the feed cannot be used: ${verdict.because}` };
  if (!verdict.encrypted) return { check: false, because: 'the feed cannot be used: it is not encrypted' };
  return { check: true, url: verdict.url };
}
