-- Policy sandbox (政策沙盘): a trial of changed rules over all enterprises, kept so that it can be reopened, compared and computed again. It decides nothing, so its owner may delete it.
create table scheme_scenario (
  id uuid primary key,
  pack text not null,
  name text not null constraint scheme_scenario_named check (length(name) between 1 and 120),
  note text not null default '',
  years jsonb not null,
  changes jsonb not null,
  answers jsonb not null,
  job_id uuid not null references job (id),
  created_at timestamptz not null,
  created_by uuid not null references account (id),
  created_name text not null
);
create index scheme_scenario_created on scheme_scenario (created_at desc);
comment on table scheme_scenario is '沙盘推演：改哪些参数、按哪些口径、算哪几年';
comment on column scheme_scenario.id is '编号，由页面给定：重复送达只有一份';
comment on column scheme_scenario.pack is '依据哪个方案';
comment on column scheme_scenario.name is '名称';
comment on column scheme_scenario.note is '说明';
comment on column scheme_scenario.years is '推演年度';
comment on column scheme_scenario.changes is '改动的参数：政策、时期、位置、原值、改为';
comment on column scheme_scenario.answers is '未定事项另取的口径';
comment on column scheme_scenario.job_id is '计算它的作业';
comment on column scheme_scenario.created_at is '建立时间';
comment on column scheme_scenario.created_by is '建立账号；只有本人可以删除';
comment on column scheme_scenario.created_name is '建立人';

create table scheme_scenario_result (
  scenario_id uuid primary key references scheme_scenario (id) on delete cascade,
  known_at timestamptz not null,
  rule_hash text not null,
  engine_version text not null,
  input_hash text not null,
  result_hash text not null,
  simulated boolean not null,
  subjects int not null,
  milliseconds int not null,
  summary jsonb not null,
  computed_at timestamptz not null
);
comment on table scheme_scenario_result is '推演结果：分年度、政策、地区、行业、规模的金额；可复算到同样的字节';
comment on column scheme_scenario_result.scenario_id is '推演';
comment on column scheme_scenario_result.known_at is '按何时所知的数据计算';
comment on column scheme_scenario_result.rule_hash is '方案版本散列';
comment on column scheme_scenario_result.engine_version is '计算程序版本';
comment on column scheme_scenario_result.input_hash is '输入的散列';
comment on column scheme_scenario_result.result_hash is '结果的散列';
comment on column scheme_scenario_result.simulated is '输入是否含模拟数据';
comment on column scheme_scenario_result.subjects is '企业数';
comment on column scheme_scenario_result.milliseconds is '计算用时，毫秒';
comment on column scheme_scenario_result.summary is '汇总，不含逐家企业';
comment on column scheme_scenario_result.computed_at is '计算时间';

create table scheme_scenario_blob (
  scenario_id uuid not null references scheme_scenario (id) on delete cascade,
  part text not null constraint scheme_scenario_blob_part_known check (part in ('input','result')),
  sha256 text not null,
  bytes bytea not null,
  primary key (scenario_id, part)
);
comment on table scheme_scenario_blob is '推演的完整输入与结果（gzip 压缩的规范 JSON）';
comment on column scheme_scenario_blob.scenario_id is '推演';
comment on column scheme_scenario_blob.part is '输入或结果';
comment on column scheme_scenario_blob.sha256 is '解压后字节的散列';
comment on column scheme_scenario_blob.bytes is '压缩内容';

create table scheme_scenario_row (
  scenario_id uuid not null references scheme_scenario (id) on delete cascade,
  subject_id uuid not null references subject (id),
  now_fen bigint not null,
  tried_fen bigint not null,
  changes jsonb not null,
  primary key (scenario_id, subject_id)
);
comment on table scheme_scenario_row is '推演中金额有变化的企业';
comment on column scheme_scenario_row.scenario_id is '推演';
comment on column scheme_scenario_row.subject_id is '企业';
comment on column scheme_scenario_row.now_fen is '现行规定下各年合计，分';
comment on column scheme_scenario_row.tried_fen is '改动后各年合计，分';
comment on column scheme_scenario_row.changes is '逐项政策、逐年的变化';

do $$ declare t text; begin
  foreach t in array array['scheme_scenario','scheme_scenario_result','scheme_scenario_blob','scheme_scenario_row'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'') with check (duibiao_scope_kind() = ''all'')', t || '_scope', t);
  end loop;
end $$;
grant select, insert, delete on scheme_scenario to duibiao_app;
grant select, insert on scheme_scenario_result, scheme_scenario_blob, scheme_scenario_row to duibiao_app;
