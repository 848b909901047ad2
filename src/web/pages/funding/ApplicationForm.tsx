import { Alert, Checkbox, Form, Input, type FormInstance } from 'antd';
import { useI18n } from '../../app/i18n.tsx';
import { today } from '../../parts/format.ts';
import { declared, entryOf, type Entry } from '../schemes/entries.ts';
import { FactField } from '../schemes/WhatIf.tsx';
import { QuotePanel, useQuote } from './QuotePanel.tsx';
import { declaredFacts, type Application, type Content, type Remark } from './types.ts';

export interface FormValues {
  facts: Record<string, Entry>;
  note: string;
  promised: boolean;
  signer: string;
  payee: { name: string; bank: string; account: string };
}

export const toForm = (a: Application): FormValues => ({
  facts: Object.fromEntries(declaredFacts(a).map((f) => [f.id, entryOf(f, a.content.facts[f.id], a.year)])),
  note: a.content.note,
  promised: a.content.commitment !== null,
  signer: a.content.commitment?.signer ?? '',
  payee: a.content.payee ?? { name: '', bank: '', account: '' },
});

/** As it is typed, or masked as it was shown: sent back like that it stays what it was. */
const ACCOUNT = /^[\d*][\d* -]{4,38}\d$/;

/** What stands in the form as the server keeps it; what is only half there stays in the browser's draft. */
export function toContent(a: Application, v: FormValues): Content {
  const signer = v.signer.trim();
  const payee = {
    name: v.payee.name.trim(),
    bank: v.payee.bank.trim(),
    account: v.payee.account.trim(),
  };
  return {
    facts: declared(declaredFacts(a), v.facts, () => a.year) as Content['facts'],
    note: v.note.trim(),
    commitment:
      v.promised && signer.length >= 2
        ? a.content.commitment?.signer === signer
          ? a.content.commitment
          : { signer, day: today() }
        : null,
    payee: payee.name && payee.bank && ACCOUNT.test(payee.account) ? payee : null,
  };
}

/** Where the form keeps what the server names: `content.facts.x`, `content.payee`, `commitment`. */
export const fieldOf = (path: string): (string | number)[] | undefined => {
  const [head, ...rest] = path.replace(/^(body\.)?(content\.)?/, '').split('.');
  return head === 'facts' && rest.length > 0
    ? ['facts', rest[0]!]
    : head === 'payee'
      ? ['payee', rest[0] ?? 'account']
      : head === 'commitment'
        ? ['signer']
        : head === 'note'
          ? ['note']
          : undefined;
};

/** One fact in a form: the fields of its type behind one value. */
function FactInput({
  f,
  year,
  value,
  onChange,
}: {
  f: Application['facts'][number];
  year: number;
  value?: Entry;
  onChange?: (e: Entry) => void;
}) {
  return (
    <div className="fact">
      <FactField f={f} year={year} entry={value ?? {}} onChange={(e) => onChange?.(e)} />
    </div>
  );
}

/** 企业申报: the facts that the scheme asks for with the amount beside them, the account, the promise. */
export function ApplicationForm({
  a,
  form,
  files,
}: {
  a: Application;
  form: FormInstance<FormValues>;
  files?: React.ReactNode;
}) {
  const { t, data } = useI18n();
  const watched = Form.useWatch('facts', form);
  const facts = declaredFacts(a);
  const quote = useQuote(
    a,
    watched ? (declared(facts, watched, () => a.year) as Content['facts']) : a.content.facts,
  );
  const known = a.facts.filter((f) => f.authoritative);
  const remark = (field: string) => {
    const said = a.remarks.filter((r: Remark) => r.field === field || r.field.startsWith(`${field}.`));
    return said.length === 0
      ? {}
      : {
          validateStatus: 'warning' as const,
          extra: said.map((r) => (
            <div key={r.text} className="bad-text">
              {t('filingPages.remarkAt', { text: r.text })}
            </div>
          )),
        };
  };
  const required = { required: true, message: t('fundingPages.required') };
  return (
    <div className="apply">
      <div>
        <section className="panel">
          <h2>{t('fundingPages.facts')}</h2>
          {facts.length === 0 ? <p className="quiet">{t('fundingPages.noFacts')}</p> : null}
          {facts.map((f) => (
            <Form.Item
              key={f.id}
              name={['facts', f.id]}
              {...remark(`facts.${f.id}`)}
              style={{ marginBottom: 4 }}
            >
              <FactInput f={f} year={a.year} />
            </Form.Item>
          ))}
          {known.length > 0 ? (
            <p className="small quiet">
              {t('fundingPages.known', { list: known.map((f) => data(f.title)).join('、') })}
            </p>
          ) : null}
          <Form.Item name="note" label={t('fundingPages.note')} {...remark('note')}>
            <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 10 }} showCount />
          </Form.Item>
        </section>
        {files}
        <section className="panel">
          <h2>{t('fundingPages.payee')}</h2>
          <p className="quiet small">{t('fundingPages.payeeHint')}</p>
          <div className="fields">
            <Form.Item
              name={['payee', 'name']}
              label={t('funding.export.payee')}
              rules={[required]}
              {...remark('payee')}
            >
              <Input maxLength={120} autoComplete="off" />
            </Form.Item>
            <Form.Item name={['payee', 'bank']} label={t('funding.export.bank')} rules={[required]}>
              <Input maxLength={120} autoComplete="off" />
            </Form.Item>
            <Form.Item
              name={['payee', 'account']}
              label={t('funding.export.account')}
              rules={[{ required: true, pattern: ACCOUNT, message: t('fundingPages.accountForm') }]}
            >
              <Input maxLength={40} inputMode="numeric" autoComplete="off" />
            </Form.Item>
          </div>
        </section>
        <section className="panel">
          <h2>{t('fundingPages.promise')}</h2>
          <p>{t('fundingPages.promiseText')}</p>
          <Form.Item
            name="promised"
            valuePropName="checked"
            rules={[
              {
                validator: (_, v: boolean) =>
                  v ? Promise.resolve() : Promise.reject(new Error(t('fundingPages.promiseMissing'))),
              },
            ]}
            {...remark('commitment')}
          >
            <Checkbox>{t('fundingPages.promiseTick')}</Checkbox>
          </Form.Item>
          <Form.Item
            name="signer"
            label={t('fundingPages.signer')}
            rules={[{ required: true, min: 2, message: t('fundingPages.signerMissing') }]}
            style={{ maxWidth: 320 }}
          >
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
        </section>
      </div>
      <aside>
        <QuotePanel query={quote} />
        {a.notice.open ? null : (
          <Alert
            style={{ marginTop: 14 }}
            type="info"
            showIcon
            title={t('fundingPages.windowOver', { opens: a.notice.opens, closes: a.notice.closes })}
          />
        )}
      </aside>
    </div>
  );
}
