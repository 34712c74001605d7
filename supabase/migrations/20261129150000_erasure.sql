-- Erasing: a picture, everything measured of a face, or a whole account; and originals whose time is over. Each is one row
-- of `erasures` that walks through steps, may die at any of them, and is gone on with. The row is the receipt.

alter table users add column erased_at timestamptz;
comment on column users.erased_at is 'A tombstone: who signed in before does not come back by that.';
alter table assets add column purged_at timestamptz;
comment on column assets.purged_at is 'The file is gone, because its time was over; the row says that it was there.';
create index assets_to_purge on assets (created_at) where type <> 'render' and pinned_at is null and purged_at is null;

create table erasures (
  id text primary key,
  user_id uuid not null references users (id),
  kind text not null check (kind in ('asset', 'biometrics', 'account', 'retention')),
  subject text,
  step text not null,
  work jsonb not null default '{}',
  erased jsonb not null default '{}',
  remaining jsonb not null default '[]',
  requested_at timestamptz not null default now(),
  erased_at timestamptz,
  due_at timestamptz,
  finished_at timestamptz
);
comment on column erasures.step is 'The next thing to do; `done` at the end.';
comment on column erasures.work is 'What later steps need: {jobs, keys, prefixes} of files. Emptied at the end.';
comment on column erasures.erased is 'How many of what, by its name.';
comment on column erasures.remaining is 'What others still have, and until when.';
comment on column erasures.erased_at is 'When the first pass was complete; a second one looks for what came late.';
create index erasures_of_user on erasures (user_id, requested_at desc);
create index erasures_of_subject on erasures (subject) where subject is not null;
create index erasures_due on erasures (due_at) where finished_at is null;

-- Pictures that were erased: no event of the stream, however late, writes them again.
create table erased_assets (
  id text primary key,
  erased_at timestamptz not null default now()
);

alter table erasures enable row level security;
alter table erased_assets enable row level security;
revoke all on erasures, erased_assets from anon, authenticated;
grant select on erasures to authenticated;
grant select on erasures, erased_assets to service_role;
create policy own on erasures for select to authenticated using (user_id = (select auth.uid()));

-- What belongs to a person, table by table, in the order in which it goes. A test reads the schema and fails when a column
-- that leads to a person, a job or a file is on no row of this list; so a new table adds its row in its own migration.
create table private.belongings (
  name text primary key,
  place int not null,
  fate text not null check (fate in ('deleted', 'emptied', 'kept')),
  columns text[] not null,
  whose text not null default 'user_id = $1',
  changes text check ((fate = 'emptied') = (changes is not null)),
  why text not null default '' check (fate <> 'kept' or why <> '')
);
comment on column private.belongings.columns is 'Those that lead to a person, a job or a file; all there are, of a table that is emptied.';
comment on column private.belongings.whose is 'Which rows: $1 is the person, $2 their jobs (text[]).';
comment on column private.belongings.changes is 'What an emptied row becomes.';

insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('selections', 10, 'deleted', '{project_id,render_id,revision_id}',
    'project_id in (select id from projects where user_id = $1)', null, ''),
  ('revisions', 20, 'deleted', '{user_id,render_id,from_id,asset_id}', 'user_id = $1', null, ''),
  ('render_choices', 30, 'deleted', '{user_id,render_id}', 'user_id = $1', null, ''),
  ('renders', 40, 'deleted', '{job_id,asset_id}', 'job_id = any ($2)', null, ''),
  ('job_variants', 50, 'deleted', '{job_id}', 'job_id = any ($2)', null, ''),
  ('outbox', 60, 'deleted', '{job_id}', 'job_id = any ($2)', null, ''),
  ('jobs', 70, 'deleted', '{user_id,payer_id,project_id,prompt_id}', 'user_id = $1', null, ''),
  ('prompts', 80, 'deleted', '{project_id}', 'project_id in (select id from projects where user_id = $1)', null, ''),
  ('projects', 90, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('uploads', 100, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('assets', 110, 'deleted', '{user_id,consent_id}', 'user_id = $1', null, ''),
  ('idempotency_keys', 120, 'deleted', '{user_id,resource_id}', 'user_id = $1', null, ''),
  ('holds', 130, 'emptied',
    '{job_id,user_id,status,amount,variants,ticket,queue_expires_at,expires_at,dispatched_at,dispatched_by,closing,charged,settlement,settled_at,announce_at,created_at}',
    'user_id = $1 and settlement is not null and ticket is not null', 'ticket = null', ''),
  ('profiles', 140, 'emptied', '{user_id,plan,credits,brand_colors,default_style,updated_at}', 'user_id = $1',
    'brand_colors = ''[]'', default_style = ''{}'', plan = case plan when ''local'' then plan else ''starter'' end', ''),
  ('users', 150, 'emptied', '{id,email,name,role,created_at,erased_at}', 'id = $1',
    'email = null, name = '''', role = ''user''', ''),
  ('audit', 900, 'kept', '{user_id}', 'user_id = $1', null, 'The ledger is append-only: it says what was paid, of whom nobody knows a name.'),
  ('outcomes', 900, 'kept', '{job_id}', 'job_id = any ($2)', null, 'Why the ledger charged what it did: status and code of each variant.'),
  ('consents', 900, 'kept', '{user_id}', 'user_id = $1', null, 'Proves that consent was given and taken back: a wording and two times.'),
  ('attestations', 900, 'kept', '{asset_id,user_id}', 'user_id = $1', null, 'Proves what was declared about a picture of somebody else: a wording and a time.'),
  ('erasures', 900, 'kept', '{user_id,subject}', 'user_id = $1', null, 'The receipts.'),
  ('erased_assets', 900, 'kept', '{id}', 'false', null, 'Ids alone, so that nothing late brings a picture back.');

create function private.refuse_the_erased() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from users where id = new.user_id and erased_at is not null) then
    perform private.fail(401, 'account_erased');
  end if;
  return new;
end $$;
create trigger refuse_the_erased before insert on projects for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on consents for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on uploads for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on jobs for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on revisions for each row execute function private.refuse_the_erased();
-- Not of renders: the projection writes those, and must never stand still.
create trigger refuse_the_erased before insert on assets
  for each row when (new.type <> 'render') execute function private.refuse_the_erased();

create function private.pass_over_erased_asset() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  return case when exists (select from erased_assets where id = new.id) then null else new end;
end $$;
create trigger pass_over_erased before insert on assets for each row execute function private.pass_over_erased_asset();

create function private.pass_over_erased_render() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  return case when exists (select from erased_assets where id = new.asset_id) then null else new end;
end $$;
create trigger pass_over_erased before insert on renders for each row execute function private.pass_over_erased_render();

-- Called before anything is made for somebody whom this process has not seen for a while. Who was erased comes back only by
-- signing in again afterwards (seconds since 1970), when everything is gone; the ledger remembers that the first grant was given.
create function greet(p_user uuid, p_email text, p_name text, p_signed_in_at double precision, p_local boolean)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone timestamptz := (select erased_at from users where id = p_user);
begin
  if gone is null then return 'null'; end if;
  if exists (select from erasures where user_id = p_user and kind = 'account' and erased_at is null)
    or not (p_local or coalesce(to_timestamp(p_signed_in_at) > gone, false))
  then
    perform private.fail(401, 'account_erased');
  end if;
  update users set erased_at = null, email = p_email, name = coalesce(p_name, '') where id = p_user;
  return 'null';
end $$;

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
-- is taken back. Finished pictures stay. Jobs that use a selfie are canceled first. Asked again before the end, the same receipt.
create function erase_biometrics(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier erasures;
  counts jsonb;
  files jsonb;
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
  return private.begin_erasure(p_id, p_user, 'biometrics', null, 'settle', jsonb_build_object('keys', files), counts);
end $$;

-- Everything. The account is closed at once; its rows go when its jobs are settled.
create function erase_account(p_id text, p_user uuid) returns jsonb
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
  return private.begin_erasure(p_id, p_user, 'account', null, 'settle', jsonb_build_object(
    'keys', coalesce((select jsonb_agg(path) from uploads where user_id = p_user), '[]'),
    'prefixes', jsonb_build_array('uploads/' || p_user || '/')
  ), '{}');
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

-- Whose jobs it is about (all of an account; those with a face of somebody's biometrics), written down, and which of them
-- are not over: [job id].
create function erasure_jobs(p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about erasures;
  known jsonb;
begin
  select * into about from erasures where id = p_id for update;
  select coalesce(jsonb_agg(j.id order by j.created_at), '[]') into known
  from jobs j join prompts p on p.id = j.prompt_id
  where j.user_id = about.user_id and (
    about.kind = 'account'
    or (jsonb_array_length(coalesce(p.normalized -> 'refs', '[]')) > 0 and j.created_at <= about.requested_at)
  );
  update erasures set work = work || jsonb_build_object('jobs', known) where id = p_id;
  return (
    select coalesce(jsonb_agg(j.id), '[]') from jobs j
    where known ? j.id and j.user_id = about.user_id and j.status in ('queued', 'running')
  );
end $$;

create function count_erased(p_id text, p_counts jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update erasures set erased = private.most_of(erased, p_counts) where id = p_id;
  select 'null'::jsonb
$$;

-- Compare and set: from one step to another, or to the same one at a later time. Answers the row as it is then.
create function move_erasure(
  p_id text, p_from text, p_to text, p_seconds double precision default 60, p_remaining jsonb default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update erasures set
    step = p_to, due_at = now() + make_interval(secs => p_seconds), remaining = coalesce(p_remaining, remaining),
    erased_at = case when p_to in ('again', 'done') then coalesce(erased_at, now()) end,
    finished_at = case when p_to = 'done' then now() end,
    work = case when p_to = 'done' then '{}' else work end
  where id = p_id and step = p_from;
  return (select private.erasure_json(e) from erasures e where e.id = p_id);
end $$;

-- The rows of an account, by the list above; credits that are left go back to the house. Repeated, it finds what came late.
create function erase_rows(p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about erasures;
  whose_jobs text[];
  thing private.belongings;
  touched bigint;
  counts jsonb;
  rest int;
begin
  select * into about from erasures where id = p_id for update;
  select array_agg(job) into whose_jobs from jsonb_array_elements_text(coalesce(about.work -> 'jobs', '[]')) job;
  counts := private.counted_assets(about.user_id, '{selfie,ref,copy_target,render}');
  for thing in select * from private.belongings where fate <> 'kept' order by place loop
    execute case thing.fate
      when 'deleted' then format('delete from public.%I where %s', thing.name, thing.whose)
      else format('update public.%I set %s where %s', thing.name, thing.changes, thing.whose)
    end using about.user_id, coalesce(whose_jobs, '{}');
    get diagnostics touched = row_count;
    if thing.fate = 'deleted' and thing.name not in ('assets', 'renders') then
      counts := counts || jsonb_build_object(thing.name, touched);
    end if;
  end loop;
  select credits into rest from profiles where user_id = about.user_id for update;
  if rest > 0 then
    perform private.book(about.user_id, 'credits.forfeited', -rest, 'erasure:' || p_id || ':' || about.step, jsonb_build_object('erasure', p_id));
    counts := counts || jsonb_build_object('credits', rest);
  end if;
  update erasures set erased = private.most_of(erased, counts) where id = p_id;
  return 'null';
end $$;

-- Leases what is due to one runner, for a minute.
create function claim_erasures(p_limit int default 20) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with claimed as (
    update erasures set due_at = now() + interval '1 minute'
    where id in (
      select id from erasures where finished_at is null and due_at <= now()
      order by due_at limit p_limit for update skip locked
    )
    returning id
  )
  select coalesce(jsonb_agg(private.erasure_json(e) order by e.requested_at), '[]')
  from erasures e join claimed using (id)
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
