import { catalogueOf } from './catalogue.ts';

/** The words of what automation sets right by itself. */
export const { t: th } = catalogueOf({
  'heal.ago': ' ago',
  'heal.all': 'History',
  'heal.allMore': '{count} more',
  'heal.by': 'changed by {who}',
  'heal.extra': 'was there without being in Git',
  'heal.failed': 'failed',
  'heal.healed': 'Healed',
  'heal.label': 'Healed just now',
  'heal.missing': 'had been deleted',
  'heal.object': 'Object',
  'heal.running': 'under way',
  'heal.title': 'Heals',
  'heal.titleMore': 'What somebody else had changed and automation set right again, without a deployment.',
  'heal.what': 'What was set right',
  'heal.when': 'When',
});
