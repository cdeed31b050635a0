// Draws canvases one after the other, a few milliseconds of each frame, so that many changes at once never hold up the page.
const BUDGET_MS = 4;
/** What came to be drawn last is the newest: an earlier wish of the same canvas is forgotten. */
const waiting = new Map<object, () => void>();
let frame = 0;

export function drawSoon(canvas: object, draw: () => void): void {
  waiting.set(canvas, draw);
  if (frame === 0) frame = requestAnimationFrame(drawSome);
}

export const drawNever = (canvas: object): void => void waiting.delete(canvas);

function drawSome(): void {
  const endMs = performance.now() + BUDGET_MS;
  for (const [canvas, draw] of waiting) {
    waiting.delete(canvas);
    draw();
    if (performance.now() > endMs) break;
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawSome) : 0;
}
