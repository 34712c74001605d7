-- The projection: rows the API shows, made from the stream's events. A monotone upsert: whatever the order and however
-- often the events arrive, the rows end up the same.

-- How far an event takes one variant: its status, its rank among events of the same attempt, the share of the work. A face
-- that did not pass a strict face lock is made anew, as another attempt that stands at its beginning.
create function private.variant_stage(p_name text, out status text, out stage int, out reached real)
language sql immutable set search_path = '' as $$
  select s.status, s.stage, s.reached
  from (
    values
      ('image.requested', 'requested', 1, 0.1),
      ('likeness.failed', 'requested', 1, 0.1),
      ('image.submitted', 'submitted', 2, 0.2),
      ('image.generated', 'generated', 3, 0.6),
      ('likeness.checked', 'checked', 4, 0.7),
      ('image.failed', 'failed', 5, 1.0),
      ('render.failed', 'failed', 5, 1.0),
      ('render.composited', 'composited', 6, 1.0)
  ) s (name, status, stage, reached)
  where s.name = p_name
$$;

create function private.project_variant(p_job text, p_seq bigint, p_name text, p_event jsonb) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  step record;
  this_variant int := coalesce((p_event ->> 'variant')::int, 0);
  this_attempt int := coalesce((p_event ->> 'attempt')::int, 1);
begin
  select * into step from private.variant_stage(p_name);
  if step.stage is null or this_variant < 1 then return; end if;
  insert into job_variants as v (job_id, variant, status, attempt, rank, reached, seq, failure)
  values (
    p_job, this_variant, step.status, this_attempt, this_attempt * 10 + step.stage, step.reached, p_seq,
    p_event -> 'failure'
  )
  on conflict (job_id, variant) do update set
    status = excluded.status, attempt = excluded.attempt, rank = excluded.rank, seq = excluded.seq,
    failure = excluded.failure
  where (excluded.rank, excluded.seq) > (v.rank, v.seq);
  update job_variants set reached = step.reached
  where job_id = p_job and variant = this_variant and reached < step.reached;
end $$;

create function private.delivered(p_settlement jsonb, p_variant int) returns boolean
language sql immutable set search_path = '' as $$
  select exists (
    select from jsonb_array_elements(p_settlement -> 'verdicts') v
    where (v ->> 'variant')::int = p_variant and v ->> 'status' = 'succeeded'
  )
$$;

-- The first picture of a variant is the one the ledger counts. Its files lie in `meta`, the main one is the asset. What an
-- edit and an honest caption need is kept too: the generator's own picture, the sealed conversation, what was looked up,
-- and the render this one changes.
create function private.project_render(p_job jobs, p_seq bigint, p_event jsonb) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  page jsonb := p_event #> '{ticket,render}';
  image jsonb := p_event #> '{ticket,image}';
  this_variant int := (p_event ->> 'variant')::int;
  suffix text := split_part(p_job.id, '_', 2) || '_' || this_variant;
  format text := case when page #> '{files,png}' is not null then 'png' else 'jpg' end;
begin
  if p_job.settlement is not null and not private.delivered(p_job.settlement, this_variant) then return; end if;
  if exists (select from renders where job_id = p_job.id and variant = this_variant and seq <= p_seq) then return; end if;
  insert into assets (id, user_id, type, path, width, height, bytes, media_type, meta, created_at)
  values (
    'ast_' || suffix, p_job.user_id, 'render', page #>> array['files', format], (page ->> 'width')::int,
    (page ->> 'height')::int, coalesce((page #>> array['bytes', format])::bigint, 0),
    case format when 'png' then 'image/png' else 'image/jpeg' end,
    jsonb_build_object('job_id', p_job.id, 'variant', this_variant, 'files', page -> 'files'),
    (p_event ->> 'at')::timestamptz
  )
  on conflict (id) do update set
    path = excluded.path, width = excluded.width, height = excluded.height, bytes = excluded.bytes,
    media_type = excluded.media_type, meta = excluded.meta, created_at = excluded.created_at;
  insert into renders (id, job_id, asset_id, variant, meta, thumbnail_path, seq, created_at)
  values (
    'rnd_' || suffix, p_job.id, 'ast_' || suffix, this_variant,
    page - 'width' - 'height' || jsonb_build_object(
      'attempt', p_event -> 'attempt', 'service', image -> 'service', 'model', image -> 'model', 'seed', image -> 'seed',
      'scene', image -> 'scene', 'draws', image -> 'draws', 'provenance', image -> 'provenance',
      'picture_key', image -> 'key', 'session_key', image -> 'session_key', 'sources', image -> 'sources',
      'parent', p_event #> '{ticket,wishes,edit,render_id}'
    ),
    coalesce(page #>> '{files,preview}', ''), p_seq, (p_event ->> 'at')::timestamptz
  )
  on conflict (job_id, variant) do update set
    meta = excluded.meta, thumbnail_path = excluded.thumbnail_path, seq = excluded.seq, created_at = excluded.created_at;
end $$;

-- Copies the ledger's word over whatever was shown before; pictures it did not count disappear.
create function private.project_settlement(p_job text, p_settlement jsonb, p_at timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  dropped text[];
begin
  update jobs set
    status = (p_settlement ->> 'status')::job_status, cost_credits = (p_settlement ->> 'charged')::int,
    settlement = p_settlement, finished_at = p_at
  where id = p_job;
  with gone as (
    delete from renders where job_id = p_job and not private.delivered(p_settlement, variant) returning asset_id
  )
  select array_agg(asset_id) into dropped from gone;
  delete from assets where id = any (dropped);
end $$;

create function private.project_job(p_job jobs, p_name text, p_event jsonb) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  happened timestamptz := (p_event ->> 'at')::timestamptz;
  share real := case p_name
    when 'credits.reserved' then 0.05 when 'identity.resolved' then 0.15 when 'layout.extracted' then 0.2
    when 'image.requested' then 0.2 else 0
  end;
begin
  update jobs set prepared = share where id = p_job.id and prepared < share;
  if p_name = 'credits.reserved' then
    update jobs set
      status = case when status = 'queued' then 'running' else status end,
      started_at = happened, deadline = (p_event #>> '{ticket,deadline}')::timestamptz
    where id = p_job.id;
  elsif p_name = 'credits.rejected' and p_job.settlement is null then
    perform private.project_settlement(p_job.id, jsonb_build_object(
      'status', 'failed', 'charged', 0, 'refunded', 0, 'verdicts', '[]'::jsonb, 'failure', p_event -> 'failure'
    ), happened);
  elsif p_name = 'credits.settled' then
    perform private.project_settlement(p_job.id, p_event -> 'settlement', happened);
  end if;
end $$;

create function private.refresh_progress(p_job text) returns void
language sql set search_path = public, pg_temp as $$
  update jobs set progress = case
    when settlement is not null then 1
    else least(1, prepared + 0.79 * coalesce((select sum(reached) from job_variants where job_id = p_job), 0) / variants)
  end
  where id = p_job
$$;

-- One event of the stream: `p_seq` is its place there, `p_subject` names it. Rows and `last_seq` change together, so
-- whoever sees `last_seq >= n` sees everything event n made. Answers {job_id, user_id, status, progress, last_seq, late}
-- (late: a newer event was here first), or null for a job that is not here (erased): its events are passed over.
create function project_event(p_seq bigint, p_subject text, p_event jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := split_part(p_subject, '.', 1) || '.' || split_part(p_subject, '.', 2);
  job jobs;
begin
  select * into job from jobs where id = split_part(p_subject, '.', 4) for update;
  if not found then return null; end if;
  perform private.project_variant(job.id, p_seq, name, p_event);
  if name = 'render.composited' then perform private.project_render(job, p_seq, p_event); end if;
  perform private.project_job(job, name, p_event);
  perform private.refresh_progress(job.id);
  update jobs set last_seq = greatest(last_seq, p_seq) where id = job.id;
  if name in ('credits.settled', 'credits.rejected') then perform private.refresh_project(job.project_id); end if;
  return (
    select jsonb_build_object(
      'job_id', id, 'user_id', user_id, 'status', status, 'progress', progress, 'last_seq', last_seq,
      'late', job.last_seq > p_seq
    )
    from jobs where id = job.id
  );
end $$;

select private.seal_functions();
