// The right panel.
export function SidePanel() {
  return null;
}
