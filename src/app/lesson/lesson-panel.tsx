// The lesson panel.
export function LessonPanel() {
  return null;
}
