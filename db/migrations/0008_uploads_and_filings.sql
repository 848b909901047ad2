create table upload (
  subject_id uuid not null references subject (id),
  id uuid not null constraint upload_id_unique unique,
  sha256 text not null constraint upload_sha256_whole check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  type text not null,
  size int not null constraint upload_size_positive check (size > 0),
  created_at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (subject_id, id)
);
comment on table upload is '上传的附件：内容按散列加密存放，这里只记来历；谁能看由引用它的行决定';
comment on column upload.subject_id is '为哪个主体上传';
comment on column upload.id is '附件编号';
comment on column upload.sha256 is '内容（未加密）的 SHA-256';
comment on column upload.name is '清理后的文件名';
comment on column upload.type is '按内容识别的类型：pdf、docx、xlsx、ofd、jpg、png';
comment on column upload.size is '字节数';
comment on column upload.created_at is '上传时间';
comment on column upload.by_account is '上传账号';
comment on column upload.by_name is '当时的显示名称';

alter table filing add column entered_at timestamptz;
alter table filing add column due_day date;
alter table filing add column due_role text;
alter table filing add column proposal jsonb;
create index filing_due on filing (due_day);
comment on column filing.entered_at is '进入现环节的时间';
comment on column filing.due_day is '现环节的办理期限（当日为限），按进入时的规则算出；没有期限或日历未公布的为空';
comment on column filing.due_role is '期限由谁遵守（角色）';
comment on column filing.proposal is '执行中提出、尚未批准的变更后内容';

create table filing_file (
  subject_id uuid not null,
  filing_id uuid not null,
  upload_id uuid not null,
  field text not null,
  state text not null,
  removed_at timestamptz,
  removed_by text,
  primary key (subject_id, filing_id, upload_id),
  foreign key (subject_id, filing_id) references filing (subject_id, id),
  foreign key (subject_id, upload_id) references upload (subject_id, id)
);
comment on table filing_file is '备案的附件：依据、节点证明';
comment on column filing_file.subject_id is '企业';
comment on column filing_file.filing_id is '备案';
comment on column filing_file.upload_id is '附件';
comment on column filing_file.field is '附在哪一项：items.<指标>、measures.<措施>、measures.<措施>.<节点>';
comment on column filing_file.state is '上传时所在环节';
comment on column filing_file.removed_at is '移除时间；移除后不再显示和下载';
comment on column filing_file.removed_by is '移除人';

create table filing_milestone_event (
  subject_id uuid not null,
  filing_id uuid not null,
  seq int not null constraint filing_milestone_event_seq_positive check (seq > 0),
  key uuid not null,
  measure text not null,
  milestone text not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  reason text not null default '',
  rule_hash text not null,
  primary key (subject_id, filing_id, seq),
  foreign key (subject_id, filing_id) references filing (subject_id, id),
  constraint filing_milestone_event_key_once unique (subject_id, filing_id, key)
);
comment on table filing_milestone_event is '节点核验记录：企业报完成、县区核验或退回；只增不改';
comment on column filing_milestone_event.subject_id is '企业';
comment on column filing_milestone_event.filing_id is '备案';
comment on column filing_milestone_event.seq is '序号，从 1 连续';
comment on column filing_milestone_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column filing_milestone_event.measure is '措施';
comment on column filing_milestone_event.milestone is '节点；没有分节点的措施整项为一个节点';
comment on column filing_milestone_event.act is '办理行为';
comment on column filing_milestone_event.from_state is '办理前';
comment on column filing_milestone_event.to_state is '办理后';
comment on column filing_milestone_event.at is '办理时间';
comment on column filing_milestone_event.by_account is '办理账号';
comment on column filing_milestone_event.by_name is '当时的显示名称';
comment on column filing_milestone_event.by_role is '当时的角色';
comment on column filing_milestone_event.reason is '说明或退回理由';
comment on column filing_milestone_event.rule_hash is '当时的规则版本散列';

create table park_ranking (
  id uuid primary key,
  pack text not null,
  year int not null constraint park_ranking_year_sane check (year between 1990 and 2100),
  created_at timestamptz not null,
  created_by text not null,
  rule_hash text not null,
  engine text not null,
  input_hash text not null,
  result_hash text not null,
  simulated boolean not null,
  result jsonb not null
);
create index park_ranking_year on park_ranking (pack, year, created_at desc);
comment on table park_ranking is '年度园区对标排名：定稿后不可更改，可由输入复算到同样的字节';
comment on column park_ranking.id is '编号';
comment on column park_ranking.pack is '依据哪个方案';
comment on column park_ranking.year is '备案年度';
comment on column park_ranking.created_at is '定稿时间';
comment on column park_ranking.created_by is '定稿人';
comment on column park_ranking.rule_hash is '规则版本散列';
comment on column park_ranking.engine is '计算程序版本';
comment on column park_ranking.input_hash is '输入的散列';
comment on column park_ranking.result_hash is '结果的散列';
comment on column park_ranking.simulated is '输入是否含模拟数据';
comment on column park_ranking.result is '各园区的完成率、覆盖面、得分、名次及区间';

create table park_ranking_input (
  ranking_id uuid primary key references park_ranking (id),
  input jsonb not null
);
comment on table park_ranking_input is '排名的输入：各园区的企业数和每份备案的完成情况；只供全区范围的账号复算';
comment on column park_ranking_input.ranking_id is '排名';
comment on column park_ranking_input.input is '输入';

-- Whether a county has anybody who could act: asked by its city, which may not read accounts.
create function duibiao_county_staffed(place text) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from account a, unnest(a.scope_paths) p join region r on r.path = p
       where a.role = 'locality' and a.disabled_at is null and a.scope_kind = 'regions' and r.level in ('county', 'unit')
         and (place = p or starts_with(place, p || '/'))) $$;
revoke all on function duibiao_county_staffed(text) from public;
grant execute on function duibiao_county_staffed(text) to duibiao_app;

alter table upload enable row level security;
create policy upload_scope on upload to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));
alter table filing_file enable row level security;
create policy filing_file_scope on filing_file to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));
alter table filing_milestone_event enable row level security;
create policy filing_milestone_event_scope on filing_milestone_event to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));
alter table park_ranking enable row level security;
create policy park_ranking_read on park_ranking for select to duibiao_app using (true);
create policy park_ranking_write on park_ranking for insert to duibiao_app with check (duibiao_scope_kind() = 'all');
alter table park_ranking_input enable row level security;
create policy park_ranking_input_scope on park_ranking_input to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');

-- Append-only for the application; of an attachment it may only say that it was removed.
grant select, insert on upload, filing_milestone_event, park_ranking, park_ranking_input to duibiao_app;
grant select, insert on filing_file to duibiao_app;
grant update (removed_at, removed_by) on filing_file to duibiao_app;
