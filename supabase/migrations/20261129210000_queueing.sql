-- Jobs on their way: queued, taken back, expired, and the outbox between the tables and the stream.

-- Adds events to the outbox: [{message_id, job_id, subject, payload}]. The same message id is kept once.
create function post_events(p_events jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with added as (
    insert into outbox (message_id, job_id, subject, payload)
    select e.message_id, e.job_id, e.subject, e.payload
    from jsonb_populate_recordset(null::outbox, p_events) e
    on conflict (message_id) do nothing
    returning 1
  )
  select to_jsonb(count(*)) from added
$$;

-- Accepted means committed: job, prompt, idempotency key and outbox row in one transaction.
-- `p_job`: {id, project_id, model, quality, variants, est_credits, surcharge_micro_usd, provider, queue_expires_at, retry_of?},
-- its surcharge of one picture; `p_prompt`: {id, raw, normalized, seed, model_pref}; `p_event`: as in post_events.
-- Answers {status: accepted | replayed, job}, {status: mismatch}, {status: insufficient, available, needed} or
-- {status: plan_required, lacks, required_plan, detail}: of the plan and the wallet of whoever pays, and for the mode the job
-- itself has, which need not be its project's present one. The hold is taken later, by the ledger: two jobs racing for the
-- last credits may both pass here.
create function queue_job(
  p_user uuid, p_job jsonb, p_prompt jsonb, p_event jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  project jsonb := get_project(p_job ->> 'project_id', p_user);
  payer uuid := private.payer_of(p_job ->> 'project_id', p_user);
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_job ->> 'id');
  refusal jsonb;
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is not null then
    return jsonb_build_object('status', 'replayed', 'job', get_job(earlier ->> 'id', p_user));
  end if;
  if p_job ->> 'retry_of' is not null then perform get_job(p_job ->> 'retry_of', p_user); end if;
  refusal := private.refusal(
    payer, p_job ->> 'quality', coalesce(p_prompt #>> '{normalized,mode}', project ->> 'mode'),
    coalesce((p_job ->> 'surcharge_micro_usd')::bigint, 0), (p_job ->> 'est_credits')::int
  );
  if refusal is not null then
    delete from idempotency_keys where user_id = p_user and key = p_key;  -- a refusal may be tried again with the same key
    return refusal;
  end if;
  insert into prompts (id, project_id, raw, normalized, seed, model_pref)
  select p.id, p_job ->> 'project_id', p.raw, p.normalized, p.seed, p.model_pref
  from jsonb_populate_record(null::prompts, p_prompt) p;
  insert into jobs (
    id, project_id, user_id, payer_id, prompt_id, model, quality, variants, est_credits, provider, queue_expires_at,
    retry_of
  )
  select j.id, j.project_id, p_user, nullif(payer, p_user), p_prompt ->> 'id', j.model, j.quality, j.variants,
    j.est_credits, coalesce(j.provider, '{}'), j.queue_expires_at, j.retry_of
  from jsonb_populate_record(null::jobs, p_job) j;
  perform post_events(jsonb_build_array(p_event));
  perform private.refresh_project(p_job ->> 'project_id');
  return jsonb_build_object('status', 'accepted', 'job', get_job(p_job ->> 'id', p_user));
end $$;

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

-- One call, up to three runs that differ in one named thing. All of them are queued and their credits held, or none.
-- `p_batch` {id, differs_in}; `p_orders` [{job, prompt, event, label}] as `queue_job` takes them, all of one project. The
-- payer is locked first, so that what was checked for all of them still holds when the last one is held. The limits are asked
-- once for all of them, so that it says what is missing for the whole comparison.
create function queue_jobs(
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

-- Posts the job.canceled event and answers the job as it stands; how it ends is the ledger's word.
create function request_cancel(p_job text, p_user uuid, p_event jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  job jsonb := get_job(p_job, p_user);
begin
  if job ->> 'status' not in ('queued', 'running') then perform private.fail(409, 'job_not_cancelable'); end if;
  perform post_events(jsonb_build_array(p_event));
  return job;
end $$;

-- Jobs past their deadline or their time in line that nobody was told about: [{job_id, user_id, waiting}].
create function expired_jobs(p_limit int default 100) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('job_id', j.id, 'user_id', j.user_id, 'waiting', j.deadline is null)), '[]')
  from (
    select * from jobs
    where status in ('queued', 'running') and coalesce(deadline, queue_expires_at) < now()
      and not exists (select from outbox o where o.job_id = jobs.id and o.subject like 'job.expired.%')
    order by coalesce(deadline, queue_expires_at) limit p_limit
  ) j
$$;

-- Leases unpublished rows, oldest first, to one relay: [{id, message_id, job_id, subject, payload}].
create function outbox_claim(p_limit int default 100, p_lease_seconds int default 30) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with claimed as (
    update outbox set claimed_until = now() + make_interval(secs => p_lease_seconds)
    where id in (
      select id from outbox
      where published_at is null and (claimed_until is null or claimed_until < now())
      order by id limit p_limit for update skip locked
    )
    returning id, message_id, job_id, subject, payload
  )
  select coalesce(jsonb_agg(to_jsonb(claimed) order by id), '[]') from claimed
$$;

-- `p_ids` is a JSON list. Published rows are kept as long as the stream keeps the events, then dropped.
create function outbox_done(p_ids jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update outbox set published_at = now() where id in (select jsonb_array_elements(p_ids)::bigint);
  delete from outbox where published_at < now() - interval '7 days';
  select 'null'::jsonb
$$;

select private.seal_functions();
