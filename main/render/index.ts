/** The face of the render room: source → manifests, keyed by what was really read. See README.md. */

export type { EnginesPort } from './engines-port.ts';
export { DEFAULT_LIMITS, type RenderLimits } from './limits.ts';
export { createRenderer, type RendererPorts } from './renderer.ts';
export type { RenderContext, RenderRequest, RenderSettings, SourceEntry, SourceTree } from './request.ts';
export type { RenderCache, RenderedResource, Renderer, RenderResult } from './result.ts';
