import { type ReactNode, useEffect, useState } from 'react';

const LATE_MS = 150;

/** Shows what stands in for something only once it is late: most answers come before a skeleton could be seen. */
export function Late({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? <>{children}</> : null;
}
