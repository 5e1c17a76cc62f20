/** Where package managers of macOS put git, and the programs that kubeconfigs sign in with. */
const MAC_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];

/**
 * The environment of an application that was started from the Dock has no PATH of a shell. What is there comes first, so that
 * nothing is replaced.
 */
export function completePath(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  userHome: string,
): string | undefined {
  const path = env['PATH'];
  if (platform !== 'darwin') return path;
  const there = (path ?? '/usr/bin:/bin:/usr/sbin:/sbin').split(':').filter((folder) => folder !== '');
  const missing = [...MAC_FOLDERS, `${userHome}/.local/bin`].filter((folder) => !there.includes(folder));
  return [...there, ...missing].join(':');
}
