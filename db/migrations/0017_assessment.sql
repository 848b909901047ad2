-- Year-end assessment (年终考核). What is recorded stays: figures and marks get revisions or withdrawals, computations, papers and appeals are only added.
create table assessment_round (
  id uuid primary key,
  pack text not null,
  scheme text not null,
  year int not null constraint assessment_round_year_sane check (year between 1990 and 2100),
  title text not null,
  state text not null,
  live boolean not null,
  version int not null default 1,
  rules jsonb not null,
  rule_hash text not null,
  units jsonb not null,
  simulated boolean not null default false,
  appeals_from date,
  appeals_to date,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null
);
create unique index assessment_round_one_a_year on assessment_round (pack, scheme, year) where live;
comment on table assessment_round is '一个年度的年终考核';
comment on column assessment_round.id is '编号';
comment on column assessment_round.pack is '依据哪个方案';
comment on column assessment_round.scheme is '哪个考核办法';
comment on column assessment_round.year is '年度';
comment on column assessment_round.title is '名称';
comment on column assessment_round.state is '所在环节，由方案的办理流程定义';
comment on column assessment_round.live is '是否有效；取消的不占本年度';
comment on column assessment_round.version is '乐观锁版本';
comment on column assessment_round.rules is '开启时的考核办法全文';
comment on column assessment_round.rule_hash is '开启时的方案版本散列';
comment on column assessment_round.units is '分组和被考核单位，开启时固定';
comment on column assessment_round.simulated is '是否用到模拟数据';
comment on column assessment_round.appeals_from is '申诉期起';
comment on column assessment_round.appeals_to is '申诉期止';
comment on column assessment_round.created_at is '开启时间';
comment on column assessment_round.created_by is '开启人';
comment on column assessment_round.updated_at is '最近办理时间';

create table assessment_event (
  round_id uuid not null references assessment_round (id),
  seq int not null constraint assessment_event_seq_positive check (seq > 0),
  key uuid not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  by_role text not null,
  reason text not null default '',
  primary key (round_id, seq),
  constraint assessment_event_key_once unique (round_id, key)
);
comment on table assessment_event is '年终考核的办理记录：只增不改';
comment on column assessment_event.round_id is '哪次考核';
comment on column assessment_event.seq is '序号，从 1 连续';
comment on column assessment_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column assessment_event.act is '办理行为';
comment on column assessment_event.from_state is '办理前的环节';
comment on column assessment_event.to_state is '办理后的环节';
comment on column assessment_event.at is '办理时间';
comment on column assessment_event.by_account is '办理账号';
comment on column assessment_event.by_name is '当时的显示名称';
comment on column assessment_event.by_role is '当时的角色';
comment on column assessment_event.reason is '理由或说明';

create table assessment_entry (
  round_id uuid not null references assessment_round (id),
  unit text not null,
  item text not null,
  part text not null,
  revision int not null constraint assessment_entry_revision_positive check (revision > 0),
  title text not null default '',
  direction text not null constraint assessment_entry_direction_known check (direction in ('up','down')),
  applies boolean not null,
  target numeric,
  actual numeric,
  met boolean,
  force_majeure boolean not null default false,
  origin text not null constraint assessment_entry_origin_known check (origin in ('platform','entered')),
  source text not null default '',
  note text not null default '',
  simulated boolean not null default false,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (round_id, unit, item, part, revision)
);
comment on table assessment_entry is '考核数据：单位 × 项目（× 目标），每次修订新增一行';
comment on column assessment_entry.round_id is '哪次考核';
comment on column assessment_entry.unit is '被考核单位';
comment on column assessment_entry.item is '考核项目';
comment on column assessment_entry.part is '项目由多个目标组成时的条款号，否则为空';
comment on column assessment_entry.revision is '修订号，从 1 起';
comment on column assessment_entry.title is '目标名称';
comment on column assessment_entry.direction is '越大越好或越小越好';
comment on column assessment_entry.applies is '是否适用于这个单位';
comment on column assessment_entry.target is '目标值';
comment on column assessment_entry.actual is '完成值';
comment on column assessment_entry.met is '定性目标是否完成';
comment on column assessment_entry.force_majeure is '是否认定为不可抗力';
comment on column assessment_entry.origin is '由平台得出或由承办人填写';
comment on column assessment_entry.source is '来源';
comment on column assessment_entry.note is '说明';
comment on column assessment_entry.simulated is '是否模拟';
comment on column assessment_entry.at is '记录时间';
comment on column assessment_entry.by_account is '记录账号';
comment on column assessment_entry.by_name is '记录人';

create table assessment_mark (
  id uuid primary key,
  round_id uuid not null references assessment_round (id),
  unit text not null,
  kind text not null constraint assessment_mark_kind_known check (kind in ('bonus','deduction','veto')),
  rule text not null,
  value numeric not null constraint assessment_mark_value_positive check (value > 0),
  source text not null,
  note text not null default '',
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
comment on table assessment_mark is '加分、扣分和一票否决：只增不改';
comment on column assessment_mark.id is '编号';
comment on column assessment_mark.round_id is '哪次考核';
comment on column assessment_mark.unit is '被考核单位';
comment on column assessment_mark.kind is '加分、扣分或否决';
comment on column assessment_mark.rule is '考核办法里的哪一项';
comment on column assessment_mark.value is '加的分数、扣分的次数；否决为 1';
comment on column assessment_mark.source is '依据：文号、通报';
comment on column assessment_mark.note is '说明';
comment on column assessment_mark.at is '登记时间';
comment on column assessment_mark.by_account is '登记账号';
comment on column assessment_mark.by_name is '登记人';

create table assessment_mark_withdrawal (
  mark_id uuid primary key references assessment_mark (id),
  reason text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
comment on table assessment_mark_withdrawal is '撤销的加分、扣分和否决：只增不改';
comment on column assessment_mark_withdrawal.mark_id is '哪一条';
comment on column assessment_mark_withdrawal.reason is '理由';
comment on column assessment_mark_withdrawal.at is '撤销时间';
comment on column assessment_mark_withdrawal.by_account is '撤销账号';
comment on column assessment_mark_withdrawal.by_name is '撤销人';

create table assessment_run (
  round_id uuid not null references assessment_round (id),
  seq int not null constraint assessment_run_seq_positive check (seq > 0),
  engine text not null,
  input_hash text not null,
  result_hash text not null,
  input jsonb not null,
  result jsonb not null,
  at timestamptz not null,
  by_name text not null,
  primary key (round_id, seq)
);
comment on table assessment_run is '每次计算：输入、结果和散列，只增不改';
comment on column assessment_run.round_id is '哪次考核';
comment on column assessment_run.seq is '第几次计算';
comment on column assessment_run.engine is '计算程序版本';
comment on column assessment_run.input_hash is '输入的 SHA-256';
comment on column assessment_run.result_hash is '结果的 SHA-256';
comment on column assessment_run.input is '计算用的全部输入';
comment on column assessment_run.result is '全部结果';
comment on column assessment_run.at is '计算时间';
comment on column assessment_run.by_name is '计算人';

create table assessment_paper (
  id uuid primary key,
  round_id uuid not null references assessment_round (id),
  seq int not null,
  kind text not null constraint assessment_paper_kind_known check (kind in ('told','issued','corrected')),
  number text not null default '',
  run_seq int not null,
  content jsonb not null,
  sha256 text not null,
  at timestamptz not null,
  by_name text not null,
  constraint assessment_paper_seq_once unique (round_id, seq),
  foreign key (round_id, run_seq) references assessment_run (round_id, seq)
);
comment on table assessment_paper is '告知、通报和更正：内容固定，只增不改';
comment on column assessment_paper.id is '编号';
comment on column assessment_paper.round_id is '哪次考核';
comment on column assessment_paper.seq is '第几份';
comment on column assessment_paper.kind is '告知、通报或更正';
comment on column assessment_paper.number is '文号';
comment on column assessment_paper.run_seq is '依据第几次计算';
comment on column assessment_paper.content is '名次、得分、等次';
comment on column assessment_paper.sha256 is '内容的 SHA-256';
comment on column assessment_paper.at is '形成时间';
comment on column assessment_paper.by_name is '经办人';

create table assessment_appeal (
  id uuid primary key,
  round_id uuid not null references assessment_round (id),
  number int not null,
  unit text not null,
  item text not null default '',
  text text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  constraint assessment_appeal_number_once unique (round_id, number)
);
comment on table assessment_appeal is '被考核单位的申诉：只增不改';
comment on column assessment_appeal.id is '编号，由提交方给出，重复提交只记一次';
comment on column assessment_appeal.round_id is '哪次考核';
comment on column assessment_appeal.number is '本次序号';
comment on column assessment_appeal.unit is '哪个单位';
comment on column assessment_appeal.item is '对哪一项；空为总体';
comment on column assessment_appeal.text is '内容';
comment on column assessment_appeal.at is '提出时间';
comment on column assessment_appeal.by_account is '提出账号';
comment on column assessment_appeal.by_name is '提出人';

create table assessment_appeal_answer (
  appeal_id uuid primary key references assessment_appeal (id),
  upheld boolean not null,
  text text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
comment on table assessment_appeal_answer is '对申诉的答复：只增不改';
comment on column assessment_appeal_answer.appeal_id is '哪件申诉';
comment on column assessment_appeal_answer.upheld is '是否成立';
comment on column assessment_appeal_answer.text is '答复';
comment on column assessment_appeal_answer.at is '时间';
comment on column assessment_appeal_answer.by_account is '答复账号';
comment on column assessment_appeal_answer.by_name is '答复人';

-- Only bodies that see everything; what a city or a body sees of its own is handed out by the service.
do $$ declare t text; begin
  foreach t in array array['assessment_round','assessment_event','assessment_entry','assessment_mark','assessment_mark_withdrawal','assessment_run',
    'assessment_paper','assessment_appeal','assessment_appeal_answer'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'') with check (duibiao_scope_kind() = ''all'')', t || '_scope', t);
  end loop;
end $$;
grant select, insert, update on assessment_round to duibiao_app;
-- Append-only for the application: no update, no delete.
grant select, insert on assessment_event, assessment_entry, assessment_mark, assessment_mark_withdrawal, assessment_run, assessment_paper,
  assessment_appeal, assessment_appeal_answer to duibiao_app;
