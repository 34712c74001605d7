-- Pictures that are somebody's, and files on their way in: announced, sent straight to the store, then looked at and taken in.
-- Whatever belongs to somebody else is `not_found`.

create function get_asset(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asset jsonb;
begin
  select to_jsonb(a) into asset from assets a where a.id = p_id and private.may_use_asset(a, p_user);
  if asset is null then perform private.fail(404, 'not_found'); end if;
  return asset;
end $$;

-- Those of `p_ids` (a JSON list) that exist and that the user may use, in the order asked for.
create function get_assets(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(a) order by wanted.place), '[]')
  from jsonb_array_elements_text(p_ids) with ordinality as wanted (id, place)
  join assets a on a.id = wanted.id and private.may_use_asset(a, p_user)
$$;

-- The pictures of an organisation's project are the organisation's.
create function private.take_organisation() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  new.organisation_id := (
    select p.organisation_id from jobs j join projects p on p.id = j.project_id where j.id = new.meta ->> 'job_id'
  );
  return new;
end $$;
create trigger take_organisation before insert on assets
  for each row when (new.type = 'render') execute function private.take_organisation();

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

-- Adds to what is known of an asset, such as its version without faces.
create function note_asset(p_id text, p_user uuid, p_meta jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform get_asset(p_id, p_user);
  update assets set meta = meta || p_meta where id = p_id;
  return get_asset(p_id, p_user);
end $$;

-- Keeps an asset from the sweep, or lets it go again. A face is kept for longer by its owner alone, and only with a consent
-- given after it came.
create function pin_asset(p_id text, p_user uuid, p_pinned boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asset jsonb := get_asset(p_id, p_user);
begin
  if asset ->> 'type' = 'selfie' and asset ->> 'user_id' <> p_user::text then perform private.fail(403, 'forbidden'); end if;
  if p_pinned and asset ->> 'type' = 'selfie' and not exists (
    select from consents c
    where c.user_id = p_user and c.revoked_at is null and c.granted_at > (asset ->> 'created_at')::timestamptz
  ) then
    perform private.fail(403, 'consent_required', 'To keep a selfie for longer, record the consent again.');
  end if;
  update assets set pinned_at = case when p_pinned then coalesce(pinned_at, now()) end where id = p_id;
  return get_asset(p_id, p_user);
end $$;

create function get_upload(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  upload jsonb;
begin
  select to_jsonb(u) || jsonb_build_object('expired', u.expires_at < now()) into upload
  from uploads u where u.id = p_id and u.user_id = p_user;
  if upload is null then perform private.fail(404, 'not_found'); end if;
  return upload;
end $$;

-- `p_upload`: {id, type, path, media_type, bytes, sha256, about, expires_at}.
-- Answers {status: accepted | replayed, upload} or {status: mismatch}; a replay of what was swept is gone.
create function open_upload(
  p_user uuid, p_upload jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_upload ->> 'id');
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into uploads (id, user_id, type, path, media_type, bytes, sha256, about, expires_at)
    select u.id, p_user, u.type, u.path, u.media_type, u.bytes, u.sha256, coalesce(u.about, '{}'), u.expires_at
    from jsonb_populate_record(null::uploads, p_upload) u;
  elsif not exists (select from uploads where id = earlier ->> 'id') then
    perform private.fail(410, 'upload_expired');
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'upload', get_upload(coalesce(earlier ->> 'id', p_upload ->> 'id'), p_user)
  );
end $$;

-- As `create_asset`, with what was declared about it: `p_attestation` is {statement, source} or null. An asset that was
-- announced is taken in once, however many ask for it at a time.
create function admit_asset(
  p_user uuid, p_asset jsonb, p_attestation jsonb default null, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  answer jsonb;
begin
  perform from uploads where id = p_asset ->> 'id' and user_id = p_user for update;
  if exists (select from assets where id = p_asset ->> 'id' and user_id = p_user) then
    return jsonb_build_object('status', 'replayed', 'asset', get_asset(p_asset ->> 'id', p_user));
  end if;
  answer := create_asset(p_user, p_asset, p_key, p_body_hash);
  if answer ->> 'status' = 'accepted' and jsonb_typeof(p_attestation) = 'object' then
    insert into attestations (asset_id, user_id, statement, source)
    values (p_asset ->> 'id', p_user, p_attestation ->> 'statement', p_attestation ->> 'source');
  end if;
  return answer;
end $$;

-- Forgets uploads whose time was over an hour ago; answers where their raw files lie.
create function expire_uploads(p_limit int default 100) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from uploads where id in (
      select id from uploads where expires_at < now() - interval '1 hour' order by expires_at limit p_limit
      for update skip locked
    ) returning path
  )
  select coalesce(jsonb_agg(path), '[]') from gone
$$;

select private.seal_functions();
