import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import type { Application } from '../../../../preload/contract/index.ts';
import { useAction, useClient, useRequest } from '../../../client/index.ts';
import { t } from '../../../texts/index.ts';
import { ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { keyOfObject, parseObjectKey } from '../object-key.ts';
import { ignoring, pointerCovers } from './ignore-rule.ts';

/** Shows the rule and everything that it would hide before it is saved (ux.md §3). */
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
  const { data, error } = useRequest('app.resources', { name });
  const save = useAction(async () => {
    if (!ref) return;
    await client.call('app.update', { application: ignoring(app, ref, jsonPointer), validate: true });
    onClose();
  });
  if (!ref) return null;
  const resource = data?.items.find((one) => keyOfObject(one.ref) === objectKey);
  const hidden = resource?.paths.filter((difference) => pointerCovers(jsonPointer, difference.path)) ?? [];
  return (
    <Dialog open onClose={onClose} aria-labelledby="ignore-field" fullWidth maxWidth="sm">
      <DialogTitle id="ignore-field">
        {t('reason.ignoreTitle', { path: inert(jsonPointer, 120), name: inert(`${ref.kind} ${ref.name}`, 120) })}
      </DialogTitle>
      <DialogContent>
        <p>{t('reason.ignoreMore')}</p>
        <pre>
          {`ignoreDifferences:\n- ${ref.group === '' ? '' : `group: ${inert(ref.group)}\n  `}kind: ${inert(ref.kind)}\n  name: ${inert(ref.name)}\n  jsonPointers:\n  - ${inert(jsonPointer)}`}
        </pre>
        <p>{t('reason.ignoreHides')}</p>
        {data === undefined && !error ? <Skeleton label={t('page.loading')} rows={2} /> : null}
        <ul>
          {hidden.map((difference) => (
            <li key={difference.text}>
              <code>{inert(difference.text, 300)}</code>
            </li>
          ))}
        </ul>
        {error ? <ErrorText error={error} /> : null}
        {save.error ? <ErrorText error={save.error} dismiss={save.dismiss} /> : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={save.running} onClick={() => save.run()}>
          {t('reason.ignoreConfirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
