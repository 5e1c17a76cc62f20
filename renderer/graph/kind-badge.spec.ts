import { describe, expect, it } from 'vitest';
import { countOfKind, kindBadge } from './kind-badge.ts';

describe('kindBadge', () => {
  it.each([
    ['Deployment', 'Dep'],
    ['ReplicaSet', 'RS'],
    ['ConfigMap', 'CM'],
    ['WidgetPool', 'WP'],
    ['Widget', 'Widg'],
    ['AVeryLongKindWithManyWords', 'AVLK'],
    ['<script>', 'scri'],
    ['', '?'],
    ['\u202E', '?'],
    ['constructor', 'cons'],
  ])('shows %j as %s', (kind, badge) => expect(kindBadge(kind)).toBe(badge));
});

describe('countOfKind', () => {
  it.each([
    [1, 'Pod', '1 Pod'],
    [12, 'Pod', '12 Pods'],
    [3, 'Ingress', '3 Ingresses'],
    [4, 'NetworkPolicy', '4 NetworkPolicies'],
    [2, 'Gateway', '2 Gateways'],
    [2, 'Endpoints', '2 Endpoints'],
    [1_200, 'Pod', '1,200 Pods'],
  ])('writes %i of %s as %s', (count, kind, text) => expect(countOfKind(count, kind)).toBe(text));
});
