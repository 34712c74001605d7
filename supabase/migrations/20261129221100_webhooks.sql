-- Where somebody is told, and what was told there, as its owner sees it.

create function private.delivery_json(p_delivery webhook_deliveries) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_delivery) - 'place' - 'claimed_until' - 'endpoint_id' - 'user_id' || jsonb_build_object(
    'url', e.url, 'note', e.note, 'next_at', case when p_delivery.status = 'pending' then p_delivery.next_at end
  )
  from webhook_endpoints e where e.id = p_delivery.endpoint_id
$$;

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

select private.seal_functions();
