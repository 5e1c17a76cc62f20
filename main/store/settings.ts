import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import type { Store } from './store.ts';

/** One setting of Argosy itself. Its text is what a person writes and what is stored. */
export interface SettingDefinition<T> {
  readonly description: string;
  readonly default: T;
  /** 'a whole number from 1 to 64', for help and errors. */
  readonly expects: string;
  /** Name of the environment variable that overrides the stored value. */
  readonly env?: string;
  /** Undefined: the text is not what is expected. */
  readonly parse: (text: string) => T | undefined;
  format(value: T): string;
  /** Keys of earlier versions; a stored value is taken over once. */
  readonly formerly?: readonly string[];
}

type Definitions = Readonly<Record<string, SettingDefinition<unknown>>>;
export type SettingValue<D> = D extends SettingDefinition<infer T> ? T : never;

/** Where the value in force comes from. */
export type SettingOrigin = 'default' | 'stored' | 'environment';

export interface SettingView {
  readonly key: string;
  readonly text: string;
  readonly origin: SettingOrigin;
  readonly default: string;
  readonly description: string;
  readonly expects: string;
  readonly env: string | undefined;
}

export interface Settings<D extends Definitions> {
  get<K extends keyof D & string>(key: K): SettingValue<D[K]>;
  /** Throws an ArgosyError that names the key, as `set` would. */
  check(key: string, text: string): void;
  set(key: string, text: string): void;
  /** Back to the default. */
  unset(key: string): void;
  list(): readonly SettingView[];
  /** Told after a change of the value in force, with the keys that changed. */
  onChange(listener: (keys: readonly string[]) => void): () => void;
}

/**
 * The settings over a store. The environment wins over what is stored, which wins over the default. They live in the store's
 * database and not in a file of their own: one lock, one crash-safe write, one backup.
 */
export function openSettings<const D extends Definitions>(
  definitions: D,
  store: Pick<Store, 'settings' | 'setSetting'>,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Settings<D> {
  const known = new Map<string, SettingDefinition<unknown>>(
    Object.entries(definitions) as [string, SettingDefinition<unknown>][],
  );
  const inForce = new Map<string, { readonly value: unknown; readonly origin: SettingOrigin }>();
  const listeners = new Set<(keys: readonly string[]) => void>();

  for (const [key, definition] of known) {
    for (const former of definition.formerly ?? []) {
      const text = store.settings().get(former);
      if (text === undefined) continue;
      if (!store.settings().has(key)) store.setSetting(key, text);
      store.setSetting(former, undefined);
    }
    inForce.set(key, resolve(key, definition));
  }

  function resolve(key: string, definition: SettingDefinition<unknown>): { value: unknown; origin: SettingOrigin } {
    const fromEnv = definition.env === undefined ? undefined : env[definition.env];
    for (const [origin, text, name] of [
      ['environment', fromEnv, definition.env ?? ''],
      ['stored', store.settings().get(key), key],
    ] as const) {
      if (text === undefined || text === '') continue;
      const value = definition.parse(text);
      if (value !== undefined) return { value, origin };
      logger.warn('a setting cannot be read and does not count', { setting: name, expects: definition.expects });
    }
    return { value: definition.default, origin: 'default' };
  }

  function definitionOf(key: string): SettingDefinition<unknown> {
    const definition = known.get(key);
    if (definition !== undefined) return definition;
    throw new ArgosyError('NotFound', `there is no setting '${key}'`, {
      subject: key,
      advice: `Settings: ${[...known.keys()].join(', ')}`,
    });
  }

  /** The text as it is stored. */
  function canonical(key: string, text: string): string {
    const definition = definitionOf(key);
    const value = definition.parse(text);
    if (value !== undefined) return definition.format(value);
    throw new ArgosyError(
      'InvalidArgument',
      `${key}: expected ${definition.expects}, got ${JSON.stringify(text.slice(0, 60))}`,
      { subject: key },
    );
  }

  function change(key: string, text: string | undefined): void {
    const definition = definitionOf(key);
    store.setSetting(key, text);
    const before = inForce.get(key);
    const after = resolve(key, definition);
    inForce.set(key, after);
    if (before !== undefined && definition.format(before.value) === definition.format(after.value)) return;
    for (const listener of listeners) listener([key]);
  }

  return {
    get: <K extends keyof D & string>(key: K) => inForce.get(key)?.value as SettingValue<D[K]>,
    check: (key, text) => void canonical(key, text),
    set: (key, text) => change(key, canonical(key, text)),
    unset: (key) => change(key, undefined),
    list: () =>
      [...known].map(([key, definition]) => {
        const { value, origin } = inForce.get(key)!;
        return {
          key,
          text: definition.format(value),
          origin,
          default: definition.format(definition.default),
          description: definition.description,
          expects: definition.expects,
          env: definition.env,
        };
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
