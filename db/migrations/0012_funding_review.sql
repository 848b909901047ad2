-- Funding reviewed: files that applications and acts come with, what an act brought, experts drawn for applications and their blind marks, levels of
-- earlier grants, what is to be paid back. The payee's account is kept sealed from here on; one that an earlier build kept in the clear is dropped
-- and has to be entered again.
alter table fund_notice add column documents jsonb not null default '[]';
comment on column fund_notice.documents is '要求提交的材料：编号、名称、是否必须、最多几份；发布时定下，以后不变';

alter table fund_application add column recovery_fen bigint constraint fund_application_recovery_positive check (recovery_fen > 0);
comment on column fund_application.recovery_fen is '决定追回的金额，分；没有追回决定的为空';
update fund_application set content = content || '{"payee": null}';
update fund_event set content = content || '{"payee": null}' where content is not null;

alter table fund_event add column detail jsonb not null default '{}';
alter table fund_event add column files jsonb not null default '[]';
comment on column fund_event.detail is '随办理一起提交的内容：现场核查、专家意见汇总、绩效自评、绩效评价、追回金额';
comment on column fund_event.files is '随办理一起提交的附件：材料、附件编号、名称、散列';

alter table fund_calculation add column level text not null default '';
comment on column fund_calculation.level is '金额按哪一档算出；不分档的为空。差额补足时看以前给到哪一档';

create table fund_file (
  subject_id uuid not null,
  application_id uuid not null,
  upload_id uuid not null,
  document text not null,
  state text not null,
  internal boolean not null,
  removed_at timestamptz,
  removed_by text,
  primary key (subject_id, application_id, upload_id),
  foreign key (subject_id, application_id) references fund_application (subject_id, id),
  foreign key (subject_id, upload_id) references upload (subject_id, id)
);
comment on table fund_file is '申报和办理的附件；换下来的只注明，不删除';
comment on column fund_file.subject_id is '企业';
comment on column fund_file.application_id is '申报';
comment on column fund_file.upload_id is '附件';
comment on column fund_file.document is '哪一项材料：申报通知或办理流程里的编号';
comment on column fund_file.state is '上传时所在环节';
comment on column fund_file.internal is '不给申报企业看';
comment on column fund_file.removed_at is '撤下时间';
comment on column fund_file.removed_by is '撤下人';

create table fund_panel (
  id uuid primary key,
  notice_id uuid not null references fund_notice (id),
  seed int not null,
  rules jsonb not null,
  register jsonb not null,
  rule_hash text not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null
);
create index fund_panel_notice on fund_panel (notice_id);
comment on table fund_panel is '一次专家抽取：种子、规则、当时的专家库，可照样再抽一遍；只增不改';
comment on column fund_panel.id is '编号';
comment on column fund_panel.notice_id is '哪份申报通知';
comment on column fund_panel.seed is '随机种子，取自编号的散列';
comment on column fund_panel.rules is '当时的评审规则';
comment on column fund_panel.register is '当时可抽取的专家：领域和声明的利害关系';
comment on column fund_panel.rule_hash is '当时的方案版本散列';
comment on column fund_panel.at is '抽取时间';
comment on column fund_panel.by_account is '抽取账号';
comment on column fund_panel.by_name is '抽取人';

create table fund_seat (
  id uuid primary key,
  panel_id uuid not null references fund_panel (id),
  subject_id uuid not null,
  application_id uuid not null,
  expert_id uuid not null references award_expert (id),
  number int not null,
  drawn_at timestamptz not null,
  foreign key (subject_id, application_id) references fund_application (subject_id, id),
  constraint fund_seat_once unique (application_id, expert_id),
  constraint fund_seat_number_once unique (application_id, number)
);
create index fund_seat_expert on fund_seat (expert_id);
comment on table fund_seat is '哪位专家评哪份申报；只增不改';
comment on column fund_seat.id is '编号';
comment on column fund_seat.panel_id is '哪次抽取';
comment on column fund_seat.subject_id is '企业';
comment on column fund_seat.application_id is '申报';
comment on column fund_seat.expert_id is '专家';
comment on column fund_seat.number is '专家在这份申报里的编号；结果里只出现编号';
comment on column fund_seat.drawn_at is '抽取时间；有人回避后补抽的较晚';

create table fund_recusal (
  seat_id uuid primary key references fund_seat (id),
  reason text not null,
  at timestamptz not null,
  by_name text not null
);
comment on table fund_recusal is '专家回避：只增不改';
comment on column fund_recusal.seat_id is '回避的是哪一席';
comment on column fund_recusal.reason is '理由';
comment on column fund_recusal.at is '时间';
comment on column fund_recusal.by_name is '提出人';

create table fund_mark (
  seat_id uuid not null references fund_seat (id),
  revision int not null constraint fund_mark_revision_positive check (revision > 0),
  ratings jsonb not null,
  note text not null default '',
  final boolean not null,
  paper boolean not null,
  at timestamptz not null,
  by_account uuid references account (id),
  by_name text not null,
  primary key (seat_id, revision)
);
comment on table fund_mark is '专家评分：每次保存留一版；提交的一版是最后一版';
comment on column fund_mark.seat_id is '哪一席';
comment on column fund_mark.revision is '第几版';
comment on column fund_mark.ratings is '各项的等级 A 至 E';
comment on column fund_mark.note is '评语';
comment on column fund_mark.final is '已提交，不能再改';
comment on column fund_mark.paper is '由承办人代录的纸质评分';
comment on column fund_mark.at is '时间';
comment on column fund_mark.by_account is '录入账号';
comment on column fund_mark.by_name is '录入人';

-- What was handed in stays as it is, and who stepped back marks no more, whoever asks.
create function fund_mark_open() returns trigger language plpgsql security definer set search_path = public as $$
begin
  perform 1 from fund_seat where id = new.seat_id for update;
  if exists (select from fund_mark where seat_id = new.seat_id and final) or exists (select from fund_recusal where seat_id = new.seat_id) then
    raise exception 'the sheet is closed' using errcode = '23514', constraint = 'fund_mark_closed';
  end if;
  return new;
end $$;
create trigger fund_mark_open before insert on fund_mark for each row execute function fund_mark_open();

-- Whether anybody holds a role at one of some levels for a place: asked by those who may not read accounts.
create function duibiao_staffed(place text, held text, levels text[]) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from account a, unnest(a.scope_paths) p join region r on r.path = p
       where a.role = held and a.disabled_at is null and a.scope_kind = 'regions' and r.level = any(levels)
         and (place = p or starts_with(place, p || '/'))) $$;
revoke all on function duibiao_staffed(text, text, text[]) from public;
grant execute on function duibiao_staffed(text, text, text[]) to duibiao_app;

alter table fund_file enable row level security;
create policy fund_file_scope on fund_file to duibiao_app
  using (duibiao_scope_kind() = 'all' or (subject_id in (select id from subject) and (duibiao_scope_kind() <> 'subject' or not internal)))
  with check (duibiao_scope_kind() = 'all' or (subject_id in (select id from subject) and (duibiao_scope_kind() <> 'subject' or not internal)));
do $$ declare t text; begin
  foreach t in array array['fund_panel','fund_seat','fund_recusal','fund_mark'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'') with check (duibiao_scope_kind() = ''all'')', t || '_scope', t);
  end loop;
end $$;

-- Append-only for the application; of a file it may only say that it was taken down.
grant select, insert on fund_file, fund_panel, fund_seat, fund_recusal, fund_mark to duibiao_app;
grant update (removed_at, removed_by) on fund_file to duibiao_app;
