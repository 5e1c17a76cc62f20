import { lazy, Suspense, useState } from 'react';
import { useTopic } from '../../client/index.ts';
import { t } from '../../texts/index.ts';
import { Skeleton } from '../../ui/index.ts';
import { FleetPage } from '../fleet/index.tsx';

const WelcomePage = lazy(() => import('./index.tsx'));

/** The first page: the fleet, or the first run while there is neither a cluster nor an application. It does not vanish in the middle of a step. */
export function HomePage() {
  const apps = useTopic('applications');
  const clusters = useTopic('clusters');
  const empty = apps.ready && clusters.ready && apps.rows.size === 0 && clusters.rows.size === 0;
  const [welcoming, setWelcoming] = useState<boolean>();
  if (welcoming === undefined && empty) setWelcoming(true);
  if (!(welcoming ?? empty)) return <FleetPage />;
  return (
    <Suspense fallback={<Skeleton label={t('page.loading')} rows={8} />}>
      <WelcomePage onFleet={() => setWelcoming(false)} />
    </Suspense>
  );
}
