import { ArgosyError, type JsonValue, type ResourceIgnoreDifferences } from '../model/index.ts';
import { ARGOCD_DEFAULTS, type ArgocdSettings, type KnownTypeField } from './argocd-settings.ts';
import * as value from './argocd-values.ts';

export interface ArgocdProblem {
  readonly key: string;
  /** What is wrong; the value in force before is kept. */
  readonly message: string;
}

export interface ArgocdConfig {
  readonly settings: ArgocdSettings;
  readonly problems: readonly ArgocdProblem[];
  /** Keys that Argosy does not use. They are kept, so that a ConfigMap survives a round trip. */
  readonly unused: readonly string[];
}

/**
 * argocd-cm and argocd-cmd-params-cm as one map of texts → values in force. Pure. A text that cannot be read keeps the value
 * of `previous` and is reported with its key, so that a slip of the pen never turns a rule off.
 */
export function parseArgocdConfig(
  config: ReadonlyMap<string, string>,
  previous: ArgocdSettings = ARGOCD_DEFAULTS,
): ArgocdConfig {
  const problems: ArgocdProblem[] = [];
  const used = new Set<string>();
  const fail = (key: string, error: unknown) => {
    problems.push({ key, message: error instanceof Error ? error.message : String(error) });
  };

  /** Absent or empty: the default. Present: read, or what was in force before. */
  function read<T>(key: string, parse: (text: string) => T, standard: T, before: T): T {
    used.add(key);
    const text = config.get(key);
    if (text === undefined || text.trim() === '') return standard;
    try {
      return parse(text.trim());
    } catch (error) {
      fail(key, error);
      return before;
    }
  }
  const simple = <K extends keyof ArgocdSettings>(key: string, field: K, parse: (text: string) => ArgocdSettings[K]) =>
    read(key, parse, ARGOCD_DEFAULTS[field], previous[field]);
  const part = <G extends 'selfHeal' | 'tracking' | 'tools', K extends keyof ArgocdSettings[G]>(
    key: string,
    group: G,
    field: K,
    parse: (text: string) => ArgocdSettings[G][K],
  ) => read(key, parse, ARGOCD_DEFAULTS[group][field], previous[group][field]);
  const plain = (text: string) => text;

  const compare = read('resource.compareoptions', compareOptions, ARGOCD_DEFAULTS.compare, previous.compare);
  const masked = ARGOCD_DEFAULTS.compare.maskedAnnotations;
  const versions = prefixed('kustomize.buildOptions.');
  const settings: ArgocdSettings = {
    reconciliationMs: simple('timeout.reconciliation', 'reconciliationMs', value.duration),
    reconciliationJitterMs: simple('timeout.reconciliation.jitter', 'reconciliationJitterMs', value.duration),
    hardReconciliationMs: simple('timeout.hard.reconciliation', 'hardReconciliationMs', value.duration),
    repoErrorGraceMs: simple('controller.repo.error.grace.period.seconds', 'repoErrorGraceMs', value.seconds),
    syncTimeoutMs: simple('controller.sync.timeout.seconds', 'syncTimeoutMs', value.seconds),
    selfHeal: {
      timeoutMs: part('controller.self.heal.timeout.seconds', 'selfHeal', 'timeoutMs', value.seconds),
      backoffMs: part('controller.self.heal.backoff.timeout.seconds', 'selfHeal', 'backoffMs', value.seconds),
      backoffFactor: part('controller.self.heal.backoff.factor', 'selfHeal', 'backoffFactor', (text) =>
        value.integer(text, 1, 100),
      ),
      backoffCapMs: part('controller.self.heal.backoff.cap.seconds', 'selfHeal', 'backoffCapMs', value.seconds),
    },
    tracking: {
      method: part('application.resourceTrackingMethod', 'tracking', 'method', (text) =>
        value.oneOf(text, 'annotation', 'annotation+label', 'label'),
      ),
      instanceLabel: part('application.instanceLabelKey', 'tracking', 'instanceLabel', value.labelKey),
      installationId: part('installationID', 'tracking', 'installationId', plain),
    },
    exclusions: simple('resource.exclusions', 'exclusions', value.resourceFilters),
    inclusions: simple('resource.inclusions', 'inclusions', value.resourceFilters),
    compare: {
      ...compare,
      maskedAnnotations: read(
        'resource.sensitive.mask.annotations',
        value.commaList,
        masked,
        previous.compare.maskedAnnotations,
      ),
    },
    ignoreResourceUpdates: simple('resource.ignoreResourceUpdatesEnabled', 'ignoreResourceUpdates', value.boolean),
    customizations: customizations(),
    tools: {
      helm: part('helm.enable', 'tools', 'helm', value.boolean),
      kustomize: part('kustomize.enable', 'tools', 'kustomize', value.boolean),
      jsonnet: part('jsonnet.enable', 'tools', 'jsonnet', value.boolean),
    },
    helmValuesSchemes: simple('helm.valuesFileSchemes', 'helmValuesSchemes', value.commaList),
    kustomizeBuildOptions: simple('kustomize.buildOptions', 'kustomizeBuildOptions', plain),
    kustomizeVersionOptions: new Map(versions),
    maxDirectoryBytes: simple('reposerver.max.combined.directory.manifests.size', 'maxDirectoryBytes', value.bytes),
    inClusterEnabled: simple('cluster.inClusterEnabled', 'inClusterEnabled', value.boolean),
    impersonation: simple('application.sync.impersonation.enabled', 'impersonation', value.boolean),
  };
  return { settings, problems, unused: [...config.keys()].filter((key) => !used.has(key)).sort() };

  function prefixed(prefix: string): (readonly [string, string])[] {
    const found: (readonly [string, string])[] = [];
    for (const [key, text] of config) {
      if (!key.startsWith(prefix) || key.length === prefix.length) continue;
      used.add(key);
      found.push([key.slice(prefix.length), text]);
    }
    return found;
  }

  function compareOptions(text: string): ArgocdSettings['compare'] {
    const map = value.mapping(value.yamlOf(text), 'compare options');
    const flag = (name: string, standard: boolean): boolean => {
      const found = map.get(name);
      if (found === undefined || found === null) return standard;
      return typeof found === 'boolean' ? found : value.boolean(String(found));
    };
    const { compare: standard } = ARGOCD_DEFAULTS;
    const ignored = map.get('ignoreResourceStatusField') ?? standard.ignoreStatus;
    return {
      // YAML reads `off` and `none` differently; both mean that nothing is ignored.
      ignoreStatus:
        ignored === false || ignored === 'off'
          ? 'none'
          : ignored === 'crd'
            ? 'crd'
            : value.oneOf(String(ignored), 'all', 'none'),
      ignoreAggregatedRoles: flag('ignoreAggregatedRoles', standard.ignoreAggregatedRoles),
      ignoreDifferencesOnResourceUpdates: flag(
        'ignoreDifferencesOnResourceUpdates',
        standard.ignoreDifferencesOnResourceUpdates,
      ),
      maskedAnnotations: standard.maskedAnnotations,
    };
  }

  /** `resource.customizations.<type>.<group>_<kind>`, and the older combined form, which the newer one overrides. */
  function customizations(): ArgocdSettings['customizations'] {
    const before = previous.customizations;
    const health = new Map<string, string>();
    const openLibs = new Set<string>();
    const actions = new Map<string, string>();
    const ignoreDifferences = new Map<string, ResourceIgnoreDifferences>();
    const ignoreResourceUpdates = new Map<string, ResourceIgnoreDifferences>();
    const fields = new Map<string, readonly KnownTypeField[]>();

    function keep<T>(
      target: Map<string, T>,
      kind: string,
      key: string,
      parse: () => T,
      old: ReadonlyMap<string, T>,
    ): void {
      try {
        target.set(kind, parse());
      } catch (error) {
        fail(key, error);
        const kept = old.get(kind);
        if (kept !== undefined) target.set(kind, kept);
      }
    }

    const combined = read<ReadonlyMap<string, JsonValue>>(
      'resource.customizations',
      (text) => value.mapping(value.yamlOf(text), 'a map of group/kind to rules'),
      new Map(),
      new Map(),
    );
    for (const [name, entry] of combined) {
      const kind = name === '*/*' ? '*' : name.replace('/', '_');
      const where = `resource.customizations (${name})`;
      try {
        const rules = value.mapping(entry, 'rules');
        const text = (rule: string): string | undefined => {
          const found = rules.get(rule);
          if (found === undefined || found === null) return undefined;
          if (typeof found !== 'string') throw new Error(`expected a text in ${rule}`);
          return found;
        };
        const lua = text('health.lua');
        if (lua !== undefined) health.set(kind, lua);
        if (rules.get('health.lua.useOpenLibs') === true) openLibs.add(kind);
        const action = text('actions');
        if (action !== undefined) actions.set(kind, action);
        const differences = text('ignoreDifferences');
        if (differences !== undefined) ignoreDifferences.set(kind, value.ignoreRule(differences, kind));
        const updates = text('ignoreResourceUpdates');
        if (updates !== undefined) ignoreResourceUpdates.set(kind, value.ignoreRule(updates, kind));
        const known = rules.get('knownTypeFields');
        if (known !== undefined && known !== null) fields.set(kind, value.knownTypeFieldsOf(known));
      } catch (error) {
        fail(where, error);
      }
    }

    const each = (type: string, take: (kind: string, text: string, key: string) => void) => {
      const prefix = `resource.customizations.${type}.`;
      for (const [name, text] of prefixed(prefix)) take(name === 'all' ? '*' : name, text, prefix + name);
    };
    each('health', (kind, text) => health.set(kind, text));
    each('useOpenLibs', (kind, text, key) => {
      try {
        if (value.boolean(text.trim())) openLibs.add(kind);
        else openLibs.delete(kind);
      } catch (error) {
        fail(key, error);
        if (before.openLibs.has(kind)) openLibs.add(kind);
      }
    });
    each('actions', (kind, text) => actions.set(kind, text));
    each('ignoreDifferences', (kind, text, key) =>
      keep(ignoreDifferences, kind, key, () => value.ignoreRule(text, kind), before.ignoreDifferences),
    );
    each('ignoreResourceUpdates', (kind, text, key) =>
      keep(ignoreResourceUpdates, kind, key, () => value.ignoreRule(text, kind), before.ignoreResourceUpdates),
    );
    each('knownTypeFields', (kind, text, key) =>
      keep(fields, kind, key, () => value.knownTypeFields(text), before.knownTypeFields),
    );
    return { health, openLibs, actions, ignoreDifferences, ignoreResourceUpdates, knownTypeFields: fields };
  }
}

/** For `config set`: throws with the key when its value cannot be read. A key that Argosy does not use passes. */
export function checkArgocdValue(key: string, text: string): void {
  const problem = parseArgocdConfig(new Map([[key, text]])).problems[0];
  if (problem === undefined) return;
  throw new ArgosyError('InvalidArgument', `${key}: ${problem.message}`, { subject: key });
}
