import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARGOCD_DEFAULTS, checkArgocdValue, parseArgocdConfig, resourceExcluded } from './index.ts';

const parse = (config: Record<string, string>) => parseArgocdConfig(new Map(Object.entries(config)));

describe('argocd-cm and argocd-cmd-params-cm', () => {
  it('empty are the defaults', () => {
    expect(parse({})).toEqual({ settings: ARGOCD_DEFAULTS, problems: [], unused: [] });
    expect(parse({ 'timeout.reconciliation': '' }).settings.reconciliationMs).toBe(120_000);
  });

  it('are read key by key', () => {
    const { settings, problems, unused } = parse({
      'timeout.reconciliation': '3m',
      'timeout.reconciliation.jitter': '0',
      'controller.repo.error.grace.period.seconds': '30',
      'controller.self.heal.timeout.seconds': '5',
      'controller.self.heal.backoff.timeout.seconds': '1',
      'controller.self.heal.backoff.factor': '2',
      'controller.self.heal.backoff.cap.seconds': '60',
      'application.resourceTrackingMethod': 'annotation+label',
      'application.instanceLabelKey': 'example.com/instance',
      installationID: 'mine',
      'kustomize.buildOptions': '--load-restrictor LoadRestrictionsNone',
      'kustomize.buildOptions.v5.8.1': '--x',
      'helm.enable': 'false',
      'reposerver.max.combined.directory.manifests.size': '20M',
      'resource.sensitive.mask.annotations': 'a/b, c',
      'controller.sync.timeout.seconds': '90',
    });
    expect(problems).toEqual([]);
    expect(unused).toEqual([]);
    expect(settings).toMatchObject({
      reconciliationMs: 180_000,
      reconciliationJitterMs: 0,
      repoErrorGraceMs: 30_000,
      syncTimeoutMs: 90_000,
      selfHeal: { timeoutMs: 5_000, backoffMs: 1_000, backoffFactor: 2, backoffCapMs: 60_000 },
      tracking: { method: 'annotation+label', instanceLabel: 'example.com/instance', installationId: 'mine' },
      tools: { helm: false, kustomize: true, jsonnet: true },
      kustomizeBuildOptions: '--load-restrictor LoadRestrictionsNone',
      maxDirectoryBytes: 20_000_000,
      compare: { maskedAnnotations: ['a/b', 'c'] },
    });
    expect(settings.kustomizeVersionOptions).toEqual(new Map([['v5.8.1', '--x']]));
  });

  it('keep the value in force when a text cannot be read, and name the key', () => {
    const before = parse({ 'timeout.reconciliation': '7m', 'resource.exclusions': '- kinds: [Pod]' }).settings;
    const config = new Map([
      ['timeout.reconciliation', 'soon'],
      ['resource.exclusions', '- kinds: ['],
      ['application.resourceTrackingMethod', 'magic'],
      ['controller.self.heal.backoff.factor', '-1'],
      ['helm.enable', 'perhaps'],
    ]);
    const { settings, problems } = parseArgocdConfig(config, before);
    expect(settings.reconciliationMs).toBe(7 * 60_000);
    expect(settings.exclusions).toEqual(before.exclusions);
    expect(problems.map(({ key }) => key).sort()).toEqual([...config.keys()].sort());
  });

  it('name what Argosy does not use', () => {
    expect(parse({ 'dex.config': 'x', url: 'https://a', __proto__x: 'y' }).unused).toEqual([
      '__proto__x',
      'dex.config',
      'url',
    ]);
  });

  it('read compare options', () => {
    const compare = (text: string) => parse({ 'resource.compareoptions': text }).settings.compare;
    expect(compare('ignoreAggregatedRoles: true\nignoreResourceStatusField: crd')).toMatchObject({
      ignoreAggregatedRoles: true,
      ignoreStatus: 'crd',
    });
    expect(compare('ignoreResourceStatusField: none').ignoreStatus).toBe('none');
    expect(compare('ignoreResourceStatusField: off').ignoreStatus).toBe('none');
    expect(parse({ 'resource.compareoptions': 'ignoreResourceStatusField: sometimes' }).problems).toHaveLength(1);
  });

  it('read customizations in both forms, the newer one first', () => {
    const { settings, problems } = parse({
      'resource.customizations': [
        'argoproj.io/Application:',
        '  health.lua: |',
        '    return old',
        '"*.crossplane.io/*":',
        '  health.lua: return wild',
        '  health.lua.useOpenLibs: true',
        'apps/Deployment:',
        '  ignoreDifferences: |',
        '    jsonPointers: [/spec/replicas]',
        '  knownTypeFields:',
        '  - {field: spec.x, type: core/v1/PodSpec}',
        'Service:',
        '  actions: "discovery.lua: x"',
      ].join('\n'),
      'resource.customizations.health.argoproj.io_Application': 'return new',
      'resource.customizations.ignoreDifferences.all': 'managedFieldsManagers: [kube-controller-manager]',
      'resource.customizations.ignoreDifferences.admissionregistration.k8s.io_MutatingWebhookConfiguration':
        'jqPathExpressions: [".webhooks[].clientConfig.caBundle"]',
      'resource.customizations.ignoreResourceUpdates.Service': 'jsonPointers: [/status]',
      'resource.customizations.knownTypeFields.argoproj.io_Rollout':
        '- {field: spec.template.spec, type: core/v1/PodSpec}',
      'resource.customizations.useOpenLibs.argoproj.io_Application': 'true',
    });
    expect(problems).toEqual([]);
    const { health, openLibs, ignoreDifferences, ignoreResourceUpdates, knownTypeFields, actions } =
      settings.customizations;
    expect(health.get('argoproj.io_Application')).toBe('return new');
    expect(health.get('*.crossplane.io_*')).toBe('return wild');
    expect([...openLibs].sort()).toEqual(['*.crossplane.io_*', 'argoproj.io_Application']);
    expect(ignoreDifferences.get('apps_Deployment')).toMatchObject({
      group: 'apps',
      kind: 'Deployment',
      jsonPointers: ['/spec/replicas'],
    });
    expect(ignoreDifferences.get('*')).toMatchObject({
      group: '*',
      kind: '*',
      managedFieldsManagers: ['kube-controller-manager'],
    });
    expect(
      ignoreDifferences.get('admissionregistration.k8s.io_MutatingWebhookConfiguration')?.jqPathExpressions,
    ).toHaveLength(1);
    expect(ignoreResourceUpdates.get('Service')).toMatchObject({ group: '', kind: 'Service' });
    expect(knownTypeFields.get('apps_Deployment')).toEqual([{ field: 'spec.x', type: 'core/v1/PodSpec' }]);
    expect(knownTypeFields.get('argoproj.io_Rollout')).toHaveLength(1);
    expect(actions.get('Service')).toBe('discovery.lua: x');
  });

  it('keep one bad customization from taking the others along', () => {
    const good = 'resource.customizations.ignoreDifferences.apps_Deployment';
    const bad = 'resource.customizations.ignoreDifferences.apps_StatefulSet';
    const before = parse({ [bad]: 'jsonPointers: [/spec/old]' }).settings;
    const { settings, problems } = parseArgocdConfig(
      new Map([
        [good, 'jsonPointers: [/spec/replicas]'],
        [bad, 'jsonPointers: /spec'],
        ['resource.customizations', 'apps/DaemonSet: 5\nbatch/Job: {health.lua: return x}'],
      ]),
      before,
    );
    expect(problems.map(({ key }) => key)).toEqual(['resource.customizations (apps/DaemonSet)', bad]);
    expect(settings.customizations.health.get('batch_Job')).toBe('return x');
    expect(settings.customizations.ignoreDifferences.get('apps_StatefulSet')?.jsonPointers).toEqual(['/spec/old']);
    expect(settings.customizations.ignoreDifferences.get('apps_Deployment')?.jsonPointers).toEqual(['/spec/replicas']);
  });

  it('never throw and always give whole settings', () => {
    const keys = fc.constantFrom(
      'timeout.reconciliation',
      'resource.exclusions',
      'resource.customizations',
      'resource.compareoptions',
      'resource.customizations.ignoreDifferences.a_B',
      'resource.customizations.useOpenLibs.a_B',
      'reposerver.max.combined.directory.manifests.size',
      'helm.valuesFileSchemes',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('[]', '{}', '- 1', 'a: [b', '&a [*a]', '__proto__: {x: 1}', '!!js/x y', '9'.repeat(40)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, texts)), (entries) => {
        const { settings } = parseArgocdConfig(new Map(entries));
        expect(Object.keys(settings).sort()).toEqual(Object.keys(ARGOCD_DEFAULTS).sort());
        expect(Number.isFinite(settings.reconciliationMs)).toBe(true);
        expect(({} as { x?: number }).x).toBeUndefined();
      }),
    );
  });

  it('are checked before they are set', () => {
    expect(() => checkArgocdValue('timeout.reconciliation', 'soon')).toThrow('timeout.reconciliation: ');
    expect(() => checkArgocdValue('dex.config', 'anything')).not.toThrow();
    expect(() => checkArgocdValue('timeout.reconciliation', '60s')).not.toThrow();
  });
});

describe('excluded kinds', () => {
  const excluded = (config: Record<string, string>, group: string, kind: string, server = 'https://c') =>
    resourceExcluded(parse(config).settings, group, kind, server);

  it('are those that nobody keeps in Git', () => {
    expect(excluded({}, 'coordination.k8s.io', 'Lease')).toBe(true);
    expect(excluded({}, '', 'Event')).toBe(true);
    expect(excluded({}, '', 'Endpoints')).toBe(true);
    expect(excluded({}, 'apps', 'Deployment')).toBe(false);
    expect(excluded({ 'resource.exclusions': '[]' }, '', 'Endpoints')).toBe(false);
    expect(excluded({ 'resource.exclusions': '[]' }, 'events.k8s.io', 'Event')).toBe(true);
  });

  it('follow globs of group, kind and cluster; an exclusion beats an inclusion', () => {
    const rules = {
      'resource.exclusions':
        '- {apiGroups: ["*.example.com"], kinds: ["*"], clusters: ["https://prod-*"]}\n- {apiGroups: [apps], kinds: [ReplicaSet]}',
      'resource.inclusions': '- {apiGroups: [apps, x.example.com]}',
    };
    expect(excluded(rules, 'x.example.com', 'Thing', 'https://prod-1')).toBe(true);
    expect(excluded(rules, 'x.example.com', 'Thing', 'https://stage')).toBe(false);
    expect(excluded(rules, 'apps', 'ReplicaSet')).toBe(true);
    expect(excluded(rules, 'apps', 'Deployment')).toBe(false);
    expect(excluded(rules, 'batch', 'Job')).toBe(true);
  });
});
