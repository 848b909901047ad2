create table run (
  id uuid primary key,
  kind text not null,
  title text not null,
  params jsonb not null,
  rule_pack text not null,
  rule_hash text not null,
  engine_version text not null,
  input_hash text not null,
  result_hash text not null,
  known_at timestamptz not null,
  simulated boolean not null,
  subjects int not null,
  created_at timestamptz not null,
  created_by text not null
);
create index run_kind on run (kind, created_at desc);
comment on table run is '测算批次：不可更改，可复算到同样的字节';
comment on column run.id is '批次编号';
comment on column run.kind is '种类';
comment on column run.title is '名称';
comment on column run.params is '参数';
comment on column run.rule_pack is '规则出自哪个方案';
comment on column run.rule_hash is '规则版本散列';
comment on column run.engine_version is '计算程序版本';
comment on column run.input_hash is '输入的散列';
comment on column run.result_hash is '结果的散列';
comment on column run.known_at is '按何时所知的数据计算';
comment on column run.simulated is '输入是否含模拟数据';
comment on column run.subjects is '主体数';
comment on column run.created_at is '计算时间';
comment on column run.created_by is '发起人';

create table run_blob (
  run_id uuid not null references run (id),
  part text not null constraint run_blob_part_known check (part in ('input','result')),
  sha256 text not null,
  bytes bytea not null,
  primary key (run_id, part)
);
comment on table run_blob is '批次的完整输入与结果（gzip 压缩的规范 JSON）';
comment on column run_blob.run_id is '批次';
comment on column run_blob.part is '输入或结果';
comment on column run_blob.sha256 is '解压后字节的散列';
comment on column run_blob.bytes is '压缩内容';

create table run_result (
  run_id uuid not null references run (id),
  subject_id uuid not null references subject (id),
  group_code text not null,
  position int,
  score numeric,
  efficiency double precision,
  chase_id uuid,
  payload jsonb not null,
  primary key (run_id, subject_id)
);
create index run_result_group on run_result (run_id, group_code, position);
comment on table run_result is '批次中每个主体的结果';
comment on column run_result.run_id is '批次';
comment on column run_result.subject_id is '主体';
comment on column run_result.group_code is '对标组（行业）';
comment on column run_result.position is '组内名次';
comment on column run_result.score is '综合得分';
comment on column run_result.efficiency is '效率值';
comment on column run_result.chase_id is '追赶企业';
comment on column run_result.payload is '完整结果：得分明细、差距、目标、参照权重';

alter table run_result enable row level security;
create policy run_result_scope on run_result to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));
alter table run_blob enable row level security;
create policy run_blob_scope on run_blob to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');

create table job (
  id uuid primary key,
  kind text not null,
  params jsonb not null,
  state text not null constraint job_state_known check (state in ('queued','running','done','failed','cancelled')),
  progress int not null default 0 constraint job_progress_percent check (progress between 0 and 100),
  note text not null default '',
  result jsonb,
  problem jsonb,
  cancel_requested boolean not null default false,
  created_at timestamptz not null,
  created_by uuid references account (id),
  started_at timestamptz,
  finished_at timestamptz
);
create index job_created on job (created_at desc);
comment on table job is '作业：较长的计算，有进度，可取消';
comment on column job.id is '作业编号';
comment on column job.kind is '种类';
comment on column job.params is '参数';
comment on column job.state is '状态';
comment on column job.progress is '进度（%）';
comment on column job.note is '正在做什么';
comment on column job.result is '结果';
comment on column job.problem is '失败原因';
comment on column job.cancel_requested is '已请求取消';
comment on column job.created_at is '提交时间';
comment on column job.created_by is '提交账号';
comment on column job.started_at is '开始时间';
comment on column job.finished_at is '结束时间';

grant select, insert on run, run_blob, run_result to duibiao_app;
grant select, insert, update on job to duibiao_app;
