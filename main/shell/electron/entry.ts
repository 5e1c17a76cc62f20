import { startDesktop } from './main.ts';

// Where Electron begins (package.json `main`). Nothing is awaited before startDesktop has said what must be said before Electron is ready.
startDesktop().catch((error: unknown) => {
  process.stderr.write(`argosy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
