// The Roles and RoleBindings of the system's namespaces (bootstrappolicy/namespace_policy.go).
import { EVENTS, type RoleData } from './rule.ts';

const SYSTEM = 'kube-system';
const CONTROLLERS = 'User system:kube-controller-manager';
const SCHEDULER = 'User system:kube-scheduler';

const leaderLocking = (component: string, ...more: readonly string[]): RoleData => ({ name: `system::leader-locking-${component}`, rules: ['watch core configmaps', `get,update core configmaps ${component}`, ...more] });

export const namespaceRoles: Readonly<Record<string, readonly RoleData[]>> = {
  [SYSTEM]: [
    { name: 'extension-apiserver-authentication-reader', rules: ['R core configmaps extension-apiserver-authentication'] },
    { name: 'system:controller:bootstrap-signer', rules: ['R core secrets'] },
    { name: 'system:controller:cloud-provider', rules: ['create,get,list,watch core configmaps'] },
    { name: 'system:controller:token-cleaner', rules: ['get,list,watch,delete core secrets', EVENTS] },
    leaderLocking('kube-controller-manager', 'get,watch,list,create,update coordination leases'),
    leaderLocking('kube-scheduler'),
  ],
  'kube-public': [{ name: 'system:controller:bootstrap-signer', rules: ['R core configmaps', 'update core configmaps cluster-info', EVENTS] }],
};

interface NamespaceBinding {
  readonly name: string;
  readonly role: string;
  readonly subjects: readonly string[];
}

const bound = (role: string, ...subjects: readonly string[]): NamespaceBinding => ({ name: role, role, subjects });

export const namespaceBindings: Readonly<Record<string, readonly NamespaceBinding[]>> = {
  [SYSTEM]: [
    { name: 'system::extension-apiserver-authentication-reader', role: 'extension-apiserver-authentication-reader', subjects: [CONTROLLERS, SCHEDULER] },
    bound('system::leader-locking-kube-controller-manager', CONTROLLERS, `ServiceAccount ${SYSTEM}/kube-controller-manager`),
    bound('system::leader-locking-kube-scheduler', SCHEDULER, `ServiceAccount ${SYSTEM}/kube-scheduler`),
    bound('system:controller:bootstrap-signer', `ServiceAccount ${SYSTEM}/bootstrap-signer`),
    bound('system:controller:cloud-provider', `ServiceAccount ${SYSTEM}/cloud-provider`),
    bound('system:controller:token-cleaner', `ServiceAccount ${SYSTEM}/token-cleaner`),
  ],
  'kube-public': [bound('system:controller:bootstrap-signer', `ServiceAccount ${SYSTEM}/bootstrap-signer`)],
};
