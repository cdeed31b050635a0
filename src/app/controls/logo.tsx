// The mark: a cube (a Pod) inside a hexagon (a cluster).
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 2.5 27.7 9.25v13.5L16 29.5 4.3 22.75V9.25z" fill="#2f6df6" />
      <path d="M16 8.6 22.4 12.3v7.4L16 23.4 9.6 19.7v-7.4z M9.6 12.3 16 16l6.4-3.7M16 16v7.4" fill="none" stroke="#fff" strokeWidth="1.7" strokeLinejoin="round" />
    </svg>
  );
}
