import { describe, expect, it } from 'vitest';
import { ruleOfName } from '#core/storage/insight/classify/name-rules.ts';
import { mask, scanContent } from '#core/storage/insight/classify/scan-content.ts';
import { toldByTag, toldByType } from '#core/storage/insight/classify/type-rules.ts';

const rulesIn = (text: string) => scanContent(text).map(({ rule }) => rule.id);

describe('content', () => {
  // Test numbers that the card networks publish.
  it.each([
    '4111111111111111',
    '4012 8888 8888 1881',
    '5555-5555-5555-4444',
    '5105105105105100',
    '2223003122003222',
    '378282246310005',
    '30569309025904',
    '6011111111111117',
    '3530111333300000',
  ])('finds the card %s', (number) => expect(rulesIn(`paid with ${number}, thanks`)).toEqual(['content.card']));

  it.each(['4111111111111112', '1234567812345670', '4111 1111-1111 1111', 'x4111111111111111', '0000000000000000', '41111111111111114'])(
    'takes %s for no card',
    (number) => expect(rulesIn(`paid with ${number}, thanks`)).toEqual([]),
  );

  // Examples of the IBAN registry.
  it.each([
    'DE89 3704 0044 0532 0130 00',
    'GB29NWBK60161331926819',
    'FR1420041010050500013M02606',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
    'NL91 ABNA 0417 1643 00',
  ])('finds the IBAN %s', (iban) => expect(rulesIn(`to ${iban} today`)).toContain('content.iban'));

  it.each(['DE89370400440532013001', 'DE8937040044053201300', 'XX89370400440532013000'])('takes %s for no IBAN', (iban) =>
    expect(rulesIn(`to ${iban} today`)).not.toContain('content.iban'),
  );

  it.each([
    ['content.de_tax_id', 'Steuer-ID: 86095742719', 'Steuer-ID: 86095742718'],
    ['content.de_tax_id', 'IdNr 47 036 892 816', 'order 47 036 892 816'],
    ['content.uk_nino', 'AB 12 34 56 C', 'GB 12 34 56 C'],
    ['content.es_dni', '12345678Z', '12345678A'],
    ['content.es_dni', 'X1234567L', 'X1234567M'],
    ['content.it_cf', 'RSSMRA85T10A562S', 'RSSMRA85T10A562T'],
    ['content.fr_nir', '2 55 08 14 168 025 38', '2 55 08 14 168 025 39'],
    ['content.nl_bsn', 'BSN 111222333', 'BSN 111222334'],
    ['content.pl_pesel', 'PESEL: 44051401359', 'PESEL: 44051401358'],
    ['content.br_cpf', '529.982.247-25', '529.982.247-26'],
    ['content.us_ssn', '078-05-1120', '000-05-1120'],
    ['content.email', 'ann.example+x@mail.example.co.uk', 'ann@localhost'],
    ['content.aws_key', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPL'],
    ['content.private_key', '-----BEGIN RSA PRIVATE KEY-----', '-----BEGIN PUBLIC KEY-----'],
    ['content.github_token', `ghp_${'a1B2'.repeat(9)}`, `ghp_${'a1B2'.repeat(8)}`],
    ['content.slack_token', ['xoxb', '123456789012', 'abcdefghijklmnop'].join('-'), 'xoxq-1-a'],
    ['content.stripe_key', ['sk', 'live', 'a1b2c3d4e5'.repeat(3)].join('_'), ['sk', 'test', 'a1b2c3d4e5'.repeat(3)].join('_')],
    ['content.google_key', `AIza${'Sy0-_'.repeat(7)}`, `AIza${'Sy0-_'.repeat(6)}`],
    ['content.jwt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXNpZw', 'eyJub3QganNvbiE.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXNpZw'],
    ['content.azure_key', `AccountKey=${'Ab1+'.repeat(21)}Ab==`, `AccountKey=${'Ab1+'.repeat(10)}==`],
  ])('%s: finds “%s”, not “%s”', (rule, positive, negative) => {
    expect(rulesIn(`a ${positive} b`)).toContain(rule);
    expect(rulesIn(`a ${negative} b`)).not.toContain(rule);
  });

  it('shows what was seen masked, and counts', () => {
    const [card] = scanContent('4111111111111111\n5555555555554444\n');
    expect(card).toMatchObject({ count: 2, masked: '••••••••••••1111 (16 characters)' });
    expect(scanContent('write to ann@example.com')[0]!.masked).toBe('•••@example.com');
    expect(mask('abc')).toBe('••• (3 characters)');
  });

  it.each(['1 ', '1', '-', 'a@', 'AA11 ', 'eyJ', 'a.', '0-'])('needs time in proportion to a text of “%s”', (piece) => {
    const time = (length: number) => {
      const text = piece.repeat(length / piece.length);
      const start = process.cpuUsage().user;
      scanContent(text);
      return process.cpuUsage().user - start;
    };
    time(20_000);
    // Quadratic time would take sixteen times as long for four times the text; noise does not come near that.
    expect(time(400_000)).toBeLessThan(Math.max(time(100_000), 20_000) * 12);
  });
});

describe('names', () => {
  it.each([
    ['home/ann/.ssh/id_rsa', 'name.private_key'],
    ['certs/server.PEM', 'name.private_key'],
    ['app/.env.production', 'name.secret_file'],
    ['infra/prod.tfstate', 'name.state'],
    ['hr/payroll_2025.xlsx', 'name.payroll'],
    ['db/orders.sql.gz', 'name.backup'],
    ['backups/2024/x', 'name.backup'],
    ['AWSLogs/1/elb/x.gz', 'name.log'],
    ['app.log.1', 'name.log'],
    ['x/tmp/y', 'name.temporary'],
    ['t/part-0.parquet', 'name.data'],
    ['a/b.JPG', 'name.media'],
    ['lib/app.js', 'name.code'],
    ['monkey', null],
    ['catalogs', null],
    ['environment', null],
  ])('%s falls under %s', (key, rule) => expect(ruleOfName(key)?.id ?? null).toBe(rule));
});

describe('types and tags', () => {
  it('tell what they can', () => {
    expect(toldByType('image/png')).toMatchObject({ label: 'media', by: 'type' });
    expect(toldByType('application/octet-stream')).toBeNull();
    expect(toldByTag({ owner: 'ann', 'data-classification': 'PII' })).toMatchObject({ label: 'personal', sensitivity: 'high' });
    expect(toldByTag({ classification: 'blue' })).toBeNull();
  });
});
