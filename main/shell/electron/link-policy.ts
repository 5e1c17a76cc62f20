/** What may happen with an address that leads out of Argosy. */
export type LinkVerdict =
  /** `host` as the person sees it: punycode where it is not ASCII, with the port where it is unusual. */
  | { readonly open: true; readonly url: string; readonly host: string; readonly encrypted: boolean }
  | { readonly open: false; readonly because: string };

const LONGEST = 4096;
/** Control characters, blanks and bidirectional marks are stripped or hidden by parsers: nobody needs them in an address. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u;

/**
 * Addresses come from annotations, charts and log lines, so from anybody. Only http and https are opened at all, never with a name
 * and password in them (`https://bank.example@evil.example`), and never without the person having seen the host.
 */
export function judgeLink(address: unknown): LinkVerdict {
  if (typeof address !== 'string' || address === '') return refused('it is not an address');
  if (address.length > LONGEST) return refused(`it is longer than ${LONGEST} characters`);
  if (DECEPTIVE.test(address)) return refused('it contains blanks or invisible characters');
  // Also refuses `https:/host` and `https:host`, which parsers repair in different ways.
  if (!/^https?:\/\/[^/\\]/i.test(address)) return refused('only http and https addresses are opened');
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return refused('it is not an address');
  if (url.username !== '' || url.password !== '') return refused('it carries a user name or a password');
  if (url.hostname === '') return refused('it names no host');
  return { open: true, url: url.href, host: url.host, encrypted: url.protocol === 'https:' };
}

function refused(because: string): LinkVerdict {
  return { open: false, because };
}
