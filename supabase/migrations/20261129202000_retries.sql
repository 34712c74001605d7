-- A retry is a job of its own, made from what the old one was asked for. Nothing of the old one changes.

alter table jobs add column retry_of text references jobs (id) on delete set null;
comment on column jobs.retry_of is 'The job whose missing variants this one makes.';
create index jobs_of_retry on jobs (retry_of) where retry_of is not null;

-- What a job was asked for, frozen when it was queued: {raw, normalized, seed, model_pref}.
create function asked_for(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jsonb := get_job(p_job, p_user);
begin
  return (
    select jsonb_build_object('raw', p.raw, 'normalized', p.normalized, 'seed', p.seed, 'model_pref', p.model_pref)
    from prompts p where p.id = job ->> 'prompt_id'
  );
end $$;

-- As before, and for a retry. The plan is asked about the mode the job itself has, which need not be its project's present one.
create or replace function queue_job(
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

select private.seal_functions();
