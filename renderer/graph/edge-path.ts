import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';

const RADIUS = 28;
/** From the side of a node to the middle of the gap beside it. */
const HALF_GAP = 30;
/** From the middle of a node to the middle of the gap above its row. */
const LANE = NODE_HEIGHT / 2 + 14;

/**
 * From the right of a parent to the left of a child: out to the middle of the gap, along it, and in. All edges of one parent share the
 * way out and the trunk, so that hundreds of them look like one line. Past other columns the way is the gap above the child's row, so that
 * no edge runs behind a node as if it came out of it.
 */
export function treePath(fromX: number, fromY: number, toX: number, toY: number): string {
  const trunk = fromX + HALF_GAP;
  // A node lies between: a gap alone is 60, give or take a border.
  if (toX - fromX > NODE_WIDTH) {
    const lane = toY - LANE;
    const last = toX - HALF_GAP;
    return `M${fromX} ${fromY}${elbow(fromX, fromY, trunk, lane, last - RADIUS)}${elbow(trunk, lane, last, toY, toX)}`;
  }
  return `M${fromX} ${fromY}${elbow(fromX, fromY, trunk, toY, toX)}`;
}

/** Along to `x`, then to the row `y`, then along to `toX`, with round corners. */
function elbow(fromX: number, fromY: number, x: number, y: number, toX: number): string {
  if (Math.abs(y - fromY) < 1) return `H${toX}`;
  const radius = Math.min(RADIUS, Math.abs(y - fromY) / 2, x - fromX, toX - x);
  const turn = Math.sign(y - fromY) * radius;
  return `H${x - radius}Q${x} ${fromY} ${x} ${fromY + turn}V${y - turn}Q${x} ${y} ${x + radius} ${y}H${toX}`;
}

/** A route leaves to the right and arrives from the left; between nodes of one column, or backwards, it stays on their right. */
export function routePath(fromX: number, fromY: number, toX: number, toY: number): string {
  if (toX <= fromX) {
    const right = toX + NODE_WIDTH;
    const reach = Math.max(fromX, right) + 48;
    return `M${fromX} ${fromY}C${reach} ${fromY} ${reach} ${toY} ${right} ${toY}`;
  }
  const reach = Math.max(40, Math.min(200, (toX - fromX) / 2));
  return `M${fromX} ${fromY}C${fromX + reach} ${fromY} ${toX - reach} ${toY} ${toX} ${toY}`;
}
