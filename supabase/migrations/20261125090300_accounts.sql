-- Accounts, consents, assets and projects, as the gateway calls them. Whatever belongs to somebody else is `not_found`.

-- Claims an idempotency key. Null when it is new; else {status: replayed | mismatch, id} of the first request.
-- A concurrent twin waits here until the first one commits.
create function private.claim_key(p_user uuid, p_key text, p_body_hash text, p_id text) returns jsonb
language plpgsql set search_path = public, pg_temp as $$
declare
  earlier idempotency_keys;
begin
  if p_key is null then return null; end if;
  insert into idempotency_keys (user_id, key, body_hash, resource_id) values (p_user, p_key, p_body_hash, p_id)
  on conflict (user_id, key) do nothing;
  if found then return null; end if;
  select * into earlier from idempotency_keys where user_id = p_user and key = p_key;
  return jsonb_build_object(
    'status', case when earlier.body_hash = p_body_hash then 'replayed' else 'mismatch' end, 'id', earlier.resource_id
  );
end $$;

create function me(p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_user jsonb;
begin
  select jsonb_build_object(
    'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role, 'created_at', u.created_at,
    'credits', p.credits, 'brand_colors', p.brand_colors, 'default_style', p.default_style, 'plan', to_jsonb(plans),
    'held', (select coalesce(sum(amount), 0) from holds h where h.user_id = u.id and h.status in ('waiting', 'running'))
  )
  into found_user
  from users u join profiles p on p.user_id = u.id join plans on plans.name = p.plan
  where u.id = p_user;
  if found_user is null then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  return found_user;
end $$;

-- The first login makes the user, the profile and the plan's first grant, once; every login answers `me`.
create function ensure_user(p_user uuid, p_email text, p_name text, p_plan text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  opening int;
begin
  if not exists (select from profiles where user_id = p_user) then
    select monthly_credits into opening from plans where name = p_plan;
    if not found then perform private.fail(422, 'validation_failed', 'There is no such plan.'); end if;
    insert into users (id, email, name) values (p_user, p_email, coalesce(p_name, '')) on conflict (id) do nothing;
    insert into profiles (user_id, plan) values (p_user, p_plan) on conflict (user_id) do nothing;
    if found and opening > 0 then
      perform private.book(p_user, 'credits.granted', opening, 'grant:' || p_user || ':first',
        jsonb_build_object('plan', p_plan));
    end if;
  end if;
  return me(p_user);
end $$;

create function record_consent(
  p_id text, p_user uuid, p_statement text, p_recipients jsonb, p_source text
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into consents (id, user_id, statement, recipients, source)
  values (p_id, p_user, p_statement, p_recipients, p_source)
  on conflict (id) do nothing;
  return (select to_jsonb(c) from consents c where c.id = p_id and c.user_id = p_user);
end $$;

-- The newest consent that was not taken back; null when there is none.
create function current_consent(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(c) from consents c
  where c.user_id = p_user and c.revoked_at is null
  order by c.granted_at desc, c.id desc limit 1
$$;

create function get_asset(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asset jsonb;
begin
  select to_jsonb(a) into asset from assets a where a.id = p_id and a.user_id = p_user;
  if asset is null then perform private.fail(404, 'not_found'); end if;
  return asset;
end $$;

-- Those of `p_ids` (a JSON list) that exist and are the user's, in the order asked for.
create function get_assets(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(a) order by wanted.place), '[]')
  from jsonb_array_elements_text(p_ids) with ordinality as wanted (id, place)
  join assets a on a.id = wanted.id and a.user_id = p_user
$$;

-- `p_asset`: {id, type, path, width, height, md5, bytes, media_type, consent_id?, meta?}.
-- Answers {status: accepted | replayed, asset} or {status: mismatch}.
create function create_asset(
  p_user uuid, p_asset jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_asset ->> 'id');
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into assets (id, user_id, type, path, width, height, md5, bytes, media_type, consent_id, meta)
    select a.id, p_user, a.type, a.path, a.width, a.height, a.md5, coalesce(a.bytes, 0), coalesce(a.media_type, ''),
      a.consent_id, coalesce(a.meta, '{}')
    from jsonb_populate_record(null::assets, p_asset) a;
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'asset', get_asset(coalesce(earlier ->> 'id', p_asset ->> 'id'), p_user)
  );
end $$;

create function get_project(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  project jsonb;
begin
  select to_jsonb(p) into project from projects p where p.id = p_id and p.user_id = p_user;
  if project is null then perform private.fail(404, 'not_found'); end if;
  return project;
end $$;

-- `p_project`: {id, mode, platform, width, height, brief}.
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
    insert into projects (id, user_id, mode, platform, width, height, brief)
    select p.id, p_user, p.mode, p.platform, p.width, p.height, p.brief
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
