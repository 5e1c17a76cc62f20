// The house plan as a check: floors import only downwards, rooms only by their faces, and nothing in circles.
// Floors and rooms: docs/architecture.md.
const swc = require('@swc/core');

// dependency-cruiser parses everything as TypeScript without JSX: a .tsx file would be a syntax error and no import of it seen.
const parseFile = swc.parseFileSync;
swc.parseFileSync = (file, options) => parseFile(file, { ...options, tsx: file.endsWith('.tsx') });

const floors = [
  ['model', 'runtime'],
  ['git', 'engines', 'charts', 'cluster', 'vault', 'store'],
  ['render', 'diff', 'health', 'sync', 'access'],
  ['engine', 'appsets', 'images', 'insight'],
  ['api'],
  ['shell'],
];

const rules = [
  {
    name: 'no-circles',
    severity: 'error',
    comment: 'Two files that import each other are one file, or one of them knows too much.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'only-the-electron-shell-imports-electron',
    severity: 'error',
    from: { pathNot: '^main/shell/electron/' },
    to: { path: '(^|/)electron$|node_modules/electron/' },
  },
  {
    name: 'the-sandbox-is-imported-by-shells-only',
    severity: 'error',
    from: { path: '^(main|preload|renderer)/', pathNot: '^main/(shell|sandbox)/' },
    to: { path: '^main/sandbox/' },
  },
  {
    name: 'the-sandbox-stands-on-floors-0-and-1',
    severity: 'error',
    from: { path: '^main/sandbox/' },
    to: { path: `^main/(${floors.slice(2).flat().filter((room) => room !== 'diff').join('|')})/` },
  },
  {
    name: 'the-contract-stands-on-nothing-of-main',
    severity: 'error',
    from: { path: '^preload/' },
    // The words of the model are the words of the contract.
    to: { path: '^(main|renderer|test|bench)/', pathNot: '^main/model/' },
  },
  {
    name: 'the-renderer-knows-the-contract-only',
    severity: 'error',
    from: { path: '^renderer/' },
    to: { path: '^(main|test|bench)/' },
  },
  {
    name: 'the-renderer-has-floors',
    severity: 'error',
    comment: 'Theme, texts and client below; then ui; then graph, changes, editor; then frame; pages on top. Only the frame shows pages.',
    from: { path: '^renderer/(theme|texts|client|ui)/', pathNot: '\\.spec\\.' },
    to: { path: '^renderer/(frame|pages)/' },
  },
  {
    name: 'the-product-does-not-import-its-tests',
    severity: 'error',
    from: { path: '^(main|preload|renderer)/', pathNot: '\\.(spec|test)\\.tsx?$' },
    to: { path: '^(test|bench)/|\\.spec\\.tsx?$' },
  },
];

floors.forEach((rooms, floor) => {
  const above = floors.slice(floor + 1).flat();
  for (const room of rooms) {
    const beside = rooms.filter((other) => other !== room);
    const forbidden = [...above, ...beside];
    if (forbidden.length > 0) {
      rules.push({
        name: `${room}-imports-only-from-floors-below-${floor}`,
        severity: 'error',
        from: { path: `^main/${room}/` },
        to: { path: `^main/(${forbidden.join('|')})/` },
      });
    }
    rules.push({
      name: `${room}-is-entered-by-its-face`,
      severity: 'error',
      comment: 'Import the room by its index.ts; nobody reaches past a face.',
      from: { path: '^main/', pathNot: `^main/${room}/` },
      to: { path: `^main/${room}/`, pathNot: room === 'shell' ? '^main/shell/' : `^main/${room}/index\\.ts$` },
    });
  }
});

module.exports = {
  forbidden: rules,
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(spec|test)\\.tsx?$|/testing/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
