// Why nobody answers behind a Service or an Ingress.
import type { Ingress, Pod, Service } from '../../../engine/kube/types.generated.ts';
import type { PodSummary } from '../../../bridge/summary.ts';
import { type Facts, finding, type Finding, inNamespace } from './finding.ts';

const selectorText = (selector: Readonly<Record<string, string>>): string => Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(',');
const selects = (selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

export function diagnoseService(facts: Facts): readonly Finding[] {
  const { object, slices, pods } = facts;
  const { spec } = facts.whole as unknown as Service;
  const selector = spec?.selector ?? {};
  const endpoints = slices.filter((slice) => slice.namespace === object.namespace && slice.service === object.name).flatMap((slice) => slice.endpoints);
  if (spec?.type === 'ExternalName') return [];
  const where = inNamespace(object.namespace);
  const commands = [`kubectl get endpointslices -l kubernetes.io/service-name=${object.name}${where}`];
  if (endpoints.some(({ ready }) => ready)) return portFinding(facts, spec ?? {});
  if (Object.keys(selector).length === 0) {
    return endpoints.length > 0 ? [] : [finding('service-no-selector', { name: object.name }, [{ at: 'spec.selector', text: '<none>' }], { commands: [`kubectl describe service ${object.name}${where}`, ...commands] })];
  }
  const local = pods.filter((pod) => pod.namespace === object.namespace);
  const chosen = local.filter((pod) => selects(selector, pod.labels));
  const text = selectorText(selector);
  if (chosen.length === 0) {
    const near = nearest(selector, local);
    return [
      finding('service-mismatch', { name: object.name, selector: text, near: near ? near.name : '' }, [{ at: 'spec.selector', text }, near && { at: `pod/${near.name} labels`, text: selectorText(near.labels) }], {
        commands: [`kubectl get pods -l ${text}${where}`, `kubectl get pods --show-labels${where}`, ...commands],
        repairs: near ? [`kubectl set selector service ${object.name} '${selectorText(kept(selector, near.labels))}'${where}`].filter(() => Object.keys(kept(selector, near.labels)).length > 0) : [],
        see: near ? [near.uid] : [],
      }),
    ];
  }
  const evidence = chosen.slice(0, 4).map((pod) => ({ at: `pod/${pod.name}`, text: `${pod.readyContainers}/${pod.containers.length} ${pod.status}` }));
  return [finding('service-not-ready', { name: object.name, pods: String(chosen.length) }, evidence, { commands: [`kubectl get pods -l ${text}${where}`, ...commands], see: chosen.slice(0, 4).map((pod) => pod.uid) })];
}

/** The same keys with the values that the Pod has. */
function kept(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(selector).flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));
}

/** The Pod that has most in common with what is asked for: the same keys, or a value that is nearly the same. */
function nearest(selector: Readonly<Record<string, string>>, pods: readonly PodSummary[]): PodSummary | undefined {
  const wanted = Object.entries(selector);
  const likeness = (pod: PodSummary): number => wanted.reduce((sum, [key, value]) => sum + (pod.labels[key] === value ? 4 : pod.labels[key] !== undefined ? 2 : Object.values(pod.labels).includes(value) ? 1 : 0), 0);
  const best = pods.reduce<{ readonly pod: PodSummary | undefined; readonly score: number }>((most, pod) => (likeness(pod) > most.score ? { pod, score: likeness(pod) } : most), { pod: undefined, score: 0 });
  return best.pod;
}

/** Endpoints are there, but the Service sends to a port at which the Pods say that nobody listens. */
function portFinding(facts: Facts, spec: NonNullable<Service['spec']>): Finding[] {
  const pod: Pod | undefined = facts.backends[0];
  if (!pod) return [];
  const open = pod.spec.containers.flatMap((container) => container.ports ?? []);
  if (open.length === 0) return [];
  const wrong = (spec.ports ?? []).find(({ port, targetPort }) => {
    const wanted = targetPort ?? port;
    return !open.some((one) => (typeof wanted === 'number' ? one.containerPort === wanted : one.name === wanted));
  });
  if (!wrong) return [];
  const wanted = String(wrong.targetPort ?? wrong.port);
  const offered = open.map((one) => `${one.containerPort}${one.name ? ` (${one.name})` : ''}`).join(', ');
  return [
    finding('service-port', { name: facts.object.name, target: wanted, offered }, [{ at: 'spec.ports.targetPort', text: wanted }, { at: `pod/${pod.metadata.name} containerPort`, text: offered }], {
      commands: [`kubectl get service ${facts.object.name}${inNamespace(facts.object.namespace)} -o jsonpath='{.spec.ports}'`, `kubectl describe pod ${pod.metadata.name}${inNamespace(facts.object.namespace)}`],
    }),
  ];
}

export function diagnoseIngress(facts: Facts): readonly Finding[] {
  const { object, services, slices } = facts;
  if (object.kind !== 'ingresses') return [];
  const where = inNamespace(object.namespace);
  const commands = [`kubectl describe ingress ${object.name}${where}`];
  const findings: Finding[] = [];
  for (const name of new Set(object.rules.map((rule) => rule.service).filter((one) => one !== ''))) {
    const service = services.find((one) => one.namespace === object.namespace && one.name === name);
    const rule = object.rules.find((one) => one.service === name);
    const at = { at: 'spec.rules', text: `${rule?.host ?? '*'}${rule?.path ?? '/'} → ${name}` };
    if (!service) findings.push(finding('ingress-service', { name: object.name, service: name }, [at], { commands: [`kubectl get service ${name}${where}`, ...commands] }));
    else if (!slices.some((slice) => slice.namespace === object.namespace && slice.service === name && slice.endpoints.some(({ ready }) => ready))) {
      findings.push(finding('ingress-endpoints', { name: object.name, service: name }, [at, { at: `service/${name}`, text: '<no ready endpoints>' }], { commands: [`kubectl get endpointslices -l kubernetes.io/service-name=${name}${where}`, ...commands], see: [service.uid] }));
    }
  }
  const { spec, status } = facts.whole as unknown as Ingress;
  if (findings.length === 0 && (status?.loadBalancer?.ingress ?? []).length === 0) {
    findings.push(finding('ingress-controller', { name: object.name, class: spec?.ingressClassName ?? '' }, [{ at: 'spec.ingressClassName', text: spec?.ingressClassName ?? '<none>' }, { at: 'status.loadBalancer', text: '<none>' }], { commands: ['kubectl get ingressclass', 'kubectl get pods -A', ...commands] }));
  }
  return findings;
}
