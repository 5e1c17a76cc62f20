import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import IconButton from '@mui/material/IconButton';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { styled } from '@mui/material/styles';
import TextField from '@mui/material/TextField';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useAction, useClient, useRequest } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tb } from '../../texts/about.ts';
import { t } from '../../texts/index.ts';
import { SETTING_WORDS } from '../../texts/settings.ts';
import { SCHEME_CHOICES, type SchemeChoice, type SchemeStore, useSchemeChoice } from '../../theme/index.ts';
import { CopyAsCommand, DataTable, ErrorText, Icon, inert, Page, PageBody, Skeleton } from '../../ui/index.ts';

const Section = styled('section')({
  display: 'grid',
  gap: 10,
  maxWidth: 880,
  marginBottom: 28,
  '& h2': { fontSize: 15, fontWeight: 600 },
  '& form': { display: 'flex', gap: 8, alignItems: 'center' },
});

/** How Argosy looks, how its engine works, and what it is made of. */
export default function SettingsPage({ scheme }: { scheme: SchemeStore }) {
  return (
    <Page title={t('settings.title')}>
      <PageBody>
        <Appearance scheme={scheme} />
        <EngineSettings />
        <About />
      </PageBody>
    </Page>
  );
}

function Appearance({ scheme }: { scheme: SchemeStore }) {
  const choice = useSchemeChoice(scheme);
  return (
    <Section aria-label={t('settings.appearance')}>
      <h2>{t('settings.appearance')}</h2>
      <RadioGroup
        row
        aria-label={t('settings.theme')}
        value={choice}
        onChange={(event) => scheme.choose(event.target.value as SchemeChoice)}
      >
        {SCHEME_CHOICES.map((one) => (
          <FormControlLabel key={one} value={one} control={<Radio size="small" />} label={t(`theme.choice.${one}`)} />
        ))}
      </RadioGroup>
    </Section>
  );
}

function EngineSettings() {
  const client = useClient();
  const { data, error, reload } = useRequest('config.get', {});
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [notes, setNotes] = useState<readonly string[]>([]);
  const change = useAction(async (name: string, next: string | null) => {
    const answer = await client.call('config.set', { values: { [name]: next } });
    setNotes(answer.notes);
    setKey('');
    setValue('');
    reload();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== '') change.run(key.trim(), value);
  };
  const entries = Object.entries(data?.values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Section aria-label={t('settings.engine')}>
      <h2>{t('settings.engine')}</h2>
      <p className="muted">{t('settings.engineMore')}</p>
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {change.error ? <ErrorText error={change.error} dismiss={change.dismiss} /> : null}
      {notes.map((note) => (
        <p key={note} role="status">
          {inert(note)}
        </p>
      ))}
      {data === undefined && !error ? <Skeleton label={t('page.loading')} rows={3} /> : null}
      {data !== undefined && entries.length === 0 ? <p>{t('settings.noValues')}</p> : null}
      {entries.length === 0 ? null : (
        <DataTable aria-label={t('settings.engine')}>
          <thead>
            <tr>
              <th>{t('settings.key')}</th>
              <th>{t('settings.value')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {entries.map(([name, text]) => (
              <tr key={name}>
                <td className="words">
                  <span className="mono">{inert(name, 300)}</span>
                  {SETTING_WORDS.has(name) ? <div className="muted">{SETTING_WORDS.get(name)}</div> : null}
                </td>
                <td className="mono words" style={{ whiteSpace: 'pre-wrap' }}>
                  {inert(text, 2000)}
                </td>
                <td className="number">
                  <CopyAsCommand words={['config', 'set', `${name}=${text}`]} />
                  <IconButton
                    title={t('settings.remove', { key: inert(name, 120) })}
                    aria-label={t('settings.remove', { key: inert(name, 120) })}
                    onClick={() => change.run(name, null)}
                  >
                    <Icon name="undo" />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
      <form onSubmit={submit}>
        <TextField
          value={key}
          onChange={(event) => setKey(event.target.value)}
          placeholder={t('settings.newKey')}
          slotProps={{ htmlInput: { 'aria-label': t('settings.newKey'), spellCheck: false, maxLength: 512 } }}
          sx={{ width: 320 }}
        />
        <TextField
          value={value}
          onChange={(event) => setValue(event.target.value)}
          placeholder={t('settings.newValue')}
          slotProps={{ htmlInput: { 'aria-label': t('settings.newValue'), spellCheck: false } }}
          sx={{ width: 280 }}
        />
        <CopyAsCommand words={['config', 'set', `${key.trim() || 'KEY'}=${value || 'VALUE'}`]} />
        <Button type="submit" disabled={key.trim() === '' || change.running}>
          {t('settings.add')}
        </Button>
      </form>
    </Section>
  );
}

function About() {
  const version = useRequest('engine.version', {});
  return (
    <Section aria-label={t('settings.about')}>
      <h2>{t('settings.about')}</h2>
      {version.error ? <ErrorText error={version.error} retry={version.reload} /> : null}
      {version.data === undefined ? null : (
        <DataTable aria-label={t('settings.tools')}>
          <tbody>
            <tr>
              <td>Argosy</td>
              <td className="mono">{version.data.argosy}</td>
            </tr>
            <tr>
              <td>Node</td>
              <td className="mono">{version.data.node}</td>
            </tr>
            {Object.entries(version.data.engines).map(([name, digest]) => (
              <tr key={name}>
                <td>{inert(name, 40)}</td>
                <td className="mono">{inert(digest, 80)}</td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
      <p>
        <Link href={paths.diagnostics}>{tb('diagnostics.title')}</Link> ·{' '}
        <Link href={paths.licences}>{tb('licences.open')}</Link>
      </p>
    </Section>
  );
}
