import type { Classification } from '#shared/model/storage-insight.ts';
import { digitsOf, isBsn, isCodiceFiscale, isCpf, isDni, isIban, isNir, isPesel, isSteuerId, maybeSsn, passesLuhn } from './checksums.ts';

/** Finds something in text that must not lie open. */
interface ContentRule {
  id: string;
  label: Classification['label'];
  /** How it decides, in words. */
  method: string;
  sensitivity: Classification['sensitivity'];
  /** Candidates: no repetition within a repetition, so that it is linear. Global. */
  pattern: RegExp;
  check?(match: string): boolean;
}

/** Issuers by the first digits, with the lengths of their numbers. */
const issuers: [begin: RegExp, lengths: number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(0[0-5]|[68])/, [14]],
  [/^(6011|64[4-9]|65)/, [16, 19]],
  [/^35(2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
];

function isCard(match: string): boolean {
  const digits = digitsOf(match);
  const number = digits.join('');
  // A number of one digit, or with separators of two kinds, is something else.
  if (new Set(digits).size < 2 || (match.includes(' ') && match.includes('-'))) return false;
  return issuers.some(([begin, lengths]) => begin.test(number) && lengths.includes(number.length)) && passesLuhn(digits);
}

const financial = { label: 'financial', sensitivity: 'high' } as const;
const personal = { label: 'personal', sensitivity: 'high' } as const;
const secret = { label: 'secret', sensitivity: 'high' } as const;

/** Ids that look like any other number also need a word near them; see `context`. */
export interface ContextRule extends ContentRule {
  /** One of these words must stand before the number, within sixty characters. */
  context?: RegExp;
}

export const contentRules: readonly ContextRule[] = [
  {
    id: 'content.card',
    method: 'Card number of a known issuer with a valid Luhn digit',
    ...financial,
    pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g,
    check: isCard,
  },
  {
    id: 'content.iban',
    method: 'IBAN of its country’s length with valid mod 97 check',
    ...financial,
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])/g,
    check: isIban,
  },
  {
    id: 'content.de_tax_id',
    method: 'German tax id with valid check digit (ISO 7064)',
    ...personal,
    pattern: /(?<![\w-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
    check: isSteuerId,
    context: /steuer|idnr|tax/i,
  },
  {
    id: 'content.uk_nino',
    method: 'UK national insurance number by its format: it has no check digit',
    ...personal,
    sensitivity: 'medium',
    pattern: /\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g,
  },
  {
    id: 'content.es_dni',
    method: 'Spanish DNI or NIE with valid check letter',
    ...personal,
    pattern: /\b(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]\b/g,
    check: isDni,
  },
  {
    id: 'content.it_cf',
    method: 'Italian codice fiscale with valid check letter',
    ...personal,
    pattern: /\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b/gi,
    check: isCodiceFiscale,
  },
  {
    id: 'content.fr_nir',
    method: 'French NIR with valid key',
    ...personal,
    pattern: /(?<!\d)[12] ?\d{2} ?[0-3]\d ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
    check: isNir,
  },
  {
    id: 'content.nl_bsn',
    method: 'Dutch BSN with valid eleven check, named as such',
    ...personal,
    pattern: /(?<![\w.-])\d{9}(?![\w-])/g,
    check: isBsn,
    context: /bsn|burgerservice|sofi/i,
  },
  {
    id: 'content.pl_pesel',
    method: 'Polish PESEL with valid check digit and date, named as such',
    ...personal,
    pattern: /(?<![\w.-])\d{11}(?![\w-])/g,
    check: isPesel,
    context: /pesel/i,
  },
  {
    id: 'content.br_cpf',
    method: 'Brazilian CPF with valid check digits',
    ...personal,
    pattern: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g,
    check: isCpf,
  },
  {
    id: 'content.us_ssn',
    method: 'US social security number by its format: it has no check digit',
    ...personal,
    sensitivity: 'low',
    pattern: /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g,
    check: maybeSsn,
  },
  {
    id: 'content.email',
    method: 'E-mail address',
    ...personal,
    sensitivity: 'low',
    pattern: /(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![\w-])/gi,
  },
  { id: 'content.aws_key', method: 'AWS access key id by its prefix and length', ...secret, pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  {
    id: 'content.private_key',
    method: 'Begin of a private key in PEM',
    ...secret,
    pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/g,
  },
  {
    id: 'content.github_token',
    method: 'GitHub token by its prefix and length',
    ...secret,
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g,
  },
  { id: 'content.slack_token', method: 'Slack token by its prefix', ...secret, pattern: /\bxox[abeprs]-\d{8,14}-[A-Za-z0-9-]{10,120}/g },
  { id: 'content.stripe_key', method: 'Stripe live key by its prefix', ...secret, pattern: /\b[rs]k_live_[A-Za-z0-9]{20,110}\b/g },
  { id: 'content.google_key', method: 'Google API key by its prefix and length', ...secret, pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  {
    id: 'content.jwt',
    method: 'JSON Web Token: three parts, the first a JSON header',
    ...secret,
    sensitivity: 'medium',
    pattern: /\beyJ[\w-]{10,500}\.[\w-]{4,4000}\.[\w-]{10,700}(?![\w-])/g,
    check: isJwt,
  },
  {
    id: 'content.azure_key',
    method: 'Azure storage key: AccountKey with 64 bytes of Base64',
    ...secret,
    pattern: /AccountKey=[A-Za-z0-9+/]{86}==/g,
  },
];

function isJwt(match: string): boolean {
  try {
    return 'alg' in (JSON.parse(Buffer.from(match.split('.')[0]!, 'base64url').toString()) as object);
  } catch {
    return false;
  }
}
