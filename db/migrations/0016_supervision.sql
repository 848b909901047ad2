-- Supervision (调度督办): the ledger of a plan's tasks and its monthly reports, orders (督办单) with their way, meetings; and issued documents, frozen.
create table issued_document (
  id uuid primary key,
  kind text not null,
  pack text not null,
  period text not null,
  series text not null,
  year int not null constraint issued_document_year_sane check (year between 1990 and 2100),
  number int not null constraint issued_document_number_positive check (number > 0),
  title text not null,
  about text not null default '',
  subject_id uuid references subject (id),
  content jsonb not null,
  figures jsonb not null,
  input jsonb not null,
  input_hash text not null,
  content_hash text not null,
  corrects uuid references issued_document (id),
  reason text not null default '',
  simulated boolean not null,
  issued_day date not null,
  issued_at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  constraint issued_document_number_once unique (series, year, number)
);
create index issued_document_list on issued_document (pack, kind, issued_at desc);
create index issued_document_about on issued_document (about) where about <> '';
create index issued_document_corrects on issued_document (corrects) where corrects is not null;
comment on table issued_document is '发出的公文：内容、数据和由来在签发时固定，只增不改；文号按代字和年度连续';
comment on column issued_document.id is '编号，签发时由页面给定：重复送达只有一件';
comment on column issued_document.kind is '种类，由发文的模块定';
comment on column issued_document.pack is '依据哪个方案';
comment on column issued_document.period is '所说的时期，如 2020-Q2、2020-M06、2020';
comment on column issued_document.series is '机关代字';
comment on column issued_document.year is '文号年份';
comment on column issued_document.number is '文号顺序号，代字和年度内连续不跳号';
comment on column issued_document.title is '标题';
comment on column issued_document.about is '关于哪一件，如 case:<编号>；关于整个时期的为空';
comment on column issued_document.subject_id is '只发给一个单位的公文是哪个单位；发给各单位的为空';
comment on column issued_document.content is '固定的内容：公文或表格';
comment on column issued_document.figures is '文中每个数：编号、名称、数值、单位、由来';
comment on column issued_document.input is '形成内容的输入';
comment on column issued_document.input_hash is '输入的散列';
comment on column issued_document.content_hash is '内容的散列';
comment on column issued_document.corrects is '更正哪一份；不是更正的为空';
comment on column issued_document.reason is '更正的原因';
comment on column issued_document.simulated is '含有模拟数据';
comment on column issued_document.issued_day is '成文日期';
comment on column issued_document.issued_at is '签发时间';
comment on column issued_document.by_account is '签发账号';
comment on column issued_document.by_name is '签发人';

-- The next number, and no other: two that are issued at once wait for each other, and none is left out.
create function issued_document_next() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('issued_document ' || new.series || ' ' || new.year, 0));
  if new.number <> (select coalesce(max(number), 0) + 1 from issued_document where series = new.series and year = new.year) then
    raise exception 'not the next number' using errcode = '23514', constraint = 'issued_document_next_number';
  end if;
  return new;
end $$;
create trigger issued_document_next before insert on issued_document for each row execute function issued_document_next();
create function issued_document_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an issued document stays as it is' using errcode = '42501';
end $$;
create trigger issued_document_stays before update or delete on issued_document for each row execute function issued_document_stays();

create table supervision_desk (
  subject_id uuid not null references subject (id),
  account_id uuid not null references account (id),
  at timestamptz not null,
  by_name text not null,
  primary key (subject_id, account_id)
);
create index supervision_desk_account on supervision_desk (account_id);
comment on table supervision_desk is '责任单位的办理账号：谁替哪个单位签收、反馈、报进展；市县的按数据范围认定，不在这里';
comment on column supervision_desk.subject_id is '责任单位';
comment on column supervision_desk.account_id is '账号';
comment on column supervision_desk.at is '指定时间';
comment on column supervision_desk.by_name is '指定人';
create table supervision_ledger (
  id uuid primary key,
  pack text not null,
  year int not null constraint supervision_ledger_year_sane check (year between 1990 and 2100),
  plan_hash text not null,
  added int not null,
  kept int not null,
  retired int not null,
  at timestamptz not null,
  by_name text not null
);
create index supervision_ledger_year on supervision_ledger (pack, year, at);
comment on table supervision_ledger is '立账记录：哪年按哪一版方案立的账，新增、保留、退出各多少；只增不改';
comment on column supervision_ledger.id is '编号';
comment on column supervision_ledger.pack is '方案';
comment on column supervision_ledger.year is '年度';
comment on column supervision_ledger.plan_hash is '方案版本散列';
comment on column supervision_ledger.added is '新增的任务';
comment on column supervision_ledger.kept is '已在账上的任务';
comment on column supervision_ledger.retired is '方案不再有、退出台账的任务';
comment on column supervision_ledger.at is '时间';
comment on column supervision_ledger.by_name is '办理人';
create table supervision_entry (
  subject_id uuid not null references subject (id),
  id uuid not null constraint supervision_entry_id_unique unique,
  pack text not null,
  year int not null constraint supervision_entry_year_sane check (year between 1990 and 2100),
  task text not null,
  kind text not null constraint supervision_entry_kind_known check (kind in ('provision','clause')),
  clause text not null,
  title text not null,
  role text not null constraint supervision_entry_role_known check (role in ('lead','cooperate')),
  indicator text,
  comparator text,
  target numeric,
  unit text not null,
  from_month int not null constraint supervision_entry_from_sane check (from_month between 1 and 12),
  plan_hash text not null,
  simulated boolean not null default false,
  created_at timestamptz not null,
  created_by text not null,
  retired_at timestamptz,
  primary key (subject_id, id),
  constraint supervision_entry_once unique (pack, year, task, subject_id)
);
comment on table supervision_entry is '台账：一个年度、一条任务、一个责任单位一行；立账多少次都只有一行';
comment on column supervision_entry.subject_id is '责任单位';
comment on column supervision_entry.id is '编号';
comment on column supervision_entry.pack is '方案';
comment on column supervision_entry.year is '年度';
comment on column supervision_entry.task is '条款或章节的编号';
comment on column supervision_entry.kind is '按条款或按章节';
comment on column supervision_entry.clause is '所在章节';
comment on column supervision_entry.title is '事项';
comment on column supervision_entry.role is '牵头或配合';
comment on column supervision_entry.indicator is '指标';
comment on column supervision_entry.comparator is '比较：>=、<=、= 等';
comment on column supervision_entry.target is '目标值';
comment on column supervision_entry.unit is '单位';
comment on column supervision_entry.from_month is '从几月起要报';
comment on column supervision_entry.plan_hash is '立账时的方案版本散列';
comment on column supervision_entry.simulated is '进展是模拟的';
comment on column supervision_entry.created_at is '立账时间';
comment on column supervision_entry.created_by is '立账人';
comment on column supervision_entry.retired_at is '退出台账的时间：新版方案不再有这条任务';
create table supervision_report (
  subject_id uuid not null,
  entry_id uuid not null,
  month int not null constraint supervision_report_month_sane check (month between 1 and 12),
  revision int not null constraint supervision_report_revision_positive check (revision > 0),
  key uuid not null,
  value numeric,
  percent numeric not null constraint supervision_report_percent_sane check (percent between 0 and 100000),
  progress text not null,
  problem text not null default '',
  asked text not null default '',
  next text not null default '',
  reason text not null default '',
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (subject_id, entry_id, month, revision),
  foreign key (subject_id, entry_id) references supervision_entry (subject_id, id),
  constraint supervision_report_key_once unique (subject_id, entry_id, key)
);
comment on table supervision_report is '月度进展：每次填报一行，更正另起一次；只增不改，最后一次有效';
comment on column supervision_report.subject_id is '责任单位';
comment on column supervision_report.entry_id is '台账行';
comment on column supervision_report.month is '月份';
comment on column supervision_report.revision is '第几次填报';
comment on column supervision_report.key is '提交标识：同一次点击重复送达只记一次';
comment on column supervision_report.value is '完成值';
comment on column supervision_report.percent is '完成率，%';
comment on column supervision_report.progress is '进展';
comment on column supervision_report.problem is '存在问题';
comment on column supervision_report.asked is '需协调事项';
comment on column supervision_report.next is '下月打算';
comment on column supervision_report.reason is '更正的原因';
comment on column supervision_report.at is '填报时间';
comment on column supervision_report.by_account is '填报账号';
comment on column supervision_report.by_name is '填报人';
create table supervision_chase (
  subject_id uuid not null,
  entry_id uuid not null,
  key uuid not null,
  month int not null constraint supervision_chase_month_sane check (month between 1 and 12),
  at timestamptz not null,
  by_name text not null,
  primary key (subject_id, entry_id, key),
  foreign key (subject_id, entry_id) references supervision_entry (subject_id, id)
);
comment on table supervision_chase is '催报：某月还没有报进展的台账行各记一次；只增不改';
comment on column supervision_chase.subject_id is '责任单位';
comment on column supervision_chase.entry_id is '台账行';
comment on column supervision_chase.key is '提交标识：重复送达只催一次';
comment on column supervision_chase.month is '月份';
comment on column supervision_chase.at is '时间';
comment on column supervision_chase.by_name is '催报人';
create table supervision_meeting (
  id uuid primary key,
  pack text not null,
  title text not null,
  held_on date not null,
  chair text not null,
  attendees text not null default '',
  note text not null default '',
  created_at timestamptz not null,
  created_by text not null
);
comment on table supervision_meeting is '领导小组会议';
comment on column supervision_meeting.id is '编号，由页面给定';
comment on column supervision_meeting.pack is '方案';
comment on column supervision_meeting.title is '会议名称';
comment on column supervision_meeting.held_on is '开会日期';
comment on column supervision_meeting.chair is '主持人';
comment on column supervision_meeting.attendees is '参加单位和人员';
comment on column supervision_meeting.note is '纪要摘要';
comment on column supervision_meeting.created_at is '登记时间';
comment on column supervision_meeting.created_by is '登记人';
create table supervision_resolution (
  meeting_id uuid not null references supervision_meeting (id),
  seq int not null constraint supervision_resolution_seq_positive check (seq > 0),
  text text not null,
  subject_id uuid not null references subject (id),
  deadline date,
  primary key (meeting_id, seq)
);
comment on table supervision_resolution is '会议议定事项：每项可立一件督办单';
comment on column supervision_resolution.meeting_id is '会议';
comment on column supervision_resolution.seq is '第几项';
comment on column supervision_resolution.text is '议定事项';
comment on column supervision_resolution.subject_id is '主办单位';
comment on column supervision_resolution.deadline is '办结时限';
create table supervision_case (
  subject_id uuid not null references subject (id),
  id uuid not null constraint supervision_case_id_unique unique,
  pack text not null,
  year int not null constraint supervision_case_year_sane check (year between 1990 and 2100),
  title text not null,
  requirement text not null,
  source text not null constraint supervision_case_source_known check (source in ('plan','ledger','meeting','instruction','other')),
  source_ref text not null default '',
  source_text text not null default '',
  cooperating text not null default '',
  deadline date,
  state text not null,
  version int not null default 1,
  due_day date,
  due_who text not null default '',
  urged int not null default 0,
  simulated boolean not null default false,
  entered_at timestamptz not null,
  closed_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  primary key (subject_id, id)
);
create index supervision_case_state on supervision_case (pack, state);
create unique index supervision_case_resolution on supervision_case (source_ref) where source = 'meeting';
comment on table supervision_case is '督办单';
comment on column supervision_case.subject_id is '主办单位';
comment on column supervision_case.id is '编号，由页面给定：重复送达只有一件';
comment on column supervision_case.pack is '方案';
comment on column supervision_case.year is '立项年度';
comment on column supervision_case.title is '督办事项';
comment on column supervision_case.requirement is '办理要求';
comment on column supervision_case.source is '来源：方案条款、台账、会议、批示、其他';
comment on column supervision_case.source_ref is '来源的编号：条款、台账行、会议#议定事项';
comment on column supervision_case.source_text is '来源的文字，如批示内容';
comment on column supervision_case.cooperating is '配合单位';
comment on column supervision_case.deadline is '办结时限（当日为限）；批准延期后为新时限';
comment on column supervision_case.state is '所在环节，由方案的 reviews/supervision.yaml 定义';
comment on column supervision_case.version is '乐观锁版本';
comment on column supervision_case.due_day is '现环节办理期限；没有期限或日历未公布的为空';
comment on column supervision_case.due_who is '期限由谁遵守：own 主办单位、region 督办部门';
comment on column supervision_case.urged is '催办次数';
comment on column supervision_case.simulated is '模拟的';
comment on column supervision_case.entered_at is '进入现环节的时间';
comment on column supervision_case.closed_at is '销号或撤销的时间';
comment on column supervision_case.created_at is '建立时间';
comment on column supervision_case.created_by is '建立人';
comment on column supervision_case.updated_at is '最近办理或保存时间';
create table supervision_event (
  subject_id uuid not null,
  case_id uuid not null,
  seq int not null constraint supervision_event_seq_positive check (seq > 0),
  key uuid not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  by_body text not null default '',
  reason text not null default '',
  day date,
  rule_hash text not null,
  primary key (subject_id, case_id, seq),
  foreign key (subject_id, case_id) references supervision_case (subject_id, id),
  constraint supervision_event_key_once unique (subject_id, case_id, key)
);
comment on table supervision_event is '督办单办理记录：谁、哪个单位、何时、意见；只增不改';
comment on column supervision_event.subject_id is '主办单位';
comment on column supervision_event.case_id is '督办单';
comment on column supervision_event.seq is '序号，从 1 连续';
comment on column supervision_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column supervision_event.act is '办理行为';
comment on column supervision_event.from_state is '办理前的环节';
comment on column supervision_event.to_state is '办理后的环节';
comment on column supervision_event.at is '办理时间';
comment on column supervision_event.by_account is '办理账号';
comment on column supervision_event.by_name is '当时的显示名称';
comment on column supervision_event.by_role is '当时的角色';
comment on column supervision_event.by_body is '当时所属单位';
comment on column supervision_event.reason is '意见、反馈或办结报告';
comment on column supervision_event.day is '申请或批准的新时限';
comment on column supervision_event.rule_hash is '当时的规则版本散列';
create table supervision_file (
  subject_id uuid not null,
  case_id uuid not null,
  upload_id uuid not null,
  state text not null,
  primary key (subject_id, case_id, upload_id),
  foreign key (subject_id, case_id) references supervision_case (subject_id, id),
  foreign key (subject_id, upload_id) references upload (subject_id, id)
);
comment on table supervision_file is '督办单的佐证材料';
comment on column supervision_file.subject_id is '主办单位';
comment on column supervision_file.case_id is '督办单';
comment on column supervision_file.upload_id is '附件';
comment on column supervision_file.state is '上传时所在环节';

create function supervision_sees(owner uuid) returns boolean language sql stable as
  $$ select duibiao_scope_kind() = 'all' or exists (select from subject s where s.id = owner and duibiao_sees_path(s.region_path)) $$;

-- A place sees its own and those below it; bodies of the whole region see all. Ledgers, meetings and documents are written for the whole region.
do $$ declare t text; begin
  foreach t in array array['supervision_entry','supervision_report','supervision_chase','supervision_case','supervision_event','supervision_file'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (supervision_sees(subject_id)) with check (supervision_sees(subject_id))', t || '_scope', t);
  end loop;
  foreach t in array array['supervision_ledger','supervision_meeting','supervision_resolution','supervision_desk'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I for select to duibiao_app using (duibiao_scope_kind() in (''all'',''regions''))', t || '_read', t);
    execute format('create policy %I on %I for insert to duibiao_app with check (duibiao_scope_kind() = ''all'')', t || '_add', t);
  end loop;
end $$;
create policy supervision_desk_remove on supervision_desk for delete to duibiao_app using (duibiao_scope_kind() = 'all');
alter table issued_document enable row level security;
create policy issued_document_read on issued_document for select to duibiao_app
  using (duibiao_scope_kind() in ('all','regions') and (subject_id is null or supervision_sees(subject_id)));
create policy issued_document_add on issued_document for insert to duibiao_app with check (duibiao_scope_kind() = 'all');

grant select, insert on issued_document, supervision_ledger, supervision_entry, supervision_report, supervision_chase, supervision_meeting,
  supervision_resolution, supervision_case, supervision_event, supervision_file, supervision_desk to duibiao_app;
grant update (retired_at) on supervision_entry to duibiao_app;
grant update (title, requirement, source_text, cooperating, deadline, state, version, due_day, due_who, urged, entered_at, closed_at, updated_at)
  on supervision_case to duibiao_app;
grant delete on supervision_desk to duibiao_app;
