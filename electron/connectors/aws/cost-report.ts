import type { ConformanceReport } from '../sdk.ts';
import type { CostTally } from './cost-plan.ts';

/** Mandatory columns of FOCUS 1.4 that Cost Explorer has no figure for. They are left out: a copied figure would be a false one. */
const missingMandatory = [
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ContractedCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ServiceCategory',
];

/** The report of a read. Cost Explorer is no FOCUS export: this says what its figures are and what they lack. */
export function costReport(tally: CostTally): ConformanceReport {
  const warning = (message: string, rows: number) => ({ message, rows, firstLine: null });
  return {
    file: 'AWS Cost Explorer',
    format: 'api',
    focusVersion: '1.4',
    rowsRead: tally.rows,
    rowsKept: tally.rows,
    rowsBad: 0,
    missingMandatory,
    renamed: [
      { from: 'UnblendedCost', to: 'BilledCost' },
      { from: 'AmortizedCost', to: 'EffectiveCost' },
    ],
    extraColumns: ['x_Estimated'],
    warnings: [
      warning('Cost Explorer knows no list or contracted cost: these columns are absent, not zero.', tally.rows),
      ...(tally.estimated > 0 ? [warning('AWS still estimates these days: the figures may change.', tally.estimated)] : []),
    ],
    badRows: [],
  };
}
