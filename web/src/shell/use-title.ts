import { useEffect } from 'react';

/** The portal writes its name into the page before it sends it. */
export const portalName = document.title;

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${portalName}`;
  }, [title]);
}
