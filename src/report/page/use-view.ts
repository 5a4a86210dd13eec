import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import { EVERYTHING, hashOf, type View, viewOf } from './view.ts';

/**
 * The view in the hash of the URL, and a function that changes a part of it. The function is always the same one. A step
 * is added to the history, so that the reader can go back.
 */
export function useView(): [view: View, change: (part: Partial<View>, isStep?: boolean) => void] {
  const [view, setView] = useState(EVERYTHING);
  // A layout effect runs before the first paint. A later effect could undo an early click.
  useLayoutEffect(() => {
    const follow = () => setView(viewOf(location.hash));
    follow();
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  }, []);
  const change = useCallback((part: Partial<View>, isStep = false) => {
    const next = { ...viewOf(location.hash), ...part };
    const url = hashOf(next) || location.pathname + location.search;
    if (isStep) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
    setView(next);
  }, []);
  return [view, change];
}
