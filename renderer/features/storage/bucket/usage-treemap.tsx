import { Treemap } from 'recharts';
import type { FolderSum } from '#shared/model/storage-insight.ts';
import { otherColor, seriesColor } from '../../../ui/chart-colors.ts';
import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { lastName, visibleName } from '../places.ts';

interface TileProps {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  index?: number;
  depth?: number;
  name?: string;
  /** What a pointer over the tile is told. */
  full?: string;
}

/** One folder; its name where there is room for it. */
function Tile({ x = 0, y = 0, width = 0, height = 0, index = 0, depth = 0, name = '', full = '' }: TileProps) {
  if (depth === 0) return <g />;
  const fits = Math.floor((width - 10) / 6.5);
  return (
    <g>
      <title>{full}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        fill={name === 'the rest' ? otherColor : seriesColor(index)}
        stroke="var(--ae-surface)"
      />
      {fits > 3 && height > 18 ? (
        <text x={x + 5} y={y + 14} fontSize={11} fill="#fff" stroke="none" fontWeight={600}>
          {name.length > fits ? `${name.slice(0, fits - 1)}…` : name}
        </text>
      ) : null}
    </g>
  );
}

/** Folders as rectangles as large as what is in them. The list below says the same in words. */
export function UsageTreemap({ folders }: { folders: FolderSum[] }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const data = folders
    .filter(({ bytes }) => bytes > 0)
    .map(({ prefix, bytes, objects }) => {
      const name = prefix === '' ? 'the rest' : visibleName(lastName(prefix));
      return { name, size: bytes, full: `${prefix || 'the rest'}: ${formatBytes(bytes)}, ${formatNoun(objects, 'object')}` };
    });
  if (data.length === 0) return <p className="ae-muted">No folder has anything in it.</p>;
  return (
    <div ref={ref}>
      <div
        role="img"
        aria-label={`Largest folders: ${data
          .slice(0, 5)
          .map(({ full }) => full)
          .join('; ')}`}
      >
        <Treemap width={width} height={240} data={data} dataKey="size" aspectRatio={4 / 3} isAnimationActive={false} content={<Tile />} />
      </div>
    </div>
  );
}
