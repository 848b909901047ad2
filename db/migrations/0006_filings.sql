create table filing (
  subject_id uuid not null references subject (id),
  id uuid not null constraint filing_id_unique unique,
  year int not null constraint filing_year_sane check (year between 1990 and 2100),
  pack text not null,
  state text not null,
  live boolean not null,
  content jsonb not null,
  version int not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  primary key (subject_id, id)
);
create unique index filing_one_a_year on filing (subject_id, pack, year) where live;
create index filing_year_state on filing (year, state);
comment on table filing is '对标备案：一家企业一个年度，追赶谁、差多少、做什么';
comment on column filing.subject_id is '企业';
comment on column filing.id is '备案编号';
comment on column filing.year is '年度';
comment on column filing.pack is '依据哪个方案';
comment on column filing.state is '所在环节，由方案的办理流程定义';
comment on column filing.live is '是否有效；不予受理和作废的不占本年度名额';
comment on column filing.content is '现行内容：追赶对象、指标、措施';
comment on column filing.version is '乐观锁版本';
comment on column filing.created_at is '建立时间';
comment on column filing.created_by is '建立人';
comment on column filing.updated_at is '最近办理或保存时间';

create table filing_event (
  subject_id uuid not null,
  filing_id uuid not null,
  seq int not null constraint filing_event_seq_positive check (seq > 0),
  key uuid not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  reason text not null default '',
  remarks jsonb not null default '[]',
  content jsonb,
  progress jsonb,
  rule_hash text not null,
  primary key (subject_id, filing_id, seq),
  foreign key (subject_id, filing_id) references filing (subject_id, id),
  constraint filing_event_key_once unique (subject_id, filing_id, key)
);
comment on table filing_event is '备案办理记录：只增不改';
comment on column filing_event.subject_id is '企业';
comment on column filing_event.filing_id is '备案';
comment on column filing_event.seq is '序号，从 1 连续';
comment on column filing_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column filing_event.act is '办理行为';
comment on column filing_event.from_state is '办理前的环节';
comment on column filing_event.to_state is '办理后的环节';
comment on column filing_event.at is '办理时间';
comment on column filing_event.by_account is '办理账号';
comment on column filing_event.by_name is '当时的显示名称';
comment on column filing_event.by_role is '当时的角色';
comment on column filing_event.reason is '理由或说明';
comment on column filing_event.remarks is '逐项意见：字段与文字';
comment on column filing_event.content is '提交时的内容';
comment on column filing_event.progress is '季度跟进或自评：各项措施的进度、各指标的现值';
comment on column filing_event.rule_hash is '当时的规则版本散列';

alter table filing enable row level security;
create policy filing_scope on filing to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));
alter table filing_event enable row level security;
create policy filing_event_scope on filing_event to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));

grant select, insert, update on filing to duibiao_app;
-- Append-only for the application: no update, no delete.
grant select, insert on filing_event to duibiao_app;
