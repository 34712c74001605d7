-- As before, but for money that is still owed back: an operator has to see to it.
create or replace function prune_webhook_inbox(p_days int default 30) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    delete from webhook_inbox where received_at < now() - make_interval(days => p_days) and status <> 'owed' returning 1
  ), answered as (
    delete from provider_requests where event is null and noted_at < now() - make_interval(days => p_days)
  )
  select to_jsonb(count(*)) from old
$$;

select private.seal_functions();
