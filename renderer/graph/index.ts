/** Graphs of anything: pages project what they have to source nodes and give them to the canvas. See README.md. */
export type { Mended, SourceNode } from './arrange.ts';
export { GraphCanvas, type GraphCanvasProps } from './graph-canvas.tsx';
export type { LayoutKind } from './layout.ts';
export type { GraphModel, GraphNode, NodeRef } from './model.ts';
export { nodeId } from './node-id.ts';
export { createProjector, type Projection } from './project.ts';
export { routesOf } from './routes.ts';
