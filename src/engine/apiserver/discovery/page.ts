// An answer that is no object of a resource: discovery documents, health texts, the index of paths.
import type { Json } from '../../base/json.ts';

export type Page =
  | { readonly code: number; readonly value: Json; readonly contentType?: string }
  | { readonly code: number; readonly text: string; readonly contentType?: string };

export const textPage = (code: number, text: string): Page => ({ code, text, contentType: 'text/plain; charset=utf-8' });
export const pageNotFound: Page = textPage(404, '404 page not found\n');
