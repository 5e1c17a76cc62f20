import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useState } from 'react';
import type { Application, Output } from '../../../../preload/contract/index.ts';
import { addressOf, commandNameOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { yamlText } from '../../../editor/index.ts';
import { pluralc, tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, DataTable, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { keyOfObject, parseObjectKey } from '../object-key.ts';
import { hiddenBy, type IgnoreScope, ignoreCommand, ignoreRule, withIgnoreRule } from './ignore-rule.ts';
import { valueText } from './value-text.ts';

const SHOWN = 50;

type Hidden = Output<'app.ignorePreview'>['hides'][number];

/** The rule and everything that it would hide, before it is saved (ux.md §3, Diff). */
export function IgnoreField({
  app,
  name,
  objectKey,
  jsonPointer,
  onClose,
}: {
  app: Application;
  name: string;
  objectKey: string;
  jsonPointer: string;
  onClose: () => void;
}) {
  const client = useClient();
  const ref = parseObjectKey(objectKey);
  const [scope, setScope] = useState<IgnoreScope>('object');
  const { data, error, reload } = useRequest('app.ignorePreview', ref && { name, ref, jsonPointer });
  const save = useAction(async () => {
    if (!ref) return;
    await client.call('app.update', {
      application: withIgnoreRule(app, ignoreRule(ref, jsonPointer, scope)),
      validate: true,
    });
    onClose();
  });
  if (!ref) return null;
  return (
    <Dialog open onClose={onClose} aria-labelledby="ignore-field" fullWidth maxWidth="sm">
      <DialogTitle id="ignore-field">{tc('ignore.title', { path: inert(jsonPointer, 200) })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <p>{tc('ignore.what')}</p>
        <div>
          <FormLabel id="ignore-scope">{tc('ignore.scope')}</FormLabel>
          <RadioGroup
            aria-labelledby="ignore-scope"
            value={scope}
            onChange={(event) => setScope(event.target.value as IgnoreScope)}
          >
            <FormControlLabel
              value="object"
              control={<Radio size="small" />}
              label={tc('ignore.scopeObject', { name: inert(`${ref.kind} ${ref.name}`, 160) })}
            />
            <FormControlLabel
              value="kind"
              control={<Radio size="small" />}
              label={tc('ignore.scopeKind', { kind: inert(ref.kind, 80) })}
            />
          </RadioGroup>
        </div>
        {error ? <ErrorText error={error} retry={reload} /> : null}
        {data === undefined ? (
          error ? null : (
            <Skeleton label={t('page.loading')} rows={3} />
          )
        ) : (
          <HiddenFields hidden={hiddenBy(data.hides, ref, scope)} objectKey={objectKey} />
        )}
        <details>
          <summary>{tc('ignore.rule')}</summary>
          <pre>{inert(yamlText({ ignoreDifferences: [ignoreRule(ref, jsonPointer, scope)] }).text)}</pre>
        </details>
        {save.error ? <ErrorText error={save.error} dismiss={save.dismiss} /> : null}
      </DialogContent>
      <DialogActions>
        <span style={{ marginRight: 'auto' }}>
          <CopyAsCommand
            words={ignoreCommand(commandNameOf(addressOf(app.metadata)), app, ignoreRule(ref, jsonPointer, scope))}
            text
          />
        </span>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={save.running || data === undefined}
          onClick={() => save.run()}
        >
          {tc('ignore.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function HiddenFields({ hidden, objectKey }: { hidden: readonly Hidden[]; objectKey: string }) {
  const differing = hidden.filter(({ differs }) => differs).length;
  // What differs today is what the rule would take out of sight: it comes first.
  const sorted = hidden.toSorted((a, b) => Number(b.differs) - Number(a.differs));
  return (
    <div>
      <p style={{ marginBottom: 6 }}>
        <b>{pluralc('ignore.hides', hidden.length)}</b>
        {hidden.length > 0 ? `; ${pluralc('ignore.hidesDiffering', differing)}` : ''}
      </p>
      {hidden.length === 0 ? null : (
        <div style={{ maxHeight: 220, overflow: 'auto' }}>
          <DataTable>
            <thead>
              <tr>
                <th scope="col">{tc('ignore.object')}</th>
                <th scope="col">
                  {tc('diff.live')} → {tc('diff.desired')}
                </th>
                <th scope="col">{tc('ignore.now')}</th>
              </tr>
            </thead>
            <tbody>
              {sorted.slice(0, SHOWN).map((one) => {
                const key = keyOfObject(one.ref);
                return (
                  <tr key={key}>
                    <td title={inert(key)}>
                      {inert(one.ref.name, 120)}
                      {key === objectKey ? <span className="muted"> · {tc('ignore.this')}</span> : null}
                    </td>
                    <td>
                      <code>{valueText(one.live, 60)}</code> → <code>{valueText(one.desired, 60)}</code>
                    </td>
                    <td>
                      {one.differs ? (
                        <b style={{ color: 'var(--out)' }}>{tc('ignore.alsoDiffers')}</b>
                      ) : (
                        tc('change.same')
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </DataTable>
        </div>
      )}
      {sorted.length > SHOWN ? <p className="muted">{pluralc('ignore.more', sorted.length - SHOWN)}</p> : null}
    </div>
  );
}
