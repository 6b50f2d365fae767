/** A picture in a frame: how much it is enlarged, and where its centre lies relative to the frame's, in pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const unzoomed: Zoom = { scale: 1, x: 0, y: 0 };
export const zoomedMost = 8;

const clamp = (value: number, bound: number): number => Math.min(bound, Math.max(-bound, value));

/** Within what may be: never smaller than the frame shows it by itself, and no edge further in than needed. */
export function zoomWithin({ scale, x, y }: Zoom, picture: Size, frame: Size): Zoom {
  const kept = Math.min(zoomedMost, Math.max(1, scale));
  return { scale: kept, x: clamp(x, Math.max(0, (picture.width * kept - frame.width) / 2)), y: clamp(y, Math.max(0, (picture.height * kept - frame.height) / 2)) };
}

/** What lies at `at` (from the middle of the frame) stays there while the picture grows. */
export function zoomAt(zoom: Zoom, scale: number, at: Point): Zoom {
  const kept = Math.min(zoomedMost, Math.max(1, scale));
  const grown = kept / zoom.scale;
  return { scale: kept, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown };
}
