-- As before, but whoever changes calls of an address takes the address first: two calls that ended at once, one of them
-- switching it off, waited for each other.
create or replace function finish_delivery(
  p_id text, p_told jsonb, p_delivered boolean, p_retry_in double precision, p_gone boolean, p_patience_days int default 5
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  delivery webhook_deliveries;
  endpoint webhook_endpoints;
begin
  perform private.take_address_of(p_id);
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

create or replace function replay_delivery(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform get_delivery(p_id, p_user);
  perform private.take_address_of(p_id);
  update webhook_deliveries set status = 'pending', attempts = 0, next_at = now(), ended_at = null
  where id = p_id and status <> 'pending';
  update webhook_endpoints set disabled_at = null, failing_since = null, note = ''
  where id = (select endpoint_id from webhook_deliveries where id = p_id) and disabled_at is not null;
  return get_delivery(p_id, p_user);
end $$;

create function private.take_address_of(p_delivery text) returns void
language sql set search_path = public, pg_temp as $$
  select from webhook_endpoints
  where id = (select endpoint_id from webhook_deliveries where id = p_delivery) for no key update
$$;

select private.seal_functions();
