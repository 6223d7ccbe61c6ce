/** Digits of a text, without what stands between them. */
export function digitsOf(text: string): number[] {
  return Array.from(text.replace(/\D/g, ''), Number);
}

/** Luhn's check of card numbers. */
export function passesLuhn(digits: readonly number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, i) => {
    const weighted = i % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

/** Sum of digits times weights. */
function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * digits[i]!, 0);
}

const ibanLengths: Record<string, number> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

/** IBAN: length of its country and remainder 1 modulo 97 (ISO 13616). */
export function isIban(text: string): boolean {
  const iban = text.replace(/\s/g, '').toUpperCase();
  if (ibanLengths[iban.slice(0, 2)] !== iban.length) return false;
  let rest = 0;
  for (const letter of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** German tax id: one digit of the first ten occurs twice or three times, check digit by ISO 7064 mod 11,10. */
export function isSteuerId(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 11 || digits[0] === 0) return false;
  const counts = [...Map.groupBy(digits.slice(0, 10), (digit) => digit).values()].map(({ length }) => length).filter((count) => count > 1);
  if (counts.length !== 1 || counts[0]! > 3) return false;
  const product = digits.slice(0, 10).reduce((carry, digit) => {
    const sum = (digit + carry) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (11 - product) % 10 === digits[10];
}

/** Spanish DNI and NIE: the letter is the number modulo 23. */
export function isDni(text: string): boolean {
  const id = text.toUpperCase().replace(/[-\s]/g, '');
  const number = Number(id.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2'));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === id.at(-1);
}

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Italian codice fiscale: check letter over the fifteen characters before it. */
export function isCodiceFiscale(text: string): boolean {
  const code = text.toUpperCase();
  const sum = Array.from(code.slice(0, 15)).reduce((total, letter, i) => {
    const place = /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65;
    return total + (i % 2 === 0 ? oddValues[place]! : place);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === code[15];
}

/** French NIR: the last two digits are 97 less the number modulo 97; Corsica's 2A and 2B count as 19 and 18. */
export function isNir(text: string): boolean {
  const id = text.toUpperCase().replace(/\s/g, '').replace('2A', '19').replace('2B', '18');
  return /^\d{15}$/.test(id) && 97 - (Number(id.slice(0, 13)) % 97) === Number(id.slice(13));
}

/** Dutch BSN: eleven check with -1 for the last digit. */
export function isBsn(text: string): boolean {
  const digits = digitsOf(text);
  return digits.length === 9 && digits.some((digit) => digit > 0) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Polish PESEL: weights 1 3 7 9, and a date of birth with the century in its month. */
export function isPesel(text: string): boolean {
  const digits = digitsOf(text);
  const month = (digits[2]! * 10 + digits[3]!) % 20;
  const day = digits[4]! * 10 + digits[5]!;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Brazilian CPF: two check digits; one digit eleven times passes them and is none. */
export function isCpf(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length !== 11 || new Set(digits).size === 1) return false;
  const check = (count: number) => {
    const rest = (digits.slice(0, count).reduce((sum, digit, i) => sum + digit * (count + 1 - i), 0) * 10) % 11;
    return rest % 10 === digits[count];
  };
  return check(9) && check(10);
}

/** US social security number: only what is never issued can be told. */
export function maybeSsn(text: string): boolean {
  const [area, group, serial] = text.split('-').map(Number);
  return area !== 0 && area !== 666 && area! < 900 && group !== 0 && serial !== 0;
}
