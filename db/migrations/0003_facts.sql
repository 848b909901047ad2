create table fact_source (
  id uuid primary key,
  kind text not null constraint fact_source_kind_known check (kind in ('published','import','form','simulation')),
  title text not null,
  published_day date,
  file_sha256 text,
  simulated boolean not null default false,
  recorded_at timestamptz not null,
  recorded_by text not null
);
comment on table fact_source is '数据来源：一份公报、一个导入文件、一次填报或一次模拟';
comment on column fact_source.id is '来源编号';
comment on column fact_source.kind is '种类';
comment on column fact_source.title is '名称';
comment on column fact_source.published_day is '公布日期';
comment on column fact_source.file_sha256 is '原始文件的散列';
comment on column fact_source.simulated is '是否模拟';
comment on column fact_source.recorded_at is '记录时间';
comment on column fact_source.recorded_by is '报送单位或账号';

create table fact (
  subject_id uuid not null references subject (id),
  period text not null constraint fact_period_form check (period ~ '^\d{4}(-(H[12]|Q[1-4]|M(0[1-9]|1[0-2])))?$'),
  indicator text not null,
  revision int not null constraint fact_revision_positive check (revision > 0),
  value numeric,
  unit text not null,
  status text not null constraint fact_status_known check (status in ('filed','returned','reviewed','locked')),
  source_id uuid not null references fact_source (id),
  note text not null default '',
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (subject_id, period, indicator, revision)
);
create index fact_indicator_period on fact (indicator, period, subject_id, revision desc) include (value, status, unit, source_id);
comment on table fact is '指标数据：主体 × 指标 × 期间，每次修订新增一行，从不改写';
comment on column fact.subject_id is '主体';
comment on column fact.period is '期间，如 2019、2019-Q3、2019-M07';
comment on column fact.indicator is '指标标识';
comment on column fact.revision is '修订号，从 1 起';
comment on column fact.value is '数值；空表示确认没有数据或已撤回';
comment on column fact.unit is '计量单位';
comment on column fact.status is '状态：填报、退回、审核、锁定';
comment on column fact.source_id is '来源';
comment on column fact.note is '说明';
comment on column fact.recorded_at is '记录时间';
comment on column fact.recorded_by is '记录人';

alter table fact enable row level security;
create policy fact_scope on fact to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));

-- Append-only for the application: no update, no delete.
grant select, insert on fact, fact_source to duibiao_app;

create table import_batch (
  id uuid primary key,
  file_name text not null,
  file_sha256 text not null,
  file_size int not null,
  state text not null constraint import_state_known check (state in ('draft','applied','discarded')),
  options jsonb not null,
  summary jsonb not null,
  uploaded_at timestamptz not null,
  uploaded_by uuid references account (id),
  uploaded_body text not null,
  applied_at timestamptz,
  source_id uuid references fact_source (id),
  version int not null default 1
);
create index import_batch_uploaded on import_batch (uploaded_by, uploaded_at desc);
comment on table import_batch is '导入批次：一个文件从上传、预览到入库';
comment on column import_batch.id is '批次编号';
comment on column import_batch.file_name is '原文件名';
comment on column import_batch.file_sha256 is '原文件散列，文件另存';
comment on column import_batch.file_size is '字节数';
comment on column import_batch.state is '状态：预览、已入库、已放弃';
comment on column import_batch.options is '所选工作表、列对应、期间等';
comment on column import_batch.summary is '读取结果摘要';
comment on column import_batch.uploaded_at is '上传时间';
comment on column import_batch.uploaded_by is '上传账号；命令行导入的为空';
comment on column import_batch.uploaded_body is '上传账号所属单位';
comment on column import_batch.applied_at is '入库时间';
comment on column import_batch.source_id is '入库后的数据来源';
comment on column import_batch.version is '乐观锁版本';

create table import_mapping (
  body text not null,
  signature text not null,
  mapping jsonb not null,
  used_at timestamptz not null,
  primary key (body, signature)
);
comment on table import_mapping is '记住的列对应：同一单位再次送来同样表头时直接套用';
comment on column import_mapping.body is '单位';
comment on column import_mapping.signature is '表头特征';
comment on column import_mapping.mapping is '列对应';
comment on column import_mapping.used_at is '最近使用';

grant select, insert, update on import_batch, import_mapping to duibiao_app;
