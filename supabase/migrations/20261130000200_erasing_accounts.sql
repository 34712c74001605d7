-- Everything. The account is closed at once; the first step ends its subscription and the checkouts that are still open; its
-- rows go when its jobs are settled. The selfies are remembered for the jobs of others.
create or replace function erase_account(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  person users;
  earlier erasures;
begin
  select * into person from users where id = p_user for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  if person.erased_at is not null then
    select * into earlier from erasures
    where user_id = p_user and kind = 'account' order by requested_at desc limit 1;
    return private.erasure_json(earlier);
  end if;
  update users set erased_at = now() where id = p_user;
  update consents set revoked_at = now() where user_id = p_user and revoked_at is null;
  return private.begin_erasure(p_id, p_user, 'account', null, 'subscription', jsonb_build_object(
    'keys', coalesce((select jsonb_agg(path) from uploads where user_id = p_user), '[]'),
    'prefixes', jsonb_build_array('uploads/' || p_user || '/'),
    'selfies', private.selfies_of(p_user),
    'subscription', (
      select subscription_id from billing_accounts
      where user_id = p_user and subscription_status not in ('canceled', 'incomplete_expired')
    ),
    'checkouts', (
      select coalesce(jsonb_agg(session_id order by created_at), '[]') from purchases
      where user_id = p_user and status = 'open' and session_id is not null
    )
  ), '{}');
end $$;

select private.seal_functions();
