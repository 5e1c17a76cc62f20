import { ArgosyError, type ErrorCode } from '../model/index.ts';
import { withoutPassword } from './address.ts';
import type { CommandResult } from './command.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly retry?: boolean;
  readonly advice: string;
}

/** What a remote's words mean. The first match counts, so the specific stands before the general. */
const RULES: readonly Rule[] = [
  {
    pattern: /returned error: 407|http (status|code) 407|proxy.*\(407\)/i,
    code: 'Unauthenticated',
    advice: "Check the proxy's user and password.",
  },
  {
    pattern: /host key verification failed|no .* host key is known|remote host identification has changed/i,
    code: 'FailedPrecondition',
    advice: "Add the server's key to the known hosts of this repository, after checking its fingerprint.",
  },
  {
    pattern: /certificate|SSL (peer|routines)|self.signed/i,
    code: 'FailedPrecondition',
    advice: "Add the server's certificate authority to the repository.",
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|permission denied \(|returned error: 401|invalid (username|credentials)|access denied|load key/i,
    code: 'Unauthenticated',
    advice: 'Check the credentials of this repository.',
  },
  {
    pattern: /returned error: 403/i,
    code: 'PermissionDenied',
    advice: 'These credentials may not read the repository.',
  },
  {
    pattern: /couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i,
    code: 'NotFound',
    advice: 'Check the revision.',
  },
  {
    pattern: /repository .*not found|does not appear to be a git repository|no such repository|returned error: 404/i,
    code: 'NotFound',
    advice: 'Check the URL. Some servers also say this when the credentials may not see the repository.',
  },
  {
    pattern: /returned error: 3\d\d|redirect/i,
    code: 'FailedPrecondition',
    advice: 'Use the address that the server redirects to.',
  },
  { pattern: /returned error: 429/, code: 'ResourceExhausted', retry: true, advice: 'The server asks to slow down.' },
  { pattern: /no space left on device/i, code: 'ResourceExhausted', advice: 'Free some space on the disk.' },
  {
    pattern:
      /could not resolve (host|proxy)|failed to connect|couldn't connect|connection (refused|reset|timed out|closed)|network is unreachable|operation (too slow|timed out)|returned error: 5\d\d|early eof|hung up|rpc failed|no route to host|name or service not known|temporary failure/i,
    code: 'Unavailable',
    retry: true,
    advice: 'Check the network and the address; it will be tried again.',
  },
];

/** A failed command as an error whose message is what Git and the remote wrote, without progress and without passwords. */
export function failureOf(result: CommandResult, subject: string): ArgosyError {
  const words = saidBy(result.stderr);
  switch (result.ended) {
    case 'deadline':
    case 'stalled': {
      const text = result.ended === 'deadline' ? 'took too long' : 'made no progress';
      return new ArgosyError('DeadlineExceeded', words === '' ? `git ${text}` : `git ${text}: ${words}`, {
        subject,
        retry: true,
        advice: 'Check the network; it will be tried again.',
      });
    }
    case 'too-much':
      return new ArgosyError('ResourceExhausted', 'the answer of the repository is too large', { subject });
    case 'exit':
      return failureFrom(words === '' ? `git ended with code ${result.code}` : words, subject);
  }
}

export function failureFrom(words: string, subject: string, cause?: unknown): ArgosyError {
  const rule = RULES.find((one) => one.pattern.test(words));
  return new ArgosyError(rule?.code ?? 'Unknown', words, {
    subject,
    retry: rule?.retry ?? false,
    advice: rule?.advice,
    cause,
  });
}

const NOISE = new RegExp(
  [
    '^(remote: )?(Enumerating|Counting|Compressing|Receiving|Resolving|Unpacking|Checking|Writing|Finding) [a-z]+: ',
    '^(remote: )?(Enumerating|Counting|Total) .*(done\\.|reused \\d+)',
    '^From ',
    '^ [*+=t-] \\[',
    '^\\s+[0-9a-f]+\\.\\.+[0-9a-f]+ ',
    '^warning: (filtering not recognized|redirecting)',
    // Our own program that answers Git (askpass.ts) has nothing to say: the line after it tells what was asked for.
    '^error: unable to read askpass response',
    '^To ',
    '^hint: ',
    '^error: failed to push some refs',
    '^(remote: )?(Total|Delta compression|Writing objects)\\b',
    // The frame that ssh draws around a warning.
    '^@+$',
  ].join('|'),
);

/** Keeps the lines that say something; a line that was redrawn with carriage returns counts by its last state. */
export function saidBy(stderr: string): string {
  const lines: string[] = [];
  for (const raw of stderr.split('\n')) {
    const line = raw.slice(raw.lastIndexOf('\r', raw.length - 2) + 1).trimEnd();
    if (line !== '' && !NOISE.test(line)) lines.push(line);
  }
  const words = lines
    .join('\n')
    .replace(/(could not read (?:Username|Password) for '[^']*'): .*/g, '$1: authentication required');
  return withoutPassword(words).slice(0, 4096);
}
