import { useLink } from '../client/index.ts';
import { t } from '../texts/index.ts';
import { Mark, useAge } from '../ui/index.ts';

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

/** Told once when it changes, for screen readers and for those who look elsewhere. */
export function LinkBanner() {
  const { phase, heardAt } = useLink();
  const age = useAge(heardAt);
  const away = phase === 'lost' || phase === 'silent';
  return (
    <div role="status">
      {away ? (
        <div style={{ background: 'var(--out-bg)', borderBottom: '1px solid var(--border)', padding: '6px 16px' }}>
          {t(phase === 'lost' ? 'link.bannerLost' : 'link.bannerSilent', { age: age === '' ? t('age.unknown') : age })}
        </div>
      ) : null}
    </div>
  );
}
