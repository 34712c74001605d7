-- What people make: assets, projects, jobs, pictures, and what becomes of those.

create type asset_type as enum ('selfie', 'ref', 'copy_target', 'render');
create type project_mode as enum ('design', 'copy');
create type project_status as enum ('draft', 'queued', 'done', 'failed');
-- The brief's four, and four more: partial, blocked, canceled and expired must be told apart.
-- The brief would call partially_succeeded "succeeded", and the last three "failed".
create type job_status as enum (
  'queued', 'running', 'succeeded', 'failed', 'partially_succeeded', 'blocked', 'canceled', 'expired'
);

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
  created_at timestamptz not null default now(),
  pinned_at timestamptz,
  purged_at timestamptz,
  organisation_id text references organisations (id) on delete set null
);
comment on column assets.md5 is 'Of the stored bytes; unknown for renders, which are named by what made them.';
comment on column assets.pinned_at is 'Kept from the sweep of old originals until it is unpinned.';
comment on column assets.purged_at is 'The file is gone, because its time was over; the row says that it was there.';
comment on column assets.organisation_id is 'Who sees it beside its owner: shared by hand, or a picture of the organisation''s project.';
create index assets_of_user on assets (user_id, created_at desc);
create index assets_to_purge on assets (created_at) where type <> 'render' and pinned_at is null and purged_at is null;
create index assets_of_organisation on assets (organisation_id, created_at desc) where organisation_id is not null;

create table uploads (
  id text primary key,
  user_id uuid not null references users (id),
  type asset_type not null check (type <> 'render'),
  path text not null,
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  sha256 text not null,
  about jsonb not null default '{}',
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table uploads is 'Announced files. The id becomes the asset''s; until then nothing can use it.';
comment on column uploads.path is 'Where the raw file lies until it was looked at.';
create index uploads_of_user on uploads (user_id, created_at desc);
create index uploads_by_expiry on uploads (expires_at);

-- Outlives the picture it speaks of.
create table attestations (
  asset_id text primary key,
  user_id uuid not null references users (id),
  statement text not null,
  source text not null,
  made_at timestamptz not null default now()
);
comment on column attestations.statement is 'Which wording was agreed to.';
create index attestations_of_user on attestations (user_id, made_at desc);

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
  updated_at timestamptz not null default now(),
  organisation_id text references organisations (id) on delete set null
);
comment on column projects.organisation_id is 'Its members see and use it, and its owner pays; the maker alone when null.';
create index projects_of_user on projects (user_id, created_at desc, id desc);
create index projects_of_organisation on projects (organisation_id, created_at desc) where organisation_id is not null;
create trigger touch before update on projects for each row execute function touch_updated_at();

create table brand_kits (
  id text primary key,
  user_id uuid not null references users (id),
  organisation_id text references organisations (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  colors jsonb not null default '[]',
  fonts jsonb not null default '{}',
  vibe jsonb not null default '[]',
  typography jsonb not null default '{}',
  logo_id text references assets (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index brand_kits_of_user on brand_kits (user_id, created_at desc);
create index brand_kits_of_organisation on brand_kits (organisation_id, created_at desc) where organisation_id is not null;
create index brand_kits_by_logo on brand_kits (logo_id) where logo_id is not null;
create trigger touch before update on brand_kits for each row execute function touch_updated_at();

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
  updated_at timestamptz not null default now(),
  payer_id uuid references users (id),  -- when it is not the person who asked
  key_id text references api_keys (id),
  retry_of text references jobs (id) on delete set null,
  batch_id text,
  label text,
  differs_in text
);
comment on column jobs.prepared is 'The share of the progress that the hops before the fan-out have reached.';
comment on column jobs.settlement is 'The last word on the job, as the ledger gave it; the projection only copies it.';
comment on column jobs.last_seq is 'The newest event of the stream that these rows know of.';
comment on column jobs.retry_of is 'The job whose missing variants this one makes.';
comment on column jobs.batch_id is 'The call that queued it together with others, to be compared.';
comment on column jobs.label is 'What the person calls this one of them.';
comment on column jobs.differs_in is 'The answer of the brief in which the jobs of its batch differ.';
create index jobs_of_project on jobs (project_id, created_at desc, id desc);
create index jobs_of_user on jobs (user_id, created_at desc, id desc);
create index jobs_of_prompt on jobs (prompt_id);
create index jobs_by_expiry on jobs (coalesce(deadline, queue_expires_at)) where status in ('queued', 'running');
create index jobs_of_payer on jobs (payer_id) where payer_id is not null;
create index jobs_of_key on jobs (key_id, created_at) where key_id is not null;
create index jobs_unfinished on jobs (coalesce(payer_id, user_id)) where status in ('queued', 'running');
create index jobs_of_retry on jobs (retry_of) where retry_of is not null;
create index jobs_of_batch on jobs (batch_id, created_at, id) where batch_id is not null;
create trigger touch before update on jobs for each row execute function touch_updated_at();

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

create table revisions (
  id text primary key,
  render_id text not null references renders (id) on delete cascade,
  from_id text not null,
  user_id uuid not null references users (id),
  batch text not null,
  asset_id text not null references assets (id) on delete cascade,
  locale text not null default '',
  meta jsonb not null default '{}',
  thumbnail_path text not null default '',
  created_at timestamptz not null default clock_timestamp()  -- those of one call keep their order
);
comment on column revisions.render_id is 'The picture that a job made; every revision of it names it, however many steps away.';
comment on column revisions.from_id is 'The render or revision whose words were changed.';
comment on column revisions.batch is 'The first revision of the call that made it: one call may make one per language.';
create index revisions_of_render on revisions (render_id, created_at);
create index revisions_of_user on revisions (user_id, batch);
create index revisions_of_asset on revisions (asset_id);

create table selections (
  project_id text primary key references projects (id) on delete cascade,
  render_id text not null references renders (id) on delete cascade,
  revision_id text references revisions (id) on delete cascade,
  updated_at timestamptz not null default now()
);
comment on table selections is 'The chosen picture of a project, as the job made it or as a revision of it.';
create index selections_of_render on selections (render_id);
create index selections_of_revision on selections (revision_id);
create trigger touch before update on selections for each row execute function touch_updated_at();

-- Outlives what it speaks of.
create table render_choices (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  render_id text not null,
  action text not null check (action in ('selected', 'disclosure')),
  detail jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index render_choices_of_user on render_choices (user_id, id desc);

create table free_uses (
  render_id text not null references renders (id) on delete cascade,
  day date not null,
  user_id uuid not null references users (id),
  uses int not null check (uses > 0),
  primary key (render_id, day)
);
comment on table free_uses is 'Revisions and exported files asked for, of a render and all its revisions together.';
create index free_uses_of_user on free_uses (user_id);

select private.seal_functions();
