import { describe, expect, it } from 'vitest';
import { mandatoryColumns } from '#shared/focus/columns.ts';
import { columnsOf, detectFocusVersion, focusColumn, focusVersions } from '#shared/focus/versions.ts';

describe('columns by version', () => {
  it('are as many as the specification has', () => {
    expect(focusVersions.map((version) => columnsOf(version).length)).toEqual([43, 50, 57, 65, 65]);
  });

  it('hold every mandatory column of 1.4', () => {
    expect(columnsOf('1.4')).toEqual(expect.arrayContaining([...mandatoryColumns]));
    expect(columnsOf('1.4')).not.toContain('ProviderName');
  });

  it('are found in any case', () => {
    expect(focusColumn('billedCOST')).toBe('BilledCost');
    expect(focusColumn('x_Team')).toBeNull();
  });
});

describe('the version of an export', () => {
  it.each(focusVersions)('%s when all its columns are there', (version) => {
    expect(detectFocusVersion(columnsOf(version))).toBe(version);
  });

  it.each([
    [['BilledCost', 'ProviderName'], '1.0'],
    [['BilledCost', 'x_Other'], '1.0'],
    [['BilledCost', 'SkuMeter'], '1.1'],
    [['BilledCost', 'invoiceid'], '1.2'],
    [['BilledCost', 'ProviderName', 'HostProviderName'], '1.3'],
    [['BilledCost', 'HostProviderName'], '1.4'],
    [['BilledCost', 'InvoiceDetailId', 'ProviderName'], '1.4'],
  ])('%j', (columns, version) => {
    expect(detectFocusVersion(columns)).toBe(version);
  });
});
