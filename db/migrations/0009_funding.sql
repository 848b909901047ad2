-- Funding (资金). Money is whole fen. The ledger is append-only and holds by itself: every transaction balances, no account but the source goes below zero.
create table fund_budget (
  id uuid primary key,
  pack text not null,
  fund text not null,
  scheme text not null,
  year int not null constraint fund_budget_year_sane check (year between 1990 and 2100),
  created_at timestamptz not null,
  created_by text not null,
  constraint fund_budget_once unique (pack, fund, scheme, year)
);
comment on table fund_budget is '预算项：资金 × 政策 × 年度；账户都挂在它下面';
comment on column fund_budget.id is '编号';
comment on column fund_budget.pack is '依据哪个方案';
comment on column fund_budget.fund is '专项资金名称';
comment on column fund_budget.scheme is '政策';
comment on column fund_budget.year is '预算年度';
comment on column fund_budget.created_at is '设立时间';
comment on column fund_budget.created_by is '设立人';

create table fund_balance (
  budget_id uuid not null references fund_budget (id),
  account text not null constraint fund_balance_account_known check (account in ('source','available','committed','paid','recovered')),
  balance bigint not null default 0,
  primary key (budget_id, account),
  constraint fund_balance_covered check (balance >= 0 or account = 'source')
);
comment on table fund_balance is '账户余额，由记账触发器维护；除预算来源外不得为负，所以承诺不会超过预算';
comment on column fund_balance.budget_id is '预算项';
comment on column fund_balance.account is '账户：source 预算来源、available 可用指标、committed 已下达计划未拨付、paid 已拨付、recovered 已追回';
comment on column fund_balance.balance is '余额，分';

create table fund_notice (
  id uuid primary key,
  pack text not null,
  scheme text not null,
  year int not null constraint fund_notice_year_sane check (year between 1990 and 2100),
  route text not null constraint fund_notice_route_form check (route ~ '^[a-z][a-z0-9-]{0,39}$'),
  title text not null,
  text text not null default '',
  opens date not null,
  closes date not null,
  budget_id uuid references fund_budget (id),
  created_at timestamptz not null,
  created_by text not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  constraint fund_notice_window check (opens <= closes)
);
create index fund_notice_scheme on fund_notice (pack, scheme, year);
comment on table fund_notice is '申报通知：哪项政策、申报哪一年、何时受理、从哪项预算列支';
comment on column fund_notice.id is '编号';
comment on column fund_notice.pack is '依据哪个方案';
comment on column fund_notice.scheme is '政策';
comment on column fund_notice.year is '申报的是哪一年';
comment on column fund_notice.route is '办理流程：方案中 reviews 的编号，如 funding、funding-direct';
comment on column fund_notice.title is '标题';
comment on column fund_notice.text is '正文';
comment on column fund_notice.opens is '受理起';
comment on column fund_notice.closes is '受理止（当日为限）';
comment on column fund_notice.budget_id is '列支的预算项；下达资金计划前要有';
comment on column fund_notice.created_at is '发布时间';
comment on column fund_notice.created_by is '发布人';
comment on column fund_notice.withdrawn_at is '撤回时间；撤回后不再受理';
comment on column fund_notice.withdrawn_by is '撤回人';

create table fund_application (
  subject_id uuid not null references subject (id),
  id uuid not null constraint fund_application_id_unique unique,
  notice_id uuid not null references fund_notice (id),
  pack text not null,
  scheme text not null,
  year int not null,
  project text not null default '',
  state text not null,
  live boolean not null,
  version int not null default 1,
  content jsonb not null,
  claimed_fen bigint constraint fund_application_claimed_sane check (claimed_fen >= 0),
  approved_fen bigint constraint fund_application_approved_sane check (approved_fen >= 0),
  notice_from date,
  notice_to date,
  due_day date,
  due_role text,
  entered_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  primary key (subject_id, id)
);
create unique index fund_application_once on fund_application (subject_id, pack, scheme, year, project) where live;
create index fund_application_notice on fund_application (notice_id, state);
create index fund_application_public on fund_application (notice_to) where notice_to is not null;
comment on table fund_application is '资金申报：一家企业、一项政策、一个年度、一个项目只有一份有效';
comment on column fund_application.subject_id is '企业';
comment on column fund_application.id is '申报编号';
comment on column fund_application.notice_id is '依据的申报通知';
comment on column fund_application.pack is '依据哪个方案';
comment on column fund_application.scheme is '政策';
comment on column fund_application.year is '申报的是哪一年';
comment on column fund_application.project is '项目；按企业申报的为空';
comment on column fund_application.state is '所在环节，由方案的办理流程定义';
comment on column fund_application.live is '是否有效；撤回、不予支持的不占名额';
comment on column fund_application.version is '乐观锁版本';
comment on column fund_application.content is '填报的事实、说明、承诺、收款账户';
comment on column fund_application.claimed_fen is '提交时按规则算出的金额，分';
comment on column fund_application.approved_fen is '审议核定的金额，分';
comment on column fund_application.notice_from is '公示起';
comment on column fund_application.notice_to is '公示止（当日为限）';
comment on column fund_application.due_day is '现环节办理期限；没有期限或日历未公布的为空';
comment on column fund_application.due_role is '期限由谁遵守（角色）';
comment on column fund_application.entered_at is '进入现环节的时间';
comment on column fund_application.created_at is '建立时间';
comment on column fund_application.created_by is '建立人';
comment on column fund_application.updated_at is '最近办理或保存时间';

create table fund_event (
  subject_id uuid not null,
  application_id uuid not null,
  seq int not null constraint fund_event_seq_positive check (seq > 0),
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
  remarks jsonb not null default '[]',
  content jsonb,
  rule_hash text not null,
  primary key (subject_id, application_id, seq),
  foreign key (subject_id, application_id) references fund_application (subject_id, id),
  constraint fund_event_key_once unique (subject_id, application_id, key)
);
comment on table fund_event is '申报办理记录：谁、哪个单位、何时、意见、当时的规则版本；只增不改';
comment on column fund_event.subject_id is '企业';
comment on column fund_event.application_id is '申报';
comment on column fund_event.seq is '序号，从 1 连续';
comment on column fund_event.key is '提交标识：同一次点击重复送达只办一次';
comment on column fund_event.act is '办理行为';
comment on column fund_event.from_state is '办理前的环节';
comment on column fund_event.to_state is '办理后的环节';
comment on column fund_event.at is '办理时间';
comment on column fund_event.by_account is '办理账号';
comment on column fund_event.by_name is '当时的显示名称';
comment on column fund_event.by_role is '当时的角色';
comment on column fund_event.by_body is '当时所属单位';
comment on column fund_event.reason is '意见';
comment on column fund_event.remarks is '逐项意见：字段与文字';
comment on column fund_event.content is '提交时的内容';
comment on column fund_event.rule_hash is '当时的规则版本散列';

create table fund_calculation (
  subject_id uuid not null,
  application_id uuid not null,
  seq int not null constraint fund_calculation_seq_positive check (seq > 0),
  purpose text not null constraint fund_calculation_purpose_known check (purpose in ('submission','approval')),
  as_of date not null,
  known timestamptz not null,
  amount_fen bigint not null constraint fund_calculation_amount_sane check (amount_fen >= 0),
  rule_version text not null,
  rule_hash text not null,
  input jsonb not null,
  result jsonb not null,
  at timestamptz not null,
  by_name text not null,
  primary key (subject_id, application_id, seq),
  foreign key (subject_id, application_id) references fund_application (subject_id, id)
);
comment on table fund_calculation is '金额计算：输入、结果和过程原样留存，只增不改，可复算';
comment on column fund_calculation.subject_id is '企业';
comment on column fund_calculation.application_id is '申报';
comment on column fund_calculation.seq is '第几次计算';
comment on column fund_calculation.purpose is '提交时或审议时';
comment on column fund_calculation.as_of is '按哪一天施行的规定';
comment on column fund_calculation.known is '按哪一刻已知的事实';
comment on column fund_calculation.amount_fen is '金额，分';
comment on column fund_calculation.rule_version is '政策版本';
comment on column fund_calculation.rule_hash is '方案版本散列';
comment on column fund_calculation.input is '输入的事实';
comment on column fund_calculation.result is '结果与过程';
comment on column fund_calculation.at is '计算时间';
comment on column fund_calculation.by_name is '谁的办理引起的';

create table fund_objection (
  id uuid primary key,
  application_id uuid not null references fund_application (id),
  name text not null,
  contact text not null,
  text text not null,
  at timestamptz not null,
  answer text,
  answered_at timestamptz,
  answered_by text
);
create index fund_objection_application on fund_objection (application_id);
comment on table fund_objection is '公示期内的实名异议';
comment on column fund_objection.id is '编号';
comment on column fund_objection.application_id is '所指申报';
comment on column fund_objection.name is '提出人';
comment on column fund_objection.contact is '联系方式，不公开';
comment on column fund_objection.text is '内容';
comment on column fund_objection.at is '收到时间';
comment on column fund_objection.answer is '答复';
comment on column fund_objection.answered_at is '答复时间';
comment on column fund_objection.answered_by is '答复人';

create table fund_order (
  id uuid primary key,
  budget_id uuid not null references fund_budget (id),
  kind text not null constraint fund_order_kind_known check (kind in ('appropriation','reduction','commitment','release','payment','recovery')),
  amount bigint not null constraint fund_order_amount_positive check (amount > 0),
  subject_id uuid references subject (id),
  application_id uuid references fund_application (id),
  reference text not null,
  reason text not null default '',
  state text not null,
  version int not null default 1,
  proposed_at timestamptz not null,
  proposed_by uuid references account (id),
  proposed_name text not null,
  decided_at timestamptz,
  decided_by uuid references account (id),
  decided_name text,
  decided_reason text not null default '',
  rule_hash text not null,
  constraint fund_order_two_persons check (state <> 'released' or (proposed_by is not null and decided_by is not null and proposed_by <> decided_by))
);
create index fund_order_budget on fund_order (budget_id, state);
create unique index fund_order_one_open on fund_order (application_id, kind) where state = 'proposed' and application_id is not null;
comment on table fund_order is '资金事项：一人提出，另一人复核放行后才记账';
comment on column fund_order.id is '编号，提出时由页面给定：重复送达只有一件';
comment on column fund_order.budget_id is '预算项';
comment on column fund_order.kind is '事项：预算下达、预算收回、资金计划、计划撤销、拨付、追回';
comment on column fund_order.amount is '金额，分';
comment on column fund_order.subject_id is '收款企业';
comment on column fund_order.application_id is '所依据的申报';
comment on column fund_order.reference is '文号或凭证号';
comment on column fund_order.reason is '说明';
comment on column fund_order.state is '所在环节，由方案的 reviews/money.yaml 定义';
comment on column fund_order.version is '乐观锁版本';
comment on column fund_order.proposed_at is '提出时间';
comment on column fund_order.proposed_by is '提出账号';
comment on column fund_order.proposed_name is '提出人';
comment on column fund_order.decided_at is '复核时间';
comment on column fund_order.decided_by is '复核账号';
comment on column fund_order.decided_name is '复核人';
comment on column fund_order.decided_reason is '复核意见';
comment on column fund_order.rule_hash is '提出时的方案版本散列';

create table fund_transaction (
  id uuid primary key,
  budget_id uuid not null references fund_budget (id),
  order_id uuid not null constraint fund_transaction_order_once unique references fund_order (id),
  kind text not null constraint fund_transaction_kind_known check (kind in ('appropriation','reduction','commitment','release','payment','recovery')),
  amount bigint not null constraint fund_transaction_amount_positive check (amount > 0),
  subject_id uuid references subject (id),
  application_id uuid references fund_application (id),
  reference text not null,
  at timestamptz not null,
  by_name text not null,
  constraint fund_transaction_budget unique (id, budget_id)
);
create index fund_transaction_budget_at on fund_transaction (budget_id, at);
create index fund_transaction_subject on fund_transaction (subject_id) where subject_id is not null;
create index fund_transaction_application on fund_transaction (application_id) where application_id is not null;
comment on table fund_transaction is '记账凭证：放行的资金事项；只增不改';
comment on column fund_transaction.id is '编号';
comment on column fund_transaction.budget_id is '预算项';
comment on column fund_transaction.order_id is '所依据的资金事项';
comment on column fund_transaction.kind is '事项';
comment on column fund_transaction.amount is '金额，分';
comment on column fund_transaction.subject_id is '收款企业';
comment on column fund_transaction.application_id is '所依据的申报';
comment on column fund_transaction.reference is '文号或凭证号';
comment on column fund_transaction.at is '记账时间';
comment on column fund_transaction.by_name is '放行人';

create table fund_posting (
  transaction_id uuid not null,
  budget_id uuid not null,
  account text not null,
  amount bigint not null constraint fund_posting_not_zero check (amount <> 0),
  primary key (transaction_id, account),
  foreign key (transaction_id, budget_id) references fund_transaction (id, budget_id),
  foreign key (budget_id, account) references fund_balance (budget_id, account)
);
comment on table fund_posting is '分录：每张凭证一减一增，合计为零；只增不改';
comment on column fund_posting.transaction_id is '凭证';
comment on column fund_posting.budget_id is '预算项';
comment on column fund_posting.account is '账户';
comment on column fund_posting.amount is '金额，分；减为负';

create function fund_budget_opened() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into fund_balance (budget_id, account) select new.id, unnest(array['source','available','committed','paid','recovered']);
  return new;
end $$;
create trigger fund_budget_opened after insert on fund_budget for each row execute function fund_budget_opened();

-- One transaction at a time on a budget; what one application may still have committed, paid or recovered is counted after the lock.
create function fund_transaction_fits() returns trigger language plpgsql security definer set search_path = public as $$
declare committed bigint; open bigint; paid bigint; approved bigint;
begin
  -- Not for update: that would wait for the key shares that foreign keys of others hold, and they for it.
  perform 1 from fund_budget where id = new.budget_id for no key update;
  if new.application_id is null then return new; end if;
  select coalesce(sum(case kind when 'commitment' then amount when 'release' then -amount else 0 end), 0),
    coalesce(sum(case kind when 'commitment' then amount when 'release' then -amount when 'payment' then -amount else 0 end), 0),
    coalesce(sum(case kind when 'payment' then amount when 'recovery' then -amount else 0 end), 0)
    into committed, open, paid from fund_transaction where application_id = new.application_id;
  select coalesce(approved_fen, 0) into approved from fund_application where id = new.application_id;
  if (new.kind = 'commitment' and committed + new.amount > approved)
    or (new.kind in ('payment','release') and new.amount > open)
    or (new.kind = 'recovery' and new.amount > paid) then
    raise exception 'more than the application has room for' using errcode = '23514', constraint = 'fund_application_room';
  end if;
  return new;
end $$;
create trigger fund_transaction_fits before insert on fund_transaction for each row execute function fund_transaction_fits();

create function fund_posting_applied() returns trigger language plpgsql security definer set search_path = public as $$
begin
  update fund_balance set balance = balance + new.amount where budget_id = new.budget_id and account = new.account;
  return new;
end $$;
create trigger fund_posting_applied after insert on fund_posting for each row execute function fund_posting_applied();

-- At the end of a database transaction every voucher has exactly its two legs.
create function fund_transaction_balances() returns trigger language plpgsql security definer set search_path = public as $$
declare t fund_transaction; legs int; good int; less text; more text;
begin
  if tg_table_name = 'fund_posting' then
    select * into t from fund_transaction where id = new.transaction_id;
  else
    t := new;
  end if;
  less := case t.kind when 'appropriation' then 'source' when 'reduction' then 'available' when 'commitment' then 'available'
    when 'release' then 'committed' when 'payment' then 'committed' else 'paid' end;
  more := case t.kind when 'appropriation' then 'available' when 'reduction' then 'source' when 'commitment' then 'committed'
    when 'release' then 'available' when 'payment' then 'paid' else 'recovered' end;
  select count(*), count(*) filter (where (account = less and amount = -t.amount) or (account = more and amount = t.amount))
    into legs, good from fund_posting where transaction_id = t.id;
  if legs <> 2 or good <> 2 then
    raise exception 'postings do not balance' using errcode = '23514', constraint = 'fund_posting_balances';
  end if;
  return null;
end $$;
create constraint trigger fund_posting_balances after insert on fund_posting deferrable initially deferred
  for each row execute function fund_transaction_balances();
create constraint trigger fund_transaction_balances after insert on fund_transaction deferrable initially deferred
  for each row execute function fund_transaction_balances();

-- What was booked stays booked, for the owner of the database too.
create function fund_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = '42501';
end $$;
create trigger fund_posting_append_only before update or delete on fund_posting for each row execute function fund_append_only();
create trigger fund_transaction_append_only before update or delete on fund_transaction for each row execute function fund_append_only();
create trigger fund_calculation_append_only before update or delete on fund_calculation for each row execute function fund_append_only();

-- Notices are for everybody who signs in; budgets and orders for bodies that see everything; an enterprise sees its own applications and money.
alter table fund_notice enable row level security;
create policy fund_notice_read on fund_notice for select to duibiao_app using (true);
create policy fund_notice_add on fund_notice for insert to duibiao_app with check (duibiao_scope_kind() = 'all');
create policy fund_notice_change on fund_notice for update to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');

do $$ declare t text; begin
  foreach t in array array['fund_budget','fund_balance','fund_posting','fund_objection'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'') with check (duibiao_scope_kind() = ''all'')', t || '_scope', t);
  end loop;
  foreach t in array array['fund_order','fund_transaction'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I for select to duibiao_app using (duibiao_scope_kind() = ''all'' or subject_id in (select id from subject where kind = ''enterprise''))', t || '_read', t);
    execute format('create policy %I on %I for insert to duibiao_app with check (duibiao_scope_kind() = ''all'')', t || '_add', t);
  end loop;
  foreach t in array array['fund_application','fund_event','fund_calculation'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I to duibiao_app using (duibiao_scope_kind() = ''all'' or subject_id in (select id from subject)) with check (duibiao_scope_kind() = ''all'' or subject_id in (select id from subject))', t || '_scope', t);
  end loop;
end $$;
create policy fund_order_change on fund_order for update to duibiao_app
  using (duibiao_scope_kind() = 'all') with check (duibiao_scope_kind() = 'all');

grant select, insert on fund_budget, fund_notice, fund_event, fund_calculation, fund_objection, fund_order, fund_transaction, fund_posting to duibiao_app;
grant select on fund_balance to duibiao_app;
grant select, insert, update on fund_application to duibiao_app;
grant update (withdrawn_at, withdrawn_by) on fund_notice to duibiao_app;
grant update (answer, answered_at, answered_by) on fund_objection to duibiao_app;
grant update (state, version, decided_at, decided_by, decided_name, decided_reason) on fund_order to duibiao_app;
