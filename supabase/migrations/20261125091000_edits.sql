-- Pictures that a model drew can be changed by it: where they lie, the conversation behind them, what they were made from.

-- As before, and with what an edit and an honest caption need: the generator's own picture, the sealed conversation, what
-- was looked up, and the render this one changes.
create or replace function private.project_render(p_job jobs, p_seq bigint, p_event jsonb) returns void
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

-- A render with what its job was asked for: {render, quality, brief}.
create function get_render(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_render jsonb;
begin
  select jsonb_build_object('render', private.render_json(r), 'quality', j.quality, 'brief', p.normalized)
  into found_render
  from renders r join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where r.id = p_id and j.user_id = p_user;
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

select private.seal_functions();
