import type { Section } from './sections.ts';

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A place in a bucket's own objects. */
export interface Place {
  section: Section;
  n: number;
}

/** Number of the first object of a section whose key is not before `bound`. */
function lowerBound(section: Section, bound: string): number {
  let [low, high] = [0, section.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byBytes(section.keyAt(middle), bound) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Goes through the objects of a bucket in byte order; `seek` leaves out what lies between without making it. */
export class Walk {
  private readonly sections: readonly Section[];
  private at = 0;
  private n = 0;

  constructor(sections: readonly Section[], bound: string) {
    this.sections = sections;
    this.seek(bound);
  }

  peek(): Place | null {
    while (this.at < this.sections.length && this.n >= this.sections[this.at]!.count) {
      this.at += 1;
      this.n = 0;
    }
    const section = this.sections[this.at];
    return section ? { section, n: this.n } : null;
  }

  next(): void {
    this.n += 1;
  }

  /** Forward only. */
  seek(bound: string): void {
    for (; this.at < this.sections.length; this.at += 1, this.n = 0) {
      this.n = Math.max(this.n, lowerBound(this.sections[this.at]!, bound));
      if (this.n < this.sections[this.at]!.count) return;
    }
  }
}

/** The object of this key; null when a bucket has none of its own. */
export function placeOf(sections: readonly Section[], key: string): Place | null {
  const place = new Walk(sections, key).peek();
  return place && place.section.keyAt(place.n) === key ? place : null;
}
