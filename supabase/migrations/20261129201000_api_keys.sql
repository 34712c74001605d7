-- Keys by which programs speak for a person. The key itself is shown once and kept nowhere: what is stored is its hash,
-- and enough of its beginning to tell it from the others.

create table api_keys (
  id text primary key,
  user_id uuid not null references users (id),
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  hash text not null unique,
  scopes text[] not null check (scopes <@ '{read,create,render,account}' and cardinality(scopes) > 0),
  spend_cap int check (spend_cap >= 0),
  spend_period text not null default 'month' check (spend_period in ('month', 'total')),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
comment on column api_keys.hash is 'SHA-256 of the whole key, which has 256 random bits: no salt would add to that.';
comment on column api_keys.spend_cap is 'Credits its jobs may cost in each calendar month (UTC), or altogether; null for no limit.';
comment on column api_keys.last_used_at is 'To ten minutes: not every request writes.';
create trigger refuse_the_erased before insert on api_keys for each row execute function private.refuse_the_erased();
create index api_keys_of_user on api_keys (user_id, created_at desc);

alter table jobs add column key_id text references api_keys (id);
create index jobs_of_key on jobs (key_id, created_at) where key_id is not null;

-- What the jobs of a key have cost in the period that counts; running ones by what they were quoted.
create function private.spent_by(p_key api_keys) returns int
language sql stable set search_path = public, pg_temp as $$
  select coalesce(sum(coalesce(cost_credits, est_credits)), 0)::int from jobs
  where key_id = p_key.id
    and (p_key.spend_period = 'total' or created_at >= date_trunc('month', now() at time zone 'utc') at time zone 'utc')
$$;

create function private.api_key_json(p_key api_keys) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_key) - 'hash' || jsonb_build_object('spent', private.spent_by(p_key))
$$;

create function private.own_key(p_id text, p_user uuid) returns api_keys
language plpgsql set search_path = public, pg_temp as $$
declare
  found_key api_keys;
begin
  select * into found_key from api_keys where id = p_id and user_id = p_user;
  if not found then perform private.fail(404, 'not_found'); end if;
  return found_key;
end $$;

-- `p_made`: {id, name, prefix, hash, scopes, spend_cap?, spend_period, expires_at?}. One person has fifty at most.
-- Answers {status: accepted | replayed, key} or {status: mismatch}.
create function create_api_key(
  p_user uuid, p_made jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb;
begin
  perform private.require_feature(p_user, 'api_access');
  perform from profiles where user_id = p_user for update;
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_made ->> 'id');
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    if (select count(*) from api_keys where user_id = p_user and revoked_at is null) >= 50 then
      perform private.fail(409, 'conflict', 'Fifty keys are the most one person can have; revoke one first.');
    end if;
    insert into api_keys (id, user_id, name, prefix, hash, scopes, spend_cap, spend_period, expires_at)
    select k.id, p_user, k.name, k.prefix, k.hash, k.scopes, k.spend_cap, k.spend_period, k.expires_at
    from jsonb_populate_record(null::api_keys, p_made) k;
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'key', private.api_key_json(private.own_key(coalesce(earlier ->> 'id', p_made ->> 'id'), p_user))
  );
end $$;

-- Those that were not revoked, the newest first.
create function list_api_keys(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(private.api_key_json(k) order by k.created_at desc, k.id desc), '[]')
  from api_keys k where k.user_id = p_user and k.revoked_at is null
$$;

-- `p_changes` has some of name, scopes, spend_cap, spend_period and expires_at. A revoked key stays revoked.
create function change_api_key(p_user uuid, p_id text, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine api_keys := private.own_key(p_id, p_user);
begin
  if mine.revoked_at is not null then perform private.fail(404, 'not_found'); end if;
  update api_keys k set
    name = wanted.name, scopes = wanted.scopes, spend_cap = wanted.spend_cap, spend_period = wanted.spend_period,
    expires_at = wanted.expires_at
  from jsonb_populate_record(mine, p_changes) wanted where k.id = p_id;
  return private.api_key_json(private.own_key(p_id, p_user));
end $$;

create function revoke_api_key(p_user uuid, p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.own_key(p_id, p_user);
  update api_keys set revoked_at = now() where id = p_id and revoked_at is null;
  return 'null'::jsonb;
end $$;

-- Whose key it is: {id, user_id, email, scopes, expires_at, allowed}, or null when there is no such key any more.
-- `allowed`: whether the plan still includes access by key.
create function use_api_key(p_hash text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  used api_keys;
begin
  select * into used from api_keys
  where hash = p_hash and revoked_at is null and coalesce(expires_at > now(), true);
  if not found then return 'null'::jsonb; end if;
  if coalesce(used.last_used_at < now() - interval '10 minutes', true) then
    update api_keys set last_used_at = now() where id = used.id;
  end if;
  return jsonb_build_object(
    'id', used.id, 'user_id', used.user_id, 'scopes', used.scopes, 'expires_at', used.expires_at,
    'email', (select email from users where id = used.user_id),
    'allowed', private.has_feature(used.user_id, 'api_access')
  );
end $$;

-- The cap is checked where a job becomes a row, whichever road it came: in its transaction, one job of a key at a time.
-- Whose key asks is said for the transaction, so that no function that makes jobs has to pass it on.
create function private.keep_within_cap() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  asking text := coalesce(new.key_id, nullif(current_setting('thumbworks.api_key', true), ''));
  used api_keys;
  room int;
begin
  if asking is null then return new; end if;
  select * into used from api_keys where id = asking and user_id = new.user_id and revoked_at is null for update;
  if not found then perform private.fail(401, 'unauthenticated', 'That key is not valid.'); end if;
  room := used.spend_cap - private.spent_by(used);
  if new.est_credits > room then
    perform private.fail(403, 'key_spend_cap_reached', jsonb_build_object(
      'required', new.est_credits, 'available', greatest(room, 0), 'spend_cap', used.spend_cap
    )::text);
  end if;
  new.key_id := asking;
  return new;
end $$;
create trigger within_cap before insert on jobs for each row execute function private.keep_within_cap();

-- `queue_job`, asked for with a key. Raises `key_spend_cap_reached` with what is `required` and `available`.
create function queue_job_by_key(
  p_key_id text, p_user uuid, p_job jsonb, p_prompt jsonb, p_event jsonb, p_key text default null,
  p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('thumbworks.api_key', p_key_id, true);
  return queue_job(p_user, p_job, p_prompt, p_event, p_key, p_body_hash);
end $$;

update private.belongings set columns = columns || '{key_id}' where name = 'jobs';
insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('api_keys', 75, 'deleted', '{user_id}', 'user_id = $1', null, '');

alter table api_keys enable row level security;
revoke all on api_keys from anon, authenticated;
grant select (
  id, user_id, name, prefix, scopes, spend_cap, spend_period, expires_at, last_used_at, revoked_at, created_at
) on api_keys to authenticated;
grant select on api_keys to service_role;
create policy own on api_keys for select to authenticated using (user_id = (select auth.uid()));

select private.seal_functions();
