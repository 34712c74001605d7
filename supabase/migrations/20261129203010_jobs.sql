-- Jobs and their pictures as the gateway shows them. Lists come in pages: newest first, from after the last row that was seen.
-- `p_after` is {at, id, n} of that row or null; one row more than `p_limit` says that there is a next page.

create function private.revisions_json(p_render text) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', v.id, 'from_id', v.from_id, 'locale', v.locale, 'asset_id', v.asset_id, 'words', v.meta -> 'words',
    'created_at', v.created_at
  ) order by v.created_at, v.id), '[]')
  from revisions v where v.render_id = p_render
$$;

-- With what became of it: its revisions, whether it is the chosen one, whether it is kept.
create function private.render_json(p_render renders) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_render) - 'seq' || jsonb_build_object(
    'project_id', (select project_id from jobs where id = p_render.job_id),
    'path', a.path, 'width', a.width, 'height', a.height, 'media_type', a.media_type, 'bytes', a.bytes,
    'pinned', a.pinned_at is not null, 'original_id', p_render.id, 'from_id', null, 'locale', '',
    'selected', exists (select from selections s where s.render_id = p_render.id and s.revision_id is null),
    'revisions', private.revisions_json(p_render.id)
  )
  from assets a where a.id = p_render.asset_id
$$;

-- A revision in the shape of a render.
create function private.revision_json(p_revision revisions) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select private.render_json(r) || jsonb_build_object(
    'id', p_revision.id, 'asset_id', a.id, 'meta', p_revision.meta, 'thumbnail_path', p_revision.thumbnail_path,
    'created_at', p_revision.created_at, 'path', a.path, 'width', a.width, 'height', a.height,
    'media_type', a.media_type, 'bytes', a.bytes, 'pinned', a.pinned_at is not null,
    'from_id', p_revision.from_id, 'locale', p_revision.locale,
    'selected', exists (select from selections s where s.revision_id = p_revision.id)
  )
  from renders r, assets a where r.id = p_revision.render_id and a.id = p_revision.asset_id
$$;

-- Each variant as its newest event left it; once the job is settled, as the ledger counted it.
create function private.variants_json(p_job jobs) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('variant', v.variant, 'status', v.status, 'attempt', v.attempt, 'failure', v.failure)
      || coalesce(verdict.counted, '{}')
    order by v.variant
  ), '[]')
  from job_variants v
  left join lateral (
    select jsonb_build_object(
      'status', w ->> 'status',
      'failure', case when w ->> 'code' is not null then jsonb_build_object('code', w -> 'code', 'message', w -> 'message') end
    ) as counted
    from jsonb_array_elements(p_job.settlement -> 'verdicts') w
    where (w ->> 'variant')::int = v.variant
  ) verdict on true
  where v.job_id = p_job.id
$$;

-- Place in the payer's own line, from 1; null when it does not wait there.
create function private.queue_position(p_job text) returns int
language sql stable set search_path = public, pg_temp as $$
  select (
    select count(*)::int from holds ahead
    where ahead.user_id = h.user_id and ahead.status = 'waiting'
      and (ahead.created_at, ahead.job_id) <= (h.created_at, h.job_id)
  )
  from holds h where h.job_id = p_job and h.status = 'waiting'
$$;

create function get_job(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  select * into job from jobs j where j.id = p_job and private.may_use_project(j.project_id, p_user);
  if not found then perform private.fail(404, 'not_found'); end if;
  return to_jsonb(job) - 'prepared' || jsonb_build_object(
    'seed', (select seed from prompts where id = job.prompt_id),
    'failure', job.settlement -> 'failure',
    'queue_position', private.queue_position(job.id),
    'variant_states', private.variants_json(job),
    'renders', (
      select coalesce(jsonb_agg(private.render_json(r) order by r.variant), '[]') from renders r where r.job_id = job.id
    )
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

-- A render or a revision with what its job was asked for: {render, quality, brief}. The brief of a revision says its words
-- and what was chosen about the label.
create function get_render(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_render jsonb;
begin
  select jsonb_build_object('render', private.render_json(r), 'quality', j.quality, 'brief', p.normalized)
  into found_render
  from renders r join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where r.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is not null then return found_render; end if;
  select jsonb_build_object(
    'render', private.revision_json(v), 'quality', j.quality,
    'brief', p.normalized || coalesce(v.meta -> 'words', '{}')
      || jsonb_strip_nulls(jsonb_build_object('disclosure', v.meta #> '{disclosure,choice}'))
  )
  into found_render
  from revisions v join renders r on r.id = v.render_id join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where v.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

-- What a job was asked for, frozen when it was queued: {raw, normalized, seed, model_pref}.
create function asked_for(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jsonb := get_job(p_job, p_user);
begin
  return (
    select jsonb_build_object('raw', p.raw, 'normalized', p.normalized, 'seed', p.seed, 'model_pref', p.model_pref)
    from prompts p where p.id = job ->> 'prompt_id'
  );
end $$;

create function private.batch_jobs(p_batch text, p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(get_job(id, p_user) order by created_at, id), '[]') from jobs where batch_id = p_batch
$$;

-- The jobs of a batch, for a repeated call.
create function jobs_of_batch(p_batch text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select private.batch_jobs(p_batch, p_user)
$$;

select private.seal_functions();
