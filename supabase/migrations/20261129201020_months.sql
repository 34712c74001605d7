-- Months. A plan's credits come once a period, counted from the moment the account was opened: on the same day of each
-- month, or on its last day where there is no such day. Only the database's clock counts, in UTC. What is left of a month
-- rolls over into the next one, once; what was rolled over is spent first, and lapses when that month ends.

create function private.months_after(p_anchor timestamptz, p_months int) returns timestamptz
language sql immutable set search_path = '' as $$
  select (p_anchor at time zone 'UTC' + make_interval(months => p_months)) at time zone 'UTC'
$$;

-- The first period that begins after `p_after`.
create function private.next_period(p_anchor timestamptz, p_after timestamptz) returns timestamptz
language sql immutable set search_path = '' as $$
  select min(starts) from generate_series(0, 1) more, lateral (
    select private.months_after(
      p_anchor,
      (12 * (extract(year from p_after at time zone 'UTC') - extract(year from p_anchor at time zone 'UTC'))
        + extract(month from p_after at time zone 'UTC') - extract(month from p_anchor at time zone 'UTC'))::int + more
    ) as starts
  ) period
  where starts > p_after
$$;

-- Begins a period of a wallet: what was rolled over and not spent lapses, `p_amount` comes in. Once per period, which is named
-- by its first day or by the invoice that began it. The payer is locked.
create function private.begin_period(p_user uuid, p_period text, p_amount int, p_meta jsonb) returns boolean
language plpgsql set search_path = public, pg_temp as $$
declare
  last record;
  spent int;
  lapsed int;
  rolled int;
  about jsonb := p_meta || jsonb_build_object('period', p_period, 'plan', (select plan from profiles where user_id = p_user));
begin
  select id, delta_credits as granted, coalesce((meta ->> 'rolled')::int, 0) as rolled into last
  from audit where user_id = p_user and key like 'grant:' || p_user || ':%' order by id desc limit 1;
  select greatest(coalesce(-sum(delta_credits), 0), 0) into spent
  from audit where user_id = p_user and id > last.id and action like 'job.%';
  select least(greatest(last.rolled - spent, 0), credits) into lapsed from profiles where user_id = p_user;
  select least(greatest(last.granted - greatest(spent - last.rolled, 0), 0), credits - lapsed) into rolled
  from profiles where user_id = p_user;
  about := about || jsonb_build_object('rolled', coalesce(rolled, 0));
  if not private.book(p_user, 'credits.monthly', p_amount, 'grant:' || p_user || ':' || p_period, about) then
    return false;
  end if;
  if lapsed > 0 then
    perform private.book(p_user, 'credits.lapsed', -lapsed, 'lapse:' || p_user || ':' || p_period, about - 'rolled');
  end if;
  return true;
end $$;

-- A month by the clock.
create function private.begin_period(p_user uuid, p_period date, p_amount int) returns boolean
language sql set search_path = public, pg_temp as $$
  select private.begin_period(p_user, p_period::text, p_amount, '{}'::jsonb)
$$;

-- Grants the credits of the period that begins on `p_period`, when it has begun; repeated, or too early, it changes nothing.
-- Plans that fill up by themselves need no grant, and whoever still waits for the first credits of the same plan gets none.
-- `p_period` is a date, 2026-02-28. Answers {granted, credits, next}.
create function monthly_grant(p_user uuid, p_period text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  profile profiles;
  plan plans;
  granted boolean := false;
begin
  select * into profile from profiles where user_id = p_user for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  if profile.next_grant_at <= now() and p_period::date = (profile.next_grant_at at time zone 'UTC')::date then
    select * into plan from plans where name = profile.plan;
    granted := not plan.tops_up and profile.first_grant_waits is distinct from profile.plan
      and private.begin_period(p_user, p_period::date, plan.monthly_credits);
    update profiles set next_grant_at = private.next_period(billing_anchor, next_grant_at) where user_id = p_user;
  end if;
  return (
    select jsonb_build_object('granted', granted, 'credits', credits, 'next', next_grant_at)
    from profiles where user_id = p_user
  );
end $$;

-- Every period that has begun, one per wallet and call, the oldest first; how many. Wallets that are busy are left for
-- next time, the erased for ever.
create function grant_due(p_limit int default 100) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  due record;
  granted int := 0;
begin
  for due in
    select p.user_id, (p.next_grant_at at time zone 'UTC')::date as period from profiles p
    where p.next_grant_at <= now()
      and not exists (select from users u where u.id = p.user_id and u.erased_at is not null)
    order by p.next_grant_at limit p_limit
    for update skip locked
  loop
    perform monthly_grant(due.user_id, due.period::text);
    granted := granted + 1;
  end loop;
  return to_jsonb(granted);
end $$;

select private.seal_functions();
