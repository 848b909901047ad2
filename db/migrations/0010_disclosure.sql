create table benchmark_consent (
  subject_id uuid not null references subject (id),
  seq int not null constraint benchmark_consent_seq_positive check (seq > 0),
  share text not null constraint benchmark_consent_share_known check (share in ('anonymous','name','figures')),
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (subject_id, seq)
);
comment on table benchmark_consent is '企业同意向同组企业公开到什么程度：只增不改，最后一条有效，没有即按默认';
comment on column benchmark_consent.subject_id is '企业';
comment on column benchmark_consent.seq is '序号，从 1 连续';
comment on column benchmark_consent.share is '不具名、具名不公开数据、公开数据';
comment on column benchmark_consent.at is '何时';
comment on column benchmark_consent.by_account is '办理账号';
comment on column benchmark_consent.by_name is '当时的显示名称';

alter table benchmark_consent enable row level security;
-- Whoever is shown another enterprise must be able to ask what that one agreed to; only its own account may say so.
create policy benchmark_consent_read on benchmark_consent for select to duibiao_app using (true);
create policy benchmark_consent_write on benchmark_consent for insert to duibiao_app
  with check (subject_id = duibiao_scope_subject());
grant select, insert on benchmark_consent to duibiao_app;

create table benchmark_trial (
  subject_id uuid not null references subject (id),
  day date not null,
  used int not null constraint benchmark_trial_used_positive check (used > 0),
  primary key (subject_id, day)
);
comment on table benchmark_trial is '企业每天在服务器上试算技术效率的次数：限量，免得从大量试算里反推同行数据';
comment on column benchmark_trial.subject_id is '企业';
comment on column benchmark_trial.day is '日期';
comment on column benchmark_trial.used is '次数';
-- Counted by the house itself; nobody reads it in his own scope.
alter table benchmark_trial enable row level security;
