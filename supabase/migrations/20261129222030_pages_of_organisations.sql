-- Lists of organisations in pages, as every other list: `p_after` is {at, id, n} of the last row that was seen or null; one row
-- more than `p_limit` says that there is a next page.

-- The owner first, then admins, then members, each in the order in which they came; `n` is the place of the role.
create function list_members(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'user_id', page.id, 'name', page.name, 'email', page.email, 'role', page.role, 'joined_at', page.joined_at
      ) order by page.role, page.joined_at, page.id
    ), '[]')
    from (
      select u.id, u.name, u.email, m.role, m.joined_at
      from memberships m join users u on u.id = m.user_id
      where m.organisation_id = p_organisation and (
        p_after is null
        or (m.role, m.joined_at, u.id::text) > (
          (enum_range(null::organisation_role))[(p_after ->> 'n')::int + 1],
          (p_after ->> 'at')::timestamptz, p_after ->> 'id'
        )
      )
      order by m.role, m.joined_at, u.id limit p_limit + 1
    ) page
  );
end $$;

drop function list_invitations(text, uuid);
create function list_invitations(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'admin');
  return (
    select coalesce(jsonb_agg(private.invitation_json(page.invitation) order by page.at desc, page.id desc), '[]')
    from (
      select i as invitation, i.created_at as at, i.id from invitations i
      where i.organisation_id = p_organisation
        and (p_after is null or (i.created_at, i.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by i.created_at desc, i.id desc limit p_limit + 1
    ) page
  );
end $$;

drop function shared_assets(text, uuid, int, text);
create function shared_assets(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select a.* from assets a
      where a.organisation_id = p_organisation and private.may_use_asset(a, p_user)
        and (p_after is null or (a.created_at, a.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by a.created_at desc, a.id desc limit p_limit + 1
    ) page
  );
end $$;

drop function shared_projects(text, uuid, int, text);
create function shared_projects(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.organisation_id = p_organisation
        and (p_after is null or (p.created_at, p.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by p.created_at desc, p.id desc limit p_limit + 1
    ) page
  );
end $$;

select private.seal_functions();
