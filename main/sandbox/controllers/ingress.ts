import type { Desk } from './desk.ts';
import { Reconciler } from './reconciler.ts';

/** The class that the sandbox serves; Ingresses of other classes, or of none, wait as they do on a cluster without a controller for them. */
export const INGRESS_CLASS = 'sandbox';
/** Of every Ingress of the class: one front door, as most controllers have. From the block for benchmarks (RFC 2544), so it is nobody's. */
const FRONT_DOOR = '198.19.0.1';

/** Stands in for an Ingress controller: gives the address without which an Ingress is never healthy. */
export function startIngresses(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Ingress',
    *concerns(change) {
      if (change.storage === 'networking.k8s.io/ingresses') yield change.key;
    },
    sync(key) {
      const ingress = desk.get('networking.k8s.io/ingresses', key);
      if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return undefined;
      if (ingress.spec.ingressClassName !== INGRESS_CLASS) return undefined;
      desk.setStatus(ingress, { ...ingress.status, loadBalancer: { ingress: [{ ip: FRONT_DOOR }] } }, 'argosy-sandbox');
      return undefined;
    },
  });
}
