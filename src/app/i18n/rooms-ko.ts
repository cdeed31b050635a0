// The Korean texts of the parts that are loaded after the prompt: diagram, inspector, editor.
import type { RelationType } from '../inspector/relations.ts';
import type { ActionId } from '../inspector/actions.ts';
import type { SchedulingReport } from '../../bridge/protocol.ts';
import { diagnosisKo } from './diagnosis-ko.ts';

const verbs: Readonly<Record<string, string>> = { create: '만듦', update: '고침', patch: '고침', delete: '지움', deletecollection: '모두 지움', get: '읽음', list: '읽음', watch: '지켜봄' };

export const roomsKo = {
  findings: diagnosisKo,

  tabs: { why: '왜?', text: '내용', metrics: '지표' },

  overview: {
    title: '클러스터 한눈에 보기',
    hint: '그림에서 무엇이든 고르면 여기에서 자세히 봅니다.',
    nodes: '노드', workloads: '워크로드', services: '서비스', pods: '파드',
    problems: '지금 살펴볼 것',
    noProblems: '모두 제대로 돌고 있습니다.',
    more: (n: number) => `그 밖에 ${n}개`,
    events: '최근 이벤트',
  },

  facts: {
    qos: 'QoS 클래스', account: '서비스 어카운트', restartPolicy: '재시작 정책', message: '메시지', roles: '역할', version: 'kubelet', system: '운영 체제', runtime: '컨테이너 런타임', podRange: '파드 주소 범위',
    selector: '셀렉터', strategy: '교체 방식', surge: '더 띄울 수', unavailable: '비워도 될 수', service: '서비스', order: '만드는 순서', nodeSelector: '노드 셀렉터',
    completions: '완료할 수', parallelism: '한꺼번에', backoffLimit: '재시도 한도', started: '시작', finished: '끝', schedule: '일정', timeZone: '시간대', suspended: '멈춤', concurrency: '겹칠 때', lastRun: '마지막 실행', lastSuccess: '마지막 성공',
    affinity: '세션 고정', traffic: '외부 트래픽', externalName: '외부 이름', addressType: '주소 종류', keys: '키', immutable: '변경 금지', type: '종류', pullSecrets: '이미지 시크릿', token: '토큰 마운트',
    requested: '요청', capacity: '용량', access: '접근 모드', storageClass: '스토리지 클래스', volume: '볼륨', reclaim: '회수 정책', claim: '클레임', finalizers: '파이널라이저',
  },

  diagnosis: {
    title: '무엇이 문제일까요',
    predict: '먼저 맞혀 보기',
    question: '원인이 무엇이라고 생각하나요? 고르면 답을 보여 줍니다.',
    right: '맞았습니다.',
    wrong: '다시 보세요. 실제 원인은 이것입니다.',
    evidence: '근거',
    commands: '터미널에서 확인하려면',
    repairs: '고치려면',
  },

  why: {
    asking: '기록을 읽는 중…',
    birth: '어떻게 생겨났나',
    changes: (n: number) => `바뀐 기록 (리비전 ${n}개)`,
    ask: '왜 일어났나요?',
    byItself: '사람이 시킨 일이 아니라, 스스로 정해진 때에 한 일입니다.',
    forgotten: '이보다 앞선 원인은 기록이 지워졌습니다.',
    verbs,
  },

  texts: {
    form: '보는 방법',
    yaml: 'YAML',
    describe: 'describe',
    changes: '변화',
    describesNow: 'describe는 지나간 때가 아니라 지금의 클러스터를 설명합니다.',
    blameHint: '줄을 누르면 누가 왜 그 값을 썼는지 보여 줍니다.',
    setAt: (field: string, revision: number) => `${field} 값은 리비전 ${revision}에서 정해졌습니다.`,
    setLongAgo: '이 값을 정한 기록은 이미 지워졌습니다(압축됨).',
    from: '앞',
    to: '뒤',
    same: '두 리비전은 같습니다.',
    nothing: '(없음)',
    gap: (n: number) => `같은 줄 ${n}개 생략`,
    added: '추가',
    removed: '삭제',
    deleted: '삭제됨',
    unknownAuthor: '지워진 기록',
    because: '누가 왜 바꿨나',
  },

  metrics: {
    none: '지표가 없습니다. 지표는 metrics-server가 모아 주는데, 이 클러스터에는 설치되어 있지 않거나 아직 모으지 않았습니다.',
    cpu: 'CPU',
    memory: '메모리',
    requested: (amount: string) => `요청 ${amount}`,
  },

  scheduling: {
    title: '스케줄러의 판단',
    node: '노드',
    total: '합계',
    chosen: '선택됨',
    pass: '통과',
    refused: '거절',
    skipped: '묻지 않음',
    raw: '원점수',
    attempts: (n: number) => `${n}번째 시도`,
    backoff: (at: string) => `다음 시도는 ${at} 이후`,
    unvisited: (n: number) => `충분히 찾았으므로 노드 ${n}개는 보지 않았습니다.`,
    tie: (nodes: string) => `점수가 같은 노드: ${nodes}. 그중 하나를 무작위로 골랐습니다.`,
    allPlugins: '모든 플러그인',
    overlay: '그림 위에 겹쳐 보기',
    victims: (list: string) => `선점하면 내보낼 파드 → ${list}`,
    retry: '이런 일이 생기면 다시 시도합니다',
    fits: '가능',
    score: (n: number) => `${n}점`,
    outcomes: { waiting: '기다리는 중', gated: '게이트에 막힘', scheduled: '배정됨', unschedulable: '자리 없음', nominated: '선점 중', error: '오류' } satisfies Record<SchedulingReport['outcome'], string>,
  },

  relations: {
    owner: '소유자', owned: '소유', node: '노드', runs: '실행 중', selects: '고른 파드', selectedBy: '서비스', slice: '엔드포인트', uses: '사용', usedBy: '쓰는 파드', routes: '보내는 곳', routedBy: '인그레스', bound: '묶인 것',
  } satisfies Record<RelationType, string>,

  actions: {
    describe: '자세히 설명', logs: '로그', logsFollow: '로그 따라가기', logsPrevious: '죽기 전 로그', shell: '셸 열기', portForward: '포트 포워딩', scale: '복제본 수 바꾸기', 
    restart: '다시 굴리기', status: '롤아웃 지켜보기', history: '롤아웃 기록', undo: '앞 리비전으로', pause: '롤아웃 멈추기', resume: '롤아웃 계속', expose: '서비스로 묶기', autoscale: '자동으로 늘리기',
    trigger: '지금 한 번 실행', suspend: '멈추기', unsuspend: '다시 시작', cordon: '새 파드 막기', uncordon: '새 파드 받기', drain: '파드 비우기', events: '이벤트', get: 'YAML 출력', decode: '값 풀어 보기',
    curl: '요청 보내기', edit: '편집', label: '레이블 붙이기', delete: '삭제', forceDelete: '강제 삭제',
  } satisfies Record<ActionId, string>,

  copy: { menu: '복사', name: '이름 복사', kubectl: 'kubectl 명령 복사', yaml: 'YAML 복사' },

  picture: {
    more: '그림 메뉴',
    png: 'PNG로 내보내기',
    svg: 'SVG로 내보내기',
    copyKubectl: '이 화면을 보는 kubectl 복사',
    putBack: '옮긴 상자 제자리로',
    tree: '트리로 보기',
    graph: '그림으로 보기',
    treeHelp: '화살표로 움직이고, 엔터로 살펴봅니다.',
    system: '시스템 파드 보기',
    waitingFor: '노드 배정을 기다리는 파드',
    emptyTree: '아직 아무것도 없습니다.',
    noLog: '출력 없음',
    pods: (n: number) => `파드 ${n}개`,
    legend: { states: '파드의 상태', messages: '움직이는 점', machine: '컨트롤러와 kubelet의 메시지', person: '내가 보낸 메시지와 요청', bad: '거절되거나 끊긴 것', wires: '선', live: '요청이 지나갈 수 있음', off: '받을 곳이 없음' },
  },

  edit: {
    diff: '클러스터와 비교',
    closeDiff: '비교 닫기',
    inCluster: '클러스터',
    inFile: '파일',
    delete: '클러스터에서 삭제',
    kubectlDiff: 'kubectl diff',
    documents: '문서',
    absent: '아직 없음',
    differs: '다름',
    same: '같음',
    show: '그림에서 보기',
    openFile: (file: string) => `${file}에서 열기`,
    more: '더 보기',
    fixTabs: '탭을 공백으로 바꾸기',
    fixRename: (from: string, to: string) => `'${from}'을(를) '${to}'(으)로 바꾸기`,
    fixSelector: '템플릿의 레이블로 selector 채우기',
    fixLabels: 'selector에 맞게 템플릿의 레이블 고치기',
    fixVersion: (version: string) => `apiVersion을 ${version}(으)로 바꾸기`,
    fixQuote: '따옴표로 감싸 문자열로 만들기',
    fixIndent: '들여쓰기를 앞줄에 맞추기',
    rename: '이름 바꾸기',
    remove: '파일 삭제',
    menu: (file: string) => `${file} 작업`,
    newName: '새 이름',
    line: (n: number) => `${n}번째 줄`,
  },
};

export type Rooms = typeof roomsKo;
