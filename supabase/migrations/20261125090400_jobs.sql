-- Jobs as the gateway calls them: queue, look, cancel, and the outbox between the tables and the stream.

-- What a project's newest job makes of it. Nothing failed when a job was taken back: the project is a draft again.
create function private.refresh_project(p_project text) returns void
language sql set search_path = public, pg_temp as $$
  update projects set status = wanted.status
  from (
    select case
      when j.status in ('queued', 'running') then 'queued'
      when j.status in ('succeeded', 'partially_succeeded') then 'done'
      when j.status = 'canceled' then 'draft'
      else 'failed'
    end::project_status as status
    from jobs j where j.project_id = p_project order by j.created_at desc, j.id desc limit 1
  ) wanted
  where projects.id = p_project and projects.status <> wanted.status
$$;

create function private.render_json(p_render renders) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_render) - 'seq' || jsonb_build_object(
    'project_id', (select project_id from jobs where id = p_render.job_id),
    'path', a.path, 'width', a.width, 'height', a.height, 'media_type', a.media_type, 'bytes', a.bytes
  )
  from assets a where a.id = p_render.asset_id
$$;

-- Each variant as its newest event left it; once the job is settled, as the ledger counted it.
create function private.variants_json(p_job jobs) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('variant', v.variant, 'status', v.status, 'attempt', v.attempt, 'failure', v.failure)
      || coalesce(verdict.counted, '{}')
    order by v.variant
  ), '[]')
  from job_variants v
  left join lateral (
    select jsonb_build_object(
      'status', w ->> 'status',
      'failure', case when w ->> 'code' is not null then jsonb_build_object('code', w -> 'code', 'message', w -> 'message') end
    ) as counted
    from jsonb_array_elements(p_job.settlement -> 'verdicts') w
    where (w ->> 'variant')::int = v.variant
  ) verdict on true
  where v.job_id = p_job.id
$$;

-- Place in the payer's own line, from 1; null when it does not wait there.
create function private.queue_position(p_job text) returns int
language sql stable set search_path = public, pg_temp as $$
  select (
    select count(*)::int from holds ahead
    where ahead.user_id = h.user_id and ahead.status = 'waiting'
      and (ahead.created_at, ahead.job_id) <= (h.created_at, h.job_id)
  )
  from holds h where h.job_id = p_job and h.status = 'waiting'
$$;

create function get_job(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  select * into job from jobs where id = p_job and user_id = p_user;
  if not found then perform private.fail(404, 'not_found'); end if;
  return to_jsonb(job) - 'prepared' || jsonb_build_object(
    'seed', (select seed from prompts where id = job.prompt_id),
    'failure', job.settlement -> 'failure',
    'queue_position', private.queue_position(job.id),
    'variant_states', private.variants_json(job),
    'renders', (
      select coalesce(jsonb_agg(private.render_json(r) order by r.variant), '[]') from renders r where r.job_id = job.id
    )
  );
end $$;

-- Newest job first, then by variant.
create function list_renders(p_project text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform get_project(p_project, p_user);
  return (
    select coalesce(jsonb_agg(private.render_json(r) order by j.created_at desc, j.id desc, r.variant), '[]')
    from jobs j join renders r on r.job_id = j.id where j.project_id = p_project
  );
end $$;

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
-- `p_job`: {id, project_id, model, quality, variants, est_credits, provider, queue_expires_at};
-- `p_prompt`: {id, raw, normalized, seed, model_pref}; `p_event`: as in post_events.
-- Answers {status: accepted | replayed, job}, {status: mismatch}, {status: insufficient, available, needed} or
-- {status: plan_required}. The hold is taken later, by the ledger: two jobs racing for the last credits may both pass here.
create function queue_job(
  p_user uuid, p_job jsonb, p_prompt jsonb, p_event jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  project jsonb := get_project(p_job ->> 'project_id', p_user);
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_job ->> 'id');
  refusal jsonb;
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is not null then
    return jsonb_build_object('status', 'replayed', 'job', get_job(earlier ->> 'id', p_user));
  end if;
  refusal := private.refusal(p_user, p_job ->> 'quality', project ->> 'mode', (p_job ->> 'est_credits')::int);
  if refusal is not null then
    delete from idempotency_keys where user_id = p_user and key = p_key;  -- a refusal may be tried again with the same key
    return refusal;
  end if;
  insert into prompts (id, project_id, raw, normalized, seed, model_pref)
  select p.id, p_job ->> 'project_id', p.raw, p.normalized, p.seed, p.model_pref
  from jsonb_populate_record(null::prompts, p_prompt) p;
  insert into jobs (
    id, project_id, user_id, prompt_id, model, quality, variants, est_credits, provider, queue_expires_at
  )
  select j.id, j.project_id, p_user, p_prompt ->> 'id', j.model, j.quality, j.variants, j.est_credits,
    coalesce(j.provider, '{}'), j.queue_expires_at
  from jsonb_populate_record(null::jobs, p_job) j;
  perform post_events(jsonb_build_array(p_event));
  perform private.refresh_project(p_job ->> 'project_id');
  return jsonb_build_object('status', 'accepted', 'job', get_job(p_job ->> 'id', p_user));
end $$;

-- Why a job cannot be paid for; null when it can.
create function private.refusal(p_user uuid, p_quality text, p_mode text, p_needed int) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select case
    when not private.plan_allows(plans, p_quality, p_mode) then jsonb_build_object('status', 'plan_required')
    when profiles.credits < p_needed and not plans.tops_up then
      jsonb_build_object('status', 'insufficient', 'available', profiles.credits, 'needed', p_needed)
  end
  from profiles join plans on plans.name = profiles.plan where profiles.user_id = p_user
$$;

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
