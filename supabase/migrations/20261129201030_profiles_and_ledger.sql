-- What people say of themselves, and what their ledger says of them.

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

select private.seal_functions();
