-- Projects, and brand kits: colors, fonts, a logo and a style that projects take as their defaults. One's own, or an
-- organisation's.

create function get_project(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  project jsonb;
begin
  select to_jsonb(p) into project from projects p
  where p.id = p_id and private.may_use(p_user, p.user_id, p.organisation_id);
  if project is null then perform private.fail(404, 'not_found'); end if;
  return project;
end $$;

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

-- `p_project`: {id, mode, platform, width, height, brief, organisation_id?}.
-- Answers {status: accepted | replayed, project} or {status: mismatch}.
create function create_project(
  p_user uuid, p_project jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_project ->> 'id');
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    if p_project ->> 'organisation_id' is not null then
      perform private.must_be(p_project ->> 'organisation_id', p_user, 'member');
    end if;
    insert into projects (id, user_id, mode, platform, width, height, brief, organisation_id)
    select p.id, p_user, p.mode, p.platform, p.width, p.height, p.brief, p.organisation_id
    from jsonb_populate_record(null::projects, p_project) p;
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'project', get_project(coalesce(earlier ->> 'id', p_project ->> 'id'), p_user)
  );
end $$;

-- Compare and set: `p_version` is the version the caller merged its patch into. `precondition_failed` when it moved on.
create function update_project(p_user uuid, p_project jsonb, p_version int) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  project jsonb := get_project(p_project ->> 'id', p_user);
begin
  update projects set
    mode = wanted.mode, platform = wanted.platform, width = wanted.width, height = wanted.height, brief = wanted.brief,
    version = projects.version + 1
  from jsonb_populate_record(null::projects, p_project) wanted
  where projects.id = wanted.id and projects.version = p_version;
  if not found then perform private.fail(412, 'precondition_failed'); end if;
  return get_project(p_project ->> 'id', p_user);
end $$;

-- What a project's newest job makes of it. Nothing failed when a job was taken back: the project is a draft again.
create function private.refresh_project(p_project text) returns void
language sql set search_path = public, pg_temp as $$
  update projects set status = wanted.status
  from (
    select case
      when j.status in ('queued', 'running') then 'queued'
      when j.status in ('succeeded', 'partially_succeeded') then 'done'
      when j.status = 'canceled' then 'draft'
      else 'failed'
    end::project_status as status
    from jobs j where j.project_id = p_project order by j.created_at desc, j.id desc limit 1
  ) wanted
  where projects.id = p_project and projects.status <> wanted.status
$$;

create function private.kit_json(p_kit brand_kits) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_kit) || jsonb_build_object('logo', (
    select jsonb_build_object('asset_id', a.id, 'key', a.path, 'width', a.width, 'height', a.height)
    from assets a where a.id = p_kit.logo_id
  ))
$$;

create function get_brand_kit(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  kit jsonb;
begin
  select private.kit_json(k) into kit from brand_kits k
  where k.id = p_id and private.may_use(p_user, k.user_id, k.organisation_id);
  if kit is null then perform private.fail(404, 'not_found'); end if;
  return kit;
end $$;

-- Of an organisation, or one's own when it is null; newest first.
create function list_brand_kits(p_user uuid, p_organisation text default null) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if p_organisation is not null then perform private.must_be(p_organisation, p_user, 'member'); end if;
  return (
    select coalesce(jsonb_agg(private.kit_json(k) order by k.created_at desc, k.id desc), '[]')
    from brand_kits k
    where k.organisation_id = p_organisation or (p_organisation is null and k.organisation_id is null and k.user_id = p_user)
  );
end $$;

-- `p_kit`: {id, organisation_id?, name, colors, fonts, vibe, typography}. An organisation's are made by its admins.
-- Answers {status: accepted | replayed, kit} or {status: mismatch}.
create function create_brand_kit(
  p_user uuid, p_kit jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb;
begin
  if p_kit ->> 'organisation_id' is not null then
    perform private.must_be(p_kit ->> 'organisation_id', p_user, 'admin');
  end if;
  perform private.require_feature(p_user, 'brand_kits');
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_kit ->> 'id');
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into brand_kits (id, user_id, organisation_id, name, colors, fonts, vibe, typography)
    select k.id, p_user, k.organisation_id, k.name, k.colors, k.fonts, k.vibe, k.typography
    from jsonb_populate_record(null::brand_kits, p_kit) k;
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'kit', get_brand_kit(coalesce(earlier ->> 'id', p_kit ->> 'id'), p_user)
  );
end $$;

-- Refuses whoever may see it but not change it.
create function private.must_edit_kit(p_id text, p_user uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  kit jsonb := get_brand_kit(p_id, p_user);
begin
  if kit ->> 'organisation_id' is not null then
    perform private.must_be(kit ->> 'organisation_id', p_user, 'admin');
  end if;
  perform private.require_feature(p_user, 'brand_kits');
  perform from brand_kits where id = p_id for update;
end $$;

-- What `p_changes` names: name, colors, fonts, vibe, typography.
create function update_brand_kit(p_id text, p_user uuid, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.must_edit_kit(p_id, p_user);
  update brand_kits set
    name = coalesce(p_changes ->> 'name', name), colors = coalesce(p_changes -> 'colors', colors),
    fonts = coalesce(p_changes -> 'fonts', fonts), vibe = coalesce(p_changes -> 'vibe', vibe),
    typography = coalesce(p_changes -> 'typography', typography)
  where id = p_id;
  return get_brand_kit(p_id, p_user);
end $$;

-- A new logo, or none (`p_asset` null). It is kept as long as the kit has it. Answers {kit, before}: the key of the file
-- that nobody needs any more, or null.
create function set_brand_logo(p_id text, p_user uuid, p_asset jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier text;
  old_file text;
begin
  perform private.must_edit_kit(p_id, p_user);
  select logo_id into earlier from brand_kits where id = p_id;
  if jsonb_typeof(p_asset) = 'object' then
    insert into assets (id, user_id, type, path, width, height, md5, bytes, media_type, meta, pinned_at)
    select a.id, p_user, 'ref', a.path, a.width, a.height, a.md5, a.bytes, a.media_type, a.meta, now()
    from jsonb_populate_record(null::assets, p_asset) a;
    update brand_kits set logo_id = p_asset ->> 'id' where id = p_id;
  end if;
  delete from assets where id = earlier returning path into old_file;
  return jsonb_build_object('kit', get_brand_kit(p_id, p_user), 'before', old_file);
end $$;

create function delete_brand_kit(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  old_file text;
begin
  perform private.must_edit_kit(p_id, p_user);
  delete from assets where id = (select logo_id from brand_kits where id = p_id) returning path into old_file;
  delete from brand_kits where id = p_id;
  return jsonb_build_object('before', old_file);
end $$;

-- For a run: the kit, if the person's plan has kits.
create function brand_kit_for_run(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  kit jsonb := get_brand_kit(p_id, p_user);
begin
  perform private.require_feature(p_user, 'brand_kits');
  return kit;
end $$;

select private.seal_functions();
