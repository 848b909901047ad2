create table region (
  code text primary key,
  name text not null,
  level text not null constraint region_level_known check (level in ('province','city','county','unit')),
  parent_code text references region (code),
  path text not null constraint region_path_unique unique,
  note text not null default '',
  source text not null
);
comment on table region is '地区：GB/T 2260 区划，另加宁东这样没有代码的单列单位';
comment on column region.code is '代码';
comment on column region.name is '名称';
comment on column region.level is '层级';
comment on column region.parent_code is '上级代码';
comment on column region.path is '从省到本级的路径，用于数据范围';
comment on column region.note is '说明';
comment on column region.source is '出处';

create table industry (
  code text primary key,
  name text not null,
  level text not null constraint industry_level_known check (level in ('section','division','group','class')),
  parent_code text references industry (code),
  note text not null default ''
);
comment on table industry is '行业：GB/T 4754-2017 的 B、C、D 三个门类';
comment on column industry.code is '代码';
comment on column industry.name is '名称';
comment on column industry.level is '层级：门类、大类、中类、小类';
comment on column industry.parent_code is '上级代码';
comment on column industry.note is '说明';

create table agency (
  code text not null,
  pack text not null,
  name text not null,
  short_name text not null,
  from_day date,
  to_day date,
  successor_code text,
  source text not null,
  primary key (pack, code)
);
comment on table agency is '机构：方案点到的每个单位，含改革后的承接关系';
comment on column agency.code is '机构标识';
comment on column agency.pack is '方案';
comment on column agency.name is '文件中的名称';
comment on column agency.short_name is '简称';
comment on column agency.from_day is '设立之日';
comment on column agency.to_day is '撤并之日';
comment on column agency.successor_code is '承接机构';
comment on column agency.source is '出处';

create table park (
  code text primary key,
  name text not null,
  kind text not null,
  region_code text not null references region (code),
  level text not null,
  leading_industries text not null default '',
  note text not null default '',
  verified boolean not null,
  source text not null
);
comment on table park is '工业园区';
comment on column park.code is '园区标识';
comment on column park.name is '名称';
comment on column park.kind is '类型';
comment on column park.region_code is '所在地区';
comment on column park.level is '级别';
comment on column park.leading_industries is '主导产业';
comment on column park.note is '说明';
comment on column park.verified is '是否已核实';
comment on column park.source is '出处';

-- Everything that is measured. Enterprises carry their register data; a region, park or agency is measured under its own code.
create table subject (
  id uuid primary key,
  kind text not null constraint subject_kind_known check (kind in ('enterprise','park','region','agency')),
  code text not null,
  name text not null,
  name_key text not null,
  region_code text not null references region (code),
  region_path text not null,
  industry_code text references industry (code),
  park_code text references park (code),
  size_class text constraint subject_size_known check (size_class in ('large','medium','small','micro')),
  simulated boolean not null default false,
  created_at timestamptz not null,
  version int not null default 1,
  constraint subject_code_unique unique (kind, code),
  constraint subject_enterprise_whole check (kind <> 'enterprise' or industry_code is not null)
);
create index subject_region on subject (region_path text_pattern_ops, kind);
create index subject_industry on subject (industry_code) where kind = 'enterprise';
create index subject_park on subject (park_code) where kind = 'enterprise';
create index subject_name on subject (kind, name_key);
comment on table subject is '主体：被衡量的对象——企业、园区、地区、机构';
comment on column subject.id is '主体编号';
comment on column subject.kind is '种类';
comment on column subject.code is '统一社会信用代码，或园区、地区、机构的代码';
comment on column subject.name is '名称';
comment on column subject.name_key is '拼音排序键';
comment on column subject.region_code is '生产地所在地区';
comment on column subject.region_path is '地区路径，用于数据范围';
comment on column subject.industry_code is '行业小类代码';
comment on column subject.park_code is '所在园区';
comment on column subject.size_class is '规模：大型、中型、小型、微型';
comment on column subject.simulated is '是否模拟';
comment on column subject.created_at is '登记时间';
comment on column subject.version is '乐观锁版本';

create table above_scale (
  subject_id uuid not null references subject (id),
  year int not null constraint above_scale_year_sane check (year between 1990 and 2100),
  primary key (subject_id, year)
);
comment on table above_scale is '规上：企业在哪些年份是规模以上工业企业';
comment on column above_scale.subject_id is '企业';
comment on column above_scale.year is '年份';

alter table subject enable row level security;
create policy subject_scope on subject to duibiao_app
  using (kind <> 'enterprise' or duibiao_sees_path(region_path) or id = duibiao_scope_subject())
  with check (kind <> 'enterprise' or duibiao_sees_path(region_path) or id = duibiao_scope_subject());

alter table above_scale enable row level security;
create policy above_scale_scope on above_scale to duibiao_app
  using (duibiao_scope_kind() = 'all' or subject_id in (select id from subject))
  with check (duibiao_scope_kind() = 'all' or subject_id in (select id from subject));

grant select on region, industry, agency, park to duibiao_app;
grant select, insert, update on subject to duibiao_app;
grant select, insert, delete on above_scale to duibiao_app;
