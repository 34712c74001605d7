-- What one does with a finished picture: other words on it (a revision: a row of its own, never a projection), the one that
-- is chosen, and what is kept for longer.

create table revisions (
  id text primary key,
  render_id text not null references renders (id) on delete cascade,
  from_id text not null,
  user_id uuid not null references users (id),
  batch text not null,
  asset_id text not null references assets (id) on delete cascade,
  locale text not null default '',
  meta jsonb not null default '{}',
  thumbnail_path text not null default '',
  created_at timestamptz not null default clock_timestamp()  -- those of one call keep their order
);
comment on column revisions.render_id is 'The picture that a job made; every revision of it names it, however many steps away.';
comment on column revisions.from_id is 'The render or revision whose words were changed.';
comment on column revisions.batch is 'The first revision of the call that made it: one call may make one per language.';
create index revisions_of_render on revisions (render_id, created_at);
create index revisions_of_user on revisions (user_id, batch);
create index revisions_of_asset on revisions (asset_id);

create table selections (
  project_id text primary key references projects (id) on delete cascade,
  render_id text not null references renders (id) on delete cascade,
  revision_id text references revisions (id) on delete cascade,
  updated_at timestamptz not null default now()
);
comment on table selections is 'The chosen picture of a project, as the job made it or as a revision of it.';
create index selections_of_render on selections (render_id);
create index selections_of_revision on selections (revision_id);
create trigger touch before update on selections for each row execute function touch_updated_at();

-- Outlives what it speaks of.
create table render_choices (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  render_id text not null,
  action text not null check (action in ('selected', 'disclosure')),
  detail jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index render_choices_of_user on render_choices (user_id, id desc);

alter table assets add column pinned_at timestamptz;
comment on column assets.pinned_at is 'Kept from the sweep of old originals until it is unpinned.';

-- A revision goes with the picture it changes, and its file's row with it.
create function private.drop_revision_asset() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from assets where id = old.asset_id;
  return null;
end $$;
create trigger drop_asset after delete on revisions for each row execute function private.drop_revision_asset();

create function private.revisions_json(p_render text) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', v.id, 'from_id', v.from_id, 'locale', v.locale, 'asset_id', v.asset_id, 'words', v.meta -> 'words',
    'created_at', v.created_at
  ) order by v.created_at, v.id), '[]')
  from revisions v where v.render_id = p_render
$$;

-- As before, and with what became of it: its revisions, whether it is the chosen one, whether it is kept.
create or replace function private.render_json(p_render renders) returns jsonb
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
  where r.id = p_id and j.user_id = p_user;
  if found_render is not null then return found_render; end if;
  select jsonb_build_object(
    'render', private.revision_json(v), 'quality', j.quality,
    'brief', p.normalized || coalesce(v.meta -> 'words', '{}')
      || jsonb_strip_nulls(jsonb_build_object('disclosure', v.meta #> '{disclosure,choice}'))
  )
  into found_render
  from revisions v join renders r on r.id = v.render_id join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where v.id = p_id and v.user_id = p_user;
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

-- The revisions one call made, in its order.
create function get_revisions(p_batch text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(private.revision_json(v) order by v.created_at, v.id), '[]')
  from revisions v where v.batch = p_batch and v.user_id = p_user
$$;

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

-- Keeps an asset from the sweep, or lets it go again. A face is kept for longer only with a consent given after it came.
create function pin_asset(p_id text, p_user uuid, p_pinned boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asset jsonb := get_asset(p_id, p_user);
begin
  if p_pinned and asset ->> 'type' = 'selfie' and not exists (
    select from consents c
    where c.user_id = p_user and c.revoked_at is null and c.granted_at > (asset ->> 'created_at')::timestamptz
  ) then
    perform private.fail(403, 'consent_required', 'To keep a selfie for longer, record the consent again.');
  end if;
  update assets set pinned_at = case when p_pinned then coalesce(pinned_at, now()) end where id = p_id;
  return get_asset(p_id, p_user);
end $$;

alter table revisions enable row level security;
alter table selections enable row level security;
alter table render_choices enable row level security;
revoke all on revisions, selections, render_choices from anon, authenticated;
grant select on revisions, selections, render_choices to authenticated, service_role;
create policy own on revisions for select to authenticated using (user_id = (select auth.uid()));
create policy own on render_choices for select to authenticated using (user_id = (select auth.uid()));
create policy own on selections for select to authenticated
  using (project_id in (select id from projects where user_id = (select auth.uid())));

select private.seal_functions();
