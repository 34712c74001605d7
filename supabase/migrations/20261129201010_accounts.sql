-- Accounts and consents, as the gateway calls them, and what this installation allows, as its gateway says when it starts.

create function set_house_rules(p_rules jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  insert into private.house_rules (name, value) select key, value::bigint from jsonb_each_text(p_rules)
  on conflict (name) do update set value = excluded.value;
  select 'null'::jsonb
$$;

create function private.house_rule(p_name text) returns bigint
language sql stable set search_path = public, pg_temp as $$
  select coalesce((select value from private.house_rules where name = p_name), 0)
$$;

-- Gives the first credits if they still wait. Who was granted others since, by a purchase, has begun already.
create function private.grant_first(p_user uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  waiting text;
  opening int;
begin
  select first_grant_waits into waiting from profiles where user_id = p_user and first_grant_waits is not null for update;
  if not found then return; end if;
  update profiles set first_grant_waits = null where user_id = p_user;
  select monthly_credits into opening from plans where name = waiting;
  if opening > 0 and not exists (select from audit where user_id = p_user and key like 'grant:' || p_user || ':%') then
    perform private.book(p_user, 'credits.granted', opening, 'grant:' || p_user || ':first',
      jsonb_build_object('plan', waiting));
  end if;
end $$;

-- The first login makes the user and the profile, the first one with a verified address the plan's first grant; both once.
-- Every login answers `me`. `p_verified`: whoever signed the login vouches for the address.
create function ensure_user(p_user uuid, p_email text, p_name text, p_plan text, p_verified boolean default true)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from profiles where user_id = p_user) then
    if not exists (select from plans where name = p_plan) then
      perform private.fail(422, 'validation_failed', 'There is no such plan.');
    end if;
    insert into users (id, email, name) values (p_user, p_email, coalesce(p_name, '')) on conflict (id) do nothing;
    insert into profiles (user_id, plan, first_grant_waits) values (p_user, p_plan, p_plan) on conflict (user_id) do nothing;
  end if;
  if p_verified or private.house_rule('credits_unverified') = 1 then perform private.grant_first(p_user); end if;
  return me(p_user);
end $$;

-- What the first request of a session does: the account is made if it is not there, and the address is the token's.
create function sign_in(p_user uuid, p_email text, p_name text, p_plan text, p_verified boolean default true)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform ensure_user(p_user, p_email, p_name, p_plan, p_verified);
  update users set email = coalesce(p_email, email), name = case when name = '' then coalesce(p_name, '') else name end
  where id = p_user
    and (email is distinct from coalesce(p_email, email) or (name = '' and coalesce(p_name, '') <> ''));
  return me(p_user);
end $$;

-- Called before anything is made for somebody whom this process has not seen for a while. Who was erased comes back only by
-- signing in again afterwards (seconds since 1970), when everything is gone; the ledger remembers that the first grant was given.
create function greet(p_user uuid, p_email text, p_name text, p_signed_in_at double precision, p_local boolean)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone timestamptz := (select erased_at from users where id = p_user);
begin
  if gone is null then return 'null'; end if;
  if exists (select from erasures where user_id = p_user and kind = 'account' and erased_at is null)
    or not (p_local or coalesce(to_timestamp(p_signed_in_at) > gone, false))
  then
    perform private.fail(401, 'account_erased');
  end if;
  update users set erased_at = null, email = p_email, name = coalesce(p_name, '') where id = p_user;
  return 'null';
end $$;

-- The number of sessions that are over; null when the account or the key is.
create function standing(p_user uuid, p_key_id text default null) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(u.sessions_ended) from users u
  where u.id = p_user and u.erased_at is null
    and not exists (select from erasures e where e.user_id = p_user and e.kind = 'account' and e.erased_at is null)
    and (p_key_id is null or exists (
      select from api_keys k
      where k.id = p_key_id and k.user_id = p_user and k.revoked_at is null and coalesce(k.expires_at > now(), true)
    ))
$$;

create function end_sessions(p_user uuid) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update users set sessions_ended = sessions_ended + 1 where id = p_user;
  select 'null'::jsonb
$$;

-- `p_changes` has some of name, brand_colors and default_style. Answers `me`.
create function change_profile(p_user uuid, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update users set name = p_changes ->> 'name' where id = p_user and p_changes ? 'name';
  update profiles set
    brand_colors = coalesce(p_changes -> 'brand_colors', brand_colors),
    default_style = coalesce(p_changes -> 'default_style', default_style)
  where user_id = p_user and p_changes ?| '{brand_colors,default_style}';
  return me(p_user);
end $$;

-- Bookings with an id smaller than `p_before`, the newest first, each with the balance after it. One more than `p_limit`
-- are answered when there are more.
create function list_ledger(p_user uuid, p_before bigint default null, p_limit int default 20) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  with page as (
    select a.* from audit a
    where a.user_id = p_user and (p_before is null or a.id < p_before)
    order by a.id desc limit p_limit + 1
  ),
  earlier as (
    select coalesce(sum(a.delta_credits), 0) as credits from audit a
    where a.user_id = p_user and a.id < (select min(id) from page)
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', page.id, 'action', page.action, 'delta', page.delta_credits, 'created_at', page.created_at,
    'job_id', page.meta ->> 'job_id', 'balance', page.balance
  ) order by page.id desc), '[]')
  from (
    select page.*, (select credits from earlier) + sum(page.delta_credits) over (order by page.id) as balance from page
  ) page
$$;

create function record_consent(
  p_id text, p_user uuid, p_statement text, p_recipients jsonb, p_source text
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into consents (id, user_id, statement, recipients, source)
  values (p_id, p_user, p_statement, p_recipients, p_source)
  on conflict (id) do nothing;
  return (select to_jsonb(c) from consents c where c.id = p_id and c.user_id = p_user);
end $$;

-- The newest consent that was not taken back; null when there is none.
create function current_consent(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(c) from consents c
  where c.user_id = p_user and c.revoked_at is null
  order by c.granted_at desc, c.id desc limit 1
$$;

select private.seal_functions();
