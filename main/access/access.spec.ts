import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Application, AppProject, AppProjectSpec } from '../model/index.ts';
import {
  checkApplication,
  defaultProject,
  destinationPermitted,
  effectiveProject,
  kindPermitted,
  normalizeRepoUrl,
  permits,
  refuseProjectDeletion,
  sourcePermitted,
  validateProject,
  type WriteRequest,
} from './index.ts';

const project = (spec: AppProjectSpec, name = 'p'): AppProject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name },
  spec,
});

describe('sources', () => {
  it.each([
    ['https://GitHub.com/Org/Repo.git', 'https://github.com/org/repo'],
    ['git@github.com:Org/repo.git', 'git@github.com/org/repo'],
    ['ssh://git@github.com/org/repo', 'git@github.com/org/repo'],
    ['/home/me/Repo', '/home/me/repo'],
    ['oci://registry/charts', 'oci://registry/charts'],
  ])('%s is compared as %s', (url, normalized) => {
    expect(normalizeRepoUrl(url)).toBe(normalized);
  });

  it.each<[readonly string[], string, boolean]>([
    [['*'], 'https://h/any', true],
    [[], 'https://h/any', false],
    [['https://h/org/*'], 'https://h/org/repo.git', true],
    [['https://h/org/*'], 'https://h/org/sub/repo', false],
    [['https://h/org/**'], 'https://h/org/sub/repo', true],
    [['https://h/*'], 'https://h/org/repo', false],
    [['git@h:org/*'], 'ssh://git@h/org/repo', true],
    [['*', '!https://h/secret/*'], 'https://h/secret/x', false],
    [['*', '!https://h/secret/*'], 'https://h/open/x', true],
    [['!https://h/secret/*'], 'https://h/open/x', false],
    // Spellings that must not get around a denial.
    [['*', '!https://h/secret/*'], 'https://user@h/secret/x', false],
    [['*', '!https://h/secret/*'], 'https://h:443/secret/x/', false],
    [['*', '!https://h/secret/*'], 'https://h//secret/x.git/', false],
    [['*', '!https://h/secret/*'], 'https://h/open/../secret/x', false],
    [['*', '!https://h/[secret/*'], 'https://h/open/x', false],
    // Clients resolve dots before they ask.
    [['https://h/ours/**'], 'https://h/ours/../theirs/x', false],
    [['https://h/ours/**'], 'https://h/ours/%2E%2e/theirs/x', false],
    [['https://h/ours/**'], 'https://h/ours/..\\theirs', false],
    [['https://h/ours/**'], 'https://h/ours/a\nb', false],
    [['*'], '../relative', true],
  ])('%j lets %s through: %s', (sourceRepos, url, expected) => {
    expect(sourcePermitted(project({ sourceRepos }), url)).toBe(expected);
  });
});

describe('destinations', () => {
  const at = (server: string, name: string) => ({ server, name });
  it.each<[AppProjectSpec['destinations'], string, string, string, boolean]>([
    [[{ server: '*', namespace: '*' }], 'https://c', 'c', 'n', true],
    [[{ server: 'https://c', namespace: 'n' }], 'https://c', 'c', 'n', true],
    [[{ server: 'https://c', namespace: 'n' }], 'https://c', 'c', 'm', false],
    [[{ server: 'https://d', namespace: 'n' }], 'https://c', 'c', 'n', false],
    [[{ name: 'prod-*', namespace: 'team-*' }], 'https://c', 'prod-eu', 'team-a', true],
    [[{ name: 'prod-*', namespace: 'team-*' }], 'https://c', 'stage', 'team-a', false],
    [[{ server: 'https://c' }], 'https://c', 'c', 'n', false],
    [[], 'https://c', 'c', 'n', false],
    [undefined, 'https://c', 'c', 'n', false],
    // A denied namespace counts with a matching server only.
    [[{ server: '*', namespace: '!kube-system' }], 'https://c', 'c', 'n', true],
    [
      [
        { server: '*', namespace: '*' },
        { server: 'https://c', namespace: '!kube-system' },
      ],
      'https://c',
      'c',
      'kube-system',
      false,
    ],
    [
      [
        { server: '*', namespace: '*' },
        { server: 'https://d', namespace: '!kube-system' },
      ],
      'https://c',
      'c',
      'kube-system',
      true,
    ],
    // A denied server or name denies whatever its namespace says.
    [
      [
        { server: '*', namespace: '*' },
        { server: '!https://c', namespace: 'other' },
      ],
      'https://c',
      'c',
      'n',
      false,
    ],
    [
      [
        { server: '*', namespace: '*' },
        { name: '!c', namespace: 'other' },
      ],
      'https://c',
      'c',
      'n',
      false,
    ],
    [[{ name: '!prod', namespace: '*' }], 'https://c', 'dev', 'n', true],
    [
      [
        { server: '*', namespace: '*' },
        { name: '!prod', namespace: '*' },
      ],
      'https://c',
      '',
      'n',
      false,
    ],
  ])('%j for %s (%s) %s: %s', (destinations, server, name, namespace, expected) => {
    expect(destinationPermitted(project({ destinations: destinations! }), at(server, name), namespace)).toBe(expected);
  });

  it('are only the clusters of the project when it says so', () => {
    const strict = project({ destinations: [{ server: '*', namespace: '*' }], permitOnlyProjectScopedClusters: true });
    expect(destinationPermitted(strict, at('https://c', 'c'), 'n')).toBe(false);
    expect(destinationPermitted(strict, { ...at('https://c', 'c'), project: 'other' }, 'n')).toBe(false);
    expect(destinationPermitted(strict, { ...at('https://c', 'c'), project: 'p' }, 'n')).toBe(true);
  });
});

describe('kinds', () => {
  it.each<[AppProjectSpec, string, string, string, boolean, boolean]>([
    [{}, 'apps', 'Deployment', 'x', true, true],
    [{ namespaceResourceWhitelist: null }, 'apps', 'Deployment', 'x', true, true],
    [{ namespaceResourceWhitelist: [] }, 'apps', 'Deployment', 'x', true, false],
    [{ namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deploy*' }] }, 'apps', 'Deployment', 'x', true, true],
    [{ namespaceResourceWhitelist: [{ group: '', kind: '*' }] }, 'apps', 'Deployment', 'x', true, false],
    [{ namespaceResourceBlacklist: [{ group: '*', kind: 'Secret' }] }, '', 'Secret', 'x', true, false],
    [{ namespaceResourceBlacklist: [{ group: '*', kind: '[' }] }, '', 'Service', 'x', true, false],
    [{}, '', 'Namespace', 'x', false, false],
    [{ clusterResourceWhitelist: [] }, '', 'Namespace', 'x', false, false],
    [{ clusterResourceWhitelist: [{ group: '*', kind: '*' }] }, '', 'Namespace', 'x', false, true],
    [
      { clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] },
      '',
      'Namespace',
      'team-a',
      false,
      true,
    ],
    [
      { clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] },
      '',
      'Namespace',
      'x',
      false,
      false,
    ],
    [
      {
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        clusterResourceBlacklist: [{ group: '', kind: 'Namespace', name: 'kube-*' }],
      },
      '',
      'Namespace',
      'kube-system',
      false,
      false,
    ],
  ])('%j: %s %s %s namespaced %s → %s', (spec, group, kind, name, namespaced, expected) => {
    expect(kindPermitted(project(spec), group, kind, name, namespaced)).toBe(expected);
  });
});

const VERBS = ['apply', 'create-namespace', 'prune', 'delete', 'hook'] as const;

describe('the gate', () => {
  const request = (over: Partial<WriteRequest>): WriteRequest => ({
    verb: 'apply',
    ref: { group: '', kind: 'ConfigMap', namespace: 'n', name: 'x' },
    namespaced: true,
    project: defaultProject(),
    destination: { server: 'https://c', name: 'c' },
    ...over,
  });

  it('speaks as the reference does', () => {
    expect(permits(request({}))).toBeUndefined();
    expect(permits(request({ project: project({ namespaceResourceWhitelist: [] }) }))).toBe(
      'resource :ConfigMap is not permitted in project p',
    );
    expect(permits(request({ project: project({}) }))).toBe("namespace n is not permitted in project 'p'");
    const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'x' };
    expect(permits(request({ ref: role, namespaced: false, project: project({}) }))).toBe(
      'resource rbac.authorization.k8s.io:ClusterRole is not permitted in project p',
    );
    const elsewhere = project({
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      destinations: [{ server: 'https://d', namespace: '*' }],
    });
    expect(permits(request({ ref: role, namespaced: false, project: elsewhere }))).toBe(
      "destination server 'https://c' is not permitted in project 'p'",
    );
  });

  it('judges a namespace that is created by its own name', () => {
    const team = project({
      destinations: [{ server: '*', namespace: 'team-*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    });
    const create = (name: string) =>
      permits(
        request({
          verb: 'create-namespace',
          namespaced: false,
          project: team,
          ref: { group: '', kind: 'Namespace', namespace: '', name },
        }),
      );
    expect(create('team-a')).toBeUndefined();
    expect(create('kube-system')).toBe("namespace kube-system is not permitted in project 'p'");
  });

  it.each(VERBS)('refuses the object of an in-cluster Argo CD to %s', (verb) => {
    const live = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'x',
        namespace: 'n',
        annotations: { 'argocd.argoproj.io/tracking-id': 'a:/ConfigMap:n/x' },
        managedFields: [{ manager: 'argocd-controller', time: '2026-01-01T00:00:00Z' }],
      },
    };
    expect(permits(request({ verb, live }))).toContain('managed by an Argo CD in the cluster (application a)');
  });

  it('refuses a namespaced object without a namespace', () => {
    expect(permits(request({ ref: { group: '', kind: 'ConfigMap', namespace: '', name: 'x' } }))).toContain(
      'has no namespace',
    );
  });

  const name = fc.constantFrom('a', 'b', 'c', 'kube-system', 'ns-1');
  const group = fc.constantFrom('', 'apps', 'batch');
  const kind = fc.constantFrom('ConfigMap', 'Deployment', 'Job', 'Namespace', 'ClusterRole');
  const server = fc.constantFrom('https://a', 'https://b');
  const cluster = fc.constantFrom('ca', 'cb');
  const kinds = fc.array(fc.record({ group, kind }), { maxLength: 3 });
  const literal = fc.record({
    destinations: fc.array(fc.record({ server, namespace: name }), { maxLength: 3 }),
    clusterResourceWhitelist: kinds,
    clusterResourceBlacklist: kinds,
    namespaceResourceWhitelist: kinds,
    namespaceResourceBlacklist: kinds,
  });
  const write = fc.record({
    verb: fc.constantFrom(...VERBS),
    ref: fc.record({ group, kind, namespace: name, name }),
    namespaced: fc.boolean(),
    destination: fc.record({ server, name: cluster }),
  });
  const listed = (rules: readonly { group: string; kind: string }[], ref: { group: string; kind: string }) =>
    rules.some((rule) => rule.group === ref.group && rule.kind === ref.kind);

  it('lets nothing through that is not listed, whatever the verb', () => {
    fc.assert(
      fc.property(literal, write, (spec, asked) => {
        const ref = asked.namespaced ? asked.ref : { ...asked.ref, namespace: '' };
        const passes = permits({ ...asked, ref, project: project(spec) }) === undefined;
        const allowed = asked.namespaced ? spec.namespaceResourceWhitelist : spec.clusterResourceWhitelist;
        const denied = asked.namespaced ? spec.namespaceResourceBlacklist : spec.clusterResourceBlacklist;
        const reaches = spec.destinations.some(
          (entry) =>
            entry.server === asked.destination.server && (!asked.namespaced || entry.namespace === ref.namespace),
        );
        if (passes) {
          expect(listed(allowed, ref)).toBe(true);
          expect(listed(denied, ref)).toBe(false);
          expect(reaches).toBe(true);
        } else if (asked.verb !== 'create-namespace') {
          expect(listed(allowed, ref) && !listed(denied, ref) && reaches).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers the same for every verb; creating a namespace can only be refused more', () => {
    fc.assert(
      fc.property(literal, write, (spec, asked) => {
        const ref = asked.namespaced ? asked.ref : { ...asked.ref, namespace: '' };
        const answers = VERBS.map((verb) => permits({ ...asked, verb, ref, project: project(spec) }));
        const [apply, create, ...rest] = answers;
        for (const answer of rest) expect(answer).toBe(apply);
        if (create === undefined) expect(apply).toBeUndefined();
      }),
    );
  });

  it('is never opened by a denial, nor by taking an entry away', () => {
    const rule = fc.record({
      group: fc.constantFrom('', '*', 'apps', '['),
      kind: fc.constantFrom('*', 'Job', 'Dep*', '['),
    });
    fc.assert(
      fc.property(literal, write, rule, (spec, asked, denied) => {
        const passes = (over: AppProjectSpec) =>
          permits({ ...asked, project: project({ ...spec, ...over }) }) === undefined;
        if (!passes({})) {
          expect(passes({ namespaceResourceBlacklist: [...spec.namespaceResourceBlacklist, denied] })).toBe(false);
          expect(passes({ clusterResourceBlacklist: [...spec.clusterResourceBlacklist, denied] })).toBe(false);
          expect(passes({ destinations: spec.destinations.slice(1) })).toBe(false);
          expect(passes({ clusterResourceWhitelist: spec.clusterResourceWhitelist.slice(1) })).toBe(false);
          expect(passes({ namespaceResourceWhitelist: spec.namespaceResourceWhitelist.slice(1) })).toBe(false);
        }
        const { server: at } = asked.destination;
        expect(passes({ destinations: [...spec.destinations, { server: `!${at}`, namespace: 'any' }] })).toBe(false);
      }),
    );
  });
});

describe('an application', () => {
  const app = (over: Partial<Application['spec']> = {}, namespace = 'argocd'): Application => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a', namespace },
    spec: { project: 'p', source: { repoURL: 'https://h/r' }, destination: { namespace: 'n' }, ...over },
  });
  const facts = { server: 'https://c', name: 'c', namespace: 'n' };

  it('is let be by the default project', () => {
    expect(checkApplication(app(), defaultProject(), facts)).toEqual([]);
  });

  it('is told what its project does not permit', () => {
    const sources = [{ repoURL: 'https://h/r' }, { repoURL: 'https://h/other', ref: 'values' }];
    expect(checkApplication(app({ sources }), project({ sourceRepos: ['https://h/r'] }), facts)).toEqual([
      { type: 'InvalidSpecError', message: "application repo https://h/other is not permitted in project 'p'" },
      {
        type: 'InvalidSpecError',
        message:
          "application destination server 'https://c' and namespace 'n' do not match any of the allowed destinations in project 'p'",
      },
    ]);
  });

  it('asks about every place that something is fetched from', () => {
    const sourceHydrator = {
      drySource: { repoURL: 'https://h/dry' },
      syncSource: { targetBranch: 'b', path: 'p', repoURL: 'https://h/wet' },
    };
    const messages = checkApplication(
      app({ sourceHydrator }),
      project({ destinations: [{ server: '*', namespace: '*' }] }),
      facts,
    );
    expect(messages.map(({ message }) => message.split(' ')[2])).toEqual([
      'https://h/r',
      'https://h/dry',
      'https://h/wet',
    ]);
  });

  it('outside the control-plane namespace needs a source namespace', () => {
    const rules = { ...defaultProject().spec, sourceNamespaces: ['team-*'] };
    expect(checkApplication(app({}, 'team-a'), project(rules), facts)).toEqual([]);
    expect(checkApplication(app({}, 'other'), project(rules), facts)[0]?.message).toBe(
      "application 'a' in namespace 'other' is not allowed to use project 'p'",
    );
  });

  it('of a project with its own clusters is told of other clusters', () => {
    const rules = project({ ...defaultProject().spec, permitOnlyProjectScopedClusters: true });
    expect(checkApplication(app(), rules, facts)).toHaveLength(1);
    expect(checkApplication(app(), rules, { ...facts, cluster: { project: 'p' } })).toEqual([]);
  });
});

describe('projects', () => {
  it('default and used ones cannot be deleted', () => {
    expect(refuseProjectDeletion('default', 0)?.message).toContain('reserved');
    expect(refuseProjectDeletion('p', 2)?.message).toBe('project is referenced by 2 applications');
    expect(refuseProjectDeletion('p', 0)).toBeUndefined();
  });

  it('are completed by what was added for them and by global projects, denials win', () => {
    const own = project({ sourceRepos: ['!https://h/denied'] });
    const global = project({ namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] }, 'g');
    const whole = effectiveProject(own, {
      repositories: ['https://h/own', 'https://h/denied'],
      clusters: ['https://c'],
      globals: [global],
    });
    expect(sourcePermitted(whole, 'https://h/own.git')).toBe(true);
    expect(sourcePermitted(whole, 'https://h/denied')).toBe(false);
    expect(destinationPermitted(whole, { server: 'https://c', name: 'c' }, 'n')).toBe(true);
    expect(kindPermitted(whole, '', 'Secret', 'x', true)).toBe(false);
    expect(kindPermitted(whole, '', 'ConfigMap', 'x', true)).toBe(true);
    expect(effectiveProject(own, { repositories: [], clusters: [], globals: [] })).toBe(own);
  });

  it('are told which of their rules nobody can read', () => {
    expect(validateProject(defaultProject())).toEqual([]);
    const problems = validateProject(
      project({
        sourceRepos: ['!*', 'a', 'a', 'x['],
        destinations: [{ server: '!*', namespace: '!*' }],
        namespaceResourceBlacklist: [{ group: '[', kind: 'x' }],
      }),
    ).join('\n');
    expect(problems).toContain("source repository has an invalid format, '!*'");
    expect(problems).toContain("source repository 'a' already added");
    expect(problems).toContain("server has an invalid format, '!*'");
    expect(problems).toContain("namespace has an invalid format, '!*'");
    expect(problems).toContain('namespaceResourceBlacklist group');
  });
});
