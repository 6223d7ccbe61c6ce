import { locale } from './number.ts';

/** British English shortens a million to `m`, which reads as milli. */
const compactLocale = 'en-US';

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${currency}|${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) {
    found = make(currency, options);
    formatters.set(key, found);
  }
  return found;
}

/** Billing data may hold a code Intl does not accept; the figure is still shown, without currency rules. */
function make(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(options.notation === 'compact' ? compactLocale : locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
      ...options,
    });
  } catch {
    const digits = options.notation === 'compact' ? {} : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    return new Intl.NumberFormat(locale, { ...digits, ...options });
  }
}

/** Amounts under a cent keep three significant digits, so that real micro-charges do not read as zero. */
function digitsFor(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  return size > 0 && size < 0.01 ? { maximumSignificantDigits: 3 } : {};
}

function withCode(text: string, currency: string): string {
  const plain = text.replaceAll('\u00a0', ' ');
  return plain.includes(currency) ? plain : `${currency} ${plain}`;
}

/** `USD 1,234.56`; tiny amounts `USD 0.0000124`. The code is always there. */
export function formatMoney(value: number, currency: string): string {
  return withCode(formatter(currency, digitsFor(value)).format(value), currency);
}

/** For headlines: `USD 1.23M`. */
export function formatMoneyShort(value: number, currency: string): string {
  if (Math.abs(value) < 1000) return formatMoney(value, currency);
  return withCode(formatter(currency, { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 2 }).format(value), currency);
}

/** Amount without the code, for columns whose header names the currency. */
export function formatAmount(value: number, currency: string): string {
  return formatMoney(value, currency).replace(currency, '').replace(/\s+/, '');
}

/** Axis labels: `1.2M`; the axis title names the currency. */
export function formatAxis(value: number): string {
  return new Intl.NumberFormat(compactLocale, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
