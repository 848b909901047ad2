import { useEffect, useRef, type ReactNode } from 'react';

/** Frame of a table that may be wider than the page. The part that scrolls belongs to the table component; here it is made reachable by keyboard. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  // After every drawing: the component makes the part anew when columns or data change.
  useEffect(() => {
    frame.current
      ?.querySelectorAll<HTMLElement>('.ant-table-content')
      .forEach((part) => (part.tabIndex = part.scrollWidth > part.clientWidth ? 0 : -1));
  });
  return (
    <div ref={frame} className="scroll-x table-card" role="region" aria-label={label}>
      {children}
    </div>
  );
}
