-- Webhooks we send. What is told is written by triggers, in the transaction that projects the event; a loop of the gateway
-- leases the rows and calls. Secrets are not kept here: they follow from the installation's own, the user and a generation.

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

-- Who is to hear of a run: the address it was queued with, else that of the key that asked, else the account's, if that wants
-- the event.
create function private.listener_of(p_job jobs, p_event text) returns webhook_endpoints
language plpgsql set search_path = public, pg_temp as $$
declare
  endpoint webhook_endpoints;
  named text := coalesce(
    (select raw ->> 'webhook_url' from prompts where id = p_job.prompt_id),
    (select webhook_url from api_keys where id = p_job.key_id and user_id = p_job.user_id)
  );
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

-- What was told is forgotten after a month; addresses that nobody was called at since go with it, but for those of keys that
-- are good.
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
      and not exists (
        select from api_keys k where k.user_id = e.user_id and k.webhook_url = e.url and k.revoked_at is null
      )
  )
  select to_jsonb(count(*)) from old
$$;

select private.seal_functions();
