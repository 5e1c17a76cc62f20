import { describe, expect, it } from 'vitest';
import { deleteResourceCommand } from './delete-resource-command.ts';

const web = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };

describe('deleteResourceCommand', () => {
  it('names the object as precisely as it is known', () => {
    expect(deleteResourceCommand('shop', web, 'foreground', false)?.join(' ')).toBe(
      'app delete-resource shop --kind Deployment --group apps --namespace shop --resource-name web',
    );
    expect(
      deleteResourceCommand('shop', { group: '', kind: 'Node', namespace: '', name: 'n1' }, 'orphan', false)?.join(' '),
    ).toBe('app delete-resource shop --kind Node --resource-name n1 --orphan');
  });

  it('has words for the background only by force', () => {
    expect(deleteResourceCommand('shop', web, 'background', true)).toContain('--force');
    expect(deleteResourceCommand('shop', web, 'background', false)).toBeUndefined();
  });
});
