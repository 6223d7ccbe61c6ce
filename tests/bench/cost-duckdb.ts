import type { DuckDBConnection } from '@duckdb/node-api';
import { amountSql, days, dayTexts, firstDay, type Resource } from './cost-rows.ts';

/** Makes the rows of `costBatches` in DuckDB as the table `costs`, with its native types: timestamps and doubles. */
export async function createDuckTable(duck: DuckDBConnection, resources: readonly Resource[], rows: number): Promise<void> {
  const texts = Object.keys(resources[0]!.texts);
  await duck.run(`CREATE TEMP TABLE resources (r BIGINT, price DOUBLE, flat BOOLEAN, ${texts.map((name) => `${name} VARCHAR`).join()})`);
  const resource = await duck.createAppender('resources');
  resources.forEach(({ price, flat, texts: values }, r) => {
    resource.appendBigInt(BigInt(r));
    resource.appendDouble(price);
    resource.appendBoolean(flat);
    for (const name of texts) {
      const value = values[name] ?? null;
      if (value === null) resource.appendNull();
      else resource.appendVarchar(value);
    }
    resource.endRow();
  });
  resource.closeSync();
  const times = Object.keys(dayTexts(0));
  await duck.run(`CREATE TABLE costs AS
    SELECT ${texts.join()}, d, ${times.map((name) => (name === 'InvoiceId' ? invoice : `${timeSql[name]} AS ${name}`)).join()}, ${amountSql}
    FROM range(${days}) AS day(d) CROSS JOIN resources WHERE d * ${resources.length} + r < ${rows} ORDER BY d, r`);
  await duck.run('DROP TABLE resources');
}

const start = `(TIMESTAMP '${firstDay}' + to_days(CAST(d AS INTEGER)))`;
const timeSql: Record<string, string> = {
  BillingPeriodStart: `date_trunc('month', ${start})`,
  BillingPeriodEnd: `date_trunc('month', ${start}) + INTERVAL 1 MONTH`,
  ChargePeriodStart: start,
  ChargePeriodEnd: `${start} + INTERVAL 1 DAY`,
};
const invoice = `'INV-' || strftime(${start}, '%Y-%m') AS InvoiceId`;
