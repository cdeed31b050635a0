// A write of the object itself leaves its status alone.

export function keepStatus(draft: object, stored: { readonly status?: unknown }): void {
  const target = draft as { status?: unknown };
  if (stored.status === undefined) delete target.status;
  else target.status = stored.status;
}
