import { homedir } from 'node:os';
import { join } from 'node:path';
import { ArgosyError } from '../model/index.ts';
import type { RepoAccess } from './backend.ts';
import type { OneShot } from './one-shot.ts';

/**
 * Git runs this program as its ssh and adds `[-p port] [user@]host command` as arguments. Everything of ours comes in
 * variables that are never parsed as shell text, so there is nothing to quote and nothing to inject (compare CVE-2026-55797).
 */
export const SSH_SCRIPT = `#!/bin/sh
exec ssh -F /dev/null \\
  -o BatchMode=yes -o IdentitiesOnly=yes -o "$ARGOSY_SSH_AGENT" -o "$ARGOSY_SSH_IDENTITY" \\
  -o "$ARGOSY_SSH_STRICT" -o "$ARGOSY_SSH_KNOWN" -o GlobalKnownHostsFile=/etc/ssh/ssh_known_hosts \\
  -o UpdateHostKeys=no -o ControlMaster=no -o ControlPath=none -o ProxyCommand=none -o PermitLocalCommand=no \\
  -o ClearAllForwardings=yes -o ConnectTimeout=15 -o ServerAliveInterval=5 -o ServerAliveCountMax=3 \\
  -o LogLevel=ERROR "$@"
`;

/** Variables for one command, with the key in a file that lives as long as the command. */
export async function sshEnvironment(
  access: RepoAccess,
  script: string,
  oneShot: OneShot,
): Promise<Record<string, string>> {
  const credentials = access.credentials?.kind === 'ssh' ? access.credentials : undefined;
  if (access.proxy !== undefined) {
    throw new ArgosyError('FailedPrecondition', 'a proxy for SSH is not supported', {
      subject: access.url,
      advice: 'Reach this repository over https, where the proxy works.',
    });
  }
  if (credentials !== undefined) refuseLockedKey(credentials.privateKey, access.url);
  const key = credentials === undefined ? undefined : await oneShot.file('identity', ended(credentials.privateKey));
  const known =
    credentials?.knownHosts === undefined
      ? join(homedir(), '.ssh', 'known_hosts')
      : await oneShot.file('known_hosts', ended(credentials.knownHosts));
  return {
    GIT_SSH: script,
    GIT_SSH_VARIANT: 'ssh',
    ARGOSY_SSH_AGENT: 'IdentityAgent=none',
    // Without a key of this repository none is tried: the person's own keys are not for whatever an Application names.
    ARGOSY_SSH_IDENTITY: `IdentityFile=${key === undefined ? 'none' : option(key)}`,
    ARGOSY_SSH_STRICT: `StrictHostKeyChecking=${access.insecure === true ? 'no' : 'yes'}`,
    ARGOSY_SSH_KNOWN: `UserKnownHostsFile=${access.insecure === true ? '/dev/null' : option(known)}`,
  };
}

/** A key with a passphrase would make ssh ask, and nobody is there to answer. */
function refuseLockedKey(privateKey: string, subject: string): void {
  if (!isLocked(privateKey)) return;
  throw new ArgosyError('Unauthenticated', 'the SSH key is protected by a passphrase', {
    subject,
    advice:
      'Store a key without a passphrase: the vault protects it (ssh-keygen -p on a copy takes the passphrase off).',
  });
}

export function isLocked(privateKey: string): boolean {
  if (/^Proc-Type: .*ENCRYPTED/m.test(privateKey) || /BEGIN ENCRYPTED PRIVATE KEY/.test(privateKey)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(privateKey)?.[1];
  if (body === undefined) return false;
  // "openssh-key-v1\0", then the cipher's name as a length and text.
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < 19) return false;
  const length = bytes.readUInt32BE(15);
  return bytes.toString('latin1', 19, 19 + Math.min(length, 64)) !== 'none';
}

/** In ssh's own quotes, because a folder may have a space in its name; `%` begins an escape there. */
function option(path: string): string {
  return `"${path.replace(/%/g, '%%')}"`;
}

/** ssh reads a key only when its last line has an end. */
function ended(text: string): string {
  const unix = text.replace(/\r\n/g, '\n');
  return unix.endsWith('\n') ? unix : `${unix}\n`;
}
