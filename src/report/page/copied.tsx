import { useRef, useState } from 'preact/hooks';

/** A command, and a button that copies it. */
export function Copied({ text }: { text: string }) {
  const shown = useRef<HTMLPreElement>(null);
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => select(shown.current));
    setDone(true);
  };
  return (
    <div class="copied">
      <pre ref={shown} tabIndex={0}>
        {text}
      </pre>
      <button type="button" onClick={() => void copy()}>
        {done ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

/** Where a browser keeps its clipboard from a page, the text is at least selected. */
function select(shown: HTMLElement | null): void {
  if (shown !== null) getSelection()?.selectAllChildren(shown);
}
