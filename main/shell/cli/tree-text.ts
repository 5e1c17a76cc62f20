import type { Output } from '../../../preload/contract/index.ts';
import { type Style, statusText } from './status-text.ts';
import { inert, table } from './table.ts';

type Node = Output<'app.tree'>['nodes'][number];

/** The resource tree as argocd draws it, with the health of each node where it has one. Owners may form circles (reference §5.1). */
export function treeText(nodes: readonly Node[], detailed: boolean, style: Style): string {
  const known = new Set(nodes.map((node) => node.uid));
  const children = new Map<string, Node[]>();
  const roots: Node[] = [];
  for (const node of nodes) {
    const parents = node.parents.filter((uid) => uid !== '' && known.has(uid));
    if (parents.length === 0) roots.push(node);
    for (const uid of parents) {
      const siblings = children.get(uid);
      if (siblings) siblings.push(node);
      else children.set(uid, [node]);
    }
  }
  const rows: string[][] = [];
  const drawn = new Set<Node>();
  const draw = (node: Node, indent: string, branch: string): void => {
    const again = drawn.has(node);
    rows.push(row(node, `${indent}${branch}`, again, detailed, style));
    if (again) return;
    drawn.add(node);
    const below = node.uid === '' ? [] : (children.get(node.uid) ?? []).filter((child) => child !== node);
    const deeper = branch === '' ? indent : indent + (branch === '└─' ? '  ' : '│ ');
    below.forEach((child, index) => {
      draw(child, deeper, index === below.length - 1 ? '└─' : '├─');
    });
  };
  for (const root of roots) draw(root, '', '');
  // What is left owns itself in a circle: nothing is hidden.
  for (const node of nodes) if (!drawn.has(node)) draw(node, '', '');
  const header = detailed
    ? ['KIND/NAME', 'GROUP', 'NAMESPACE', 'STATUS', 'HEALTH', 'MESSAGE']
    : ['KIND/NAME', 'STATUS', 'HEALTH'];
  return `\n${table(header, rows)}`;
}

function row(node: Node, prefix: string, again: boolean, detailed: boolean, style: Style): string[] {
  const { group, kind, namespace, name } = node.ref;
  const title = `${prefix}${inert(`${kind}/${name}`)}${again ? ' (shown above)' : ''}`;
  const status = statusText(node.status ?? '', style);
  const health = statusText(node.health?.status ?? '', style);
  if (!detailed) return [title, status, health];
  return [title, inert(group), inert(namespace), status, health, inert(node.health?.message ?? '')];
}
