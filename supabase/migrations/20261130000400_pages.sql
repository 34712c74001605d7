-- Pages of lists, newest first. Asked as `p_after is null or (created_at, id) < (...)`, a plan for any page walks the whole list
-- up to it, which is what Postgres takes from the sixth call of a session on: a page after 66,000 rows took 99 ms. Without a
-- page before it a list begins at the end of time, so that every page is one stretch of its index: 0.1 ms.

create function private.after_at(p_after jsonb) returns timestamptz
language sql stable as $$
  select coalesce((p_after ->> 'at')::timestamptz, 'infinity')
$$;

create function private.after_id(p_after jsonb) returns text
language sql stable as $$
  select coalesce(p_after ->> 'id', '')
$$;

create or replace function list_projects(p_user uuid, p_limit int, p_after jsonb default null, p_status text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.user_id = p_user and (p_status is null or p.status::text = p_status)
        and (p.created_at, p.id) < (private.after_at(p_after), private.after_id(p_after))
        and private.may_use_project(p.id, p_user)
      order by p.created_at desc, p.id desc limit p_limit + 1
    ) page
  );
end $$;

create or replace function list_jobs(
  p_user uuid, p_limit int, p_after jsonb default null, p_status text default null, p_project text default null
) returns json
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_ids text[];
begin
  if p_project is null then
    select array_agg(page.id) into found_ids from (
      select j.id from jobs j
      where j.user_id = p_user and (p_status is null or j.status::text = p_status)
        and (j.created_at, j.id) < (private.after_at(p_after), private.after_id(p_after))
        and private.may_use_project(j.project_id, p_user)
      order by j.created_at desc, j.id desc limit p_limit + 1
    ) page;
  else
    perform get_project(p_project, p_user);
    select array_agg(page.id) into found_ids from (
      select j.id from jobs j
      where j.project_id = p_project and (p_status is null or j.status::text = p_status)
        and (j.created_at, j.id) < (private.after_at(p_after), private.after_id(p_after))
      order by j.created_at desc, j.id desc limit p_limit + 1
    ) page;
  end if;
  return (
    select coalesce(json_agg(get_job(f.id, p_user) order by f.place), '[]')
    from unnest(found_ids) with ordinality f (id, place)
  );
end $$;

create or replace function list_renders(
  p_project text, p_user uuid, p_limit int, p_after jsonb default null, p_job text default null
) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform get_project(p_project, p_user);
  return (
    select coalesce(
      jsonb_agg(
        r.document::jsonb || jsonb_build_object('job_created_at', page.at)
        order by page.at desc, page.job desc, page.variant
      ),
      '[]'
    )
    from (
      select r.id, j.created_at as at, j.id as job, r.variant
      from jobs j join renders r on r.job_id = j.id
      where j.project_id = p_project and (p_job is null or j.id = p_job)
        and (j.created_at, j.id) <= (private.after_at(p_after), private.after_id(p_after))  -- what the index can do
        and (j.created_at, j.id, -r.variant)
          < (private.after_at(p_after), private.after_id(p_after), -(p_after ->> 'n')::int)
      order by j.created_at desc, j.id desc, r.variant limit p_limit + 1
    ) page
    join private.render_documents r on r.id = page.id
  );
end $$;

create or replace function list_invitations(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'admin');
  return (
    select coalesce(jsonb_agg(private.invitation_json(page.invitation) order by page.at desc, page.id desc), '[]')
    from (
      select i as invitation, i.created_at as at, i.id from invitations i
      where i.organisation_id = p_organisation
        and (i.created_at, i.id) < (private.after_at(p_after), private.after_id(p_after))
      order by i.created_at desc, i.id desc limit p_limit + 1
    ) page
  );
end $$;

create or replace function shared_assets(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select a.* from assets a
      where a.organisation_id = p_organisation and private.may_use_asset(a, p_user)
        and (a.created_at, a.id) < (private.after_at(p_after), private.after_id(p_after))
      order by a.created_at desc, a.id desc limit p_limit + 1
    ) page
  );
end $$;

create or replace function shared_projects(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.organisation_id = p_organisation
        and (p.created_at, p.id) < (private.after_at(p_after), private.after_id(p_after))
      order by p.created_at desc, p.id desc limit p_limit + 1
    ) page
  );
end $$;

create or replace function list_flags(p_limit int, p_after jsonb default null) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(page) - 'n' order by page.created_at desc, page.user_id desc, page.n), '[]')
  from (
    select * from (
      select user_id, kind, reason, until, created_at, case kind when 'frozen' then 0 else 1 end as n
      from account_flags where coalesce(until > now(), true)
      union all
      select user_id, 'flagged', flag, null, flagged_at, 2 from billing_accounts where flagged_at is not null
    ) flags
    where (created_at, user_id::text, -n)
      < (private.after_at(p_after), private.after_id(p_after), -(p_after ->> 'n')::int)
    order by created_at desc, user_id desc, n limit p_limit + 1
  ) page
$$;

create or replace function list_deliveries(p_user uuid, p_limit int, p_after text default null, p_status text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  start bigint := 9223372036854775807;
begin
  if p_after is not null then
    select place into start from webhook_deliveries where id = p_after and user_id = p_user;
    if not found then perform private.fail(404, 'not_found'); end if;
  end if;
  return (
    select coalesce(jsonb_agg(private.delivery_json(d) order by d.place desc), '[]')
    from (
      select * from webhook_deliveries
      where user_id = p_user and place < start and (p_status is null or status = p_status)
      order by place desc limit p_limit + 1
    ) d
  );
end $$;

select private.seal_functions();
