/** A picture behind a square window: where its centre lies relative to the window's, in window pixels, and how much it is enlarged. */
export interface CropState {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface CropSource {
  readonly width: number;
  readonly height: number;
}

export const zoomMax = 4;

/** At zoom 1 the shorter side fills the window. */
export function baseScale(source: CropSource, windowPx: number): number {
  return windowPx / Math.min(source.width, source.height);
}

const clamp = (value: number, bound: number): number => Math.min(bound, Math.max(-bound, value));

/** Keeps the window inside the picture. */
export function bounded(state: CropState, source: CropSource, windowPx: number): CropState {
  const zoom = Math.min(zoomMax, Math.max(1, state.zoom));
  const scale = baseScale(source, windowPx) * zoom;
  return {
    x: clamp(state.x, Math.max(0, (source.width * scale - windowPx) / 2)),
    y: clamp(state.y, Math.max(0, (source.height * scale - windowPx) / 2)),
    zoom,
  };
}

/** The square of the source, in its own pixels, that the window shows. */
export function cropRect(state: CropState, source: CropSource, windowPx: number): { left: number; top: number; side: number } {
  const scale = baseScale(source, windowPx) * state.zoom;
  const side = windowPx / scale;
  return { left: source.width / 2 - state.x / scale - side / 2, top: source.height / 2 - state.y / scale - side / 2, side };
}
