// For a field that appears because a person asked for it: it takes the focus as it appears.
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}
