import { describe, expect, it } from 'vitest';
import { formatAmount, formatMoney, formatMoneyShort } from '#renderer/ui/format/money.ts';

describe('money', () => {
  it('always shows the currency code', () => {
    expect(formatMoney(1234.5, 'USD')).toBe('USD 1,234.50');
    expect(formatMoney(-1234.5, 'EUR')).toBe('-EUR 1,234.50');
    expect(formatMoney(1234.5, 'JPY')).toBe('JPY 1,235');
  });

  it('does not show micro-charges as zero', () => {
    expect(formatMoney(0.0000123456, 'USD')).toBe('USD 0.0000123');
    expect(formatMoney(0, 'USD')).toBe('USD 0.00');
  });

  it('shortens headlines only from a thousand on', () => {
    expect(formatMoneyShort(999.99, 'USD')).toBe('USD 999.99');
    expect(formatMoneyShort(1_234_567, 'USD')).toBe('USD 1.23M');
  });

  it('shows amounts in a code Intl does not know', () => {
    expect(formatMoney(12, 'x!')).toBe('x! 12.00');
  });

  it('leaves the code out where the header has it', () => {
    expect(formatAmount(1234.5, 'USD')).toBe('1,234.50');
    expect(formatAmount(-3, 'USD')).toBe('-3.00');
  });
});
