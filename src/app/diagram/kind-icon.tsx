// Our own small icons of Kubernetes' kinds: line drawings on a grid of 24, one stroke width.
import type { SummaryKind } from '../../bridge/summary.ts';

const paths: Partial<Record<SummaryKind | 'container', string>> = {
  pods: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  nodes: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01M11 8h6M11 16h6',
  deployments: 'M12 3a9 9 0 1 0 9 9M12 3l3.5 2.5L12 8M12 9.5l3 1.7v3.4l-3 1.7-3-1.7v-3.4z',
  replicasets: 'M8 8h12v12H8zM4 16V4h12',
  replicationcontrollers: 'M8 8h12v12H8zM4 16V4h12M14 11.5v5M11.5 14h5',
  statefulsets: 'M5 6c0-1.6 3.1-3 7-3s7 1.4 7 3-3.1 3-7 3-7-1.4-7-3zM5 6v6c0 1.6 3.1 3 7 3s7-1.4 7-3V6M5 12v6c0 1.6 3.1 3 7 3s7-1.4 7-3v-6',
  daemonsets: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  jobs: 'M5 4h14v16H5zM8.5 12.5l2.5 2.5 4.5-5.5',
  cronjobs: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2',
  services: 'M12 4v5M12 9H5v5M12 9h7v5M3 14h4v5H3zM17 14h4v5h-4zM10 14h4v5h-4zM12 9v5M9.5 2.5h5v3h-5z',
  endpointslices: 'M4 7h10M4 12h10M4 17h10M18 7h2M18 12h2M18 17h2',
  namespaces: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z',
  configmaps: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  secrets: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.5',
  serviceaccounts: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM5 20c.6-4 3.2-6 7-6s6.400 2 7 6z',
  ingresses: 'M3 12h8M8 8.500l3.500 3.500L8 15.500M14 4h6v16h-6z',
  persistentvolumeclaims: 'M5 7c0-1.700 3.100-3 7-3s7 1.300 7 3v10c0 1.700-3.100 3-7 3s-7-1.300-7-3zM5 7c0 1.700 3.100 3 7 3s7-1.300 7-3M9 15l2 2 4-4',
  persistentvolumes: 'M5 7c0-1.700 3.100-3 7-3s7 1.300 7 3v10c0 1.700-3.100 3-7 3s-7-1.300-7-3zM5 7c0 1.700 3.100 3 7 3s7-1.300 7-3',
};

export function KindIcon({ kind, size = 16 }: { readonly kind: SummaryKind; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[kind] ?? 'M5 5h14v14H5z'} />
    </svg>
  );
}

const components: Readonly<Record<string, string>> = {
  workstation: 'M4 5h16v11H4zM9 20h6M12 16v4M7.5 8.500l2.500 2-2.500 2M12 12.500h3.500',
  api: 'M12 4.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5zM12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22',
  etcd: 'M5 6c0-1.600 3.100-3 7-3s7 1.400 7 3-3.100 3-7 3-7-1.400-7-3zM5 6v12c0 1.600 3.100 3 7 3s7-1.400 7-3V6M5 12c0 1.600 3.100 3 7 3s7-1.400 7-3',
  scheduler: 'M4 4h6v6H4zM14 14h6v6h-6zM14 4h6v6h-6zM7 13v4h4M9.500 15.500L11 17l-1.500 1.500',
  'controller-manager': 'M4 12a8 8 0 0 1 13.700-5.600L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 0 1-13.700 5.600L4 15.500M4 20v-4.500h4.500',
};

export function ComponentIcon({ role, size = 18 }: { readonly role: string; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={components[role] ?? components['controller-manager']} />
    </svg>
  );
}
