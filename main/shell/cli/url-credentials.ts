import { withoutPassword } from '../../model/index.ts';
import { CommandError, EXIT } from './exit.ts';

export interface SplitUrl {
  /** Without user and password when there was a password in it; otherwise as it was given. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** A user name of this length is taken for a token: nobody has to type it. The same bound as the redaction of logs. */
const TOKEN_LENGTH = 16;

/**
 * `https://me:secret@example.com/apps.git` as people copy it from elsewhere: the password goes where credentials are kept, the URL that
 * is stored and shown is without it.
 */
export function splitCredentials(url: string): SplitUrl {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)([^/@]*)@(.*)$/s.exec(url);
  if (match === null) return { url };
  const [, scheme = '', credentials = '', rest = ''] = match;
  const colon = credentials.indexOf(':');
  if (colon < 0) {
    if (/^https?:/i.test(scheme) && credentials.length >= TOKEN_LENGTH) {
      throw new CommandError(
        `${scheme}…@${rest}: what stands before the @ looks like a token`,
        EXIT.error,
        'Give the URL without it, the user name with --username, and the token with --password - on standard input.',
      );
    }
    return { url };
  }
  return {
    url: scheme + rest,
    username: decoded(credentials.slice(0, colon)),
    password: decoded(credentials.slice(colon + 1)),
  };
}

/** Refuses a URL with a password where there is no place to keep one safely. `what` begins the sentence. */
export function refuseCredentials(url: string, what: string, advice: string): void {
  if (splitCredentials(url).password === undefined) return;
  throw new CommandError(`${what} ${withoutPassword(url)} contains a password`, EXIT.error, advice);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % that somebody did not escape
  }
}
