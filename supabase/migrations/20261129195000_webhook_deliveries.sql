-- Webhooks we send. What is told is written by triggers, in the transaction that projects the event; a loop of the gateway
-- leases the rows and calls. Secrets are not kept here: they follow from the installation's own, the user and a generation.

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

alter table webhook_secrets enable row level security;
alter table webhook_endpoints enable row level security;
alter table webhook_deliveries enable row level security;
revoke all on webhook_secrets, webhook_endpoints, webhook_deliveries from anon, authenticated;
grant select on webhook_secrets, webhook_endpoints, webhook_deliveries to service_role;

insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('webhook_deliveries', 65, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('webhook_endpoints', 66, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('webhook_secrets', 67, 'deleted', '{user_id}', 'user_id = $1', null, '');

create function private.delivery_json(p_delivery webhook_deliveries) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_delivery) - 'place' - 'claimed_until' - 'endpoint_id' - 'user_id' || jsonb_build_object(
    'url', e.url, 'note', e.note, 'next_at', case when p_delivery.status = 'pending' then p_delivery.next_at end
  )
  from webhook_endpoints e where e.id = p_delivery.endpoint_id
$$;

-- The address a run named, made known on its first use.
create function private.endpoint_of(p_user uuid, p_url text) returns webhook_endpoints
language plpgsql set search_path = public, pg_temp as $$
declare
  endpoint webhook_endpoints;
begin
  insert into webhook_endpoints (user_id, url) values (p_user, p_url) on conflict (user_id, url) do nothing;
  select * into endpoint from webhook_endpoints where user_id = p_user and url = p_url;
  return endpoint;
end $$;

-- Who is to hear of a run: the address it was queued with, else the account's, if that wants the event.
create function private.listener_of(p_job jobs, p_event text) returns webhook_endpoints
language plpgsql set search_path = public, pg_temp as $$
declare
  endpoint webhook_endpoints;
  named text := (select raw ->> 'webhook_url' from prompts where id = p_job.prompt_id);
begin
  if named is not null then return private.endpoint_of(p_job.user_id, named); end if;
  select * into endpoint from webhook_endpoints
  where user_id = p_job.user_id and standing and (events is null or p_event = any (events));
  return endpoint;
end $$;

-- Writes one delivery. For an address that is switched off it is dead at once, and can be replayed.
create function private.tell(p_job jobs, p_event text, p_variant int, p_at timestamptz, p_data jsonb) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  endpoint webhook_endpoints := private.listener_of(p_job, p_event);
begin
  if endpoint.id is null then return; end if;
  insert into webhook_deliveries (user_id, endpoint_id, job_id, event, variant, payload, status, ended_at)
  values (
    p_job.user_id, endpoint.id, p_job.id, p_event, p_variant,
    jsonb_build_object('type', p_event, 'timestamp', p_at, 'data', jsonb_build_object(
      'job_id', p_job.id, 'project_id', p_job.project_id, 'url', '/jobs/' || p_job.id
    ) || p_data),
    case when endpoint.disabled_at is null then 'pending' else 'dead' end, endpoint.disabled_at
  )
  on conflict (job_id, endpoint_id, event, variant) do nothing;
end $$;

-- Where a variant's picture lies. By name, because its row may be projected later; paths, so that only who may look can.
create function private.picture_json(p_job text, p_variant int) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'render_id', 'rnd_' || named, 'asset_id', 'ast_' || named, 'picture_url', '/assets/ast_' || named
  )
  from (select split_part(p_job, '_', 2) || '_' || p_variant as named) n
$$;

create function private.tell_of_the_end() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform private.tell(
    new,
    case when new.status in ('succeeded', 'partially_succeeded') then 'job.completed'
      when new.status = 'canceled' then 'job.canceled' else 'job.failed' end,
    0, new.finished_at,
    new.settlement - 'verdicts' || jsonb_build_object('status', new.status, 'variants', (
      select coalesce(jsonb_agg(
        v || case when v ->> 'status' = 'succeeded' then private.picture_json(new.id, (v ->> 'variant')::int) else '{}' end
        order by (v ->> 'variant')::int
      ), '[]')
      from jsonb_array_elements(new.settlement -> 'verdicts') v
    ))
  );
  return null;
end $$;
create trigger tell_of_the_end after update of settlement on jobs
  for each row when (old.settlement is null and new.settlement is not null)
  execute function private.tell_of_the_end();

-- Of a job that is over nothing more is told: its end named every variant.
create function private.tell_of_a_picture() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  select * into job from jobs where id = new.job_id and settlement is null;
  if found then
    perform private.tell(job, 'variant.succeeded', new.variant, new.created_at,
      jsonb_build_object('variant', new.variant, 'score', new.meta -> 'score') || private.picture_json(job.id, new.variant));
  end if;
  return null;
end $$;
create trigger tell_of_a_picture after insert on renders for each row execute function private.tell_of_a_picture();

create function private.tell_of_a_failure() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  select * into job from jobs where id = new.job_id and settlement is null;
  if found then
    perform private.tell(job, 'variant.failed', new.variant, now(),
      jsonb_build_object('variant', new.variant) || coalesce(new.failure, '{}'));
  end if;
  return null;
end $$;
create trigger tell_of_a_failure after insert or update of status on job_variants
  for each row when (new.status = 'failed') execute function private.tell_of_a_failure();

-- Leases due deliveries to one sender, at most `p_each` under way for one address, so that a slow one holds up nobody:
-- [{id, url, user_id, payload, attempts, generation, previous}]; `previous` says that the secret before still counts.
create function claim_deliveries(p_limit int default 20, p_each int default 4, p_lease_seconds int default 60) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with due as (
    select id, claimed_until, next_at, row_number() over (
      partition by endpoint_id order by claimed_until > now() desc nulls last, next_at
    ) as place
    from webhook_deliveries where status = 'pending' and next_at <= now()
  ), picked as (
    select id from webhook_deliveries
    where id in (select id from due where place <= p_each order by next_at)
      and status = 'pending' and (claimed_until is null or claimed_until < now())
    order by next_at limit p_limit for update skip locked
  ), claimed as (
    update webhook_deliveries d set claimed_until = now() + make_interval(secs => p_lease_seconds)
    from picked where d.id = picked.id returning d.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'url', e.url, 'user_id', c.user_id, 'payload', c.payload, 'attempts', c.attempts,
    'generation', coalesce(s.generation, 1), 'previous', coalesce(s.previous_until > now(), false)
  ) order by c.next_at), '[]')
  from claimed c join webhook_endpoints e on e.id = c.endpoint_id left join webhook_secrets s on s.user_id = c.user_id
$$;

-- Switches an address off, and gives up what waits for it.
create function private.disable_endpoint(p_endpoint bigint, p_note text) returns void
language sql set search_path = public, pg_temp as $$
  update webhook_endpoints set disabled_at = now(), note = p_note where id = p_endpoint;
  update webhook_deliveries set status = 'dead', ended_at = now() where endpoint_id = p_endpoint and status = 'pending';
$$;

-- What became of one try: `p_told` is {status?, error?, seconds}. With `p_retry_in` seconds it is tried again, without it is
-- dead unless `p_delivered`. `p_gone`: whoever answered wants no more calls. An address that has failed for
-- `p_patience_days` is switched off.
create function finish_delivery(
  p_id text, p_told jsonb, p_delivered boolean, p_retry_in double precision, p_gone boolean, p_patience_days int default 5
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  delivery webhook_deliveries;
  endpoint webhook_endpoints;
begin
  update webhook_deliveries set
    status = case when p_delivered then 'delivered' when p_retry_in is null then 'dead' else 'pending' end,
    attempts = attempts + 1, claimed_until = null,
    next_at = now() + make_interval(secs => coalesce(p_retry_in, 0)),
    ended_at = case when p_delivered or p_retry_in is null then now() end,
    tries = (case when jsonb_array_length(tries) >= 20 then tries - 0 else tries end)
      || jsonb_build_array(p_told || jsonb_build_object('at', now()))
  where id = p_id and status = 'pending' returning * into delivery;
  if not found then return 'null'; end if;
  update webhook_endpoints set failing_since = case when not p_delivered then coalesce(failing_since, now()) end
  where id = delivery.endpoint_id returning * into endpoint;
  if p_gone then
    perform private.disable_endpoint(endpoint.id, 'Switched off: it answered 410, gone.');
  elsif endpoint.failing_since < now() - make_interval(days => p_patience_days) then
    perform private.disable_endpoint(endpoint.id, 'Switched off: no call was answered for ' || p_patience_days || ' days.');
  end if;
  return 'null';
end $$;

-- {url, events, failing_since, disabled_at, note, has_secret, previous_until}; a null url when there is none.
create function get_webhook(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'url', e.url, 'events', e.events, 'failing_since', e.failing_since, 'disabled_at', e.disabled_at,
    'note', coalesce(e.note, ''), 'has_secret', s.user_id is not null, 'previous_until', s.previous_until
  )
  from (values (p_user)) asking (user_id)
  left join webhook_endpoints e on e.user_id = asking.user_id and e.standing
  left join webhook_secrets s on s.user_id = asking.user_id
$$;

-- Sets the account's address, switched on; null takes it away. `fresh` in the answer: the generation of a secret that
-- nobody has seen yet.
create function set_webhook(p_user uuid, p_url text, p_events jsonb default null) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  fresh int;
begin
  perform from profiles where user_id = p_user for update;  -- two of them at once come one after the other
  update webhook_endpoints set standing = false, events = null where user_id = p_user and standing;
  if p_url is not null then
    perform private.endpoint_of(p_user, p_url);
    update webhook_endpoints set
      standing = true, failing_since = null, disabled_at = null, note = '',
      events = case when jsonb_typeof(p_events) = 'array' then array(select jsonb_array_elements_text(p_events)) end
    where user_id = p_user and url = p_url;
    insert into webhook_secrets (user_id) values (p_user) on conflict (user_id) do nothing returning generation into fresh;
  end if;
  return get_webhook(p_user) || jsonb_build_object('fresh', fresh);
end $$;

-- The next secret; the one before counts for another day. The first time, the first one. Repeated with the same key it
-- answers the same: {status: accepted | replayed, generation, previous_until} or {status: mismatch}.
create function rotate_webhook_secret(p_user uuid, p_key text default null, p_body_hash text default null) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  secret webhook_secrets;
  earlier jsonb;
  upcoming int;
begin
  perform from profiles where user_id = p_user for update;
  upcoming := 1 + coalesce((select generation from webhook_secrets where user_id = p_user), 0);
  earlier := private.claim_key(p_user, p_key, p_body_hash, upcoming::text);
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into webhook_secrets as s (user_id) values (p_user)
    on conflict (user_id) do update set generation = s.generation + 1, previous_until = now() + interval '1 day';
  end if;
  select * into secret from webhook_secrets where user_id = p_user;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'), 'generation', coalesce((earlier ->> 'id')::int, secret.generation),
    'previous_until', secret.previous_until
  );
end $$;

create function get_delivery(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  delivery jsonb;
begin
  select private.delivery_json(d) into delivery from webhook_deliveries d where d.id = p_id and d.user_id = p_user;
  if delivery is null then perform private.fail(404, 'not_found'); end if;
  return delivery;
end $$;

-- Newest first, those after the delivery `p_after`; one more than `p_limit` says that there are others.
create function list_deliveries(p_user uuid, p_limit int, p_after text default null, p_status text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  start bigint;
begin
  if p_after is not null then
    select place into start from webhook_deliveries where id = p_after and user_id = p_user;
    if not found then perform private.fail(404, 'not_found'); end if;
  end if;
  return (
    select coalesce(jsonb_agg(private.delivery_json(d) order by d.place desc), '[]')
    from (
      select * from webhook_deliveries
      where user_id = p_user and (start is null or place < start) and (p_status is null or status = p_status)
      order by place desc limit p_limit + 1
    ) d
  );
end $$;

-- Sends it once more, whatever became of it, under the same id; its address is switched on again.
create function replay_delivery(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform get_delivery(p_id, p_user);
  update webhook_deliveries set status = 'pending', attempts = 0, next_at = now(), ended_at = null
  where id = p_id and status <> 'pending';
  update webhook_endpoints set disabled_at = null, failing_since = null, note = ''
  where id = (select endpoint_id from webhook_deliveries where id = p_id) and disabled_at is not null;
  return get_delivery(p_id, p_user);
end $$;

-- A call that tells nothing, to see whether it arrives. Without `p_url` it goes to the account's address.
-- Answers {status: accepted | replayed, delivery} or {status: mismatch}.
create function test_webhook(p_user uuid, p_url text default null, p_key text default null, p_body_hash text default null)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  url text := coalesce(p_url, (select e.url from webhook_endpoints e where e.user_id = p_user and e.standing));
  wanted text := 'whd_' || replace(gen_random_uuid()::text, '-', '');
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, wanted);
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if url is null then perform private.fail(404, 'not_found', 'There is no address to call yet.'); end if;
  if earlier is null then
    insert into webhook_deliveries (id, user_id, endpoint_id, event, payload)
    values (wanted, p_user, (private.endpoint_of(p_user, url)).id, 'webhook.test', jsonb_build_object(
      'type', 'webhook.test', 'timestamp', now(), 'data', jsonb_build_object('message', 'It arrives.')
    ));
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'), 'delivery', get_delivery(coalesce(earlier ->> 'id', wanted), p_user)
  );
end $$;

-- What was told is forgotten after a month; addresses that nobody was called at since go with it.
create function prune_deliveries(p_days int default 30) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    delete from webhook_deliveries where created_at < now() - make_interval(days => p_days) returning 1
  ), idle as (
    delete from webhook_endpoints e
    where not standing and created_at < now() - make_interval(days => p_days)
      and not exists (
        select from webhook_deliveries d where d.endpoint_id = e.id and d.created_at >= now() - make_interval(days => p_days)
      )
  )
  select to_jsonb(count(*)) from old
$$;

select private.seal_functions();
