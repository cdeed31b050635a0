// The way for the diagram's toolbar to move the view, which is only there once the canvas has been loaded.
interface Zoom {
  zoomIn(options?: { readonly duration?: number }): Promise<boolean>;
  getZoom(): number;
  zoomOut(options?: { readonly duration?: number }): Promise<boolean>;
}

let current: { readonly flow: Zoom; readonly fit: () => void } | undefined;

export function setFit(flow: Zoom, fit: () => void): void {
  current = { flow, fit };
}

export const fitDiagram = (): void => current?.fit();
export const zoomDiagram = (inwards: boolean): void => void (inwards ? current?.flow.zoomIn({ duration: 160 }) : current?.flow.zoomOut({ duration: 160 }));
export const zoomOfDiagram = (): number => current?.flow.getZoom() ?? 1;
