-- What the installation keeps for itself: requests that may be repeated, messages on their way, what was judged.

create table private.house_rules (name text primary key, value bigint not null check (value >= 0));
comment on table private.house_rules is 'A rule that nobody wrote down counts as 0.';

create table idempotency_keys (
  user_id uuid not null references users (id),
  key text not null,
  body_hash text not null,
  resource_id text,
  created_at timestamptz not null default now(),
  token text,
  claimed_until timestamptz,
  answer jsonb,
  primary key (user_id, key)
);
comment on column idempotency_keys.resource_id is 'What was made, written in the transaction that made it.';
comment on column idempotency_keys.token is 'Who holds the claim: only they may complete or release it.';
comment on column idempotency_keys.answer is 'The first answer {status, headers, body}, for repeats.';
create index idempotency_keys_by_age on idempotency_keys (created_at);

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

create table provider_requests (
  service text not null,
  request_id text not null,
  job_id text not null references jobs (id) on delete cascade,
  variant int not null,
  attempt int not null,
  event jsonb,
  noted_at timestamptz not null default now(),
  primary key (service, request_id, job_id, variant, attempt)
);
comment on table provider_requests is 'What a room left with a provider, from its image.submitted.';
comment on column provider_requests.event is 'Carries the ticket; gone as soon as the job is over.';
create index provider_requests_of_job on provider_requests (job_id);
create index provider_requests_by_age on provider_requests (noted_at) where event is null;

-- No reference to `jobs`: a call may be about none.
create table webhook_inbox (
  id bigint generated always as identity primary key,
  provider text not null,
  event_id text not null,
  service text not null default '',
  request_id text not null default '',
  body_sha256 text not null,
  headers jsonb not null default '{}',
  status text not null,
  note text not null default '',
  attempts int not null default 1,
  received_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique (provider, event_id)
);
comment on table webhook_inbox is 'One row per thing a provider told us. Bodies are verified, never kept.';
comment on column webhook_inbox.headers is 'Those the signature was checked with.';
comment on column webhook_inbox.attempts is 'How often the same thing was told; only the first time has an effect.';
create index webhook_inbox_early on webhook_inbox (service, request_id) where status = 'unmatched';
create index webhook_inbox_by_age on webhook_inbox (received_at);

create table webhook_secrets (
  user_id uuid primary key references users (id),
  generation int not null default 1,
  previous_until timestamptz,
  created_at timestamptz not null default now()
);
comment on column webhook_secrets.previous_until is 'Until then calls are signed with the secret before this one too.';

create table webhook_endpoints (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  url text not null,
  standing boolean not null default false,
  events text[],
  failing_since timestamptz,
  disabled_at timestamptz,
  note text not null default '',
  created_at timestamptz not null default now(),
  unique (user_id, url)
);
comment on column webhook_endpoints.standing is 'The account''s: called about every run that names no address of its own.';
comment on column webhook_endpoints.events is 'Which events it wants; null: all.';
comment on column webhook_endpoints.failing_since is 'The first failure since the last success.';
create unique index webhook_endpoints_standing on webhook_endpoints (user_id) where standing;

create table webhook_deliveries (
  place bigint generated always as identity unique,
  id text primary key default 'whd_' || replace(gen_random_uuid()::text, '-', ''),
  user_id uuid not null references users (id),
  endpoint_id bigint not null references webhook_endpoints (id) on delete cascade,
  job_id text references jobs (id) on delete cascade,
  event text not null,
  variant int not null default 0,
  payload jsonb not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
  attempts int not null default 0,
  tries jsonb not null default '[]',
  next_at timestamptz not null default now(),
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (job_id, endpoint_id, event, variant)
);
comment on column webhook_deliveries.attempts is 'Since it was made or replayed; `tries` keeps the last twenty of all.';
create index webhook_deliveries_due on webhook_deliveries (next_at) where status = 'pending';
create index webhook_deliveries_of_endpoint on webhook_deliveries (endpoint_id, next_at);
create index webhook_deliveries_of_user on webhook_deliveries (user_id, place desc);
create index webhook_deliveries_by_age on webhook_deliveries (created_at);

-- What was judged at the safety gate.
create table policy_decisions (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  verdict text not null constraint known_verdict check (verdict in ('allowed', 'refused', 'flagged', 'unchecked')),
  category text not null default '',
  rule text not null default '',
  place text not null default '',
  text_hash text not null,
  created_at timestamptz not null default now(),
  engine text not null default '',
  subject text not null default '',
  constraint reason_given check ((verdict in ('refused', 'flagged')) = (rule <> ''))
);
comment on table policy_decisions is 'Append-only. Never the text, never a face: a keyed hash that recognizes the same text.';
comment on column policy_decisions.engine is 'What judged a picture, its weights included; empty for texts, and where nothing could.';
comment on column policy_decisions.subject is 'The event whose picture was judged; empty for texts and uploads.';
create index policy_decisions_of_user on policy_decisions (user_id, created_at desc) where verdict = 'refused';
create unique index policy_decisions_of_pictures on policy_decisions (subject, category) where subject <> '';

-- Paused: nothing is run until then. Frozen: a payment is disputed, so nothing is bought or run until an operator has
-- looked, or the dispute is won.
create table account_flags (
  user_id uuid not null references users (id),
  kind text not null check (kind in ('paused', 'frozen')),
  reason text not null default '',
  until timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, kind),
  check ((kind = 'paused') = (until is not null))
);
create index account_flags_by_time on account_flags (created_at desc, user_id);

-- What was written down stays as it was written.
create function private.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'audit is append-only';
end $$;
create trigger append_only before update or delete on audit for each row execute function private.refuse_change();
create trigger never_emptied before truncate on audit for each statement execute function private.refuse_change();
create trigger append_only before update or delete on policy_decisions
for each row execute function private.refuse_change();
create trigger never_emptied before truncate on policy_decisions
for each statement execute function private.refuse_change();

select private.seal_functions();
