-- Keys by which programs speak for a person. A key may have an address of its own, where the runs it asks for are told.

-- With when its address was switched off, which `replay` and a new address undo.
create function private.api_key_json(p_key api_keys) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_key) - 'hash' || jsonb_build_object(
    'spent', private.spent_by(p_key),
    'webhook_disabled_at', (
      select e.disabled_at from webhook_endpoints e where e.user_id = p_key.user_id and e.url = p_key.webhook_url
    )
  )
$$;

create function private.own_key(p_id text, p_user uuid) returns api_keys
language plpgsql set search_path = public, pg_temp as $$
declare
  found_key api_keys;
begin
  select * into found_key from api_keys where id = p_id and user_id = p_user;
  if not found then perform private.fail(404, 'not_found'); end if;
  return found_key;
end $$;

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

-- `p_made`: {id, name, prefix, hash, scopes, spend_cap?, spend_period, expires_at?, webhook_url?}. One person has fifty at most.
-- Answers {status: accepted | replayed, key, fresh} or {status: mismatch}; `fresh`: the generation of a secret nobody has seen.
create function create_api_key(
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

-- Those that were not revoked, the newest first.
create function list_api_keys(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(private.api_key_json(k) order by k.created_at desc, k.id desc), '[]')
  from api_keys k where k.user_id = p_user and k.revoked_at is null
$$;

-- `p_changes` has some of name, scopes, spend_cap, spend_period, expires_at and webhook_url. A revoked key stays revoked.
-- Answers {key, fresh}.
create function change_api_key(p_user uuid, p_id text, p_changes jsonb) returns jsonb
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

create function revoke_api_key(p_user uuid, p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.own_key(p_id, p_user);
  update api_keys set revoked_at = now() where id = p_id and revoked_at is null;
  return 'null'::jsonb;
end $$;

-- Whose key it is: {id, user_id, email, scopes, expires_at, allowed}, or null when there is no such key any more.
-- `allowed`: whether the plan still includes access by key.
create function use_api_key(p_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  used api_keys;
begin
  select * into used from api_keys
  where hash = p_hash and revoked_at is null and coalesce(expires_at > now(), true);
  if not found then return 'null'::jsonb; end if;
  if coalesce(used.last_used_at < now() - interval '10 minutes', true) then
    update api_keys set last_used_at = now() where id = used.id;
  end if;
  return jsonb_build_object(
    'id', used.id, 'user_id', used.user_id, 'scopes', used.scopes, 'expires_at', used.expires_at,
    'email', (select email from users where id = used.user_id),
    'allowed', private.has_feature(used.user_id, 'api_access')
  );
end $$;

select private.seal_functions();
