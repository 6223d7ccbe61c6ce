import type { Classification } from '#shared/model/storage-insight.ts';

type Told = Pick<Classification, 'label' | 'rule' | 'method' | 'by' | 'sensitivity'>;

const types: [begin: RegExp, label: Classification['label']][] = [
  [/^(?:image|video|audio)\//, 'media'],
  [/^application\/(?:x-pem-file|pkcs8|x-pkcs12)/, 'secret'],
  [/^(?:text\/csv|application\/(?:json|xml|x-ndjson|vnd\.apache\.parquet))/, 'data'],
  [/^(?:application|text)\/(?:javascript|x-python|x-sh|java-archive)/, 'code'],
];

/** What the content type says; null: nothing. */
export function toldByType(contentType: string): Told | null {
  const label = types.find(([begin]) => begin.test(contentType.toLowerCase()))?.[1];
  if (!label) return null;
  return {
    label,
    rule: `type.${label}`,
    method: 'Content type that the object states',
    by: 'type',
    sensitivity: label === 'secret' ? 'high' : 'low',
  };
}

const tagNames = /^(?:data[-_ ]?)?(?:classification|class|sensitivity|confidentiality)$/i;
const labels: [value: RegExp, label: Classification['label'], sensitivity: Classification['sensitivity']][] = [
  [/secret|restricted/i, 'secret', 'high'],
  [/pii|personal|phi|gdpr/i, 'personal', 'high'],
  [/financ|pci/i, 'financial', 'high'],
  [/confidential|internal/i, 'data', 'medium'],
];

/** What a tag for classification says; null: there is none that is understood. */
export function toldByTag(tags: Readonly<Record<string, string>>): Told | null {
  for (const [name, value] of Object.entries(tags)) {
    const told = tagNames.test(name) ? labels.find(([text]) => text.test(value)) : undefined;
    if (told) return { label: told[1], rule: 'tag.classification', method: `Tag ${name} is ${value}`, by: 'tag', sensitivity: told[2] };
  }
  return null;
}
