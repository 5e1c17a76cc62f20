import { describe, expect, it } from 'vitest';
import { healCommand } from './heal-command.ts';

describe('healCommand', () => {
  it('names one object, and the plan that was shown', () => {
    const web = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
    expect(healCommand('shop', web, 'f00d')).toEqual([
      'app',
      'sync',
      'shop',
      '--resource',
      'apps:Deployment:shop/web',
      '--plan',
      'f00d',
    ]);
  });

  it('has no namespace where the object has none, and no plan before it is known', () => {
    const shop = { group: '', kind: 'Namespace', name: 'shop' };
    expect(healCommand('team/shop', shop, undefined)).toEqual([
      'app',
      'sync',
      'team/shop',
      '--resource',
      ':Namespace:shop',
    ]);
  });
});
