-- People: what they pay, whom they share it with, what they agreed to. With the next two files these are the tables of the
-- product brief (users, profiles, assets, projects, prompts, jobs, renders, audit) under its names. Things the API shows have
-- prefixed, sortable text ids made by the caller (`job_01...`); people have Supabase's uuids.

create type quality as enum ('draft', 'std', '4k');
create type organisation_role as enum ('owner', 'admin', 'member');

create table plans (
  name text primary key,
  title text not null,
  monthly_credits int not null check (monthly_credits >= 0),
  running_jobs int not null check (running_jobs > 0),
  qualities quality[] not null,
  copy_mode boolean not null,
  tops_up boolean not null default false,
  max_surcharge_micro_usd bigint check (max_surcharge_micro_usd >= 0),
  seats int not null default 1 check (seats > 0),
  shared_assets boolean not null default false,
  brand_kits boolean not null default false,
  api_access boolean not null default false,
  place int unique,
  queued_jobs int not null default 20 check (queued_jobs > 0)
);
comment on column plans.running_jobs is 'Lanes: how many jobs of one payer run at a time; the others wait in line.';
comment on column plans.tops_up is 'An empty wallet is filled again when it is needed, with an audited grant.';
comment on column plans.max_surcharge_micro_usd is
  'The dearest picture a model may charge for: models up to it are the standard ones. Null: every model.';
comment on column plans.seats is 'How many people share the plan, its owner among them.';
comment on column plans.place is 'Where it stands among the plans on offer, the smallest first; null when it is not for sale.';
comment on column plans.queued_jobs is 'Unfinished jobs of one payer, running ones included; more are refused, not lost.';

insert into plans (
  name, title, place, monthly_credits, running_jobs, queued_jobs, qualities, copy_mode, max_surcharge_micro_usd,
  seats, shared_assets, brand_kits, api_access, tops_up
) values
  ('local', 'This machine', null, 1000, 2, 1000, '{draft,std,4k}', true, null, 1000, true, true, true, true),
  ('starter', 'Starter', 1, 50, 2, 20, '{draft,std}', false, 70000, 1, false, false, false, false),
  ('pro', 'Pro', 2, 250, 5, 100, '{draft,std,4k}', true, null, 1, false, false, false, false),
  ('team', 'Team', 3, 1000, 10, 500, '{draft,std,4k}', true, null, 10, true, true, true, false);

create table users (
  id uuid primary key,
  email text,
  name text not null default '',
  role text not null default 'user' check (role in ('user', 'admin')),
  created_at timestamptz not null default now(),
  erased_at timestamptz,
  sessions_ended int not null default 0
);
comment on column users.erased_at is 'A tombstone: who signed in before does not come back by that.';
comment on column users.sessions_ended is 'How often they signed out: what was opened before is worth nothing.';

create table profiles (
  user_id uuid primary key references users (id),
  plan text not null references plans (name),
  credits int not null default 0 check (credits >= 0),
  brand_colors jsonb not null default '[]',
  default_style jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  billing_anchor timestamptz not null default now(),
  next_grant_at timestamptz default ((now() at time zone 'UTC' + interval '1 month') at time zone 'UTC'),
  first_grant_waits text
) with (fillfactor = 70);  -- the balance changes often; room on the page keeps those updates off the indexes
comment on column profiles.billing_anchor is 'Every period is counted from here, so that a short month shortens no later one.';
comment on column profiles.next_grant_at is 'When the next period begins. Null: not by the clock, an invoice begins it.';
comment on column profiles.first_grant_waits is 'The plan whose first credits come when the address was verified.';
create index profiles_by_grant on profiles (next_grant_at) where next_grant_at is not null;
create trigger touch before update on profiles for each row execute function touch_updated_at();

create table consents (
  id text primary key,
  user_id uuid not null references users (id),
  statement text not null,
  recipients jsonb not null default '[]',
  source text not null,
  granted_at timestamptz not null default now(),
  revoked_at timestamptz
);
comment on column consents.recipients is 'Who may receive the face besides this installation: provider names.';
create index consents_of_user on consents (user_id, granted_at desc);

create table organisations (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create trigger touch before update on organisations for each row execute function touch_updated_at();

create table memberships (
  organisation_id text not null references organisations (id) on delete cascade,
  user_id uuid not null references users (id),
  role organisation_role not null,
  joined_at timestamptz not null default now(),
  primary key (organisation_id, user_id)
);
create index memberships_of_user on memberships (user_id);
create unique index one_owner on memberships (organisation_id) where role = 'owner';
comment on index one_owner is 'Who pays; the role is handed over, never given up.';

create table invitations (
  id text primary key,
  organisation_id text not null references organisations (id) on delete cascade,
  email text,
  role organisation_role not null check (role <> 'owner'),
  token_hash text not null unique,
  invited_by uuid references users (id),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references users (id),
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
comment on column invitations.token_hash is 'SHA-256 of the token, which was shown once and is kept nowhere.';
comment on column invitations.email is 'Whom it is for; without one, whoever holds the token.';
create index invitations_of_organisation on invitations (organisation_id, created_at desc);
create index invitations_by_person on invitations (accepted_by) where accepted_by is not null;
create index invitations_by_inviter on invitations (invited_by);

-- Keys by which programs speak for a person. The key itself is shown once and kept nowhere: what is stored is its hash,
-- and enough of its beginning to tell it from the others.
create table api_keys (
  id text primary key,
  user_id uuid not null references users (id),
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  hash text not null unique,
  scopes text[] not null check (scopes <@ '{read,create,render,account}' and cardinality(scopes) > 0),
  spend_cap int check (spend_cap >= 0),
  spend_period text not null default 'month' check (spend_period in ('month', 'total')),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  webhook_url text
);
comment on column api_keys.hash is 'SHA-256 of the whole key, which has 256 random bits: no salt would add to that.';
comment on column api_keys.spend_cap is 'Credits its jobs may cost in each calendar month (UTC), or altogether; null for no limit.';
comment on column api_keys.last_used_at is 'To ten minutes: not every request writes.';
comment on column api_keys.webhook_url is
  'Where its runs are told, unless they name an address themselves. Also of a revoked key: what it began is told to the end.';
create index api_keys_of_user on api_keys (user_id, created_at desc);

select private.seal_functions();
