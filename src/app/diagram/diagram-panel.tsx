// The diagram.
export function DiagramPanel() {
  return null;
}
