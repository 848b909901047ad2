-- Daily schedules, and money without an application (免申即享): what a nightly run found to be due, who confirmed it and who released it.
create table job_schedule (
  kind text primary key,
  at text not null constraint job_schedule_at_form check (at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  last_day date not null,
  last_job uuid references job (id) deferrable initially deferred
);
comment on table job_schedule is '每日定时作业：到点放入一件，几台服务器同时运行也只有一件';
comment on column job_schedule.kind is '作业种类';
comment on column job_schedule.at is '每天几点（北京时间）';
comment on column job_schedule.last_day is '已经放入到哪一天；停机期间错过的只补一次';
comment on column job_schedule.last_job is '最近一次放入的作业';
grant select on job_schedule to duibiao_app;

alter table fund_notice add column unasked boolean not null default false;
comment on column fund_notice.unasked is '免申即享的兑现批次：不受理企业申报';

create table direct_run (
  id uuid primary key,
  job_id uuid not null references job (id),
  pack text not null,
  as_of date not null,
  known timestamptz not null,
  rule_hash text not null,
  choices jsonb not null,
  began_at timestamptz not null,
  finished_at timestamptz not null,
  by_name text not null,
  enterprises int not null,
  questions int not null,
  owed int not null,
  added int not null,
  raised int not null,
  lowered int not null,
  gone int not null,
  altered int not null,
  warnings jsonb not null default '[]',
  constraint direct_run_once unique (job_id, pack)
);
create index direct_run_known on direct_run (pack, known desc);
comment on table direct_run is '免申即享测算：一次对全部企业的计算；做完才有，只增不改';
comment on column direct_run.id is '编号';
comment on column direct_run.job_id is '由哪个作业算出';
comment on column direct_run.pack is '依据哪个方案';
comment on column direct_run.as_of is '按哪一天施行的规定';
comment on column direct_run.known is '按哪一刻已知的事实';
comment on column direct_run.rule_hash is '方案版本散列';
comment on column direct_run.choices is '当时对未定事项的选定';
comment on column direct_run.began_at is '开始时间';
comment on column direct_run.finished_at is '结束时间';
comment on column direct_run.by_name is '谁启动的；每晚定时的写系统';
comment on column direct_run.enterprises is '企业数';
comment on column direct_run.questions is '企业 × 政策的问题数';
comment on column direct_run.owed is '应享的条数';
comment on column direct_run.added is '比上次新增';
comment on column direct_run.raised is '比上次增加';
comment on column direct_run.lowered is '比上次减少';
comment on column direct_run.gone is '比上次不再应享';
comment on column direct_run.altered is '金额未变、依据的数据有变';
comment on column direct_run.warnings is '不能单凭权威数据计算的政策及原因';

create table direct_claim (
  subject_id uuid not null references subject (id),
  id uuid not null constraint direct_claim_id_unique unique,
  pack text not null,
  scheme text not null,
  year int not null,
  outcome text not null constraint direct_claim_outcome_known check (outcome in ('owed','barred','near','none')),
  basis text not null constraint direct_claim_basis_known check (basis in ('authoritative','reported')),
  amount_fen bigint not null constraint direct_claim_amount_sane check (amount_fen >= 0),
  as_of date not null,
  known timestamptz not null,
  rule_version text not null,
  rule_hash text not null,
  input_hash text not null,
  input jsonb,
  result jsonb,
  missing jsonb not null default '[]',
  first_run uuid not null references direct_run (id),
  last_run uuid not null references direct_run (id),
  state text,
  version int not null default 1,
  confirmed_at timestamptz,
  confirmed_by uuid references account (id),
  confirmed_name text,
  decided_at timestamptz,
  decided_by uuid references account (id),
  decided_name text,
  decided_body text,
  decided_reason text not null default '',
  application_id uuid constraint direct_claim_application_once unique references fund_application (id),
  released_fen bigint,
  primary key (subject_id, id),
  constraint direct_claim_once unique (subject_id, pack, scheme, year),
  constraint direct_claim_state_for_owed check (state is null or application_id is not null or (outcome = 'owed' and basis = 'authoritative')),
  constraint direct_claim_two_persons check (application_id is null
    or (confirmed_by is not null and decided_by is not null and confirmed_by <> decided_by and released_fen is not null))
);
create index direct_claim_open on direct_claim (pack, state) where state is not null;
create index direct_claim_scheme on direct_claim (pack, scheme, year);
comment on table direct_claim is '应享：一家企业、一项政策、一个年度应得多少，从哪些数据算出；同一笔只有一行，不会提两次';
comment on column direct_claim.subject_id is '企业';
comment on column direct_claim.id is '编号';
comment on column direct_claim.pack is '依据哪个方案';
comment on column direct_claim.scheme is '政策';
comment on column direct_claim.year is '所属年度';
comment on column direct_claim.outcome is '结论：应享、因否决情形不享、差一项条件且已接近、不再应享';
comment on column direct_claim.basis is '依据：只凭权威数据，还是也用了未经核实的报送数据';
comment on column direct_claim.amount_fen is '应享金额，分';
comment on column direct_claim.as_of is '按哪一天施行的规定';
comment on column direct_claim.known is '按哪一刻已知的事实';
comment on column direct_claim.rule_version is '政策版本';
comment on column direct_claim.rule_hash is '方案版本散列';
comment on column direct_claim.input_hash is '输入散列；放行前再算一次，须与它相同';
comment on column direct_claim.input is '输入的事实';
comment on column direct_claim.result is '结果与过程';
comment on column direct_claim.missing is '缺什么、差多少';
comment on column direct_claim.first_run is '第一次算出它的测算';
comment on column direct_claim.last_run is '最近一次改变它的测算';
comment on column direct_claim.state is '待办环节，由方案的办理流程定义；没有可办的为空';
comment on column direct_claim.version is '乐观锁版本';
comment on column direct_claim.confirmed_at is '确认时间';
comment on column direct_claim.confirmed_by is '确认账号';
comment on column direct_claim.confirmed_name is '确认人';
comment on column direct_claim.decided_at is '放行或暂缓的时间';
comment on column direct_claim.decided_by is '放行或暂缓的账号';
comment on column direct_claim.decided_name is '放行或暂缓的人';
comment on column direct_claim.decided_body is '放行或暂缓的单位';
comment on column direct_claim.decided_reason is '意见';
comment on column direct_claim.application_id is '放行后形成的申报';
comment on column direct_claim.released_fen is '放行的金额，分';

create table direct_change (
  run_id uuid not null references direct_run (id),
  subject_id uuid not null,
  claim_id uuid not null,
  kind text not null constraint direct_change_kind_known check (kind in ('new','raised','lowered','gone','altered')),
  before_fen bigint not null,
  after_fen bigint not null,
  why jsonb not null default '[]',
  primary key (run_id, subject_id, claim_id),
  foreign key (subject_id, claim_id) references direct_claim (subject_id, id)
);
create index direct_change_claim on direct_change (claim_id);
comment on table direct_change is '应享变动：每次测算与上一次相比变了什么；只增不改';
comment on column direct_change.run_id is '测算';
comment on column direct_change.subject_id is '企业';
comment on column direct_change.claim_id is '应享';
comment on column direct_change.kind is '新增、增加、减少、不再应享、数据有变';
comment on column direct_change.before_fen is '变动前，分';
comment on column direct_change.after_fen is '变动后，分';
comment on column direct_change.why is '为什么：缺的条件或变了的依据';

create table direct_event (
  subject_id uuid not null,
  claim_id uuid not null,
  seq int not null constraint direct_event_seq_positive check (seq > 0),
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
  amount_fen bigint not null,
  input_hash text not null,
  primary key (subject_id, claim_id, seq),
  foreign key (subject_id, claim_id) references direct_claim (subject_id, id),
  constraint direct_event_key_once unique (subject_id, claim_id, key)
);
comment on table direct_event is '免申即享办理记录：谁、何时、意见、当时的金额和输入；只增不改';
comment on column direct_event.subject_id is '企业';
comment on column direct_event.claim_id is '应享';
comment on column direct_event.seq is '序号，从 1 连续';
comment on column direct_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column direct_event.act is '办理行为';
comment on column direct_event.from_state is '办理前的环节';
comment on column direct_event.to_state is '办理后的环节';
comment on column direct_event.at is '办理时间';
comment on column direct_event.by_account is '办理账号';
comment on column direct_event.by_name is '当时的显示名称';
comment on column direct_event.by_role is '当时的角色';
comment on column direct_event.by_body is '当时所属单位';
comment on column direct_event.reason is '意见';
comment on column direct_event.amount_fen is '当时的金额，分';
comment on column direct_event.input_hash is '当时的输入散列';

create trigger direct_run_append_only before update or delete on direct_run for each row execute function fund_append_only();
create trigger direct_change_append_only before update or delete on direct_change for each row execute function fund_append_only();
create trigger direct_event_append_only before update or delete on direct_event for each row execute function fund_append_only();

-- What was released stays what it was: the amount, the application and the two persons.
create function direct_claim_released() returns trigger language plpgsql as $$
begin
  if old.application_id is not null and (old.application_id, old.released_fen, old.confirmed_by, old.decided_by)
    is distinct from (new.application_id, new.released_fen, new.confirmed_by, new.decided_by) then
    raise exception 'a released claim stays as it was released' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger direct_claim_released before update on direct_claim for each row execute function direct_claim_released();

-- The run writes as the house; a person's acts change the state of a claim and nothing of what was computed.
alter table direct_run enable row level security;
create policy direct_run_read on direct_run for select to duibiao_app using (duibiao_scope_kind() in ('all','regions'));
alter table direct_claim enable row level security;
create policy direct_claim_read on direct_claim for select to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject where kind = 'enterprise'));
create policy direct_claim_change on direct_claim for update to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');
alter table direct_change enable row level security;
create policy direct_change_read on direct_change for select to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject where kind = 'enterprise'));
alter table direct_event enable row level security;
create policy direct_event_read on direct_event for select to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject where kind = 'enterprise'));
create policy direct_event_add on direct_event for insert to duibiao_app with check (duibiao_scope_kind() = 'all');

grant select on direct_run, direct_change, direct_claim to duibiao_app;
grant select, insert on direct_event to duibiao_app;
grant update (state, version, confirmed_at, confirmed_by, confirmed_name, decided_at, decided_by, decided_name, decided_body, decided_reason,
  application_id, released_fen) on direct_claim to duibiao_app;
