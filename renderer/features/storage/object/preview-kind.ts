export type PreviewKind = 'text' | 'json' | 'table' | 'image' | 'pdf' | 'hex';

const byEnding: Record<string, PreviewKind> = {
  json: 'json',
  geojson: 'json',
  csv: 'table',
  tsv: 'table',
  parquet: 'table',
  pdf: 'pdf',
  ...Object.fromEntries(['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'bmp', 'ico', 'svg'].map((ending) => [ending, 'image'])),
  ...Object.fromEntries(
    [
      'txt',
      'log',
      'md',
      'xml',
      'html',
      'css',
      'js',
      'ts',
      'py',
      'sql',
      'sh',
      'yml',
      'yaml',
      'toml',
      'ini',
      'conf',
      'jsonl',
      'ndjson',
      'tf',
    ].map((ending) => [ending, 'text']),
  ),
};

function byType(type: string): PreviewKind | null {
  if (/^application\/(\w+\+)?json\b/.test(type)) return 'json';
  if (/^text\/(csv|tab-separated-values)\b/.test(type) || type.includes('parquet')) return 'table';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('application/pdf')) return 'pdf';
  return type.startsWith('text/') || /^application\/(xml|javascript|sql|x-(ndjson|sh|yaml))/.test(type) ? 'text' : null;
}

/** How an object is shown: by the ending of its name, then by its content type; anything else as bytes. */
export function previewKind(key: string, contentType: string): PreviewKind {
  const ending = /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? '';
  return byEnding[ending] ?? byType(contentType.toLowerCase()) ?? 'hex';
}

/** Browsers show these by themselves; SVG only as a picture, where no script of it runs. */
export function imageType(key: string, contentType: string): string {
  if (contentType.startsWith('image/')) return contentType;
  const ending = /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? 'png';
  return { jpg: 'image/jpeg', svg: 'image/svg+xml', ico: 'image/x-icon' }[ending] ?? `image/${ending}`;
}
