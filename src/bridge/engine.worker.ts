// The engine's worker: gives the session its surroundings (wall clock, messages, storage).
import { EngineSession } from './engine-session.ts';
import type { ToWorker } from './protocol.ts';
import { openSessionStore } from './session-store.ts';
import { openDesk } from './world-door.ts';

const channel = new MessageChannel();
const turns: (() => void)[] = [];
channel.port1.onmessage = () => turns.shift()?.();

const session = new EngineSession({
  post: (message) => self.postMessage(message),
  wallMs: () => performance.now(),
  yieldTo: (run) => {
    turns.push(run);
    channel.port2.postMessage(null);
  },
  later: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  openStore: (choice, onLost) =>
    openSessionStore(choice, (error) => {
      console.warn('the session could not be saved', error);
      onLost(error);
    }),
  openDesk,
  loadCluster: async () => {
    const door = await import('./cluster-door.ts');
    // Before the cluster joins: what `kubectl explain` prints must not depend on how fast the network was.
    await door.loadDescriptions().catch((error: unknown) => console.warn('the descriptions of kubectl explain could not be loaded', error));
    return door.clusterCode;
  },
  loadLooks: async () => (await import('./past-looks.ts')).answerLook,
  build: import.meta.env.VITE_KUBARIUM_BUILD ?? 'dev',
});

self.onmessage = (event: MessageEvent<ToWorker>) => session.receive(event.data);
