import type { Related } from '#shared/model/action.ts';

/** One box of the map, in pixels. */
export interface MapNode {
  related: Related | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface MapLayer {
  title: string;
  y: number;
  nodes: MapNode[];
  /** Relations that have no box. */
  left: number;
}

export interface RelationMapLayout {
  layers: MapLayer[];
  self: MapNode;
  height: number;
}

/** Layers above the machine, then those below it. */
const above: [title: string, relations: Related['relation'][]][] = [
  ['Sends it traffic', ['serves']],
  ['It is part of', ['member_of']],
];
const below: [title: string, relations: Related['relation'][]][] = [
  ['Contains', ['contains']],
  ['Attached to it', ['attached_to']],
  ['Runs on', ['runs_on']],
];

const box = { least: 150, height: 40, gapX: 12, gapY: 8 };
/** Room at the left for the trunk that joins the layers. */
const gutter = 20;
const trunk = 8;
const titleHeight = 20;
const layerGap = 12;
/** Boxes of a layer; what is beyond is counted and listed. */
const most = 8;

/**
 * Places what is related in layers: what sends traffic and what it is part of above, what it contains or has attached below.
 *
 * @param width pixels there are
 */
export function relationLayout(related: readonly Related[], width: number): RelationMapLayout {
  const room = Math.max(box.least, width - gutter);
  const perRow = Math.max(1, Math.floor((room + box.gapX) / (box.least + box.gapX)));
  const boxWidth = (room - (perRow - 1) * box.gapX) / perRow;
  let y = 0;
  const place = ([title, relations]: (typeof above)[number]): MapLayer[] => {
    const mine = related.filter(({ relation }) => relations.includes(relation));
    if (mine.length === 0) return [];
    const top = y;
    const nodes = mine.slice(0, most).map((one, index) => ({
      related: one,
      x: gutter + (index % perRow) * (boxWidth + box.gapX),
      y: top + titleHeight + Math.floor(index / perRow) * (box.height + box.gapY),
      width: boxWidth,
      height: box.height,
    }));
    y = nodes.at(-1)!.y + box.height + layerGap;
    return [{ title, y: top, nodes, left: mine.length - nodes.length }];
  };
  const upper = above.flatMap(place);
  const self: MapNode = { related: null, x: 0, y, width: room + gutter, height: box.height };
  y += box.height + layerGap;
  const lower = below.flatMap(place);
  return { layers: [...upper, ...lower], self, height: y - layerGap };
}

/** Line from the machine's box along the trunk to a box; it passes behind the boxes of the same row. */
export function linkPath(node: MapNode, self: MapNode): string {
  const from = node.y < self.y ? self.y : self.y + self.height;
  const y = node.y + node.height / 2;
  return `M${trunk} ${from} V${y} H${node.x}`;
}
