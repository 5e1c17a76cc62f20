import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Output } from '../../../preload/contract/index.ts';
import { callDesktop } from '../../../preload/desktop-transport.ts';
import { useAction, useLink, useRequest } from '../../client/index.ts';
import { useDesktop } from '../../frame/index.ts';
import { tb } from '../../texts/about.ts';
import { t } from '../../texts/index.ts';
import {
  Age,
  ageText,
  CopyAsCommand,
  DataTable,
  ErrorText,
  inert,
  Mark,
  Page,
  PageBody,
  Skeleton,
  sizeText,
  useAge,
} from '../../ui/index.ts';
import { reportText } from './report.ts';

type Diagnostics = Output<'engine.diagnostics'>;

const Section = styled('section')({
  marginBottom: 20,
  '& h2': { fontSize: 15, fontWeight: 600, marginBottom: 8 },
  '& td:first-of-type': { width: 260 },
});

/** How the engine is. Asked once, and again when somebody asks: what is shown says how old it is. */
export default function DiagnosticsPage() {
  const [asked, setAsked] = useState(() => Date.now());
  const diagnostics = useRequest('engine.diagnostics', {}, asked);
  const counters = useRequest('engine.counters', {}, asked);
  const version = useRequest('engine.version', {}, asked);
  const error = diagnostics.error ?? counters.error ?? version.error;
  const age = useAge(asked);
  const copy = useAction(() =>
    navigator.clipboard.writeText(
      reportText({ at: asked, version: version.data, diagnostics: diagnostics.data, counters: counters.data }),
    ),
  );
  const again = (): void => setAsked(Date.now());
  const { data } = diagnostics;
  return (
    <Page
      title={tb('diagnostics.title')}
      sub={
        <span>
          {tb('diagnostics.more')} ·{' '}
          {tb('diagnostics.asOf', { age: age === 'now' ? t('age.now') : t('age.ago', { age }) })}
        </span>
      }
      actions={
        <>
          <CopyAsCommand words={['version']} />
          <Button disabled={data === undefined} title={tb('diagnostics.copyHint')} onClick={() => copy.run()}>
            {tb('diagnostics.copy')}
          </Button>
          <Button onClick={again}>{t('action.refresh')}</Button>
        </>
      }
    >
      {error ? <ErrorText error={error} retry={again} /> : null}
      {copy.error ? <ErrorText error={copy.error} dismiss={copy.dismiss} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton label={t('page.loading')} rows={10} />
        )
      ) : (
        // Nothing in it takes the focus, and who uses the keyboard scrolls it too.
        <PageBody tabIndex={0}>
          <EngineFacts data={data} />
          <Versions data={version.data} />
          <Counters data={counters.data} />
        </PageBody>
      )}
    </Page>
  );
}

function Delay({ of: delay }: { of: NonNullable<Diagnostics['loopDelay']> }) {
  return (
    <>
      <div>{tb('diagnostics.loopMinute', { ms: delay.lastMinuteMax })}</div>
      <div className="muted">{tb('diagnostics.loopTotal', delay)}</div>
    </>
  );
}

function EngineFacts({ data }: { data: Diagnostics }) {
  const { loopDelay, engineLoopDelay, store } = data;
  const { heardAt } = useLink();
  const heard = useAge(heardAt);
  return (
    <Section aria-label={tb('diagnostics.process')}>
      <h2>{tb('diagnostics.process')}</h2>
      <DataTable aria-label={tb('diagnostics.process')}>
        <tbody>
          <tr>
            <td>{tb('diagnostics.process')}</td>
            <td>
              {tb('diagnostics.processOf', { shell: inert(data.shell, 80), pid: data.pid, platform: data.platform })}
            </td>
          </tr>
          <tr>
            <td>{tb('diagnostics.running')}</td>
            <td>
              {new Date(data.startedAt).toLocaleString()} <Age at={data.startedAt} suffix={t('age.suffix')} />
            </td>
          </tr>
          <tr>
            <td title={tb(engineLoopDelay ? 'diagnostics.windowsLoopHint' : 'diagnostics.loopHint')}>
              {tb(engineLoopDelay ? 'diagnostics.windowsLoop' : 'diagnostics.loop')}
            </td>
            <td>
              {loopDelay ? <Delay of={loopDelay} /> : <span className="muted">{tb('diagnostics.notMeasured')}</span>}
            </td>
          </tr>
          {engineLoopDelay && (
            <tr>
              <td title={tb('diagnostics.engineLoopHint')}>{tb('diagnostics.engineLoop')}</td>
              <td>
                <Delay of={engineLoopDelay} />
              </td>
            </tr>
          )}
          <tr>
            <td>{tb('diagnostics.resident')}</td>
            <td>{sizeText(data.memory.resident)}</td>
          </tr>
          <tr>
            <td>{tb('diagnostics.heap')}</td>
            <td>{sizeText(data.memory.heap + data.memory.external)}</td>
          </tr>
          <tr>
            <td>{tb('diagnostics.store')}</td>
            <td className="words">
              <Mark
                shape={store.health === 'ok' ? 'check' : 'cross'}
                tone={store.health === 'ok' ? 'ok' : 'error'}
                size={12}
              />{' '}
              {store.health === 'ok'
                ? tb('diagnostics.storeOk')
                : tb('diagnostics.storeFailing', {
                    age: ageText(store.since ?? 0, Date.now()),
                    message: inert(store.message ?? '', 500),
                    waiting: store.waiting ?? 0,
                  })}
            </td>
          </tr>
          <tr>
            <td>{tb('diagnostics.data')}</td>
            <td className="mono words">{inert(data.home, 500)}</td>
          </tr>
          <tr>
            <td>{tb('diagnostics.address')}</td>
            <td className="words">
              <LogPlace log={data.log} />
            </td>
          </tr>
          <tr>
            <td>{tb('diagnostics.window')}</td>
            <td>
              {tb('diagnostics.windowHeard', {
                age: heard === 'now' || heard === '' ? t('age.now') : t('age.ago', { age: heard }),
              })}
            </td>
          </tr>
        </tbody>
      </DataTable>
    </Section>
  );
}

function LogPlace({ log }: { log: string }) {
  const bridge = useDesktop();
  const show = useAction(async () => bridge && callDesktop(bridge, 'log.show', {}));
  if (log === '') return <span className="muted">{tb('diagnostics.inTerminal')}</span>;
  return (
    <>
      <span className="mono">{inert(log, 500)}</span>{' '}
      {bridge ? (
        <Button size="small" disabled={show.running} onClick={() => show.run()}>
          {tb('diagnostics.showLog')}
        </Button>
      ) : null}
      {show.error ? <ErrorText error={show.error} dismiss={show.dismiss} /> : null}
    </>
  );
}

function Versions({ data }: { data: Output<'engine.version'> | undefined }) {
  if (data === undefined) return null;
  return (
    <Section aria-label={tb('diagnostics.versions')}>
      <h2>{tb('diagnostics.versions')}</h2>
      <DataTable aria-label={tb('diagnostics.versions')}>
        <tbody>
          {[['Argosy', data.argosy], ['Node', data.node], ...Object.entries(data.engines)].map(
            ([name = '', value = '']) => (
              <tr key={name}>
                <td>{inert(name, 40)}</td>
                <td className="mono">{inert(value, 80)}</td>
              </tr>
            ),
          )}
        </tbody>
      </DataTable>
    </Section>
  );
}

function Counters({ data }: { data: Output<'engine.counters'> | undefined }) {
  if (data === undefined) return null;
  const numbers = Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const verbs = Object.entries((data['requestsByVerb'] ?? {}) as Readonly<Record<string, number>>);
  return (
    <Section aria-label={tb('diagnostics.counters')}>
      <h2>{tb('diagnostics.counters')}</h2>
      <DataTable aria-label={tb('diagnostics.counters')}>
        <tbody>
          {numbers.map(([name, count]) => (
            <tr key={name}>
              <td>{inert(name, 40)}</td>
              <td>{/bytes/i.test(name) ? sizeText(count) : count.toLocaleString('en')}</td>
            </tr>
          ))}
          {verbs.length === 0 ? null : (
            <tr>
              <td>{tb('diagnostics.requests')}</td>
              <td className="words">
                {verbs.map(([verb, count]) => `${inert(verb, 20)} ${count.toLocaleString('en')}`).join(' · ')}
              </td>
            </tr>
          )}
        </tbody>
      </DataTable>
    </Section>
  );
}
