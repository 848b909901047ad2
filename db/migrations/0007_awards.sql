-- Awards (评价与奖励). What is decided is append-only: events, candidates, draws, marks, results, notices, objections, answers, vetoes.
create table award_round (
  id uuid primary key,
  pack text not null,
  scheme text not null,
  year int not null constraint award_round_year_sane check (year between 1990 and 2100),
  edition text not null,
  title text not null,
  state text not null,
  live boolean not null,
  version int not null default 1,
  as_of date not null,
  run_id uuid not null references run (id),
  previous_run_id uuid references run (id),
  seed int not null,
  rules jsonb not null,
  rule_hash text not null,
  evaluated int not null,
  simulated boolean not null,
  notice_from date,
  notice_to date,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null
);
create unique index award_round_one_a_year on award_round (pack, scheme, year) where live;
comment on table award_round is '评价与奖励的一轮：一个年度、一个方案、一个办法版本';
comment on column award_round.id is '编号';
comment on column award_round.pack is '依据哪个方案';
comment on column award_round.scheme is '哪个奖励办法';
comment on column award_round.year is '年度';
comment on column award_round.edition is '办法的版本';
comment on column award_round.title is '名称';
comment on column award_round.state is '所在环节，由方案的办理流程定义';
comment on column award_round.live is '是否有效；取消的不占本年度';
comment on column award_round.version is '乐观锁版本';
comment on column award_round.as_of is '否决情形从这一天往前追溯';
comment on column award_round.run_id is '定量得分出自哪个测算批次';
comment on column award_round.previous_run_id is '上年的测算批次；本批次自带进步分的没有';
comment on column award_round.seed is '抽取专家的随机种子';
comment on column award_round.rules is '开启时的奖励办法全文';
comment on column award_round.rule_hash is '开启时的方案版本散列';
comment on column award_round.evaluated is '参评企业数';
comment on column award_round.simulated is '是否含模拟数据';
comment on column award_round.notice_from is '公示起';
comment on column award_round.notice_to is '公示止';
comment on column award_round.created_at is '开启时间';
comment on column award_round.created_by is '开启人';
comment on column award_round.updated_at is '最近办理时间';

create table award_event (
  round_id uuid not null references award_round (id),
  seq int not null constraint award_event_seq_positive check (seq > 0),
  key uuid not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  reason text not null default '',
  detail jsonb not null default '{}',
  rule_hash text not null,
  primary key (round_id, seq),
  constraint award_event_key_once unique (round_id, key)
);
comment on table award_event is '评价与奖励的办理记录：只增不改';
comment on column award_event.round_id is '哪一轮';
comment on column award_event.seq is '序号，从 1 连续';
comment on column award_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column award_event.act is '办理行为';
comment on column award_event.from_state is '办理前的环节';
comment on column award_event.to_state is '办理后的环节';
comment on column award_event.at is '办理时间';
comment on column award_event.by_account is '办理账号';
comment on column award_event.by_name is '当时的显示名称';
comment on column award_event.by_role is '当时的角色';
comment on column award_event.reason is '理由或说明';
comment on column award_event.detail is '附带内容：公示起止、抽取的专家库散列等';
comment on column award_event.rule_hash is '当时的方案版本散列';

create table award_candidate (
  round_id uuid not null references award_round (id),
  subject_id uuid not null references subject (id),
  number int not null,
  name text not null,
  code text not null,
  region_code text not null,
  region_name text not null,
  park_name text,
  industry_code text not null,
  run_group text not null,
  level double precision,
  progress double precision,
  filed boolean not null,
  simulated boolean not null,
  shortlisted boolean not null,
  primary key (round_id, subject_id),
  constraint award_candidate_number_once unique (round_id, number)
);
comment on table award_candidate is '一轮的参评企业和开启时固定下来的定量得分';
comment on column award_candidate.round_id is '哪一轮';
comment on column award_candidate.subject_id is '企业';
comment on column award_candidate.number is '本轮编号，由种子排定';
comment on column award_candidate.name is '当时的名称';
comment on column award_candidate.code is '统一社会信用代码';
comment on column award_candidate.region_code is '当时的地区';
comment on column award_candidate.region_name is '当时的地区名称';
comment on column award_candidate.park_name is '当时的园区名称';
comment on column award_candidate.industry_code is '当时的行业小类';
comment on column award_candidate.run_group is '测算时的行业组';
comment on column award_candidate.level is '水平得分，0 至 100';
comment on column award_candidate.progress is '进步得分，0 至 100；没有上年的为空';
comment on column award_candidate.filed is '本年度备案已自评（按备案参评的版本才要求）';
comment on column award_candidate.simulated is '是否模拟';
comment on column award_candidate.shortlisted is '是否进入专家评议';

create table award_expert (
  id uuid primary key,
  account_id uuid constraint award_expert_account_once unique references account (id),
  name text not null,
  organisation text not null,
  fields text[] not null default '{}',
  conflicts jsonb not null default '[]',
  active boolean not null,
  simulated boolean not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);
comment on table award_expert is '专家库：专业领域和声明的利害关系';
comment on column award_expert.id is '专家编号';
comment on column award_expert.account_id is '登录账号；没有的用纸质评分';
comment on column award_expert.name is '姓名';
comment on column award_expert.organisation is '单位';
comment on column award_expert.fields is '熟悉的行业大类；空为不限';
comment on column award_expert.conflicts is '声明的利害关系：企业、县区、城市、行业';
comment on column award_expert.active is '是否可以抽取';
comment on column award_expert.simulated is '是否模拟';
comment on column award_expert.version is '乐观锁版本';
comment on column award_expert.updated_at is '最近修改时间';
comment on column award_expert.updated_by is '修改人';

create table award_assignment (
  id uuid primary key,
  round_id uuid not null,
  subject_id uuid not null,
  expert_id uuid not null references award_expert (id),
  expert_number int not null,
  drawn_at timestamptz not null,
  constraint award_assignment_once unique (round_id, subject_id, expert_id),
  foreign key (round_id, subject_id) references award_candidate (round_id, subject_id)
);
create index award_assignment_expert on award_assignment (expert_id, round_id);
comment on table award_assignment is '抽取结果：哪位专家评哪家企业';
comment on column award_assignment.id is '编号';
comment on column award_assignment.round_id is '哪一轮';
comment on column award_assignment.subject_id is '企业';
comment on column award_assignment.expert_id is '专家';
comment on column award_assignment.expert_number is '专家在本轮的编号；结果里只出现编号';
comment on column award_assignment.drawn_at is '抽取时间';

create table award_recusal (
  assignment_id uuid primary key references award_assignment (id),
  reason text not null,
  at timestamptz not null,
  by_name text not null
);
comment on table award_recusal is '专家回避：只增不改';
comment on column award_recusal.assignment_id is '回避的是哪一项抽取';
comment on column award_recusal.reason is '理由';
comment on column award_recusal.at is '时间';
comment on column award_recusal.by_name is '提出人';

create table award_mark (
  assignment_id uuid not null references award_assignment (id),
  revision int not null constraint award_mark_revision_positive check (revision > 0),
  ratings jsonb not null,
  note text not null default '',
  paper boolean not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (assignment_id, revision)
);
comment on table award_mark is '专家评分：每次修改留一版，最后一版有效';
comment on column award_mark.assignment_id is '哪一项抽取';
comment on column award_mark.revision is '第几版';
comment on column award_mark.ratings is '各环节的等级 A 至 E';
comment on column award_mark.note is '评语';
comment on column award_mark.paper is '由承办人代录的纸质评分';
comment on column award_mark.at is '时间';
comment on column award_mark.by_account is '录入账号';
comment on column award_mark.by_name is '录入人';

create table award_result (
  round_id uuid not null references award_round (id),
  seq int not null constraint award_result_seq_positive check (seq > 0),
  engine_version text not null,
  input_hash text not null,
  result_hash text not null,
  input bytea not null,
  result bytea not null,
  at timestamptz not null,
  by_name text not null,
  primary key (round_id, seq)
);
comment on table award_result is '每次汇总计算的完整输入与结果：只增不改，可复算到同样的字节';
comment on column award_result.round_id is '哪一轮';
comment on column award_result.seq is '第几次计算';
comment on column award_result.engine_version is '计算程序版本';
comment on column award_result.input_hash is '输入的散列';
comment on column award_result.result_hash is '结果的散列';
comment on column award_result.input is '输入（gzip 压缩的规范 JSON）';
comment on column award_result.result is '结果（gzip 压缩的规范 JSON）';
comment on column award_result.at is '计算时间';
comment on column award_result.by_name is '发起人';

create table award_entry (
  round_id uuid not null,
  seq int not null,
  subject_id uuid not null references subject (id),
  group_code text not null,
  standing text not null,
  award text,
  place int,
  qualitative double precision,
  payload jsonb not null,
  primary key (round_id, seq, subject_id),
  foreign key (round_id, seq) references award_result (round_id, seq)
);
create index award_entry_award on award_entry (subject_id) where award is not null;
comment on table award_entry is '每次计算中每家企业的结果：得了什么奖、为何';
comment on column award_entry.round_id is '哪一轮';
comment on column award_entry.seq is '第几次计算';
comment on column award_entry.subject_id is '企业';
comment on column award_entry.group_code is '排名的行业（含合并）';
comment on column award_entry.standing is '参评、否决、未备案、无得分';
comment on column award_entry.award is '奖项；没有得奖为空';
comment on column award_entry.place is '在该奖项名单中的位次';
comment on column award_entry.qualitative is '定性得分，0 至 100';
comment on column award_entry.payload is '各奖项的名次、总分、距分数线、理由';

create table award_notice (
  id uuid primary key,
  round_id uuid not null references award_round (id),
  seq int not null,
  kind text not null constraint award_notice_kind_known check (kind in ('notice','result','withdrawn')),
  title text not null,
  year int not null,
  from_day date,
  to_day date,
  content jsonb not null,
  note text not null default '',
  simulated boolean not null,
  at timestamptz not null,
  constraint award_notice_seq_once unique (round_id, seq)
);
comment on table award_notice is '向社会公开的内容：公示、公告、撤回；只有这里的内容无须登录';
comment on column award_notice.id is '编号';
comment on column award_notice.round_id is '哪一轮';
comment on column award_notice.seq is '第几份';
comment on column award_notice.kind is '公示、公告或撤回';
comment on column award_notice.title is '标题';
comment on column award_notice.year is '年度';
comment on column award_notice.from_day is '公示起';
comment on column award_notice.to_day is '公示止';
comment on column award_notice.content is '名单：奖项、企业名称、信用代码、地区、行业';
comment on column award_notice.note is '撤回的说明';
comment on column award_notice.simulated is '是否含模拟数据';
comment on column award_notice.at is '发布时间';

create table award_objection (
  id uuid primary key,
  round_id uuid not null references award_round (id),
  number int not null,
  name text not null,
  contact text not null,
  about text not null default '',
  subject_id uuid references subject (id),
  text text not null,
  channel text not null constraint award_objection_channel_known check (channel in ('web','desk')),
  received_day date not null,
  at timestamptz not null,
  by_name text not null,
  constraint award_objection_number_once unique (round_id, number)
);
comment on table award_objection is '公示期内的实名异议：只增不改';
comment on column award_objection.id is '编号';
comment on column award_objection.round_id is '哪一轮';
comment on column award_objection.number is '本轮序号';
comment on column award_objection.name is '提出人';
comment on column award_objection.contact is '联系方式，不公开';
comment on column award_objection.about is '关于哪家企业或哪一项';
comment on column award_objection.subject_id is '所指企业，承办人认定';
comment on column award_objection.text is '内容';
comment on column award_objection.channel is '网上提出或书面登记';
comment on column award_objection.received_day is '收到之日';
comment on column award_objection.at is '登记时间';
comment on column award_objection.by_name is '登记人';

create table award_answer (
  objection_id uuid primary key references award_objection (id),
  text text not null,
  effect text not null constraint award_answer_effect_known check (effect in ('none','exclude','correct')),
  subject_id uuid references subject (id),
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  constraint award_answer_exclude_whom check (effect <> 'exclude' or subject_id is not null)
);
comment on table award_answer is '对异议的答复：只增不改';
comment on column award_answer.objection_id is '异议';
comment on column award_answer.text is '答复';
comment on column award_answer.effect is '影响：不影响、移出名单、更正后重新计算';
comment on column award_answer.subject_id is '影响到哪家企业';
comment on column award_answer.at is '时间';
comment on column award_answer.by_account is '答复账号';
comment on column award_answer.by_name is '答复人';

create table enterprise_veto (
  id uuid primary key,
  subject_id uuid not null references subject (id),
  kind text not null,
  day date not null,
  source text not null,
  note text not null default '',
  simulated boolean not null default false,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
create index enterprise_veto_subject on enterprise_veto (subject_id, day);
comment on table enterprise_veto is '否决情形台账：只增不改';
comment on column enterprise_veto.id is '编号';
comment on column enterprise_veto.subject_id is '企业';
comment on column enterprise_veto.kind is '情形，由奖励办法定义';
comment on column enterprise_veto.day is '发生或认定之日';
comment on column enterprise_veto.source is '依据：文书、公告';
comment on column enterprise_veto.note is '说明';
comment on column enterprise_veto.simulated is '是否模拟';
comment on column enterprise_veto.at is '登记时间';
comment on column enterprise_veto.by_account is '登记账号';
comment on column enterprise_veto.by_name is '登记人';

create table enterprise_veto_repair (
  veto_id uuid primary key references enterprise_veto (id),
  day date not null,
  source text not null,
  note text not null default '',
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
comment on table enterprise_veto_repair is '信用修复或整改完成：只增不改';
comment on column enterprise_veto_repair.veto_id is '哪一项否决情形';
comment on column enterprise_veto_repair.day is '修复或完成之日';
comment on column enterprise_veto_repair.source is '依据';
comment on column enterprise_veto_repair.note is '说明';
comment on column enterprise_veto_repair.at is '登记时间';
comment on column enterprise_veto_repair.by_account is '登记账号';
comment on column enterprise_veto_repair.by_name is '登记人';

-- That a round exists is known to every account with business data; what stands in it follows the reader's scope, and the service says when.
alter table award_round enable row level security;
create policy award_round_read on award_round for select to duibiao_app using (duibiao_scope_kind() in ('all','regions','subject'));
create policy award_round_open on award_round for insert to duibiao_app with check (duibiao_scope_kind() = 'all');
create policy award_round_move on award_round for update to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');

do $$ declare t text; begin
  -- Names of experts and objectors, marks, whole results: for bodies that see everything.
  foreach t in array array['award_event','award_expert','award_assignment','award_recusal','award_mark','award_result','award_answer'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'') with check (duibiao_scope_kind() = ''all'')', t || '_scope', t);
  end loop;
  foreach t in array array['award_candidate','award_entry','enterprise_veto'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I for select to duibiao_app using (duibiao_scope_kind() = ''all'' or subject_id in (select id from subject))', t || '_read', t);
    execute format('create policy %I on %I for insert to duibiao_app with check (duibiao_scope_kind() = ''all'')', t || '_write', t);
  end loop;
end $$;

alter table enterprise_veto_repair enable row level security;
create policy enterprise_veto_repair_read on enterprise_veto_repair for select to duibiao_app
  using (veto_id in (select id from enterprise_veto));
create policy enterprise_veto_repair_write on enterprise_veto_repair for insert to duibiao_app with check (duibiao_scope_kind() = 'all');

-- What was released is for everybody, signed in or not.
alter table award_notice enable row level security;
create policy award_notice_read on award_notice for select to duibiao_app using (true);
create policy award_notice_write on award_notice for insert to duibiao_app with check (duibiao_scope_kind() = 'all');

alter table award_objection enable row level security;
create policy award_objection_read on award_objection for select to duibiao_app using (duibiao_scope_kind() = 'all');
create policy award_objection_write on award_objection for insert to duibiao_app with check (duibiao_scope_kind() = 'all');

grant select, insert, update on award_round, award_expert to duibiao_app;
-- Append-only for the application: no update, no delete.
grant select, insert on award_event, award_candidate, award_assignment, award_recusal, award_mark, award_result, award_entry, award_notice,
  award_objection, award_answer, enterprise_veto, enterprise_veto_repair to duibiao_app;
