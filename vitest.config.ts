import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The module `electron` of npm downloads a program when it is imported without one.
const electron = fileURLToPath(new URL('main/shell/electron/testing/electron.ts', import.meta.url));
const shared = {
  environment: 'node',
  testTimeout: 30_000,
  hookTimeout: 120_000,
  alias: { electron },
  setupFiles: ['test/property-seed.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['main/**/*.spec.ts', 'preload/**/*.spec.ts', 'renderer/**/*.spec.{ts,tsx}'],
        },
      },
      { test: { ...shared, name: 'contract', include: ['test/contract/**/*.spec.ts'] } },
      { test: { ...shared, name: 'integration', include: ['test/integration/**/*.spec.ts'] } },
      {
        test: {
          ...shared,
          name: 'conformance',
          include: ['test/conformance/**/*.spec.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.spec.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'crash',
          include: ['test/crash/**/*.spec.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'packaging',
          include: ['test/packaging/**/*.spec.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      { test: { ...shared, name: 'hostile', include: ['test/hostile/**/*.spec.ts'], testTimeout: 60_000 } },
    ],
  },
});
