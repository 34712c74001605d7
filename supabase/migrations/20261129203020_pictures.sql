-- What one does with a finished picture: other words on it (a revision: a row of its own, never a projection), the one that
-- is chosen, and how much of what is free, which costs work all the same.

-- A revision goes with the picture it changes, and its file's row with it.
create function private.drop_revision_asset() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from assets where id = old.asset_id;
  return null;
end $$;
create trigger drop_asset after delete on revisions for each row execute function private.drop_revision_asset();

-- `p_revisions`: [{id, from_id, asset_id, path, width, height, bytes, media_type, locale, meta, thumbnail_path, choice?}], all
-- or none. `choice` is a word on the AI label, which is logged. Answers {status: accepted | replayed, renders} or
-- {status: mismatch}.
create function save_revisions(
  p_user uuid, p_revisions jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first_id text := p_revisions -> 0 ->> 'id';
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, first_id);
  one jsonb;
  parent jsonb;
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is not null then
    return jsonb_build_object('status', 'replayed', 'renders', get_revisions(earlier ->> 'id', p_user));
  end if;
  for one in select jsonb_array_elements(p_revisions) loop
    parent := get_render(one ->> 'from_id', p_user) -> 'render';
    insert into assets (id, user_id, type, path, width, height, bytes, media_type, meta)
    values (
      one ->> 'asset_id', p_user, 'render', one ->> 'path', (one ->> 'width')::int, (one ->> 'height')::int,
      (one ->> 'bytes')::bigint, one ->> 'media_type',
      jsonb_build_object('job_id', parent -> 'job_id', 'variant', parent -> 'variant', 'files', one #> '{meta,files}')
    );
    insert into revisions (id, render_id, from_id, user_id, batch, asset_id, locale, meta, thumbnail_path)
    values (
      one ->> 'id', parent ->> 'original_id', one ->> 'from_id', p_user, first_id, one ->> 'asset_id',
      coalesce(one ->> 'locale', ''), one -> 'meta', coalesce(one ->> 'thumbnail_path', '')
    );
    if one -> 'choice' is not null and one -> 'choice' <> 'null'::jsonb then
      insert into render_choices (user_id, render_id, action, detail)
      values (p_user, one ->> 'id', 'disclosure', one -> 'choice');
    end if;
  end loop;
  return jsonb_build_object('status', 'accepted', 'renders', get_revisions(first_id, p_user));
end $$;

-- The chosen one of its project, in place of the one before. Answers the render.
create function select_render(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  chosen jsonb := get_render(p_id, p_user) -> 'render';
  revised text := case when chosen ->> 'from_id' is not null then p_id end;
begin
  insert into selections (project_id, render_id, revision_id)
  values (chosen ->> 'project_id', chosen ->> 'original_id', revised)
  on conflict (project_id) do update set render_id = excluded.render_id, revision_id = excluded.revision_id;
  insert into render_choices (user_id, render_id, action, detail)
  values (p_user, p_id, 'selected', jsonb_build_object('project_id', chosen -> 'project_id'));
  return get_render(p_id, p_user) -> 'render';
end $$;

-- Counts `p_pieces` more of a render, or of one that a revision was made of, before they are drawn. Raises
-- `free_limit_reached` and counts nothing when that is more than a day allows.
create function take_free(p_id text, p_user uuid, p_pieces int) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  original text := get_render(p_id, p_user) #>> '{render,original_id}';
  allowed bigint := nullif(private.house_rule('free_per_render'), 0);
  used int;
begin
  if allowed is null then return 'null'; end if;
  insert into free_uses (render_id, day, user_id, uses) values (original, private.day_utc(), p_user, p_pieces)
  on conflict (render_id, day) do update set uses = free_uses.uses + excluded.uses
  returning uses into used;
  if used > allowed then
    perform private.fail(429, 'free_limit_reached', jsonb_build_object(
      'allowed', allowed, 'left', allowed - (used - p_pieces), 'retry_after', private.until_midnight_utc()
    )::text);
  end if;
  return 'null';
end $$;

select private.seal_functions();
