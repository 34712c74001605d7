-- Requests with an Idempotency-Key. One row stands for one key through three moments: the request claims it before
-- anything happens, the transaction that makes something ties its id to it, and the answer is kept for whoever asks again.
-- So a process may die at any moment: before the thing was made the claim runs out, after it the thing is found again.

-- May this request go ahead? {status: go, made} (`made`: what an earlier one made before its answer was lost),
-- {status: answered, answer}, {status: mismatch} or {status: in_progress}.
create function claim_request(p_user uuid, p_key text, p_body_hash text, p_token text, p_seconds int default 60)
returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine idempotency_keys;
  earlier idempotency_keys;
begin
  insert into idempotency_keys as k (user_id, key, body_hash, token, claimed_until)
  values (p_user, p_key, p_body_hash, p_token, now() + make_interval(secs => p_seconds))
  on conflict (user_id, key) do update set token = excluded.token, claimed_until = excluded.claimed_until
  where k.body_hash = excluded.body_hash and k.answer is null and coalesce(k.claimed_until < now(), true)
  returning * into mine;
  if found then return jsonb_build_object('status', 'go', 'made', mine.resource_id); end if;
  select * into earlier from idempotency_keys where user_id = p_user and key = p_key;
  return case
    when earlier.body_hash <> p_body_hash then jsonb_build_object('status', 'mismatch')
    when earlier.answer is not null then jsonb_build_object('status', 'answered', 'answer', earlier.answer)
    else jsonb_build_object('status', 'in_progress')
  end;
end $$;

-- Keeps the answer, unless another request has taken the claim over meanwhile.
create function complete_request(p_user uuid, p_key text, p_token text, p_answer jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update idempotency_keys set answer = p_answer, token = null, claimed_until = null
  where user_id = p_user and key = p_key and token = p_token;
  select 'null'::jsonb
$$;

-- Nothing is to be remembered: the key is free again, or stands for what was made.
create function release_request(p_user uuid, p_key text, p_token text) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  delete from idempotency_keys where user_id = p_user and key = p_key and token = p_token and resource_id is null;
  update idempotency_keys set token = null, claimed_until = null
  where user_id = p_user and key = p_key and token = p_token;
  select 'null'::jsonb
$$;

-- Keys are kept for two days. Answers how many were forgotten.
create function expire_keys(p_limit int default 1000) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from idempotency_keys where (user_id, key) in (
      select user_id, key from idempotency_keys
      where created_at < now() - interval '2 days' and coalesce(claimed_until < now(), true)
      order by created_at limit p_limit for update skip locked
    ) returning 1
  )
  select to_jsonb(count(*)) from gone
$$;

-- Called first by every function that makes something: ties `p_id` to the key, in the same transaction. Null when it is
-- new; else {status: replayed | mismatch, id} of the first request. A concurrent twin waits here until the first commits.
create function private.claim_key(p_user uuid, p_key text, p_body_hash text, p_id text) returns jsonb
language plpgsql set search_path = public, pg_temp as $$
declare
  earlier idempotency_keys;
begin
  if p_key is null then return null; end if;
  insert into idempotency_keys as k (user_id, key, body_hash, resource_id) values (p_user, p_key, p_body_hash, p_id)
  on conflict (user_id, key) do update set resource_id = excluded.resource_id
  where k.resource_id is null and k.answer is null and k.body_hash = excluded.body_hash;
  if found then return null; end if;
  select * into earlier from idempotency_keys where user_id = p_user and key = p_key;
  return jsonb_build_object(
    'status', case when earlier.body_hash = p_body_hash then 'replayed' else 'mismatch' end, 'id', earlier.resource_id
  );
end $$;

select private.seal_functions();
