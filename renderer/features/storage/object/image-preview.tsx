import { EmptyNote } from '../../../ui/empty-note.tsx';
import { formatBytes } from '../../../ui/format/number.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { lastName, visibleName } from '../places.ts';
import classes from '../storage.module.css';
import { useBytes } from './object-bytes.ts';
import { imageType } from './preview-kind.ts';
import type { PreviewProps } from './preview-tab.tsx';

/** Most that one call reads. */
const mostBytes = 8_388_608;

/** A picture up to 8 MB. */
export function ImagePreview({ object, detail }: PreviewProps) {
  const read = useBytes(object, Math.min(mostBytes, Math.max(1, detail.size)));
  if (detail.size > mostBytes)
    return <EmptyNote title="Too large to show">Pictures are shown up to {formatBytes(mostBytes)}; download it instead.</EmptyNote>;
  const type = imageType(object.key, detail.properties.contentType ?? '');
  return (
    <Loaded read={read} height={240}>
      {({ base64 }) => <img className={classes['preview']} src={`data:${type};base64,${base64}`} alt={visibleName(lastName(object.key))} />}
    </Loaded>
  );
}
