-- Two queries that read whole tables.

create index provider_requests_by_age on provider_requests (noted_at) where event is null;

-- As before; whose plans count is found first, then those are looked at.
create or replace function private.has_feature(p_user uuid, p_feature text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from (
      select p_user as user_id
      union all
      select o.user_id
      from memberships m join memberships o on o.organisation_id = m.organisation_id and o.role = 'owner'
      where m.user_id = p_user and p_feature <> 'seats'
    ) paying
    join profiles on profiles.user_id = paying.user_id join plans on plans.name = profiles.plan
    where private.plan_lacks(plans, p_feature) is null
  )
$$;

select private.seal_functions();
