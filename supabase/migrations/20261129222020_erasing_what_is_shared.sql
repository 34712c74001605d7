-- Erasing reaches what others do with it: a subscription is ended at the payment provider, and unfinished jobs of colleagues
-- that use a selfie of the person are taken back.

-- As before; the first step ends the subscription, and the selfies are remembered for the jobs of others.
create or replace function erase_account(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  person users;
  earlier erasures;
begin
  select * into person from users where id = p_user for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  if person.erased_at is not null then
    select * into earlier from erasures
    where user_id = p_user and kind = 'account' order by requested_at desc limit 1;
    return private.erasure_json(earlier);
  end if;
  update users set erased_at = now() where id = p_user;
  update consents set revoked_at = now() where user_id = p_user and revoked_at is null;
  return private.begin_erasure(p_id, p_user, 'account', null, 'subscription', jsonb_build_object(
    'keys', coalesce((select jsonb_agg(path) from uploads where user_id = p_user), '[]'),
    'prefixes', jsonb_build_array('uploads/' || p_user || '/'),
    'selfies', private.selfies_of(p_user),
    'subscription', (
      select subscription_id from billing_accounts
      where user_id = p_user and subscription_status not in ('canceled', 'incomplete_expired')
    )
  ), '{}');
end $$;

create function private.selfies_of(p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(id), '[]') from assets where user_id = p_user and type = 'selfie'
$$;

-- As before, and the selfies are remembered for the jobs of others.
create or replace function erase_biometrics(p_id text, p_user uuid) returns jsonb
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

-- Whose jobs it is about, written down as `jobs` (the person's own: all of an account, those with a face of biometrics) and
-- `shared` (unfinished ones of others that use a selfie of theirs), and which of them are not over: [{id, code}], where the
-- code is what their owner is told.
create or replace function erasure_jobs(p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about erasures;
  known jsonb;
  others jsonb;
  unfinished jsonb;
begin
  select * into about from erasures where id = p_id for update;
  select coalesce(jsonb_agg(j.id order by j.created_at), '[]') into known
  from jobs j join prompts p on p.id = j.prompt_id
  where j.user_id = about.user_id and (
    about.kind = 'account'
    or (jsonb_array_length(coalesce(p.normalized -> 'refs', '[]')) > 0 and j.created_at <= about.requested_at)
  );
  select coalesce(jsonb_agg(j.id order by j.created_at), '[]') into others
  from jobs j join prompts p on p.id = j.prompt_id
  where j.status in ('queued', 'running') and j.user_id <> about.user_id
    and p.normalized -> 'refs' ?| array(select jsonb_array_elements_text(about.work -> 'selfies'));
  select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'code', case
    when about.kind = 'account' and j.user_id = about.user_id then 'canceled' else 'consent_withdrawn'
  end)), '[]') into unfinished
  from jobs j
  where j.status in ('queued', 'running') and ((j.user_id = about.user_id and known ? j.id) or others ? j.id);
  update erasures set
    work = work || jsonb_build_object('jobs', known, 'shared', (
      select coalesce(jsonb_agg(distinct job), '[]')
      from jsonb_array_elements_text(coalesce(work -> 'shared', '[]') || others) job
    )),
    erased = private.most_of(erased, jsonb_build_object(
      'canceled_jobs', jsonb_array_length(unfinished) - jsonb_array_length(others),
      'canceled_jobs_of_others', jsonb_array_length(others)
    ))
  where id = p_id;
  return unfinished;
end $$;

select private.seal_functions();
