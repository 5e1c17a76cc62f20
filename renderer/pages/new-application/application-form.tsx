import { useTopic } from '../../client/index.ts';
import {
  Field,
  FieldGroup,
  type FieldProblem,
  type Path,
  problemsAt,
  problemsElsewhere,
  Tick,
  textAt,
  valueAt,
} from '../../manifest/index.ts';
import { tm, tmplural } from '../../texts/manifest.ts';
import { inert } from '../../ui/index.ts';

const SHOWN = [
  'metadata.name',
  'metadata.namespace',
  'spec.project',
  'spec.source',
  'spec.destination',
  'spec.syncPolicy',
];
const CREATE_NAMESPACE = 'CreateNamespace=true';
const SERVER_SIDE = 'ServerSideApply=true';

/** The fields of an Application that most need. Each letter goes into the text, and each letter of the text comes back. */
export function ApplicationForm({
  application,
  problems,
  put,
}: {
  /** What the text says; undefined while it says nothing. */
  application: unknown;
  problems: readonly FieldProblem[];
  put: (path: Path, value: unknown) => void;
}) {
  const clusters = useTopic('clusters');
  const repositories = useTopic('applications');
  const sources = valueAt(application, ['spec', 'sources']);
  const many = Array.isArray(sources) && sources.length > 0;
  const source: Path = many ? ['spec', 'sources', 0] : ['spec', 'source'];
  const at = many ? 'spec.sources[0]' : 'spec.source';
  const text = (path: Path): string => textAt(application, path);
  const wrong = (...paths: readonly string[]): readonly string[] => paths.flatMap((path) => problemsAt(problems, path));
  const options = valueAt(application, ['spec', 'syncPolicy', 'syncOptions']);
  const optionList = Array.isArray(options) ? (options as readonly unknown[]) : [];
  const option = (name: string, on: boolean): void => {
    const next = on ? [...optionList, name] : optionList.filter((one) => one !== name);
    put(['spec', 'syncPolicy', 'syncOptions'], next.length === 0 ? undefined : next);
  };
  const automated = valueAt(application, ['spec', 'syncPolicy', 'automated']);
  const policy = automated !== undefined && automated !== null && valueAt(automated, ['enabled']) !== false;
  const chart = text([...source, 'chart']) !== '';
  // A problem of the whole source is told at its first field.
  const sourceProblems = problems
    .filter(({ path }) => path === at || path === 'spec.source' || path === 'spec.sources')
    .map(({ message }) => message);
  const server = text(['spec', 'destination', 'server']);
  const urls = [...new Set([...repositories.rows.values()].map((row) => row.repoURL))].slice(0, 200);
  return (
    <>
      {problemsElsewhere(problems, SHOWN).map(({ path, message }) => (
        <p key={`${path} ${message}`} role="alert" style={{ color: 'var(--error)', overflowWrap: 'anywhere' }}>
          {tm('form.elsewhere')}: {inert(message, 600)}
        </p>
      ))}
      <FieldGroup>
        <legend>{tm('form.application')}</legend>
        <div className="two">
          <Field
            label={tm('form.name')}
            value={text(['metadata', 'name'])}
            onChange={(value) => put(['metadata', 'name'], value)}
            problems={wrong('metadata.name')}
            required
            autoFocus
          />
          <Field
            label={tm('form.project')}
            value={text(['spec', 'project'])}
            onChange={(value) => put(['spec', 'project'], value)}
            problems={wrong('spec.project')}
          />
        </div>
      </FieldGroup>
      <FieldGroup>
        <legend>{tm('form.source')}</legend>
        <Field
          label={tm('form.repository')}
          value={text([...source, 'repoURL'])}
          onChange={(value) => put([...source, 'repoURL'], value)}
          problems={[...wrong(`${at}.repoURL`), ...sourceProblems]}
          offers={urls}
          placeholder="https://git.example.com/team/apps.git"
          required
          mono
        />
        <div className="two">
          <Field
            label={chart ? tm('form.chart') : tm('form.path')}
            value={text([...source, chart ? 'chart' : 'path'])}
            onChange={(value) => put([...source, chart ? 'chart' : 'path'], value)}
            problems={wrong(`${at}.path`, `${at}.chart`)}
            mono
          />
          <Field
            label={tm('form.revision')}
            value={text([...source, 'targetRevision'])}
            onChange={(value) => put([...source, 'targetRevision'], value)}
            problems={wrong(`${at}.targetRevision`)}
            hint={tm('form.revisionHint')}
            mono
          />
        </div>
        {many ? <p className="muted">{tmplural('form.sources', sources.length)}</p> : null}
      </FieldGroup>
      <FieldGroup>
        <legend>{tm('form.destination')}</legend>
        <div className="two">
          <Field
            label={tm('form.cluster')}
            value={server === '' ? text(['spec', 'destination', 'name']) : server}
            onChange={(value) => {
              const isServer = /^https?:\/\//.test(value);
              put(['spec', 'destination', isServer ? 'name' : 'server'], undefined);
              put(['spec', 'destination', isServer ? 'server' : 'name'], value);
            }}
            problems={wrong('spec.destination')}
            offers={['in-cluster', ...[...clusters.rows.values()].map(({ name }) => name)]}
            hint={tm('form.clusterHint')}
            required
          />
          <Field
            label={tm('form.namespace')}
            value={text(['spec', 'destination', 'namespace'])}
            onChange={(value) => put(['spec', 'destination', 'namespace'], value)}
          />
        </div>
      </FieldGroup>
      <FieldGroup>
        <legend>{tm('form.policy')}</legend>
        <div className="ticks">
          <Tick
            label={tm('form.automated')}
            checked={policy}
            onChange={(on) => put(['spec', 'syncPolicy', 'automated'], on ? {} : undefined)}
          />
          {(['prune', 'selfHeal'] as const).map((name) => (
            <Tick
              key={name}
              label={tm(`form.${name}`)}
              checked={policy && valueAt(automated, [name]) === true}
              disabled={!policy}
              onChange={(on) => {
                const rest = Object.entries(automated as object).filter(([field]) => field !== name);
                put(['spec', 'syncPolicy', 'automated'], Object.fromEntries(on ? [...rest, [name, true]] : rest));
              }}
            />
          ))}
          <Tick
            label={tm('form.createNamespace')}
            checked={optionList.includes(CREATE_NAMESPACE)}
            onChange={(on) => option(CREATE_NAMESPACE, on)}
          />
          <Tick
            label={tm('form.serverSide')}
            checked={optionList.includes(SERVER_SIDE)}
            onChange={(on) => option(SERVER_SIDE, on)}
          />
        </div>
      </FieldGroup>
    </>
  );
}
