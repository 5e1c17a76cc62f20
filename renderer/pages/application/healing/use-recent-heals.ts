import { useEffect, useMemo, useState } from 'react';
import type { Application } from '../../../../preload/contract/index.ts';
import { type Heal, recentHeals, untilForgotten } from './recent-heals.ts';

/** What was healed lately, for as long as that is worth pointing at. */
export function useRecentHeals(app: Application): readonly Heal[] {
  const [looked, setLooked] = useState(0);
  // `looked`: time has passed. The answer is the same list as long as its heals are.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const heals = useMemo(() => recentHeals(app, Date.now()), [app.status?.heals, looked]);
  useEffect(() => {
    const wait = untilForgotten(heals, Date.now());
    if (wait === undefined) return undefined;
    const timer = setTimeout(() => setLooked((n) => n + 1), wait);
    return () => clearTimeout(timer);
  }, [heals]);
  return heals;
}
