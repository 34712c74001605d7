-- The tables of the product brief (users, profiles, assets, projects, prompts, jobs, renders, audit) under its names.
-- Things the API shows have prefixed, sortable text ids made by the caller (`job_01...`); people have Supabase's uuids.

create type asset_type as enum ('selfie', 'ref', 'copy_target', 'render');
create type project_mode as enum ('design', 'copy');
create type project_status as enum ('draft', 'queued', 'done', 'failed');
create type quality as enum ('draft', 'std', '4k');
-- The brief's four, and four more: partial, blocked, canceled and expired must be told apart.
-- The brief would call partially_succeeded "succeeded", and the last three "failed".
create type job_status as enum (
  'queued', 'running', 'succeeded', 'failed', 'partially_succeeded', 'blocked', 'canceled', 'expired'
);

create table plans (
  name text primary key,
  title text not null,
  monthly_credits int not null check (monthly_credits >= 0),
  running_jobs int not null check (running_jobs > 0),
  qualities quality[] not null,
  copy_mode boolean not null,
  tops_up boolean not null default false
);
comment on column plans.running_jobs is 'Lanes: how many jobs of one payer run at a time; the others wait in line.';
comment on column plans.tops_up is 'An empty wallet is filled again when it is needed, with an audited grant.';

insert into plans (name, title, monthly_credits, running_jobs, qualities, copy_mode, tops_up) values
  ('local', 'This machine', 1000, 2, '{draft,std,4k}', true, true),
  ('starter', 'Starter', 50, 2, '{draft,std}', false, false),
  ('pro', 'Pro', 250, 5, '{draft,std,4k}', true, false),
  ('team', 'Team', 1000, 10, '{draft,std,4k}', true, false);

create table users (
  id uuid primary key,
  email text,
  name text not null default '',
  role text not null default 'user' check (role in ('user', 'admin')),
  created_at timestamptz not null default now()
);

create table profiles (
  user_id uuid primary key references users (id),
  plan text not null references plans (name),
  credits int not null default 0 check (credits >= 0),
  brand_colors jsonb not null default '[]',
  default_style jsonb not null default '{}',
  updated_at timestamptz not null default now()
) with (fillfactor = 70);  -- the balance changes often; room on the page keeps those updates off the indexes

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

create table assets (
  id text primary key,
  user_id uuid not null references users (id),
  type asset_type not null,
  path text not null,
  width int not null,
  height int not null,
  md5 text,
  bytes bigint not null default 0,
  media_type text not null default '',
  consent_id text references consents (id),
  meta jsonb not null default '{}',
  created_at timestamptz not null default now()
);
comment on column assets.md5 is 'Of the stored bytes; unknown for renders, which are named by what made them.';
create index assets_of_user on assets (user_id, created_at desc);

create table projects (
  id text primary key,
  user_id uuid not null references users (id),
  mode project_mode not null,
  platform text not null,
  width int not null,
  height int not null,
  status project_status not null default 'draft',
  brief jsonb not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index projects_of_user on projects (user_id, created_at desc);

create table prompts (
  id text primary key,
  project_id text not null references projects (id),
  raw jsonb not null,
  normalized jsonb not null,
  seed bigint not null,
  model_pref text not null,
  created_at timestamptz not null default now()
);
comment on table prompts is 'What one job was asked for, frozen when it was queued.';
create index prompts_of_project on prompts (project_id);

create table jobs (
  id text primary key,
  project_id text not null references projects (id),
  user_id uuid not null references users (id),
  prompt_id text not null references prompts (id),
  model text not null,
  quality quality not null,
  status job_status not null default 'queued',
  variants int not null check (variants > 0),
  est_credits int not null check (est_credits >= 0),
  cost_credits int,
  provider jsonb not null default '{}',
  prepared real not null default 0,
  progress real not null default 0 check (progress between 0 and 1),
  settlement jsonb,
  last_seq bigint not null default 0,
  queue_expires_at timestamptz not null,
  deadline timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default now()
);
comment on column jobs.prepared is 'The share of the progress that the hops before the fan-out have reached.';
comment on column jobs.settlement is 'The last word on the job, as the ledger gave it; the projection only copies it.';
comment on column jobs.last_seq is 'The newest event of the stream that these rows know of.';
create index jobs_of_project on jobs (project_id, created_at desc);
create index jobs_of_user on jobs (user_id, created_at desc);
create index jobs_of_prompt on jobs (prompt_id);
create index jobs_by_expiry on jobs (coalesce(deadline, queue_expires_at)) where status in ('queued', 'running');

create table job_variants (
  job_id text not null references jobs (id),
  variant int not null check (variant > 0),
  status text not null,
  attempt int not null,
  rank int not null,
  reached real not null,
  seq bigint not null,
  failure jsonb,
  primary key (job_id, variant)
);

create table renders (
  id text primary key,
  job_id text not null references jobs (id),
  asset_id text not null references assets (id),
  variant int not null check (variant > 0),
  meta jsonb not null default '{}',
  thumbnail_path text not null default '',
  seq bigint not null,
  created_at timestamptz not null default now(),
  unique (job_id, variant)
);
create index renders_of_asset on renders (asset_id);

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

create table idempotency_keys (
  user_id uuid not null references users (id),
  key text not null,
  body_hash text not null,
  resource_id text not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);

create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null unique,
  job_id text not null,
  subject text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  claimed_until timestamptz,
  published_at timestamptz
);
create index outbox_waiting on outbox (id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;
create index outbox_of_job on outbox (job_id);

create function touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger touch before update on profiles for each row execute function touch_updated_at();
create trigger touch before update on projects for each row execute function touch_updated_at();
create trigger touch before update on jobs for each row execute function touch_updated_at();
