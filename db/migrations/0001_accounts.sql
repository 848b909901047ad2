-- The role every request works in; row-level security applies to it, not to the owner.
do $$ begin
  if not exists (select from pg_roles where rolname = 'duibiao_app') then
    create role duibiao_app nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of the same server made it at the same moment
end $$;
do $$ begin
  execute format('grant duibiao_app to %I', current_user);
exception when others then null; -- a superuser needs no grant and may not be grantable to itself
end $$;
grant usage on schema public to duibiao_app;

create table account (
  id uuid primary key,
  username text not null constraint account_username_unique unique,
  name text not null,
  role text not null constraint account_role_known check (role in ('enterprise','locality','department','finance','office','expert','sysadmin','secadmin','auditor')),
  body text,
  scope_kind text not null constraint account_scope_known check (scope_kind in ('all','regions','subject','none')),
  scope_paths text[] not null default '{}',
  subject_id uuid,
  password_hash text not null,
  password_changed_at timestamptz not null,
  must_change_password boolean not null default false,
  failed_count int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1,
  constraint account_scope_whole check (
    (scope_kind <> 'regions' or cardinality(scope_paths) > 0) and (scope_kind <> 'subject' or subject_id is not null))
);
comment on table account is '账号：谁可以登录，属于哪个单位，能看到哪些数据';
comment on column account.id is '账号编号';
comment on column account.username is '登录名，唯一';
comment on column account.name is '显示名称';
comment on column account.role is '角色';
comment on column account.body is '所属单位，如 agency:gxt、region:640202';
comment on column account.scope_kind is '数据范围种类：全部、地区、单个主体、无';
comment on column account.scope_paths is '地区范围的路径前缀';
comment on column account.subject_id is '企业账号所属企业';
comment on column account.password_hash is '口令散列（scrypt，含参数与盐）';
comment on column account.password_changed_at is '口令最近修改时间';
comment on column account.must_change_password is '下次登录须改口令';
comment on column account.failed_count is '连续登录失败次数';
comment on column account.locked_until is '锁定到何时';
comment on column account.disabled_at is '停用时间';
comment on column account.created_at is '建立时间';
comment on column account.version is '乐观锁版本';

create table session (
  token_hash text primary key,
  account_id uuid not null references account (id),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ip text not null,
  agent text not null
);
create index session_account on session (account_id);
comment on table session is '会话：只存令牌的散列';
comment on column session.token_hash is '令牌的 SHA-256';
comment on column session.account_id is '账号';
comment on column session.created_at is '登录时间';
comment on column session.last_seen_at is '最近活动';
comment on column session.expires_at is '最迟到期';
comment on column session.ip is '登录地址';
comment on column session.agent is '浏览器标识';

create table audit_event (
  chain smallint not null,
  seq bigint not null,
  at timestamptz not null,
  actor_id uuid,
  actor_name text not null,
  role text not null,
  act text not null,
  target text not null,
  success boolean not null,
  ip text not null,
  request_id text not null,
  detail jsonb not null,
  prev_hash text not null,
  hash text not null,
  primary key (chain, seq)
);
create index audit_event_at on audit_event (at desc);
comment on table audit_event is '审计日志：只增不改，逐行哈希相连';
comment on column audit_event.chain is '链号：按账号分到若干条链';
comment on column audit_event.seq is '链内序号，从 1 连续';
comment on column audit_event.at is '时间';
comment on column audit_event.actor_id is '账号';
comment on column audit_event.actor_name is '当时的显示名称';
comment on column audit_event.role is '当时的角色';
comment on column audit_event.act is '行为';
comment on column audit_event.target is '对象';
comment on column audit_event.success is '是否成功';
comment on column audit_event.ip is '来源地址';
comment on column audit_event.request_id is '请求编号';
comment on column audit_event.detail is '细节';
comment on column audit_event.prev_hash is '上一行的哈希';
comment on column audit_event.hash is '本行的哈希';

create table audit_head (
  chain smallint primary key,
  seq bigint not null,
  hash text not null
);
comment on table audit_head is '每条审计链的链头';
comment on column audit_head.chain is '链号';
comment on column audit_head.seq is '最末序号';
comment on column audit_head.hash is '最末一行的哈希';

create function duibiao_audit_append_lock(chain int) returns void language sql as
  'select pg_advisory_xact_lock(7301, chain)';

-- Which rows the present actor may see. Unset settings read as null or '' and let nothing through.
create function duibiao_scope_kind() returns text language sql stable as
  $$ select nullif(current_setting('duibiao.scope_kind', true), '') $$;
create function duibiao_sees_path(path text) returns boolean language sql stable as
  $$ select case duibiao_scope_kind()
       when 'all' then true
       when 'regions' then exists (
         select from unnest(string_to_array(nullif(current_setting('duibiao.scope_paths', true), ''), ',')) p
         where path = p or starts_with(path, p || '/'))
       else false end $$;
create function duibiao_scope_subject() returns uuid language sql stable as
  $$ select case when duibiao_scope_kind() = 'subject' then nullif(current_setting('duibiao.scope_subject', true), '')::uuid end $$;

grant select, insert, update on account to duibiao_app;
grant select, insert, update, delete on session to duibiao_app;
grant select, insert on audit_event to duibiao_app;
grant select, insert, update on audit_head to duibiao_app;
