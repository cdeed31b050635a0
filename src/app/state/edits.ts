// Programs on the workstation that wait for the page's editor (`vi`, `kubectl edit`), and the file that the editor shows.
import { create } from 'zustand';

export interface EditRequest {
  readonly edit: number;
  readonly path: string;
  readonly text: string;
}

interface EditsState {
  readonly requests: readonly EditRequest[];
  /** The file that somebody wants to see, and a number that grows with every wish. */
  readonly open: string | undefined;
  readonly wish: number;
  readonly request: (request: EditRequest) => void;
  readonly done: (edit: number) => void;
  readonly show: (path: string) => void;
  readonly clear: () => void;
}

export const useEdits = create<EditsState>((set, get) => ({
  requests: [],
  open: undefined,
  wish: 0,
  request: (request) => set({ requests: [...get().requests.filter((other) => other.edit !== request.edit), request], open: request.path, wish: get().wish + 1 }),
  done: (edit) => set({ requests: get().requests.filter((request) => request.edit !== edit) }),
  show: (path) => set({ open: path, wish: get().wish + 1 }),
  clear: () => set({ requests: [] }),
}));
