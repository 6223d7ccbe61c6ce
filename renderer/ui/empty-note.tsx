import type { ReactNode } from 'react';

/** An empty place that says what to do next. */
export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div style={{ padding: '24px 16px', maxWidth: 560 }}>
      <div style={{ fontWeight: 600, marginBottom: 4 }}>{title}</div>
      <div className="ae-muted">{children}</div>
    </div>
  );
}
