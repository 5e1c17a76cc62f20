import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { callDesktop } from '../../preload/desktop-transport.ts';
import { useAction, useLink } from '../client/index.ts';
import { tb } from '../texts/about.ts';
import { t } from '../texts/index.ts';
import { CopyAsCommand, inert, Mark, useAge } from '../ui/index.ts';
import { useDesktop, useEngineNotice } from './desktop.ts';
import { useSignedOut } from './signed-out.ts';

const Banner = styled('div')({
  display: 'flex',
  gap: 12,
  alignItems: 'center',
  flexWrap: 'wrap',
  background: 'var(--out-bg)',
  borderBottom: '1px solid var(--border)',
  padding: '6px 16px',
});

/** Whether the engine is there, and how old the last word of it is. */
export function LinkLight() {
  const { phase, heardAt } = useLink();
  const age = useAge(heardAt);
  const text =
    phase === 'live'
      ? t('link.live', { age: age === 'now' || age === '' ? t('age.now') : t('age.ago', { age }) })
      : phase === 'connecting'
        ? t('link.connecting')
        : age === ''
          ? t('link.lost')
          : t('link.lostSince', { age });
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', color: 'var(--muted)', whiteSpace: 'nowrap' }}>
      <Mark shape={phase === 'live' ? 'dot' : 'dashed'} tone={phase === 'live' ? 'ok' : 'unknown'} />
      {text}
    </span>
  );
}

/** Said when it changes, for screen readers and for those who look elsewhere; with the way out that the window has. */
export function LinkBanner() {
  const { phase, heardAt } = useLink();
  const bridge = useDesktop();
  const notice = useEngineNotice();
  const age = useAge(heardAt);
  const away = phase === 'lost' || phase === 'silent';
  const signedOut = useSignedOut(phase === 'lost' && bridge === undefined);
  const told = notice !== undefined && notice.state !== 'ready' && notice.state !== 'starting';
  return (
    <div role="status">
      {away || told ? (
        <Banner>
          <span>
            {told && notice.because !== undefined
              ? inert([notice.because, notice.advice ?? ''].join(' '), 1000)
              : told && (notice.state === 'asleep' || notice.state === 'reading')
                ? t('link.bannerAsleep')
                : signedOut
                  ? tb('link.signedOut')
                  : t(phase === 'silent' ? 'link.bannerSilent' : 'link.bannerLost', {
                      age: age === '' ? t('age.unknown') : age,
                    })}
          </span>
          {notice?.state === 'dead' ? <DesktopActions /> : null}
          {notice === undefined && phase === 'lost' ? (
            <>
              <span className="muted">
                {tb(signedOut ? 'link.enterHow' : 'link.restartHow')} <code>argosy serve</code>
              </span>
              <CopyAsCommand words={['serve']} text />
            </>
          ) : null}
        </Banner>
      ) : null}
    </div>
  );
}

function DesktopActions() {
  const bridge = useDesktop();
  const restart = useAction(async () => bridge && callDesktop(bridge, 'engine.restart', {}));
  const log = useAction(async () => bridge && callDesktop(bridge, 'log.show', {}));
  return (
    <>
      <Button size="small" disabled={restart.running} onClick={() => restart.run()}>
        {t('link.restart')}
      </Button>
      <Button size="small" disabled={log.running} onClick={() => log.run()}>
        {t('link.log')}
      </Button>
    </>
  );
}
