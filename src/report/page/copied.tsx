import { useRef, useState } from 'preact/hooks';

/** A command with a button that copies it, or selects it if the clipboard is not accessible. */
export function Copied({ text, title }: { text: string; title?: string }) {
  const shown = useRef<HTMLPreElement>(null);
  const [done, setDone] = useState<'Copy' | 'Copied' | 'Selected'>('Copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('Copied');
    } catch {
      if (shown.current !== null) getSelection()?.selectAllChildren(shown.current);
      setDone('Selected');
    }
  };
  return (
    <figure>
      {title !== undefined && <figcaption>{title}</figcaption>}
      <div class="copied">
        <pre ref={shown} tabIndex={0}>
          {text}
        </pre>
        <button type="button" aria-live="polite" onClick={() => void copy()}>
          {done}
        </button>
      </div>
    </figure>
  );
}
