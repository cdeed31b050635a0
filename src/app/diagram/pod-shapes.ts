// The outline and mark of each state of a Pod, on a grid of 24: for SVG and for canvases alike.
import type { PodState } from '../../bridge/summary.ts';

const CIRCLE = 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z';
const TRIANGLE = 'M12 3.200 21.600 20H2.400z';
const DIAMOND = 'M12 2 22 12 12 22 2 12z';
const SQUARE = 'M4 4h16v16H4z';
const OCTAGON = 'M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300z';

export interface PodShape {
  readonly outline: string;
  readonly mark: string;
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

export const podShapes: Record<PodState, PodShape> = {
  pending: { outline: CIRCLE, mark: 'M12 7.500V12l3 2', dashed: true },
  creating: { outline: CIRCLE, mark: 'M8.500 12h.01M12 12h.01M15.500 12h.01' },
  pulling: { outline: CIRCLE, mark: 'M12 7.500v8M8.800 12.500l3.200 3.200 3.200-3.200' },
  starting: { outline: CIRCLE, mark: 'M10 8.300v7.400l6-3.700z' },
  ready: { outline: CIRCLE, mark: 'M7.800 12.300l2.900 2.900 5.500-6', filled: true },
  'crash-loop': { outline: TRIANGLE, mark: 'M12 9.500v4.500M12 17h.01', filled: true },
  'image-error': { outline: OCTAGON, mark: 'M9 9l6 6M15 9l-6 6', filled: true },
  failed: { outline: SQUARE, mark: 'M8.500 8.500l7 7M15.500 8.500l-7 7', filled: true },
  evicted: { outline: SQUARE, mark: 'M8.500 15.500v-7h7M8.500 8.500l7 7' },
  succeeded: { outline: SQUARE, mark: 'M7.800 12.300l2.900 2.900 5.500-6' },
  terminating: { outline: CIRCLE, mark: 'M8 12h8', dashed: true },
  unknown: { outline: DIAMOND, mark: 'M9.900 9.700a2.200 2.200 0 1 1 3.200 2c-.8.400-1.100.9-1.100 1.700M12 16.300h.01' },
};

/** The token of its colour. */
export const podTones: Record<PodState, string> = {
  pending: '--wait', creating: '--busy', pulling: '--busy', starting: '--busy', ready: '--ready', 'crash-loop': '--bad', 'image-error': '--bad', failed: '--bad', evicted: '--bad', succeeded: '--mute', terminating: '--leave', unknown: '--mute',
};

export const podStates = Object.keys(podShapes) as readonly PodState[];
