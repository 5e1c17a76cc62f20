/**
 * Flags by which argocd finds and trusts its server (reference §12.1). There is no server here, so a script that gives them means
 * nothing by them: they are accepted everywhere and left out. True: the flag takes a value.
 */
export const GLOBAL_FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['--argocd-context', true],
  ['--auth-token', true],
  ['--server', true],
  ['--insecure', false],
  ['--plaintext', false],
  ['--grpc-web', false],
  ['--grpc-web-root-path', true],
  ['--core', false],
  ['--kube-context', true],
  ['--port-forward', false],
  ['--port-forward-namespace', true],
  ['--header', true],
  ['-H', true],
  ['--client-crt', true],
  ['--client-crt-key', true],
  ['--server-crt', true],
  ['--config', true],
  ['--loglevel', true],
  ['--logformat', true],
  ['--http-retry-max', true],
  ['--prompts-enabled', false],
]);

/** The command line without them. */
export function withoutGlobalFlags(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') return [...kept, ...argv.slice(i)];
    const equals = word.indexOf('=');
    const takesValue = GLOBAL_FLAGS.get(equals < 0 ? word : word.slice(0, equals));
    if (takesValue === undefined) kept.push(word);
    else if (takesValue && equals < 0) i += 1;
  }
  return kept;
}
