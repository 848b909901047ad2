create table plan_version (
  pack text not null,
  hash text not null,
  number text not null,
  title text not null,
  compiled jsonb not null,
  source_text text not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (pack, hash)
);
create index plan_version_latest on plan_version (pack, published_at desc);
comment on table plan_version is '方案版本：编译后的方案，发布后不可更改';
comment on column plan_version.pack is '方案标识';
comment on column plan_version.hash is '内容散列';
comment on column plan_version.number is '文号';
comment on column plan_version.title is '名称';
comment on column plan_version.compiled is '编译结果';
comment on column plan_version.source_text is '原文';
comment on column plan_version.published_at is '发布时间';
comment on column plan_version.published_by is '发布人';

create table plan_choice (
  pack text not null,
  question text not null,
  revision int not null,
  option text not null,
  reason text not null,
  decided_day date not null,
  decided_by text not null,
  recorded_at timestamptz not null,
  primary key (pack, question, revision)
);
comment on table plan_choice is '未定事项的取舍：文件没有写明之处选用哪个口径，逐次留痕';
comment on column plan_choice.pack is '方案';
comment on column plan_choice.question is '未定事项';
comment on column plan_choice.revision is '第几次决定';
comment on column plan_choice.option is '选用的口径';
comment on column plan_choice.reason is '理由';
comment on column plan_choice.decided_day is '决定之日';
comment on column plan_choice.decided_by is '决定人';
comment on column plan_choice.recorded_at is '记录时间';

grant select, insert on plan_version, plan_choice to duibiao_app;
