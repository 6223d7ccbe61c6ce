import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { ExchangeRate } from '#shared/model/cost.ts';
import { exchangeRateSchema } from '#shared/model/cost.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import { formatPeriod } from '../../ui/format/time.ts';
import { SimpleTable } from '../../ui/simple-table.tsx';
import classes from './settings.module.css';
import { useSaveSettings } from './use-save-settings.ts';

const common = ['AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'DKK', 'EUR', 'GBP', 'INR', 'JPY', 'NOK', 'PLN', 'SEK', 'SGD', 'USD'];
const empty = { from: '', to: '', rate: '', date: '', source: '' };

function AddRate({ onAdd }: { onAdd: (rate: ExchangeRate) => Promise<boolean> }) {
  const [draft, setDraft] = useState(empty);
  const parsed = exchangeRateSchema.safeParse({
    ...draft,
    from: draft.from.toUpperCase(),
    to: draft.to.toUpperCase(),
    rate: Number(draft.rate),
  });
  const ok = parsed.success && parsed.data.from !== parsed.data.to && draft.source.trim() !== '';
  const field = (key: keyof typeof empty, label: string, width: number, type = 'text') => (
    <TextInput
      label={label}
      type={type}
      w={width}
      value={draft[key]}
      onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })}
    />
  );
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (ok && parsed.success && (await onAdd(parsed.data))) setDraft(empty);
  };
  return (
    <form className={classes['row']} onSubmit={(event) => void add(event)}>
      {field('from', '1 of', 72)}
      {field('rate', 'is', 96)}
      {field('to', 'of', 72)}
      {field('date', 'On day', 140, 'date')}
      {field('source', 'Source', 160)}
      <Button type="submit" variant="default" disabled={!ok}>
        Add rate
      </Button>
    </form>
  );
}

/** Currency costs are converted to, and the dated rates that do it. Without a rate amounts stay apart. */
export function CurrencySection({ settings }: { settings: SettingsModel }) {
  const save = useSaveSettings();
  const rates = settings.exchangeRates;
  return (
    <>
      <div className={classes['fields']}>
        <Select
          label="Show costs in"
          description="Amounts of two currencies are never added without a dated rate."
          data={[{ value: '', label: 'As billed, currencies apart' }, ...common.map((code) => ({ value: code, label: code }))]}
          value={settings.currency ?? ''}
          allowDeselect={false}
          searchable
          onChange={(code) => void save({ currency: code || null })}
        />
      </div>
      <div className={classes['rates']} style={{ marginTop: 16 }}>
        {rates.length === 0 ? (
          <p className="ae-muted">No exchange rate yet. Rates that come with the data are used as well.</p>
        ) : (
          <SimpleTable
            label="Exchange rates"
            rows={rates}
            rowKey={({ from, to, date }) => `${from} ${to} ${date}`}
            columns={[
              { key: 'pair', header: 'Rate', render: ({ from, to, rate }) => `1 ${from} = ${rate} ${to}` },
              { key: 'date', header: 'Date', render: ({ date }) => formatPeriod(date) },
              { key: 'source', header: 'Source', render: ({ source }) => source },
              {
                key: 'remove',
                header: 'Remove',
                numeric: true,
                render: (rate) => (
                  <ActionIcon
                    size={24}
                    aria-label={`Remove the rate of ${rate.from} to ${rate.to} of ${rate.date}`}
                    onClick={() => void save({ exchangeRates: rates.filter((one) => one !== rate) })}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                ),
              },
            ]}
          />
        )}
        <AddRate onAdd={(rate) => save({ exchangeRates: [...rates, rate] })} />
      </div>
    </>
  );
}
