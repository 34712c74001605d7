-- What this installation allows, as its gateway says when it starts; and first credits for verified addresses alone.

create table private.house_rules (name text primary key, value bigint not null check (value >= 0));
comment on table private.house_rules is 'A rule that nobody wrote down counts as 0.';

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

alter table profiles add column first_grant_waits text;
comment on column profiles.first_grant_waits is 'The plan whose first credits come when the address was verified.';
update private.belongings set columns = columns || '{first_grant_waits}' where name = 'profiles';

-- As before, and why credits are missing.
create or replace function me(p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_user jsonb;
begin
  select jsonb_build_object(
    'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role, 'created_at', u.created_at,
    'credits', p.credits, 'brand_colors', p.brand_colors, 'default_style', p.default_style, 'plan', to_jsonb(plans),
    'held', (select coalesce(sum(amount), 0) from holds h where h.user_id = u.id and h.status in ('waiting', 'running')),
    'credits_missing', case when p.first_grant_waits is not null then 'email_not_verified' end
  )
  into found_user
  from users u join profiles p on p.user_id = u.id join plans on plans.name = p.plan
  where u.id = p_user;
  if found_user is null then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  return found_user;
end $$;

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

drop function ensure_user(uuid, text, text, text);

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

drop function sign_in(uuid, text, text, text);

-- As before.
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

-- As before; a month brings nothing to who still waits for the first credits of the same plan.
create or replace function monthly_grant(p_user uuid, p_period text) returns jsonb
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

select private.seal_functions();
