import { userInfo } from 'node:os';

/** As the operating system knows the person for whom this process runs: a name to write beside what was done, no proof of anything. */
export function personName(env: NodeJS.ProcessEnv): string {
  const said = env['USER'] || env['USERNAME'];
  if (said) return said;
  try {
    return userInfo().username;
  } catch {
    // A container may run a user that has no name.
    return 'unknown';
  }
}
