-- Prices, the ledger, what is sold and what was paid.

create type hold_status as enum ('waiting', 'running', 'settled', 'rejected');
create type outcome_status as enum ('succeeded', 'failed', 'blocked', 'canceled');

create table prices (
  item text primary key,
  amount bigint not null check (amount >= 0),
  unit text not null
);

insert into prices (item, amount, unit) values
  ('draft', 1, 'credits per job'),
  ('std', 2, 'credits per job'),
  ('4k', 4, 'credits per job'),
  ('copy_mode', 1, 'credits per job'),
  ('credit', 40000, 'micro-USD');

create table audit (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  action text not null,
  delta_credits int not null,
  meta jsonb not null default '{}',
  created_at timestamptz not null default now(),
  key text not null unique
);
comment on column audit.key is 'The business key: the same grant, hold or refund is booked once, however often it is asked for.';
create index audit_of_user on audit (user_id, id desc);

-- What is held for each job. No reference to `jobs`: money outlives the rows it was spent on, and a job may be closed
-- before it is reserved.
create table holds (
  job_id text primary key,
  user_id uuid references users (id),
  status hold_status not null,
  amount int not null default 0 check (amount >= 0),
  variants int not null default 0 check (variants >= 0),
  ticket jsonb,
  queue_expires_at timestamptz,
  expires_at timestamptz,
  dispatched_at timestamptz,
  dispatched_by text,
  closing jsonb,
  charged int check (charged between 0 and amount),
  settlement jsonb,
  settled_at timestamptz,
  announce_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status in ('settled', 'rejected')) = (settlement is not null)),
  check (user_id is not null or status = 'settled')
);
comment on column holds.user_id is 'Missing on a tombstone: closed before its job.requested arrived.';
comment on column holds.expires_at is 'When the sweeper settles it without any message.';
comment on column holds.dispatched_by is 'Which step let it run (reserve:<job>, settle:<job>): that step announces it, again if repeated.';
comment on column holds.closing is 'Why the rest of the variants will not come: status, code, message.';
comment on column holds.announce_at is 'Settled by the sweeper and not announced yet: due again from here on.';
create index holds_open on holds (user_id, status, created_at) where status in ('waiting', 'running');
create index holds_by_expiry on holds (expires_at) where status in ('waiting', 'running');
create index holds_by_dispatch on holds (dispatched_by) where status = 'running';
create index holds_to_announce on holds (announce_at) where announce_at is not null;

-- How each variant ended.
create table outcomes (
  job_id text not null references holds (job_id),
  variant int not null check (variant > 0),
  attempt int not null default 1,
  status outcome_status not null,
  code text,
  message text not null default '',
  surcharge_micro_usd bigint not null default 0 check (surcharge_micro_usd >= 0),
  created_at timestamptz not null default now(),
  primary key (job_id, variant)
);

create table spends (
  day date not null,
  user_id uuid not null references users (id),
  micro_usd bigint not null default 0 check (micro_usd >= 0),
  primary key (day, user_id)
);
comment on table spends is 'What the quotes of a day''s accepted jobs come to at the providers, at most.';
create index spends_of_user on spends (user_id);

create table offers (
  name text primary key,
  kind text not null check (kind in ('pack', 'plan')),
  title text not null,
  plan text references plans (name),
  credits int check (credits > 0),
  amount int not null check (amount > 0),
  currency text not null default 'usd',
  place int not null unique,
  check ((kind = 'plan') = (plan is not null) and (kind = 'pack') = (credits is not null))
);
comment on column offers.amount is 'In the smallest unit of the currency; a price of the provider''s own, named in the settings, overrides it.';
comment on column offers.credits is 'Of a pack. A plan grants what its row in `plans` says, each month.';

insert into offers (name, kind, title, plan, credits, amount, place) values
  ('pack_100', 'pack', '100 credits', null, 100, 500, 1),
  ('pack_500', 'pack', '500 credits', null, 500, 2200, 2),
  ('pack_2000', 'pack', '2000 credits', null, 2000, 8000, 3),
  ('pro', 'plan', 'Pro', 'pro', null, 1200, 4),
  ('team', 'plan', 'Team', 'team', null, 4000, 5);

create table purchases (
  id text primary key,
  user_id uuid not null references users (id),
  offer text not null references offers (name),
  credits int,
  session_id text unique,
  url text,
  amount int,
  currency text,
  status text not null default 'open' check (status in ('open', 'paid', 'failed', 'expired', 'refused')),
  note text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column purchases.amount is 'What the provider said the checkout would ask for, before taxes and discounts.';
create index purchases_of_user on purchases (user_id, created_at desc);
create index purchases_of_offer on purchases (offer);
create trigger touch before update on purchases for each row execute function touch_updated_at();

create table billing_accounts (
  user_id uuid primary key references users (id),
  customer_id text unique,
  subscription_id text,
  subscription_status text,
  offer text references offers (name),
  period_end timestamptz,
  cancel_at_period_end boolean not null default false,
  seen_at timestamptz,
  flagged_at timestamptz,
  flag text not null default ''
);
comment on column billing_accounts.seen_at is 'When the subscription was looked at; an older look changes nothing.';
comment on column billing_accounts.flagged_at is 'Money was taken back, or an invoice failed: somebody should look.';
create index billing_accounts_of_offer on billing_accounts (offer);
create index billing_accounts_flagged on billing_accounts (flagged_at desc, user_id) where flagged_at is not null;

-- A payment, and how much of it was given back: whichever is heard of first.
create table billing_payments (
  id text primary key,
  user_id uuid references users (id),
  credits int,
  amount int,
  refunded int not null default 0,
  disputed int not null default 0,
  disputed_seen_at timestamptz,
  reclaimed int not null default 0,
  taken int not null default 0,
  steps int not null default 0
);
comment on column billing_payments.reclaimed is 'Credits that were to be taken back so far; `taken` is what was left to take.';
create index billing_payments_of_user on billing_payments (user_id);

select private.seal_functions();
