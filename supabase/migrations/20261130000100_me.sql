-- An account as its owner sees it. `credits_missing` says why the first credits have not come.
create or replace function me(p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_user jsonb;
begin
  select jsonb_build_object(
    'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role, 'created_at', u.created_at,
    'credits', p.credits, 'brand_colors', p.brand_colors, 'default_style', p.default_style, 'plan', to_jsonb(plans),
    'held', (select coalesce(sum(amount), 0) from holds h where h.user_id = u.id and h.status in ('waiting', 'running')),
    'credits_missing', case when p.first_grant_waits is not null then 'email_not_verified' end,
    'frozen_since', private.freeze_refusal(u.id) -> 'since'
  )
  into found_user
  from users u join profiles p on p.user_id = u.id join plans on plans.name = p.plan
  where u.id = p_user;
  if found_user is null then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  return found_user;
end $$;

select private.seal_functions();
