// One tip for the whole page: what carries `data-tip` has it shown on hover and on keyboard focus, always inside the window.
const DELAY_MS = 350;
const GAP = 6;

export function installTips(className: string): () => void {
  const tip = document.createElement('div');
  tip.className = className;
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.body.append(tip);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let owner: Element | undefined;
  const hide = (): void => {
    clearTimeout(timer);
    owner = undefined;
    tip.hidden = true;
  };
  const show = (target: Element): void => {
    tip.textContent = target.getAttribute('data-tip');
    tip.hidden = false;
    const box = target.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const above = box.bottom + GAP + height > window.innerHeight;
    const left = Math.max(GAP, Math.min(window.innerWidth - width - GAP, box.left + box.width / 2 - width / 2));
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above ? box.top - GAP - height : box.bottom + GAP)}px)`;
  };
  const enter = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    if (target === (owner ?? null)) return;
    const shown = !tip.hidden;
    hide();
    if (!target || (event.type === 'focusin' && !target.matches(':focus-visible'))) return;
    owner = target;
    timer = setTimeout(() => show(target), shown ? 0 : DELAY_MS);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') hide();
  };
  const listeners = new AbortController();
  const { signal } = listeners;
  document.addEventListener('pointerover', enter, { signal });
  document.addEventListener('focusin', enter, { signal });
  document.addEventListener('focusout', hide, { signal });
  document.addEventListener('pointerdown', hide, { signal, capture: true });
  document.addEventListener('keydown', escape, { signal });
  return () => {
    hide();
    listeners.abort();
    tip.remove();
  };
}
