/**
 * The sandbox fleet as a server for the suite, in a process of its own: `node test/conformance/world/sandbox.ts FOLDER` prints the path of its
 * kubeconfig and runs until standard input ends, so that it never outlives who started it.
 */

import { once } from 'node:events';
import { createLogger, systemClock } from '../../../main/runtime/index.ts';
import { startSandbox } from '../../../main/sandbox/index.ts';

const logger = createLogger({ sink: (line) => process.stderr.write(`${line}\n`), level: 'warn', clock: systemClock });
const sandbox = await startSandbox({ home: process.argv[2]!, clock: systemClock, logger });
process.stdout.write(`${sandbox.kubeconfigPath}\n`);
process.stdin.resume();
await Promise.race([once(process.stdin, 'end'), once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await sandbox.stop();
process.exit(0);
