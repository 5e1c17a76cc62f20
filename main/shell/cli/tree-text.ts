import type { Output } from '../../../preload/contract/index.ts';
import { inert, table } from './table.ts';

type Node = Output<'app.tree'>['nodes'][number];

/** The resource tree as argocd draws it, with the health of each node where it has one. */
export function treeText(nodes: readonly Node[], detailed: boolean): string {
  const children = new Map<string, Node[]>();
  const known = new Set(nodes.map((node) => node.uid));
  const roots: Node[] = [];
  for (const node of nodes) {
    const parents = node.parents.filter((uid) => known.has(uid));
    if (parents.length === 0) roots.push(node);
    for (const uid of parents) children.set(uid, [...(children.get(uid) ?? []), node]);
  }
  const rows: string[][] = [];
  const draw = (node: Node, indent: string, branch: string): void => {
    const { group, kind, namespace, name } = node.ref;
    const health = node.health?.status ?? '';
    const title = `${indent}${branch}${kind}/${name}`;
    rows.push(
      detailed
        ? [title, group, namespace, node.status ?? '', health, inert(node.health?.message ?? '')]
        : [title, node.status ?? '', health],
    );
    const below = node.uid === '' ? [] : (children.get(node.uid) ?? []);
    below.forEach((child, index) => {
      const last = index === below.length - 1;
      const deeper = branch === '' ? indent : indent + (branch === '└─' ? '  ' : '│ ');
      draw(child, deeper, last ? '└─' : '├─');
    });
  };
  for (const root of roots) draw(root, '', '');
  const header = detailed
    ? ['KIND/NAME', 'GROUP', 'NAMESPACE', 'STATUS', 'HEALTH', 'MESSAGE']
    : ['KIND/NAME', 'STATUS', 'HEALTH'];
  return `\n${table(header, rows)}`;
}
