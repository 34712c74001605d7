-- Erasing as people and the clock ask for it: rows go at once, or are closed; files and all else go in the steps.

-- The larger count of each name: what is looked for twice is not counted twice.
create function private.most_of(p_one jsonb, p_other jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(name, most), '{}')
  from (
    select name, max(n::bigint) as most
    from (select * from jsonb_each_text(p_one) union all select * from jsonb_each_text(p_other)) both_of (name, n)
    group by name
  ) counted
  where most > 0
$$;

create function private.counted_assets(p_user uuid, p_types asset_type[]) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(
    case type when 'selfie' then 'selfies' when 'ref' then 'references' when 'copy_target' then 'copy_targets' else 'renders' end, n
  ), '{}')
  from (
    select type, count(*) as n from assets where user_id = p_user and type = any (p_types) and purged_at is null group by type
  ) found
$$;

-- Whether a job that is not over was asked for with it, or made it.
create function private.in_use(p_asset assets) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from jobs j join prompts p on p.id = j.prompt_id
    where j.status in ('queued', 'running') and (
      p_asset.meta ->> 'job_id' = j.id
      or (p_asset.type <> 'render' and (strpos(p.normalized::text, p_asset.id) > 0 or strpos(p.raw::text, p_asset.id) > 0))
    )
  )
$$;

-- Files of an original: itself and its version without faces.
create function private.keys_of(p_asset assets) returns jsonb
language sql immutable set search_path = public, pg_temp as $$
  select case
    when coalesce(p_asset.meta ->> 'masked', p_asset.path) <> p_asset.path
      then jsonb_build_array(p_asset.path, p_asset.meta ->> 'masked')
    else jsonb_build_array(p_asset.path)
  end
$$;

create function private.selfies_of(p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(id), '[]') from assets where user_id = p_user and type = 'selfie'
$$;

-- The row, and what is kept of an account, with the reason.
create function private.erasure_json(p_erasure erasures) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_erasure) || jsonb_build_object('kept', case when p_erasure.kind = 'account' then (
    select jsonb_agg(jsonb_build_object('what', b.name, 'why', b.why) order by b.name)
    from private.belongings b where b.fate = 'kept'
  ) else '[]' end)
$$;

create function private.begin_erasure(
  p_id text, p_user uuid, p_kind text, p_subject text, p_step text, p_work jsonb, p_erased jsonb
) returns jsonb
language plpgsql set search_path = public, pg_temp as $$
declare
  begun erasures;
begin
  insert into erasures (id, user_id, kind, subject, step, work, erased, due_at)
  values (p_id, p_user, p_kind, p_subject, p_step, p_work, private.most_of(p_erased, '{}'), now() + interval '1 minute')
  returning * into begun;
  return private.erasure_json(begun);
end $$;

-- One picture. Its row goes at once, its files in the steps. The picture of a render takes the render and its revisions
-- with it. `asset_in_use` while a job needs it. Asked again, the same receipt.
create function erase_asset(p_id text, p_user uuid, p_asset text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier erasures;
  asset assets;
  made renders;
  revised revisions;
  stem text;
  counts jsonb;
begin
  perform from users where id = p_user for update;
  select * into earlier from erasures where subject = p_asset and user_id = p_user and kind = 'asset';
  if found then return private.erasure_json(earlier); end if;
  select * into asset from assets where id = p_asset and user_id = p_user for update;
  if not found then perform private.fail(404, 'not_found'); end if;
  if private.in_use(asset) then perform private.fail(409, 'asset_in_use'); end if;
  insert into erased_assets (id) values (p_asset) on conflict do nothing;
  if asset.type <> 'render' then
    delete from assets where id = p_asset;
    counts := jsonb_build_object(case asset.type when 'selfie' then 'selfies' when 'ref' then 'references' else 'copy_targets' end, 1);
    return private.begin_erasure(p_id, p_user, 'asset', p_asset, 'files',
      jsonb_build_object('keys', private.keys_of(asset)), counts);
  end if;
  stem := 'jobs/' || (asset.meta ->> 'job_id') || '/';
  delete from revisions where asset_id = p_asset returning * into revised;
  if found then
    return private.begin_erasure(p_id, p_user, 'asset', p_asset, 'files', jsonb_build_object(
      'prefixes', jsonb_build_array(stem || 'renders/' || (asset.meta ->> 'variant') || '-' || revised.id || '/')
    ), '{"renders": 1}');
  end if;
  select * into made from renders where asset_id = p_asset;
  counts := jsonb_build_object('renders', 1, 'revisions', (select count(*) from revisions where render_id = made.id));
  insert into erased_assets (id) select asset_id from revisions where render_id = made.id on conflict do nothing;
  delete from renders where id = made.id;
  delete from assets where id = p_asset;
  return private.begin_erasure(p_id, p_user, 'asset', p_asset, 'files', jsonb_build_object(
    'prefixes', (
      select jsonb_agg(stem || folder || '/' || (asset.meta ->> 'variant') || '-')
      from unnest(array['images', 'renders', 'sessions', 'thoughts']) folder
    )
  ), counts);
end $$;

-- What was measured of a face and what it was measured on: selfies, versions without faces, what identity stored; consent
-- is taken back. Finished pictures stay. Jobs that use a selfie are canceled first, those of others too, for which the selfies
-- are remembered. Asked again before the end, the same receipt.
create function erase_biometrics(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier erasures;
  counts jsonb;
  files jsonb;
  selfies jsonb := private.selfies_of(p_user);
begin
  perform from users where id = p_user for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  select * into earlier from erasures
  where user_id = p_user and kind = 'biometrics' and erased_at is null order by requested_at limit 1;
  if found then return private.erasure_json(earlier); end if;
  counts := private.counted_assets(p_user, '{selfie}') || jsonb_build_object(
    'consents', (select count(*) from consents where user_id = p_user and revoked_at is null),
    'masked_versions', (
      select count(*) from assets where user_id = p_user and coalesce(meta ->> 'masked', path) <> path
    )
  );
  select coalesce(jsonb_agg(key), '[]') into files from (
    select jsonb_array_elements_text(private.keys_of(a)) as key from assets a where a.user_id = p_user and a.type = 'selfie'
    union
    select meta ->> 'masked' from assets where user_id = p_user and coalesce(meta ->> 'masked', path) <> path
    union
    select path from uploads where user_id = p_user and type = 'selfie'
  ) found;
  update consents set revoked_at = now() where user_id = p_user and revoked_at is null;
  insert into erased_assets (id) select id from assets where user_id = p_user and type = 'selfie' on conflict do nothing;
  delete from assets where user_id = p_user and type = 'selfie';
  delete from uploads where user_id = p_user and type = 'selfie';
  update assets set meta = meta - 'masked' where user_id = p_user and meta ? 'masked';
  return private.begin_erasure(
    p_id, p_user, 'biometrics', null, 'settle', jsonb_build_object('keys', files, 'selfies', selfies), counts
  );
end $$;

-- Originals older than `p_before` (seconds since 1970) that nobody pinned and no job needs: an erasure per owner. Answers how many there were.
create function purge_originals(p_before double precision, p_limit int default 100) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with due as (
    select a.id, a.user_id, private.keys_of(a) as keys from assets a
    where a.type <> 'render' and a.pinned_at is null and a.purged_at is null and a.created_at < to_timestamp(p_before)
      and not private.in_use(a)
    order by a.created_at limit p_limit for update skip locked
  ), purged as (
    update assets set purged_at = now(), meta = meta - 'masked' - 'face' where id in (select id from due) returning id
  ), begun as (
    insert into erasures (id, user_id, kind, step, work, erased, due_at)
    select 'ers_' || upper(left(md5(gen_random_uuid()::text), 26)), d.user_id, 'retention', 'files',
      jsonb_build_object('keys', jsonb_agg(key)), jsonb_build_object('originals', count(distinct d.id)), now()
    from due d, jsonb_array_elements_text(d.keys) key
    group by d.user_id
  )
  select to_jsonb(count(*)) from purged
$$;

-- A receipt, of whoever asks with its owner's name or, for one with a link, without (`p_user` null).
create function get_erasure(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_one jsonb;
begin
  select private.erasure_json(e) into found_one from erasures e where e.id = p_id and (p_user is null or e.user_id = p_user);
  if found_one is null then perform private.fail(404, 'not_found'); end if;
  return found_one;
end $$;

-- Newest first.
create function list_erasures(p_user uuid, p_limit int default 100) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(private.erasure_json(e) order by e.requested_at desc), '[]')
  from (select id from erasures where user_id = p_user order by requested_at desc limit p_limit) newest
  join erasures e using (id)
$$;

select private.seal_functions();
