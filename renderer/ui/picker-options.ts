export interface PickerOption {
  value: string;
  label: string;
  /** Rows behind the value. */
  count?: number;
  group?: string;
}

/** Long lists are searched, not scrolled: the first hits are enough. */
const shownAtOnce = 200;

export function matching(options: PickerOption[], search: string): PickerOption[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = options.filter(({ label, value }) =>
    words.every((word) => label.toLowerCase().includes(word) || value.toLowerCase().includes(word)),
  );
  return hits.slice(0, shownAtOnce);
}
