// The diagnoses in Korean: what is wrong, why that is so in Kubernetes, and what one could do next.
import type { FindingId } from '../inspector/diagnosis/finding.ts';

export interface FindingText {
  readonly title: string;
  readonly why: string;
  readonly next: string;
}

export const diagnosisKo: Record<FindingId, FindingText> = {
  'pod-insufficient': {
    title: '어느 노드에도 자리가 없습니다',
    why: '스케줄러는 실제 사용량이 아니라 요청(requests)만 봅니다. {name:이/가} 요청한 {resources:을/를} 줄 수 있는 노드가 없어 Pending으로 남아 있습니다.',
    next: '요청을 줄이거나, 다른 파드를 줄여 자리를 만들거나, 더 큰 노드를 추가하세요. 자리가 생기면 스케줄러가 스스로 다시 시도합니다.',
  },
  'pod-taints': {
    title: '노드의 테인트를 견디지 못합니다',
    why: '테인트가 있는 노드는 그 테인트를 톨러레이션으로 허용한 파드만 받습니다. 이 파드에는 맞는 톨러레이션이 없습니다.',
    next: '그 노드에 가야 할 파드라면 spec.tolerations를 추가하고, 아니라면 테인트가 없는 노드를 늘리거나 테인트를 지우세요.',
  },
  'pod-selector': {
    title: '원하는 레이블을 가진 노드가 없습니다',
    why: 'nodeSelector나 nodeAffinity는 반드시 지켜야 하는 조건입니다. 조건에 맞는 레이블이 붙은 노드가 하나도 없습니다.',
    next: '조건의 철자를 확인하거나, 알맞은 노드에 kubectl label node로 레이블을 붙이세요.',
  },
  'pod-claim': {
    title: '볼륨 클레임이 아직 준비되지 않았습니다',
    why: '파드가 쓰려는 PersistentVolumeClaim이 볼륨과 묶이기 전에는 스케줄러가 노드를 정하지 않습니다.',
    next: '클레임을 골라 왜 Pending인지 먼저 살펴보세요. 원인은 파드가 아니라 클레임 쪽에 있습니다.',
  },
  'pod-unschedulable': {
    title: '스케줄러가 노드를 찾지 못했습니다',
    why: '모든 노드가 하나 이상의 조건에서 걸러졌습니다. 아래 메시지가 조건마다 걸러진 노드 수를 말해 줍니다.',
    next: '아래 스케줄러 표에서 노드마다 무엇이 막았는지 확인하세요.',
  },
  'pod-gated': {
    title: '스케줄링 게이트가 닫혀 있습니다',
    why: '{gates} 게이트가 남아 있는 동안 스케줄러는 이 파드를 쳐다보지도 않습니다. 게이트를 건 쪽이 지워 주기로 한 약속입니다.',
    next: '게이트를 관리하는 컨트롤러나 사람이 spec.schedulingGates에서 지워야 합니다.',
  },
  'pod-unseen': {
    title: '아직 어떤 스케줄러도 이 파드를 보지 않았습니다',
    why: 'PodScheduled 조건이 없습니다. 방금 만들어졌거나, {scheduler}라는 스케줄러가 없거나 멈춰 있습니다.',
    next: '잠시 기다려도 그대로라면 스케줄러가 살아 있는지, spec.schedulerName이 맞는지 확인하세요.',
  },
  'image-name': {
    title: '이미지 이름이 올바르지 않습니다',
    why: "'{image}'은(는) 이미지 이름의 형식에 맞지 않아 kubelet이 내려받기를 시도하지도 않습니다.",
    next: '대문자, 공백, 빠진 태그를 확인하고 이름을 고치세요.',
  },
  'image-missing': {
    title: '그런 이미지가 레지스트리에 없습니다',
    why: '레지스트리에 물어봤지만 {image:이/가} 없다는 답을 받았습니다. kubelet은 간격을 늘려 가며 다시 시도합니다(ImagePullBackOff).',
    next: '이미지 이름과 태그의 철자를 확인하고 고치세요. 디플로이먼트라면 앞 리비전으로 되돌릴 수도 있습니다.',
  },
  'image-pull': {
    title: '이미지를 받지 못했습니다',
    why: '레지스트리에서 {image:을/를} 받다가 실패했습니다. 레지스트리가 멈췄거나, 인증이 필요하거나, 네트워크가 막혔을 수 있습니다.',
    next: '아래 메시지에서 원인을 확인하세요. 원인이 사라지면 kubelet이 스스로 다시 받습니다.',
  },
  'config-missing': {
    title: '컨테이너가 쓸 설정이 없습니다',
    why: '컨테이너를 만들려면 ConfigMap이나 Secret의 값이 필요한데, 그 오브젝트나 키가 없습니다.',
    next: '빠진 오브젝트를 만들거나 이름과 키를 고치세요. 생기면 kubelet이 곧 다시 시도합니다.',
  },
  'mount-failed': {
    title: '볼륨을 연결하지 못했습니다',
    why: '컨테이너는 모든 볼륨이 연결된 뒤에 시작합니다. 볼륨 하나가 연결되지 않아 ContainerCreating에 머물러 있습니다.',
    next: '메시지가 말하는 ConfigMap, Secret, 클레임이 있는지 확인하세요.',
  },
  'init-failing': {
    title: '초기화 컨테이너 {container:이/가} 끝나지 않습니다',
    why: '초기화 컨테이너는 순서대로, 하나씩 성공해야 다음으로 넘어갑니다. 이 컨테이너가 실패해서 본 컨테이너는 시작도 하지 못했습니다.',
    next: '이 초기화 컨테이너의 로그를 보세요.',
  },
  crash: {
    title: '컨테이너 {container:이/가} 계속 죽습니다',
    why: '프로세스가 종료 코드 {code}로 끝났고, 재시작 정책에 따라 kubelet이 {restarts}번 다시 시작했습니다. 다시 시작할 때마다 기다리는 시간이 늘어납니다(CrashLoopBackOff).',
    next: '쿠버네티스가 아니라 프로그램이 스스로 끝난 것입니다. 죽기 전의 로그(--previous)에 이유가 있습니다.',
  },
  'crash-command': {
    title: '컨테이너 {container}의 명령을 실행할 수 없습니다',
    why: '이미지 안에 그런 실행 파일이 없거나 실행 권한이 없습니다. 종료 코드 127은 "명령 없음", 126은 "실행할 수 없음"을 뜻합니다.',
    next: 'spec.containers의 command와 args의 철자를 확인하세요.',
  },
  'crash-done': {
    title: '컨테이너 {container:이/가} 할 일을 마치고 끝납니다',
    why: '오류 없이(종료 코드 0) 끝났지만, restartPolicy가 Always라서 kubelet이 다시 시작합니다. 계속 떠 있어야 할 프로그램이 아닌 듯합니다.',
    next: '한 번 하고 끝나는 일이라면 파드 대신 잡(Job)으로 만드세요.',
  },
  oom: {
    title: '메모리 한도를 넘어 죽었습니다 (OOMKilled)',
    why: '컨테이너 {container:이/가} 메모리 한도 {limit:을/를} 넘자 커널이 프로세스를 죽였습니다. CPU와 달리 메모리는 느려지는 대신 죽습니다.',
    next: '한도를 늘리거나, 프로그램이 메모리를 덜 쓰게 하세요.',
  },
  liveness: {
    title: '활성 프로브가 실패해 다시 시작되었습니다',
    why: 'kubelet이 활성(liveness) 프로브에 답이 없다고 보고 컨테이너 {container:을/를} 죽였습니다. 프로그램이 느리게 뜨는 것뿐일 수도 있습니다.',
    next: '프로브의 경로와 포트가 맞는지, 시작 시간이 넉넉한지(startupProbe) 확인하세요.',
  },
  readiness: {
    title: '돌고는 있지만 준비되지 않았습니다',
    why: '준비성(readiness) 프로브가 아직 성공하지 않았습니다. 컨테이너는 죽지 않지만, 서비스는 이 파드로 요청을 보내지 않습니다.',
    next: '프로브가 묻는 경로와 포트에 프로그램이 답하는지 확인하세요. 막 시작했다면 잠시 기다리면 됩니다.',
  },
  'node-lost': {
    title: '노드 {node:이/가} 응답하지 않습니다',
    why: '이 파드를 돌보던 kubelet의 소식이 끊겼습니다. 파드가 살아 있는지는 아무도 모릅니다. 5분(300초)이 지나면 파드를 내보내고 컨트롤러가 다른 노드에 새로 만듭니다.',
    next: '노드를 되살리거나 기다리세요. 소유자가 없는 파드는 다시 만들어지지 않습니다.',
  },
  terminating: {
    title: '파이널라이저가 삭제를 붙잡고 있습니다',
    why: '{finalizers} 파이널라이저가 남아 있는 동안 API 서버는 오브젝트를 지우지 않습니다. 그 일을 맡은 컨트롤러가 정리를 마치고 지워야 합니다.',
    next: '맡은 컨트롤러가 돌고 있는지 확인하세요. 손으로 지우는 것은 마지막 방법입니다.',
  },
  evicted: {
    title: '노드 {node}에서 축출되었습니다',
    why: '노드의 디스크나 메모리가 모자라 kubelet이 파드를 내보냈습니다. 축출된 파드는 Failed로 남아 흔적만 보여 줍니다.',
    next: '소유자가 있으면 대신할 파드가 이미 만들어졌습니다. 흔적은 지워도 됩니다.',
  },
  'service-no-selector': {
    title: '셀렉터가 없는 서비스입니다',
    why: '셀렉터가 없으면 엔드포인트를 아무도 채워 주지 않습니다. 일부러 그렇게 만들었다면 EndpointSlice를 직접 만들어야 합니다.',
    next: '파드로 보내려던 것이라면 spec.selector를 추가하세요.',
  },
  'service-mismatch': {
    title: '셀렉터에 맞는 파드가 없습니다',
    why: '서비스 {name:은/는} {selector} 레이블을 모두 가진 파드를 찾는데, 그런 파드가 하나도 없습니다. 서비스와 파드를 잇는 것은 이름이 아니라 레이블입니다.',
    next: '파드의 레이블과 서비스의 셀렉터를 나란히 놓고 비교해 보세요. 한 글자만 달라도 연결되지 않습니다.',
  },
  'service-not-ready': {
    title: '맞는 파드는 있지만 준비된 파드가 없습니다',
    why: '셀렉터에 맞는 파드 {pods}개가 모두 준비되지 않았습니다. 준비된 파드만 요청을 받습니다.',
    next: '서비스가 아니라 파드 쪽의 문제입니다. 파드를 골라 살펴보세요.',
  },
  'service-port': {
    title: '파드가 열지 않은 포트로 보내고 있습니다',
    why: 'targetPort는 {target}인데, 파드가 밝힌 포트는 {offered}입니다. containerPort는 설명일 뿐 강제가 아니지만, 대개 여기서 어긋난 것입니다.',
    next: '서비스의 targetPort를 프로그램이 실제로 듣는 포트로 맞추세요.',
  },
  'rollout-deadline': {
    title: '롤아웃이 기한 안에 나아가지 못했습니다',
    why: '{seconds}초 동안 새 파드가 하나도 준비되지 않아 Progressing이 False가 되었습니다. 쿠버네티스는 스스로 되돌리지 않고 알려 주기만 합니다.',
    next: '새 파드가 왜 준비되지 않는지 보세요. 급하면 앞 리비전으로 되돌리세요.',
  },
  'rollout-pods': {
    title: '준비 {ready}/{desired}: 준비되지 않은 파드가 {pods}개 있습니다',
    why: '원하는 수만큼 파드는 만들었지만 아직 준비되지 않았습니다. 롤링 업데이트라면 새 파드가 준비될 때까지 옛 파드를 더 줄이지 않습니다.',
    next: '아래 파드를 골라 원인을 보세요. 방금 시작했다면 정상입니다.',
  },
  'rollout-paused': {
    title: '롤아웃이 일시 정지되어 있습니다',
    why: 'spec.paused가 true인 동안에는 템플릿을 바꿔도 새 ReplicaSet을 굴리지 않습니다.',
    next: '바꿀 것을 다 바꿨다면 롤아웃을 다시 시작하세요.',
  },
  'rollout-refused': {
    title: 'API 서버가 파드 만들기를 거절했습니다',
    why: '컨트롤러가 파드를 만들려고 했지만 쿼터, 어드미션, 권한 때문에 거절되었습니다. 그래서 파드가 보이지도 않습니다.',
    next: '이벤트의 메시지가 거절한 이유를 그대로 말해 줍니다.',
  },
  'scaled-to-zero': {
    title: '복제본을 0으로 두었습니다',
    why: 'spec.replicas가 0이면 파드가 없는 것이 바라는 상태입니다. 고장이 아닙니다.',
    next: '파드가 필요하면 복제본 수를 늘리세요.',
  },
  'claim-class': {
    title: "스토리지클래스 '{class}'이(가) 없습니다",
    why: '클레임은 이름으로 스토리지클래스를 가리킵니다. 그런 이름의 클래스가 없으니 아무도 볼륨을 만들어 주지 않습니다.',
    next: '이름을 확인하거나 그 클래스를 만드세요. 클레임의 클래스는 바꿀 수 없으니 클레임을 다시 만들어야 합니다.',
  },
  'claim-no-class': {
    title: '기본 스토리지클래스가 없어 볼륨이 만들어지지 않습니다',
    why: '클레임이 클래스를 밝히지 않았고 기본 클래스도 없습니다. 조건에 맞는 PersistentVolume을 누군가 만들어 줄 때까지 기다립니다.',
    next: '크기와 접근 모드가 맞는 PersistentVolume을 만들거나, 기본 스토리지클래스를 정하세요.',
  },
  'claim-volume': {
    title: '조건에 맞는 PersistentVolume이 없습니다',
    why: 'storageClassName이 ""이면 미리 만들어진 볼륨하고만 묶입니다. 크기와 접근 모드가 맞고 아직 묶이지 않은 볼륨이 없습니다.',
    next: '맞는 PersistentVolume을 만드세요.',
  },
  'claim-waits': {
    title: '이 클레임을 쓸 파드를 기다리는 중입니다',
    why: '스토리지클래스가 WaitForFirstConsumer라서, 파드가 어느 노드에 갈지 정해진 다음에 볼륨을 만듭니다. 고장이 아닙니다.',
    next: '이 클레임을 쓰는 파드를 만드세요.',
  },
  'claim-provisioning': {
    title: '볼륨이 아직 만들어지지 않았습니다',
    why: '스토리지클래스 {class}의 프로비저너가 볼륨을 만들어 주어야 합니다.',
    next: '이벤트를 보고, 프로비저너가 돌고 있는지 확인하세요.',
  },
  'job-failed': {
    title: '잡이 실패로 끝났습니다 ({reason})',
    why: '파드가 {failed}번 실패해 한도를 넘었거나 제한 시간이 지났습니다. 끝난 잡은 다시 시도하지 않습니다.',
    next: '마지막 파드의 로그를 보고 고친 뒤, 잡을 지우고 다시 만드세요.',
  },
  'job-failing': {
    title: '잡의 파드가 실패하고 있습니다',
    why: '지금까지 {failed}번 실패했고, backoffLimit {limit}번까지 간격을 늘려 가며 다시 시도합니다.',
    next: '실패한 파드의 로그를 보세요.',
  },
  'cron-suspended': {
    title: '크론잡이 멈춰 있습니다',
    why: 'spec.suspend가 true라서 정해진 시각({schedule})이 되어도 잡을 만들지 않습니다.',
    next: '다시 시작하려면 suspend를 false로 바꾸세요.',
  },
  'ingress-service': {
    title: "서비스 '{service}'이(가) 없습니다",
    why: '인그레스 규칙이 가리키는 서비스가 같은 네임스페이스에 없습니다. 그 경로로 온 요청은 503을 받습니다.',
    next: '서비스 이름을 확인하거나 서비스를 만드세요.',
  },
  'ingress-endpoints': {
    title: "서비스 '{service}' 뒤에 준비된 파드가 없습니다",
    why: '규칙은 맞지만 요청을 받을 엔드포인트가 없습니다. 문제는 인그레스가 아니라 그 뒤에 있습니다.',
    next: '서비스를 골라 왜 엔드포인트가 없는지 보세요.',
  },
  'ingress-controller': {
    title: '인그레스를 맡은 컨트롤러가 없습니다',
    why: '인그레스는 규칙을 적은 글일 뿐이고, 실제로 길을 여는 것은 인그레스 컨트롤러입니다. 주소가 비어 있다면 아직 아무도 맡지 않은 것입니다.',
    next: 'ingressClassName이 맞는지, 그 클래스의 컨트롤러가 돌고 있는지 확인하세요.',
  },
  'node-down': {
    title: '노드가 준비되지 않았습니다',
    why: 'kubelet의 소식이 끊기거나 스스로 준비되지 않았다고 알렸습니다. 이 노드의 파드는 서비스에서 빠지고, 5분 뒤에 내보내집니다.',
    next: '노드의 전원과 kubelet을 확인하세요.',
  },
  'node-cordoned': {
    title: '새 파드를 받지 않는 노드입니다',
    why: 'cordon된 노드입니다. 돌고 있는 파드는 그대로 두고, 새 파드만 받지 않습니다.',
    next: '작업이 끝났으면 uncordon 하세요.',
  },
  'node-pressure': {
    title: '노드의 자원이 모자랍니다 ({pressure})',
    why: 'kubelet이 자원이 모자란다고 알렸습니다. 새 파드를 막는 테인트가 붙고, 덜 중요한 파드부터 축출될 수 있습니다.',
    next: '자원을 많이 쓰는 파드를 찾아 줄이거나 옮기세요.',
  },
};
