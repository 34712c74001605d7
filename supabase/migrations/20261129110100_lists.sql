-- Lists in pages: newest first, from after the last row that was seen. `p_after` is {at, id, n} of that row or null; one
-- row more than `p_limit` says that there is a next page.

-- The old ones ended at the time, which several rows may share.
drop index projects_of_user;
create index projects_of_user on projects (user_id, created_at desc, id desc);
drop index jobs_of_user;
create index jobs_of_user on jobs (user_id, created_at desc, id desc);
drop index jobs_of_project;
create index jobs_of_project on jobs (project_id, created_at desc, id desc);

create function list_projects(p_user uuid, p_limit int, p_after jsonb default null, p_status text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.user_id = p_user and (p_status is null or p.status::text = p_status)
        and (p_after is null or (p.created_at, p.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
        and private.may_use_project(p.id, p_user)
      order by p.created_at desc, p.id desc limit p_limit + 1
    ) page
  );
end $$;

-- A person's own jobs, or those of a project, whoever of its people asked for them.
create function list_jobs(
  p_user uuid, p_limit int, p_after jsonb default null, p_status text default null, p_project text default null
) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_ids text[];
begin
  if p_project is null then
    select array_agg(page.id) into found_ids from (
      select j.id from jobs j
      where j.user_id = p_user and (p_status is null or j.status::text = p_status)
        and (p_after is null or (j.created_at, j.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
        and private.may_use_project(j.project_id, p_user)
      order by j.created_at desc, j.id desc limit p_limit + 1
    ) page;
  else
    perform get_project(p_project, p_user);
    select array_agg(page.id) into found_ids from (
      select j.id from jobs j
      where j.project_id = p_project and (p_status is null or j.status::text = p_status)
        and (p_after is null or (j.created_at, j.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by j.created_at desc, j.id desc limit p_limit + 1
    ) page;
  end if;
  return (
    select coalesce(jsonb_agg(get_job(f.id, p_user) order by f.place), '[]')
    from unnest(found_ids) with ordinality f (id, place)
  );
end $$;

-- Newest job first, then by variant: the place of a render is its job's time and id, and its variant.
drop function list_renders(text, uuid);
create function list_renders(
  p_project text, p_user uuid, p_limit int, p_after jsonb default null, p_job text default null
) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform get_project(p_project, p_user);
  return (
    select coalesce(
      jsonb_agg(
        private.render_json(page.render) || jsonb_build_object('job_created_at', page.at)
        order by page.at desc, page.job desc, page.variant
      ),
      '[]'
    )
    from (
      select r as render, j.created_at as at, j.id as job, r.variant
      from jobs j join renders r on r.job_id = j.id
      where j.project_id = p_project and (p_job is null or j.id = p_job)
        and (
          p_after is null
          or (j.created_at, j.id, -r.variant) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id', -(p_after ->> 'n')::int)
        )
      order by j.created_at desc, j.id desc, r.variant limit p_limit + 1
    ) page
  );
end $$;

select private.seal_functions();
