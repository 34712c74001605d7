-- What a rehearsal foresees is what a run is judged by: each limit is one function, called by the trigger that keeps it and
-- by `foresee_runs`, which writes nothing.

-- Why so many more jobs of a payer do not fit: {unfinished, allowed}; null when they do.
create function private.queue_refusal(p_payer uuid, p_more int) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select case when counted.unfinished + p_more > plans.queued_jobs then
    jsonb_build_object('unfinished', counted.unfinished, 'allowed', plans.queued_jobs)
  end
  from profiles join plans on plans.name = profiles.plan,
    lateral (
      select count(*)::int as unfinished from jobs
      where coalesce(payer_id, user_id) = p_payer and status in ('queued', 'running')
    ) counted
  where profiles.user_id = p_payer
$$;

-- Why a key may not spend so much: {required, available, spend_cap}; null when it may.
create function private.cap_refusal(p_key api_keys, p_needed int) returns jsonb
language plpgsql stable set search_path = public, pg_temp as $$
declare
  room int := p_key.spend_cap - private.spent_by(p_key);
begin
  if p_needed > room then
    return jsonb_build_object('required', p_needed, 'available', greatest(room, 0), 'spend_cap', p_key.spend_cap);
  end if;
  return null;
end $$;

-- As before, judged by the function above.
create or replace function private.keep_queue_short() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  payer uuid := coalesce(new.payer_id, new.user_id);
  refused jsonb;
begin
  perform from profiles where user_id = payer for no key update;
  refused := private.queue_refusal(payer, 1);
  if refused is not null then perform private.fail(429, 'queue_full', refused::text); end if;
  return new;
end $$;

-- As before, judged by the function above.
create or replace function private.keep_within_cap() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  asking text := coalesce(new.key_id, nullif(current_setting('thumbworks.api_key', true), ''));
  used api_keys;
  refused jsonb;
begin
  if asking is null then return new; end if;
  select * into used from api_keys where id = asking and user_id = new.user_id and revoked_at is null for update;
  if not found then perform private.fail(401, 'unauthenticated', 'That key is not valid.'); end if;
  refused := private.cap_refusal(used, new.est_credits);
  if refused is not null then perform private.fail(403, 'key_spend_cap_reached', refused::text); end if;
  new.key_id := asking;
  return new;
end $$;

-- The limits in the way of so many runs together, in the order in which a run meets them: [{status, code, detail}]. A new
-- limit is a row here.
create function private.limits_in_the_way(
  p_user uuid, p_payer uuid, p_key_id text, p_runs int, p_credits int, p_micro_usd bigint
) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('status', met.status, 'code', met.code, 'detail', met.refused::text) order by met.place
  ), '[]')
  from (values
    (1, 429, 'queue_full', private.queue_refusal(p_payer, p_runs)),
    (2, 403, 'key_spend_cap_reached', (
      select private.cap_refusal(k, p_credits) from api_keys k where k.id = p_key_id and k.user_id = p_user
    )),
    (3, 429, 'spend_cap_reached', private.spend_refusal(p_user, p_micro_usd))
  ) met (place, status, code, refused)
  where met.refused is not null
$$;

-- Why runs that are asked for together cannot be paid for; null when they can. `p_runs`: [{quality, mode, quote}].
create function private.refusal_of_all(p_payer uuid, p_runs jsonb) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select judged.refused
  from (
    select place, private.refusal(
      p_payer, run ->> 'quality', run ->> 'mode', (run #>> '{quote,surcharge_micro_usd}')::bigint,
      (select sum((each #>> '{quote,total}')::int)::int from jsonb_array_elements(p_runs) each)
    ) as refused
    from jsonb_array_elements(p_runs) with ordinality runs (run, place)
  ) judged
  where judged.refused is not null order by judged.place limit 1
$$;

-- Runs as they would be judged if they were queued together: {refusal, limits, charges}. The refusal or null, the limits in
-- the way, and for each run what is charged when 0, 1, ... all of its pictures are delivered at the dearest permitted model.
create function foresee_runs(p_user uuid, p_project text, p_runs jsonb, p_key_id text default null) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  payer uuid := private.payer_of(p_project, p_user);
  credits int := (select sum((run #>> '{quote,total}')::int) from jsonb_array_elements(p_runs) run);
  micro_usd bigint := (
    select sum((run #>> '{quote,surcharge_micro_usd}')::bigint * (run #>> '{quote,variants}')::int)
    from jsonb_array_elements(p_runs) run
  );
begin
  return jsonb_build_object(
    'refusal', private.refusal_of_all(payer, p_runs),
    'limits', private.limits_in_the_way(p_user, payer, p_key_id, jsonb_array_length(p_runs), credits, micro_usd),
    'charges', (
      select jsonb_agg(each.charges order by runs.place)
      from jsonb_array_elements(p_runs) with ordinality runs (run, place), lateral (
        select jsonb_agg(private.charge_of(
          run -> 'quote', (run #>> '{quote,variants}')::int, delivered,
          (run #>> '{quote,surcharge_micro_usd}')::bigint * delivered
        ) order by delivered) as charges
        from generate_series(0, (run #>> '{quote,variants}')::int) delivered
      ) each
    )
  );
end $$;
drop function foresee_run(uuid, text, text, text, jsonb);
drop function check_run(uuid, text, text, text, bigint, int);

-- As before; the limits are asked once for all of them, so that it says what is missing for the whole comparison.
create or replace function queue_jobs(
  p_user uuid, p_batch jsonb, p_orders jsonb, p_key_id text default null, p_key text default null,
  p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_batch ->> 'id');
  payer uuid := private.payer_of(p_orders #>> '{0,job,project_id}', p_user);
  runs jsonb := (
    select jsonb_agg(jsonb_build_object(
      'quality', one #>> '{job,quality}', 'mode', one #>> '{prompt,normalized,mode}',
      'quote', one #> '{event,payload,ticket,quote}'
    ) order by place)
    from jsonb_array_elements(p_orders) with ordinality orders (one, place)
  );
  foreseen jsonb;
  met jsonb;
  one jsonb;
  answer jsonb;
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is not null then
    return jsonb_build_object('status', 'replayed', 'jobs', private.batch_jobs(earlier ->> 'id', p_user));
  end if;
  perform from profiles where user_id = payer for update;
  foreseen := foresee_runs(p_user, p_orders #>> '{0,job,project_id}', runs, p_key_id);
  if foreseen -> 'refusal' <> 'null' then
    delete from idempotency_keys where user_id = p_user and key = p_key;  -- a refusal may be tried again with the same key
    return foreseen -> 'refusal';
  end if;
  met := foreseen #> '{limits,0}';
  if met is not null then perform private.fail((met ->> 'status')::int, met ->> 'code', met ->> 'detail'); end if;
  for one in select value from jsonb_array_elements(p_orders) loop
    answer := case
      when p_key_id is null then queue_job(p_user, one -> 'job', one -> 'prompt', one -> 'event')
      else queue_job_by_key(p_key_id, p_user, one -> 'job', one -> 'prompt', one -> 'event')
    end;
    if answer ->> 'status' <> 'accepted' then perform private.fail(409, 'conflict'); end if;
    update jobs set batch_id = p_batch ->> 'id', label = one ->> 'label', differs_in = p_batch ->> 'differs_in'
    where id = one #>> '{job,id}';
    answer := reserve_credits(one #> '{event,payload,ticket}');
    if answer ->> 'state' not in ('waiting', 'running') then perform private.fail(409, 'conflict'); end if;
  end loop;
  return jsonb_build_object('status', 'accepted', 'jobs', private.batch_jobs(p_batch ->> 'id', p_user));
end $$;

select private.seal_functions();
