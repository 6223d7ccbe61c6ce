const text = new TextEncoder();

/** One page that says `Invoice 2026-0001`. */
function pdf(): Uint8Array {
  const stream = 'BT /F1 36 Tf 60 700 Td (Invoice 2026-0001) Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const at = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = at.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return text.encode(
    `${body}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}

const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR4nGP8z4AdMOEQH6wSLIxYAQAiBwEPkq8bKwAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

const contents: Record<string, () => Uint8Array> = {
  json: () =>
    text.encode(
      JSON.stringify({
        store: 'Kiel',
        open: true,
        tills: [
          { id: 7, sum: 1204.5 },
          { id: 8, sum: null },
        ],
      }),
    ),
  log: () =>
    text.encode(
      Array.from({ length: 40 }, (_, line) => `2026-11-20T09:${String(line).padStart(2, '0')}:00Z till ${line % 9} ok\n`).join(''),
    ),
  txt: () => text.encode('A text with two lines.\nÜmlauts too.\n'),
  pdf,
  png: () => png,
  bin: () => Uint8Array.from({ length: 6000 }, (_, index) => (index * 37) % 256),
};

/** Content of an object by the ending of its name; empty for those whose content no screen reads. */
export function previewOf(key: string): Uint8Array {
  return contents[/\.(\w+)$/.exec(key)?.[1] ?? '']?.() ?? new Uint8Array();
}
