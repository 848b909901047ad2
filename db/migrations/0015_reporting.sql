create table report_project (
  subject_id uuid not null references subject (id),
  id uuid not null constraint report_project_id_unique unique,
  code text not null default '',
  name text not null,
  place text not null default '',
  from_period text not null constraint report_project_from_form check (from_period ~ '^\d{4}-M(0[1-9]|1[0-2])$'),
  to_period text constraint report_project_to_form check (to_period ~ '^\d{4}-M(0[1-9]|1[0-2])$' and to_period >= from_period),
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  primary key (subject_id, id),
  constraint report_project_name_once unique (subject_id, name)
);
comment on table report_project is '在建项目登记：逐月报送投资进度的项目';
comment on column report_project.subject_id is '企业';
comment on column report_project.id is '项目编号';
comment on column report_project.code is '投资项目在线审批监管平台的项目代码';
comment on column report_project.name is '项目名称';
comment on column report_project.place is '建设地点';
comment on column report_project.from_period is '从哪个月起报';
comment on column report_project.to_period is '报到哪个月（竣工）；在建的为空';
comment on column report_project.created_at is '登记时间';
comment on column report_project.created_by is '登记人';
comment on column report_project.version is '乐观锁版本';

-- One row for subject × form × period (× project or agency): the key itself keeps a report from being there twice.
create table report (
  subject_id uuid not null references subject (id),
  pack text not null,
  form text not null,
  period text not null constraint report_period_form check (period ~ '^\d{4}(-(Q[1-4]|M(0[1-9]|1[0-2])))?$'),
  item text not null default '',
  id uuid not null constraint report_id_unique unique,
  state text not null,
  "values" jsonb not null,
  reasons jsonb not null default '{}',
  findings jsonb not null default '[]',
  proposal jsonb,
  revision int not null default 0 constraint report_revision_sane check (revision >= 0),
  late boolean,
  due_day date,
  submitted_at timestamptz,
  state_due_day date,
  state_due_role text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (subject_id, pack, form, period, item)
);
create index report_queue on report (pack, form, period, state);
comment on table report is '报表：一个主体、一张表、一个报告期一份';
comment on column report.subject_id is '主体：企业、园区，部门报表为方案所在地区';
comment on column report.pack is '依据哪个方案';
comment on column report.form is '哪张表';
comment on column report.period is '报告期';
comment on column report.item is '项目编号或部门标识；其他表为空';
comment on column report.id is '报表编号';
comment on column report.state is '所在环节，由方案的办理流程定义';
comment on column report."values" is '现行数值：指标 → 十进制文本';
comment on column report.reasons is '对待核实意见的说明：核对:字段 → 文字';
comment on column report.findings is '提交时的核对意见';
comment on column report.proposal is '锁定后申请更正、尚未同意的数值';
comment on column report.revision is '锁定过几次：0 未锁定，1 首次锁定，2 起为更正';
comment on column report.late is '首次提交时是否已过报送期限；未提交的为空';
comment on column report.due_day is '报送期限（当日为限），按建立时的表式和日历算出；日历未公布的为空';
comment on column report.submitted_at is '首次提交时间';
comment on column report.state_due_day is '现环节的办理期限';
comment on column report.state_due_role is '现环节的期限由谁遵守（角色）';
comment on column report.version is '乐观锁版本';
comment on column report.created_at is '建立时间';
comment on column report.updated_at is '最近办理或保存时间';
comment on column report.updated_by is '最近办理或保存的人';

create table report_event (
  subject_id uuid not null references subject (id),
  report_id uuid not null references report (id),
  seq int not null constraint report_event_seq_positive check (seq > 0),
  key uuid not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  via text not null constraint report_event_via_known check (via in ('web','sheet','key','bulk','job')),
  reason text not null default '',
  "values" jsonb,
  findings jsonb,
  rule_hash text not null,
  primary key (subject_id, report_id, seq),
  constraint report_event_key_once unique (subject_id, report_id, key)
);
comment on table report_event is '报表办理记录：只增不改';
comment on column report_event.subject_id is '主体';
comment on column report_event.report_id is '报表';
comment on column report_event.seq is '序号，从 1 连续';
comment on column report_event.key is '提交标识：同一次提交重复送达只办一次';
comment on column report_event.act is '办理行为';
comment on column report_event.from_state is '办理前的环节';
comment on column report_event.to_state is '办理后的环节';
comment on column report_event.at is '办理时间';
comment on column report_event.by_account is '办理账号';
comment on column report_event.by_name is '当时的显示名称';
comment on column report_event.by_role is '当时的角色';
comment on column report_event.via is '途径：网页、电子表格、接口密钥、批量、作业';
comment on column report_event.reason is '理由或说明';
comment on column report_event."values" is '提交、更正或锁定的数值';
comment on column report_event.findings is '当时的核对意见';
comment on column report_event.rule_hash is '当时的方案版本散列';

create table report_key (
  subject_id uuid not null references subject (id),
  id uuid not null constraint report_key_id_unique unique,
  hash text not null constraint report_key_hash_unique unique constraint report_key_hash_whole check (hash ~ '^[0-9a-f]{64}$'),
  prefix text not null,
  name text not null,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  created_by text not null,
  expires_day date not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (subject_id, id)
);
comment on table report_key is '报送接口密钥：只存散列，只能报本企业的表';
comment on column report_key.subject_id is '企业';
comment on column report_key.id is '密钥编号';
comment on column report_key.hash is '密钥的 SHA-256';
comment on column report_key.prefix is '密钥的前几位，供辨认';
comment on column report_key.name is '用途';
comment on column report_key.account_id is '建立密钥的账号，停用后密钥随即失效';
comment on column report_key.created_at is '建立时间';
comment on column report_key.created_by is '建立人';
comment on column report_key.expires_day is '有效期至（当日有效）';
comment on column report_key.last_used_at is '最近使用，约每分钟记一次';
comment on column report_key.revoked_at is '撤销时间';
comment on column report_key.revoked_by is '撤销人';

create table report_reminder (
  subject_id uuid not null references subject (id),
  pack text not null,
  form text not null,
  period text not null,
  item text not null default '',
  day date not null,
  kind text not null constraint report_reminder_kind_known check (kind in ('soon','late')),
  by_name text not null,
  primary key (subject_id, pack, form, period, item, day)
);
comment on table report_reminder is '催报记录：一天最多一次；只增不改';
comment on column report_reminder.subject_id is '主体';
comment on column report_reminder.pack is '方案';
comment on column report_reminder.form is '哪张表';
comment on column report_reminder.period is '报告期';
comment on column report_reminder.item is '项目编号或部门标识；其他表为空';
comment on column report_reminder.day is '哪一天';
comment on column report_reminder.kind is '种类：临近期限、已逾期';
comment on column report_reminder.by_name is '谁发的；定时作业为“系统”';

-- Whose reports somebody sees: an enterprise its own, a place those of its enterprises and parks. A look-up by key, not a list of all subjects, because
-- it is asked for every row that is handed in.
create function duibiao_sees_report(of uuid) returns boolean language sql stable as
  $$ select case duibiao_scope_kind()
       when 'all' then true
       when 'subject' then of = duibiao_scope_subject()
       when 'regions' then exists (select from subject s where s.id = of and s.kind <> 'region' and duibiao_sees_path(s.region_path))
       else false end $$;

alter table report_project enable row level security;
create policy report_project_scope on report_project to duibiao_app
  using (duibiao_sees_report(subject_id)) with check (duibiao_sees_report(subject_id));
alter table report enable row level security;
create policy report_scope on report to duibiao_app
  using (duibiao_sees_report(subject_id)) with check (duibiao_sees_report(subject_id));
alter table report_event enable row level security;
create policy report_event_scope on report_event to duibiao_app
  using (duibiao_sees_report(subject_id)) with check (duibiao_sees_report(subject_id));
-- Keys belong to the enterprise alone.
alter table report_key enable row level security;
create policy report_key_scope on report_key to duibiao_app
  using (subject_id = duibiao_scope_subject()) with check (subject_id = duibiao_scope_subject());
alter table report_reminder enable row level security;
create policy report_reminder_scope on report_reminder to duibiao_app
  using (duibiao_sees_report(subject_id)) with check (duibiao_sees_report(subject_id));

grant select, insert, update on report, report_project, report_key to duibiao_app;
-- Append-only for the application: no update, no delete.
grant select, insert on report_event, report_reminder to duibiao_app;
