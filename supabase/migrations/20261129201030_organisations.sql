-- Organisations: people who share a plan, its credits and what is made with them. One of them owns it and pays; admins
-- invite and remove; members work. Whose things may be seen and used is decided by the functions named `may_` here.
--
-- Pages begin after `p_after`, {at, id, n} of the last row that was seen or null; one row more than `p_limit` says that there
-- is a next page.

-- Null for whoever is no member.
create function private.role_in(p_organisation text, p_user uuid) returns organisation_role
language sql stable set search_path = public, pg_temp as $$
  select role from memberships where organisation_id = p_organisation and user_id = p_user
$$;

-- Projects, and with them jobs, renders and revisions: the maker's own, or the organisation's, whoever made them.
create function private.may_use(p_user uuid, p_owner uuid, p_organisation text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select case
    when p_organisation is null then p_owner = p_user
    else private.role_in(p_organisation, p_user) is not null
  end
$$;

create function private.may_use_project(p_project text, p_user uuid) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce((select private.may_use(p_user, user_id, organisation_id) from projects where id = p_project), false)
$$;

-- A face may be seen by an organisation as long as its owner's newest consent names it.
create function private.consents_to(p_owner uuid, p_recipient text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(current_consent(p_owner) -> 'recipients' ? p_recipient, false)
$$;

-- Uploads stay their owner's and may be shared; renders go with their project.
create function private.may_use_asset(p_asset assets, p_user uuid) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select case
    when p_asset.type = 'render' then private.may_use(p_user, p_asset.user_id, p_asset.organisation_id)
    when p_asset.user_id = p_user then true
    when p_asset.organisation_id is null then false
    else private.role_in(p_asset.organisation_id, p_user) is not null
      and (p_asset.type <> 'selfie' or private.consents_to(p_asset.user_id, p_asset.organisation_id))
  end
$$;

-- The person's role, at least `p_role`. Whoever is no member learns nothing.
create function private.must_be(p_organisation text, p_user uuid, p_role organisation_role) returns organisation_role
language plpgsql stable set search_path = public, pg_temp as $$
declare
  has organisation_role := private.role_in(p_organisation, p_user);
begin
  if has is null then perform private.fail(404, 'not_found'); end if;
  if has > p_role then perform private.fail(403, 'forbidden'); end if;
  return has;
end $$;

create function private.seats_of(p_organisation text) returns int
language sql stable set search_path = public, pg_temp as $$
  select plans.seats from memberships m
  join profiles on profiles.user_id = m.user_id join plans on plans.name = profiles.plan
  where m.organisation_id = p_organisation and m.role = 'owner'
$$;

create function private.seats_taken(p_organisation text) returns int
language sql stable set search_path = public, pg_temp as $$
  select count(*)::int from memberships where organisation_id = p_organisation
$$;

create function private.is_open(p_invitation invitations) returns boolean
language sql stable set search_path = '' as $$
  select p_invitation.accepted_at is null and p_invitation.revoked_at is null and p_invitation.expires_at > now()
$$;

create function get_organisation(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  mine organisation_role := private.must_be(p_id, p_user, 'member');
begin
  return (
    select to_jsonb(o) || jsonb_build_object(
      'role', mine, 'seats', private.seats_of(o.id), 'seats_taken', private.seats_taken(o.id),
      'invited', (select count(*) from invitations i where i.organisation_id = o.id and private.is_open(i))
    )
    from organisations o where o.id = p_id
  );
end $$;

create function list_organisations(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(get_organisation(organisation_id, p_user) order by joined_at, organisation_id), '[]')
  from memberships where user_id = p_user
$$;

-- Answers {status: accepted | replayed, organisation} or {status: mismatch}.
create function create_organisation(
  p_user uuid, p_id text, p_name text, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb;
begin
  perform private.require_feature(p_user, 'seats');
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_id);
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into organisations (id, name) values (p_id, p_name);
    insert into memberships (organisation_id, user_id, role) values (p_id, p_user, 'owner');
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'organisation', get_organisation(coalesce(earlier ->> 'id', p_id), p_user)
  );
end $$;

create function rename_organisation(p_id text, p_user uuid, p_name text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_id, p_user, 'admin');
  update organisations set name = p_name where id = p_id;
  return get_organisation(p_id, p_user);
end $$;

-- When it ends, uploads are their owner's alone again, and a project its maker's with all that was made in it; the projects
-- of those who had left go to the owner.
create function private.end_organisation() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  owner uuid := (select user_id from memberships where organisation_id = old.id and role = 'owner');
begin
  update projects set user_id = owner where organisation_id = old.id and private.role_in(old.id, user_id) is null;
  update jobs set user_id = p.user_id from projects p
  where p.organisation_id = old.id and jobs.project_id = p.id and jobs.user_id <> p.user_id;
  update revisions set user_id = j.user_id
  from renders r join jobs j on j.id = r.job_id join projects p on p.id = j.project_id
  where p.organisation_id = old.id and revisions.render_id = r.id and revisions.user_id <> j.user_id;
  update assets set user_id = j.user_id from jobs j
  where assets.organisation_id = old.id and assets.type = 'render' and j.id = assets.meta ->> 'job_id'
    and assets.user_id <> j.user_id;
  return old;
end $$;
create trigger ends before delete on organisations for each row execute function private.end_organisation();

create function delete_organisation(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from organisations where id = p_id for update;
  perform private.must_be(p_id, p_user, 'owner');
  delete from organisations where id = p_id;
  return 'null'::jsonb;
end $$;

-- Whoever has their account erased leaves every organisation; those they own end. Projects that stay are the owner's, so
-- that nothing of others hangs on what is about to go.
create function private.leave_organisations() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  delete from organisations
  where id in (select organisation_id from memberships where user_id = new.id and role = 'owner');
  update projects set user_id = m.user_id
  from memberships m
  where projects.user_id = new.id and m.organisation_id = projects.organisation_id and m.role = 'owner';
  delete from memberships where user_id = new.id;
  return null;
end $$;
create trigger leaves after update of erased_at on users
  for each row when (new.erased_at is not null and old.erased_at is null) execute function private.leave_organisations();

-- All of them.
create function list_members(p_organisation text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select jsonb_agg(
      jsonb_build_object(
        'user_id', u.id, 'name', u.name, 'email', u.email, 'role', m.role, 'joined_at', m.joined_at
      ) order by m.role, m.joined_at, u.id
    )
    from memberships m join users u on u.id = m.user_id where m.organisation_id = p_organisation
  );
end $$;

-- A page: the owner first, then admins, then members, each in the order in which they came; `n` of `p_after` is the place of
-- the role.
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

-- `owner` hands the organisation over, and the bill with it: the new owner's plan has to have the seats.
create function change_role(p_organisation text, p_user uuid, p_member uuid, p_role organisation_role) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from organisations where id = p_organisation for update;
  perform private.must_be(p_organisation, p_user, 'member');
  if private.role_in(p_organisation, p_member) is null then perform private.fail(404, 'not_found'); end if;
  perform private.must_be(p_organisation, p_user, 'owner');
  if p_role = 'owner' and p_member <> p_user then
    perform private.require_feature(p_member, 'seats');
    update memberships set role = 'admin' where organisation_id = p_organisation and user_id = p_user;
    update memberships set role = 'owner' where organisation_id = p_organisation and user_id = p_member;
    if private.seats_taken(p_organisation) > private.seats_of(p_organisation) then perform private.fail(409, 'seats_exhausted'); end if;
  elsif p_member = p_user and p_role <> 'owner' then
    perform private.fail(409, 'last_owner');
  else
    update memberships set role = p_role where organisation_id = p_organisation and user_id = p_member;
  end if;
  return list_members(p_organisation, p_user);
end $$;

-- Leaving, or being removed by an admin. What is personal goes along: selfies are shared no more. What was made in its
-- projects is the organisation's, and stands in its owner's name from then on: no list of the person who left names it.
create function remove_member(p_organisation text, p_user uuid, p_member uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  theirs organisation_role;
  owner uuid;
begin
  perform from organisations where id = p_organisation for update;
  perform private.must_be(p_organisation, p_user, 'member');
  theirs := private.role_in(p_organisation, p_member);
  if theirs is null then perform private.fail(404, 'not_found'); end if;
  if theirs = 'owner' then perform private.fail(409, 'last_owner'); end if;
  if p_member <> p_user and private.role_in(p_organisation, p_user) >= theirs then perform private.fail(403, 'forbidden'); end if;
  select user_id into owner from memberships where organisation_id = p_organisation and role = 'owner';
  update jobs set user_id = owner
  where user_id = p_member and project_id in (select id from projects where organisation_id = p_organisation);
  update revisions set user_id = owner
  where user_id = p_member and render_id in (
    select r.id from renders r join jobs j on j.id = r.job_id join projects p on p.id = j.project_id
    where p.organisation_id = p_organisation
  );
  update assets set user_id = owner
  where organisation_id = p_organisation and user_id = p_member and type = 'render';
  update projects set user_id = owner where organisation_id = p_organisation and user_id = p_member;
  delete from memberships where organisation_id = p_organisation and user_id = p_member;
  update assets set organisation_id = null
  where organisation_id = p_organisation and user_id = p_member and type = 'selfie';
  return 'null'::jsonb;
end $$;

select private.seal_functions();
