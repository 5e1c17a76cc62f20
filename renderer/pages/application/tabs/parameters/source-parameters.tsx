import { useState } from 'react';
import {
  Field,
  FieldGroup,
  type FieldProblem,
  type Path,
  problemsAt,
  Tick,
  textAt,
  valueAt,
} from '../../../../manifest/index.ts';
import { tm } from '../../../../texts/manifest.ts';
import { inert } from '../../../../ui/index.ts';
import { HelmParameters } from './helm-parameters.tsx';
import { FIELDS, type SourceField, type Tool } from './tools.ts';

/** What can be set of one source, by its tool. */
export function SourceParameters({
  title,
  tool,
  application,
  at,
  problems,
  put,
}: {
  title: string;
  tool: Tool;
  application: unknown;
  /** Where the source is in the application. */
  at: Path;
  problems: readonly FieldProblem[];
  put: (path: Path, value: unknown) => void;
}) {
  const fields = FIELDS[tool];
  const problemsOf = (path: Path): readonly string[] => problemsAt(problems, dotted([...at, ...path]));
  const values = [...at, 'helm', 'values'];
  return (
    <FieldGroup>
      <legend>{inert(title, 300)}</legend>
      {tool === 'plugin' ? <p className="muted">{tm('parameters.noTool')}</p> : null}
      {tool === 'helm' ? (
        <HelmParameters
          value={valueAt(application, [...at, 'helm', 'parameters'])}
          onChange={(value) => put([...at, 'helm', 'parameters'], value)}
        />
      ) : null}
      <div className="two">
        {fields.map((field) =>
          field.kind === 'tick' ? null : (
            <SourceEntry
              key={field.path.join('.')}
              field={field}
              value={valueAt(application, [...at, ...field.path])}
              problems={problemsOf(field.path)}
              onChange={(value) => put([...at, ...field.path], value)}
            />
          ),
        )}
      </div>
      <div className="ticks">
        {fields.map((field) =>
          field.kind === 'tick' ? (
            <Tick
              key={field.path.join('.')}
              label={tm(field.label)}
              checked={valueAt(application, [...at, ...field.path]) === true}
              onChange={(checked) => put([...at, ...field.path], checked || undefined)}
            />
          ) : null,
        )}
      </div>
      {tool !== 'helm' ? null : (
        <>
          {valueAt(application, [...at, 'helm', 'valuesObject']) === undefined ? null : (
            <p className="muted">{tm('parameters.valuesObject')}</p>
          )}
          <Field
            label={tm('parameters.values')}
            value={textAt(application, values)}
            onChange={(value) => put(values, value)}
            problems={problemsOf(['helm', 'values'])}
            lines={5}
            mono
          />
        </>
      )}
    </FieldGroup>
  );
}

function SourceEntry({
  field,
  value,
  problems,
  onChange,
}: {
  field: Exclude<SourceField, { kind: 'tick' }>;
  value: unknown;
  problems: readonly string[];
  onChange: (value: unknown) => void;
}) {
  // What is typed stays as it is typed (an empty line, a space at its end) while it means what is kept.
  const [typed, setTyped] = useState('');
  if (field.kind !== 'lines') {
    return (
      <Field
        label={tm(field.label)}
        value={typeof value === 'string' ? value : ''}
        onChange={onChange}
        problems={problems}
        {...('hint' in field && field.hint !== undefined ? { hint: tm(field.hint) } : {})}
      />
    );
  }
  const same = JSON.stringify(field.read(typed)) === JSON.stringify(value);
  return (
    <Field
      label={tm(field.label)}
      value={same ? typed : field.show(value)}
      onChange={(text) => {
        setTyped(text);
        onChange(field.read(text));
      }}
      problems={problems}
      lines={2}
      mono
    />
  );
}

function dotted(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
