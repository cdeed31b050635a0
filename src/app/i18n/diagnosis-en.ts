// The diagnoses in English.
import type { FindingId } from '../inspector/diagnosis/finding.ts';
import type { FindingText } from './diagnosis-ko.ts';

export const diagnosisEn: Record<FindingId, FindingText> = {
  'pod-insufficient': {
    title: 'No node has room for it',
    why: 'The scheduler looks at requests, not at what is used. No node can give the {resources} that {name} asks for, so it stays Pending.',
    next: 'Ask for less, make room by removing other Pods, or add a larger node. The scheduler tries again by itself when room appears.',
  },
  'pod-taints': {
    title: 'It does not tolerate the taints of the nodes',
    why: 'A tainted node takes only Pods that tolerate the taint. This Pod has no matching toleration.',
    next: 'If it belongs there, add spec.tolerations; if not, add nodes without the taint or remove the taint.',
  },
  'pod-selector': {
    title: 'No node has the labels that it wants',
    why: 'nodeSelector and required nodeAffinity are hard conditions. No node carries labels that meet them.',
    next: 'Check the spelling of the condition, or label a fitting node with kubectl label node.',
  },
  'pod-claim': {
    title: 'Its volume claim is not bound yet',
    why: 'The scheduler does not pick a node before the PersistentVolumeClaim that the Pod uses can be bound.',
    next: 'Look at the claim first: the cause is there, not in the Pod.',
  },
  'pod-unschedulable': {
    title: 'The scheduler found no node',
    why: 'Every node failed at least one condition. The message below counts the nodes for each.',
    next: 'See in the scheduler’s table below what stopped each node.',
  },
  'pod-gated': {
    title: 'Its scheduling gates are closed',
    why: 'As long as {gates} is there the scheduler does not even look at it. Whoever set the gate promised to remove it.',
    next: 'The controller or person in charge has to remove it from spec.schedulingGates.',
  },
  'pod-unseen': {
    title: 'No scheduler has looked at it yet',
    why: 'There is no PodScheduled condition: it is brand new, or a scheduler named {scheduler} does not exist or stands still.',
    next: 'If it stays so, check that the scheduler runs and that spec.schedulerName is right.',
  },
  'image-name': { title: 'The image name is not valid', why: '“{image}” is no image reference, so the kubelet does not even try to pull it.', next: 'Look for capitals, blanks or a missing tag, and correct the name.' },
  'image-missing': {
    title: 'The registry has no such image',
    why: 'The registry was asked and said that {image} does not exist. The kubelet keeps trying at growing intervals (ImagePullBackOff).',
    next: 'Check the spelling of name and tag. A Deployment can also go back to its previous revision.',
  },
  'image-pull': {
    title: 'The image could not be pulled',
    why: 'Pulling {image} failed: the registry may be down, ask for credentials, or be out of reach.',
    next: 'The message below says which. The kubelet pulls again by itself once the cause is gone.',
  },
  'config-missing': {
    title: 'Configuration that the container needs is missing',
    why: 'The container takes values from a ConfigMap or Secret, and that object or key does not exist.',
    next: 'Create what is missing or correct the name or key; the kubelet tries again soon.',
  },
  'mount-failed': {
    title: 'A volume could not be mounted',
    why: 'Containers start after all volumes are mounted. One is not, so the Pod stays in ContainerCreating.',
    next: 'Check that the ConfigMap, Secret or claim that the message names exists.',
  },
  'init-failing': {
    title: 'Init container {container} does not finish',
    why: 'Init containers must succeed one after the other. This one fails, so the main containers were never started.',
    next: 'Read the log of this init container.',
  },
  crash: {
    title: 'Container {container} keeps dying',
    why: 'The process ended with exit code {code}, and the kubelet restarted it {restarts} times as its restart policy says, waiting longer each time (CrashLoopBackOff).',
    next: 'The program ended by itself, not Kubernetes. Its log from before it died (--previous) has the reason.',
  },
  'crash-command': {
    title: 'The command of {container} cannot be run',
    why: 'The image has no such executable, or it may not be executed. Exit code 127 means “not found”, 126 “cannot execute”.',
    next: 'Check the spelling of command and args in spec.containers.',
  },
  'crash-done': {
    title: 'Container {container} finishes its work and ends',
    why: 'It ended without an error (exit code 0), but with restartPolicy Always the kubelet starts it again. It does not seem to be a program that stays up.',
    next: 'Work that is done once belongs in a Job rather than in a bare Pod.',
  },
  oom: {
    title: 'Killed for using more memory than its limit (OOMKilled)',
    why: 'Container {container} went over its memory limit of {limit}, and the kernel killed it. Unlike CPU, too little memory does not slow a program down: it ends it.',
    next: 'Raise the limit, or make the program use less.',
  },
  liveness: {
    title: 'Restarted because its liveness probe failed',
    why: 'The kubelet got no good answer to the liveness probe and killed container {container}. It may only be slow to start.',
    next: 'Check the path and port of the probe, and whether it leaves enough time to start (startupProbe).',
  },
  readiness: {
    title: 'It runs, but is not ready',
    why: 'The readiness probe has not succeeded. The container is left alone, but Services send it no requests.',
    next: 'Check that the program answers at the path and port that the probe asks. If it has just started, wait a moment.',
  },
  'node-lost': {
    title: 'Node {node} does not answer',
    why: 'The kubelet that looks after this Pod has gone silent; nobody knows whether the Pod still runs. After five minutes (300 s) it is evicted and its controller makes a new one elsewhere.',
    next: 'Bring the node back, or wait. A Pod without an owner is not made again.',
  },
  terminating: {
    title: 'A finalizer holds up its deletion',
    why: 'The API server does not remove the object while {finalizers} is there. The controller in charge has to clean up and remove it.',
    next: 'Check that that controller runs. Removing it by hand is the last resort.',
  },
  evicted: {
    title: 'Evicted from node {node}',
    why: 'The node ran short of disk or memory, and the kubelet sent the Pod away. It stays behind as Failed for you to see.',
    next: 'If it has an owner, a replacement was made already. What is left may be deleted.',
  },
  'service-no-selector': {
    title: 'A Service without a selector',
    why: 'Without a selector nobody fills in the endpoints. If that is on purpose, you have to create an EndpointSlice yourself.',
    next: 'If it was meant for Pods, add spec.selector.',
  },
  'service-mismatch': {
    title: 'No Pod matches the selector',
    why: 'Service {name} looks for Pods with all of {selector}, and there is none. Labels, not names, connect Services and Pods.',
    next: 'Put the Pods’ labels beside the selector. One letter is enough to miss.',
  },
  'service-not-ready': {
    title: 'Pods match, but none is ready',
    why: 'All {pods} Pods that match the selector are not ready, and only ready Pods get requests.',
    next: 'The trouble is with the Pods, not with the Service. Look at one of them.',
  },
  'service-port': {
    title: 'It sends to a port that the Pods do not declare',
    why: 'targetPort is {target}, while the Pods declare {offered}. containerPort is only documentation, but this is where it usually goes wrong.',
    next: 'Set targetPort to the port at which the program really listens.',
  },
  'rollout-deadline': {
    title: 'The rollout made no progress in time',
    why: 'For {seconds} s no new Pod became ready, so Progressing turned False. Kubernetes only tells; it does not roll back by itself.',
    next: 'Find out why the new Pods are not ready. In a hurry, roll back.',
  },
  'rollout-pods': {
    title: '{ready}/{desired} ready: {pods} Pods are not',
    why: 'The Pods were made but are not ready. In a rolling update no more old Pods are taken away before new ones are ready.',
    next: 'Pick one of the Pods below to see why. If it has just begun, that is normal.',
  },
  'rollout-paused': { title: 'The rollout is paused', why: 'While spec.paused is true, changes of the template do not roll out a new ReplicaSet.', next: 'Resume it when all changes are made.' },
  'rollout-refused': {
    title: 'The API server refuses its Pods',
    why: 'The controller tried to create Pods and was refused by a quota, by admission or for lack of permission. That is why there is no Pod to be seen.',
    next: 'The event’s message gives the reason word for word.',
  },
  'scaled-to-zero': { title: 'Scaled to zero', why: 'With spec.replicas at 0, having no Pod is the desired state. Nothing is broken.', next: 'Scale up if you need Pods.' },
  'claim-class': {
    title: 'There is no StorageClass “{class}”',
    why: 'A claim names its StorageClass. There is none of that name, so nobody makes a volume.',
    next: 'Check the name or create the class. A claim’s class cannot be changed: make the claim anew.',
  },
  'claim-no-class': {
    title: 'No default StorageClass, so no volume is made',
    why: 'The claim names no class and there is no default one. It waits for somebody to create a PersistentVolume that fits.',
    next: 'Create a PersistentVolume of fitting size and access mode, or set a default StorageClass.',
  },
  'claim-volume': {
    title: 'No PersistentVolume fits',
    why: 'With storageClassName "" a claim binds only to volumes made by hand. None that is free has the right size and access mode.',
    next: 'Create a PersistentVolume that fits.',
  },
  'claim-waits': {
    title: 'Waiting for a Pod that uses it',
    why: 'The StorageClass says WaitForFirstConsumer: the volume is made once it is known on which node the Pod will run. Nothing is broken.',
    next: 'Create a Pod that uses this claim.',
  },
  'claim-provisioning': { title: 'The volume has not been made yet', why: 'The provisioner of StorageClass {class} has to make it.', next: 'See the events, and check that the provisioner runs.' },
  'job-failed': {
    title: 'The Job has failed ({reason})',
    why: 'Its Pods failed {failed} times, which is over the limit, or its time was up. A finished Job does not try again.',
    next: 'Read the last Pod’s log, correct it, then delete the Job and create it again.',
  },
  'job-failing': {
    title: 'The Job’s Pods are failing',
    why: '{failed} failures so far; it tries again at growing intervals up to a backoffLimit of {limit}.',
    next: 'Read the log of a failed Pod.',
  },
  'cron-suspended': { title: 'The CronJob is suspended', why: 'spec.suspend is true, so no Job is created when its time ({schedule}) comes.', next: 'Set suspend to false to start it again.' },
  'ingress-service': {
    title: 'There is no Service “{service}”',
    why: 'The Service that a rule names does not exist in this namespace. Requests for that path get 503.',
    next: 'Check the name, or create the Service.',
  },
  'ingress-endpoints': {
    title: 'No ready Pod behind Service “{service}”',
    why: 'The rule is right, but there is no endpoint to send requests to. The trouble lies behind the Ingress.',
    next: 'Pick the Service to see why it has no endpoints.',
  },
  'ingress-controller': {
    title: 'No controller takes care of this Ingress',
    why: 'An Ingress only writes down rules; an Ingress controller opens the way. As long as the address is empty, none has taken it on.',
    next: 'Check ingressClassName, and that a controller of that class runs.',
  },
  'node-down': {
    title: 'The node is not ready',
    why: 'Its kubelet has gone silent or says itself that it is not ready. Its Pods leave their Services, and are evicted after five minutes.',
    next: 'Check the machine’s power and its kubelet.',
  },
  'node-cordoned': { title: 'It takes no new Pods', why: 'The node is cordoned: Pods that run stay, new ones are not placed here.', next: 'Uncordon it when the work is done.' },
  'node-pressure': {
    title: 'The node runs short of resources ({pressure})',
    why: 'The kubelet reports pressure: a taint keeps new Pods away, and the least important Pods may be evicted.',
    next: 'Find the Pods that use much, and shrink or move them.',
  },
};
