import { Loaded } from '../../../ui/loaded.tsx';
import classes from '../storage.module.css';
import { bytesOf, useBytes } from './object-bytes.ts';
import type { PreviewProps } from './preview-tab.tsx';
import { ReadNote } from './read-note.tsx';

const readBytes = 262_144;

/** The beginning of a text. */
export function TextPreview({ object }: PreviewProps) {
  const read = useBytes(object, readBytes);
  return (
    <Loaded read={read} height={240}>
      {({ base64, size }) => {
        const bytes = bytesOf(base64);
        return (
          <>
            {/* Long texts scroll, so the keyboard must reach them. */}
            <pre className={classes['code']} tabIndex={0} aria-label="Text">
              {new TextDecoder().decode(bytes)}
            </pre>
            <ReadNote read={bytes.length} size={size} />
          </>
        );
      }}
    </Loaded>
  );
}
