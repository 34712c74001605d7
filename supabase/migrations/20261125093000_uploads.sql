-- Files on their way in: announced, sent straight to the store, then looked at and taken in. And what people declare
-- about pictures that are not their own.

create table uploads (
  id text primary key,
  user_id uuid not null references users (id),
  type asset_type not null check (type <> 'render'),
  path text not null,
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  sha256 text not null,
  about jsonb not null default '{}',
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table uploads is 'Announced files. The id becomes the asset''s; until then nothing can use it.';
comment on column uploads.path is 'Where the raw file lies until it was looked at.';
create index uploads_of_user on uploads (user_id, created_at desc);
create index uploads_by_expiry on uploads (expires_at);

-- Outlives the picture it speaks of.
create table attestations (
  asset_id text primary key,
  user_id uuid not null references users (id),
  statement text not null,
  source text not null,
  made_at timestamptz not null default now()
);
comment on column attestations.statement is 'Which wording was agreed to.';
create index attestations_of_user on attestations (user_id, made_at desc);

alter table uploads enable row level security;
alter table attestations enable row level security;
revoke all on uploads, attestations from anon, authenticated;
grant select on uploads, attestations to authenticated, service_role;
create policy own on uploads for select to authenticated using (user_id = (select auth.uid()));
create policy own on attestations for select to authenticated using (user_id = (select auth.uid()));

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

-- Adds to what is known of an asset, such as its version without faces.
create function note_asset(p_id text, p_user uuid, p_meta jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update assets set meta = meta || p_meta where id = p_id and user_id = p_user;
  return get_asset(p_id, p_user);
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
