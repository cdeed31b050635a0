// The diagram as a picture of its own: walks what is drawn and writes it as plain SVG (boxes, text, paths), which every program can open.
const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 24;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const visible = (style: CSSStyleDeclaration): boolean => style.display !== 'none' && style.visibility !== 'hidden' && Number(style.opacity) > 0.01;
const painted = (colour: string): boolean => colour !== 'transparent' && !/^rgba\(.*, 0\)$/.test(colour) && !colour.endsWith(' / 0)');
const round = (n: number): number => Math.round(n * 100) / 100;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @param surface React Flow's element */
export function diagramToSvg(surface: HTMLElement, zoom: number): Picture | undefined {
  const nodes = [...surface.querySelectorAll<HTMLElement>('.react-flow__node')];
  if (nodes.length === 0) return undefined;
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = (Math.max(...boxes.map((box) => box.right)) - left) / zoom + 2 * MARGIN;
  const height = (Math.max(...boxes.map((box) => box.bottom)) - top) / zoom + 2 * MARGIN;
  const area: Area = { left: left - MARGIN * zoom, top: top - MARGIN * zoom, zoom };
  const parts: string[] = [];
  const wires = surface.querySelector<SVGElement>('[data-layer="wires"]');
  if (wires) drawSvg(wires, area, parts);
  for (const node of [...nodes].sort((a, b) => Number(a.style.zIndex) - Number(b.style.zIndex))) draw(node, area, parts, 1);
  const page = getComputedStyle(document.documentElement);
  const background = page.getPropertyValue('--surface-2').trim();
  const font = page.getPropertyValue('--font-ui').trim();
  const svg = `<svg xmlns="${SVG}" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="${escaped(font)}"><rect width="100%" height="100%" fill="${background}"/>${parts.join('')}</svg>`;
  return { svg, width, height };
}

function draw(element: Element, area: Area, parts: string[], opacity: number): void {
  const style = getComputedStyle(element);
  if (!visible(style) || element.classList.contains('visually-hidden')) return;
  const strength = opacity * Number(style.opacity);
  if (element instanceof SVGElement) return drawSvg(element, area, parts, strength);
  if (element instanceof HTMLCanvasElement) return drawCanvas(element, area, parts, strength);
  drawBox(element, style, area, parts, strength);
  for (const child of element.childNodes) {
    if (child instanceof Element) draw(child, area, parts, strength);
    else if (child.nodeType === Node.TEXT_NODE && child.textContent?.trim()) drawText(child as Text, style, area, parts, strength);
  }
}

const at = (box: DOMRect, { left, top, zoom }: Area): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } => ({ x: round((box.left - left) / zoom), y: round((box.top - top) / zoom), width: round(box.width / zoom), height: round(box.height / zoom) });

function drawBox(element: Element, style: CSSStyleDeclaration, area: Area, parts: string[], opacity: number): void {
  const border = parseFloat(style.borderTopWidth);
  const bordered = border > 0 && style.borderTopStyle !== 'none' && painted(style.borderTopColor);
  const filled = painted(style.backgroundColor);
  if (!bordered && !filled) return;
  const { x, y, width, height } = at(element.getBoundingClientRect(), area);
  const inset = bordered ? border / 2 : 0;
  const radius = Math.min(parseFloat(style.borderTopLeftRadius) || 0, height / 2, width / 2);
  const dash = bordered && style.borderTopStyle === 'dashed' ? ' stroke-dasharray="4 3"' : '';
  parts.push(
    `<rect x="${x + inset}" y="${y + inset}" width="${Math.max(0, width - 2 * inset)}" height="${Math.max(0, height - 2 * inset)}" rx="${radius}" fill="${filled ? style.backgroundColor : 'none'}"${bordered ? ` stroke="${style.borderTopColor}" stroke-width="${border}"${dash}` : ''}${opacity < 1 ? ` opacity="${round(opacity)}"` : ''}/>`,
  );
}

/** Each line of a text where it stands. */
function drawText(node: Text, style: CSSStyleDeclaration, area: Area, parts: string[], opacity: number): void {
  const range = document.createRange();
  const text = node.textContent ?? '';
  let line = '';
  let box: DOMRect | undefined;
  const flush = (): void => {
    if (!box || line.trim() === '') return;
    const { x, y, height } = at(box, area);
    const size = parseFloat(style.fontSize);
    parts.push(
      `<text x="${x}" y="${round(y + height / 2 + size * 0.35)}" font-size="${size}" font-weight="${style.fontWeight}" fill="${style.color}"${style.fontFamily.includes('Mono') ? ` font-family="${escaped(style.fontFamily)}"` : ''}${opacity < 1 ? ` opacity="${round(opacity)}"` : ''}>${escaped(line.trim())}</text>`,
    );
  };
  for (let i = 0; i < text.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const here = range.getClientRects()[0];
    if (!here) continue;
    if (box && Math.abs(here.top - box.top) > here.height / 2) {
      flush();
      line = '';
      box = undefined;
    }
    box ??= here;
    line += text[i];
  }
  flush();
}

const copied = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin'] as const;

/** An SVG within the page, its computed colours written into it. */
function drawSvg(element: SVGElement, area: Area, parts: string[], opacity = 1): void {
  const clone = element.cloneNode(true) as SVGElement;
  const sources = [element, ...element.querySelectorAll('*')];
  for (const [i, target] of [clone, ...clone.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(sources[i] as Element);
    for (const name of copied) target.setAttribute(name, style.getPropertyValue(name));
    target.removeAttribute('class');
    target.removeAttribute('style');
  }
  const box = element.getBoundingClientRect();
  // The layer of wires has no size of its own: it begins where the diagram's origin is.
  const { x, y, width, height } = at(box, area);
  clone.setAttribute('x', String(x));
  clone.setAttribute('y', String(y));
  if (element.dataset['layer'] === 'wires') clone.setAttribute('overflow', 'visible');
  else {
    clone.setAttribute('width', String(width));
    clone.setAttribute('height', String(height));
  }
  if (opacity < 1) clone.setAttribute('opacity', String(round(opacity)));
  parts.push(new XMLSerializer().serializeToString(clone));
}

function drawCanvas(canvas: HTMLCanvasElement, area: Area, parts: string[], opacity: number): void {
  const { x, y, width, height } = at(canvas.getBoundingClientRect(), area);
  parts.push(`<image x="${x}" y="${y}" width="${width}" height="${height}" href="${canvas.toDataURL()}"${opacity < 1 ? ` opacity="${round(opacity)}"` : ''}/>`);
}

const SHARPNESS = 2;

export async function pictureToPng({ svg, width, height }: Picture): Promise<Blob | undefined> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * SHARPNESS);
    canvas.height = Math.ceil(height * SHARPNESS);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}
