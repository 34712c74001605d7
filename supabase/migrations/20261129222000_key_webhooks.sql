-- A key has an address of its own: the runs it asks for are told there. The run's own address goes first, then the key's,
-- then the account's.

alter table api_keys add column webhook_url text;
comment on column api_keys.webhook_url is
  'Where its runs are told, unless they name an address themselves. Also of a revoked key: what it began is told to the end.';
grant select (webhook_url) on api_keys to authenticated;

-- As before, with when its address was switched off, which `replay` and a new address undo.
create or replace function private.api_key_json(p_key api_keys) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_key) - 'hash' || jsonb_build_object(
    'spent', private.spent_by(p_key),
    'webhook_disabled_at', (
      select e.disabled_at from webhook_endpoints e where e.user_id = p_key.user_id and e.url = p_key.webhook_url
    )
  )
$$;

-- Gives a key an address, switched on; null takes it away. Calls that wait already are made where they were promised.
-- Answers the generation of a secret that nobody has seen yet, else null.
create function private.call_key_at(p_key api_keys, p_url text) returns int
language plpgsql set search_path = public, pg_temp as $$
declare
  fresh int;
begin
  update api_keys set webhook_url = p_url where id = p_key.id;
  if p_url is null then return null; end if;
  perform private.endpoint_of(p_key.user_id, p_url);
  update webhook_endpoints set failing_since = null, disabled_at = null, note = ''
  where user_id = p_key.user_id and url = p_url and disabled_at is not null;
  insert into webhook_secrets (user_id) values (p_key.user_id) on conflict (user_id) do nothing
  returning generation into fresh;
  return fresh;
end $$;

-- As before; `p_made` may have a `webhook_url`, and `fresh` in the answer is the generation of a secret nobody has seen.
create or replace function create_api_key(
  p_user uuid, p_made jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb;
  fresh int;
begin
  perform private.require_feature(p_user, 'api_access');
  perform from profiles where user_id = p_user for update;
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_made ->> 'id');
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    if (select count(*) from api_keys where user_id = p_user and revoked_at is null) >= 50 then
      perform private.fail(409, 'conflict', 'Fifty keys are the most one person can have; revoke one first.');
    end if;
    insert into api_keys (id, user_id, name, prefix, hash, scopes, spend_cap, spend_period, expires_at)
    select k.id, p_user, k.name, k.prefix, k.hash, k.scopes, k.spend_cap, k.spend_period, k.expires_at
    from jsonb_populate_record(null::api_keys, p_made) k;
    fresh := private.call_key_at(private.own_key(p_made ->> 'id', p_user), p_made ->> 'webhook_url');
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'), 'fresh', fresh,
    'key', private.api_key_json(private.own_key(coalesce(earlier ->> 'id', p_made ->> 'id'), p_user))
  );
end $$;

-- As before; `p_changes` may have a `webhook_url`. Answers {key, fresh}.
create or replace function change_api_key(p_user uuid, p_id text, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine api_keys := private.own_key(p_id, p_user);
  fresh int;
begin
  if mine.revoked_at is not null then perform private.fail(404, 'not_found'); end if;
  update api_keys k set
    name = wanted.name, scopes = wanted.scopes, spend_cap = wanted.spend_cap, spend_period = wanted.spend_period,
    expires_at = wanted.expires_at
  from jsonb_populate_record(mine, p_changes) wanted where k.id = p_id;
  if p_changes ? 'webhook_url' then fresh := private.call_key_at(mine, p_changes ->> 'webhook_url'); end if;
  return jsonb_build_object('key', private.api_key_json(private.own_key(p_id, p_user)), 'fresh', fresh);
end $$;

-- As before, with the address of the key that asked between the run's own and the account's.
create or replace function private.listener_of(p_job jobs, p_event text) returns webhook_endpoints
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

-- As before; the address of a key that is good is kept however long nobody was called at it.
create or replace function prune_deliveries(p_days int default 30) returns jsonb
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
