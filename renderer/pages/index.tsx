import { lazy } from 'react';
import { Link, Route, Switch } from 'wouter';
import { paths } from '../frame/paths.ts';
import { t } from '../texts/index.ts';
import type { SchemeStore } from '../theme/index.ts';
import { EmptyState, Page } from '../ui/index.ts';
import { ApplicationsPage } from './applications/index.tsx';
import { HomePage } from './welcome/home.tsx';

const ApplicationPage = lazy(() => import('./application/index.tsx'));
const NewApplicationPage = lazy(() => import('./new-application/index.tsx'));
const WelcomePage = lazy(() => import('./welcome/index.tsx'));
const ClustersPage = lazy(() => import('./clusters/index.tsx'));
const RepositoriesPage = lazy(() => import('./repositories/index.tsx'));
const DiagnosticsPage = lazy(() => import('./diagnostics/index.tsx'));
const LicencesPage = lazy(() => import('./licences/index.tsx'));
const SettingsPage = lazy(() => import('./settings/index.tsx'));

/** Which page an address shows. The two that people open most come with the first load. */
export function Pages({ scheme }: { scheme: SchemeStore }) {
  return (
    <Switch>
      <Route path="/">
        <HomePage />
      </Route>
      <Route path="/apps">
        <ApplicationsPage />
      </Route>
      <Route path="/apps/:namespace/:name/:tab?">
        {({ namespace, name, tab }) => <ApplicationPage namespace={namespace} name={name} tab={tab} />}
      </Route>
      <Route path="/new">
        <NewApplicationPage />
      </Route>
      <Route path="/welcome">
        <WelcomePage />
      </Route>
      <Route path="/clusters">
        <ClustersPage />
      </Route>
      <Route path="/repositories">
        <RepositoriesPage />
      </Route>
      <Route path="/diagnostics">
        <DiagnosticsPage />
      </Route>
      <Route path="/licences">
        <LicencesPage />
      </Route>
      <Route path="/settings">
        <SettingsPage scheme={scheme} />
      </Route>
      <Route>
        <Page title={t('page.unknown')}>
          <EmptyState title={t('page.notFound')} actions={<Link href={paths.fleet}>{t('page.toFleet')}</Link>}>
            {t('page.notFoundMore')}
          </EmptyState>
        </Page>
      </Route>
    </Switch>
  );
}
