-- Jobs and their pictures as the gateway shows them. Lists come in pages: newest first, from after the last row that was seen.
-- `p_after` is {at, id, n} of that row or null; one row more than `p_limit` says that there is a next page.
--
-- What is read often is made as `json`, which is text from the start: as `jsonb`, every level of a document copies those below
-- it, and all of it is written out once more in the end.

-- Where the files before this one had made them as `jsonb`, row by row.
drop function if exists get_job(text, uuid), list_jobs(uuid, int, jsonb, text, text);
drop function if exists private.revision_json(revisions), private.render_json(renders), private.revisions_json(text);
drop function if exists private.variants_json(jobs);

-- A picture with what became of it: its revisions, whether it is the chosen one, whether it is kept.
create or replace view private.render_documents as
select
  r.id, r.job_id, r.variant,
  json_build_object(
    'id', r.id, 'job_id', r.job_id, 'asset_id', r.asset_id, 'variant', r.variant, 'meta', r.meta,
    'thumbnail_path', r.thumbnail_path, 'created_at', r.created_at,
    'project_id', j.project_id, 'path', a.path, 'width', a.width, 'height', a.height, 'media_type', a.media_type,
    'bytes', a.bytes, 'pinned', a.pinned_at is not null, 'original_id', r.id, 'from_id', null, 'locale', '',
    'selected', exists (select from selections s where s.render_id = r.id and s.revision_id is null),
    'revisions', (
      select coalesce(json_agg(json_build_object(
        'id', v.id, 'from_id', v.from_id, 'locale', v.locale, 'asset_id', v.asset_id, 'words', v.meta -> 'words',
        'created_at', v.created_at
      ) order by v.created_at, v.id), '[]')
      from revisions v where v.render_id = r.id
    )
  ) as document
from renders r join jobs j on j.id = r.job_id join assets a on a.id = r.asset_id;

-- A revision in the shape of a render.
create or replace view private.revision_documents as
select
  v.id, v.batch, v.user_id, v.created_at,
  r.document::jsonb || jsonb_build_object(
    'id', v.id, 'asset_id', a.id, 'meta', v.meta, 'thumbnail_path', v.thumbnail_path, 'created_at', v.created_at,
    'path', a.path, 'width', a.width, 'height', a.height, 'media_type', a.media_type, 'bytes', a.bytes,
    'pinned', a.pinned_at is not null, 'from_id', v.from_id, 'locale', v.locale,
    'selected', exists (select from selections s where s.revision_id = v.id)
  ) as document
from revisions v join private.render_documents r on r.id = v.render_id join assets a on a.id = v.asset_id;

-- Place in the payer's own line, from 1; null when it does not wait there.
create or replace function private.queue_position(p_job text) returns int
language sql stable set search_path = public, pg_temp as $$
  select (
    select count(*)::int from holds ahead
    where ahead.user_id = h.user_id and ahead.status = 'waiting'
      and (ahead.created_at, ahead.job_id) <= (h.created_at, h.job_id)
  )
  from holds h where h.job_id = p_job and h.status = 'waiting'
$$;

-- Each variant as its newest event left it; once the job is settled, as the ledger counted it. Only who waits has a place.
create function get_job(p_job text, p_user uuid) returns json
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  document json;
begin
  select to_json(shown) into document
  from (
    select
      j.id, j.project_id, j.user_id, j.payer_id, j.key_id, j.prompt_id, j.model, j.quality, j.status, j.variants,
      j.est_credits, j.cost_credits, j.provider, j.progress, j.settlement, j.last_seq, j.retry_of, j.batch_id, j.label,
      j.differs_in, j.queue_expires_at, j.deadline, j.created_at, j.started_at, j.finished_at, j.updated_at, asked.seed,
      j.settlement -> 'failure' as failure,
      case when j.status = 'queued' then private.queue_position(j.id) end as queue_position,
      (
        select coalesce(json_agg(json_build_object(
          'variant', v.variant, 'status', coalesce(counted.word ->> 'status', v.status), 'attempt', v.attempt,
          'failure', case
            when counted.word is null then v.failure
            when counted.word ->> 'code' is not null then
              jsonb_build_object('code', counted.word -> 'code', 'message', counted.word -> 'message')
          end
        ) order by v.variant), '[]')
        from job_variants v
        left join jsonb_array_elements(j.settlement -> 'verdicts') counted (word)
          on (counted.word ->> 'variant')::int = v.variant
        where v.job_id = j.id
      ) as variant_states,
      (
        select coalesce(json_agg(r.document order by r.variant), '[]') from private.render_documents r where r.job_id = j.id
      ) as renders
    from jobs j join prompts asked on asked.id = j.prompt_id join projects p on p.id = j.project_id
    where j.id = p_job
      -- one's own is seen at a glance, which is what most ask for
      and case when p.organisation_id is null then p.user_id = p_user else private.may_use_project(p.id, p_user) end
  ) shown;
  if document is null then perform private.fail(404, 'not_found'); end if;
  return document;
end $$;

-- A person's own jobs, or those of a project, whoever of its people asked for them.
create function list_jobs(
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
    select coalesce(json_agg(get_job(f.id, p_user) order by f.place), '[]')
    from unnest(found_ids) with ordinality f (id, place)
  );
end $$;

-- Newest job first, then by variant: the place of a render is its job's time and id, and its variant.
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
        and (
          p_after is null
          or (j.created_at, j.id, -r.variant) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id', -(p_after ->> 'n')::int)
        )
      order by j.created_at desc, j.id desc, r.variant limit p_limit + 1
    ) page
    join private.render_documents r on r.id = page.id
  );
end $$;

-- A render or a revision with what its job was asked for: {render, quality, brief}. The brief of a revision says its words
-- and what was chosen about the label.
create or replace function get_render(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_render jsonb;
begin
  select jsonb_build_object('render', r.document, 'quality', j.quality, 'brief', p.normalized)
  into found_render
  from private.render_documents r join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where r.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is not null then return found_render; end if;
  select jsonb_build_object(
    'render', d.document, 'quality', j.quality,
    'brief', p.normalized || coalesce(v.meta -> 'words', '{}')
      || jsonb_strip_nulls(jsonb_build_object('disclosure', v.meta #> '{disclosure,choice}'))
  )
  into found_render
  from private.revision_documents d join revisions v on v.id = d.id join renders r on r.id = v.render_id
  join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where d.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

-- The revisions one call made, in its order.
create or replace function get_revisions(p_batch text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(v.document order by v.created_at, v.id), '[]')
  from private.revision_documents v where v.batch = p_batch and v.user_id = p_user
$$;

-- What a job was asked for, frozen when it was queued: {raw, normalized, seed, model_pref}.
create or replace function asked_for(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jsonb := get_job(p_job, p_user);
begin
  return (
    select jsonb_build_object('raw', p.raw, 'normalized', p.normalized, 'seed', p.seed, 'model_pref', p.model_pref)
    from prompts p where p.id = job ->> 'prompt_id'
  );
end $$;

create or replace function private.batch_jobs(p_batch text, p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(get_job(id, p_user) order by created_at, id), '[]') from jobs where batch_id = p_batch
$$;

-- The jobs of a batch, for a repeated call.
create or replace function jobs_of_batch(p_batch text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select private.batch_jobs(p_batch, p_user)
$$;

select private.seal_functions();
