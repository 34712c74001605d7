-- What each plan includes, as data, and the one place where it is asked. A plan is a row; a rule about plans is a function
-- here that every road calls: before a job is accepted, again when its price is held, and before a feature is used.

alter table plans
  add column max_surcharge_micro_usd bigint check (max_surcharge_micro_usd >= 0),
  add column seats int not null default 1 check (seats > 0),
  add column shared_assets boolean not null default false,
  add column brand_kits boolean not null default false,
  add column api_access boolean not null default false,
  add column place int unique;
comment on column plans.max_surcharge_micro_usd is
  'The dearest picture a model may charge for: models up to it are the standard ones. Null: every model.';
comment on column plans.seats is 'How many people share the plan, its owner among them.';
comment on column plans.place is 'Where it stands among the plans on offer, the smallest first; null when it is not for sale.';

update plans set place = 1, max_surcharge_micro_usd = 70000 where name = 'starter';
update plans set place = 2 where name = 'pro';
update plans set place = 3, seats = 10, shared_assets = true, brand_kits = true, api_access = true where name = 'team';
update plans set seats = 1000, shared_assets = true, brand_kits = true, api_access = true where name = 'local';

-- Who pays, when it is not the person who asked.
alter table jobs add column payer_id uuid references users (id);
create index jobs_of_payer on jobs (payer_id) where payer_id is not null;

-- What a plan lacks for a run (`quality`, `copy_mode`, `model`); null when it has everything. `p_surcharge` is of one
-- picture, in micro-USD.
create function private.plan_lacks(p_plan plans, p_quality text, p_mode text, p_surcharge bigint) returns text
language sql immutable set search_path = public, pg_temp as $$
  select case
    when p_quality::quality <> all (p_plan.qualities) then 'quality'
    when p_mode = 'copy' and not p_plan.copy_mode then 'copy_mode'
    when p_surcharge > p_plan.max_surcharge_micro_usd then 'model'
  end
$$;

-- What a plan lacks of the features that are there or not; null when it has it.
create function private.plan_lacks(p_plan plans, p_feature text) returns text
language sql immutable set search_path = public, pg_temp as $$
  select p_feature
  where not case p_feature
    when 'seats' then p_plan.seats > 1
    when 'shared_assets' then p_plan.shared_assets
    when 'brand_kits' then p_plan.brand_kits
    when 'api_access' then p_plan.api_access
  end
$$;

create function private.plan_required(p_lacks text, p_required plans) returns jsonb
language sql immutable set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'status', 'plan_required', 'lacks', p_lacks, 'required_plan', p_required.name,
    'detail', case p_lacks
      when 'quality' then 'That quality is' when 'copy_mode' then 'Copy mode is' when 'model' then 'That model is'
      when 'seats' then 'An organisation is' when 'shared_assets' then 'Sharing with others is'
      when 'brand_kits' then 'A brand kit is' when 'api_access' then 'Access by API key is'
    end || coalesce(' part of the plan ' || p_required.title || '.', ' part of no plan that is on offer.')
  )
$$;

-- The refusal of a run that the user's plan lacks something for, naming the smallest plan that has it all; else null.
create function private.plan_refusal(p_user uuid, p_quality text, p_mode text, p_surcharge bigint) returns jsonb
language plpgsql stable set search_path = public, pg_temp as $$
declare
  mine plans;
  lacks text;
  larger plans;
begin
  select plans.* into mine from profiles join plans on plans.name = profiles.plan where profiles.user_id = p_user;
  lacks := private.plan_lacks(mine, p_quality, p_mode, p_surcharge);
  if lacks is null then return null; end if;
  select * into larger from plans
  where place is not null and private.plan_lacks(plans, p_quality, p_mode, p_surcharge) is null
  order by place limit 1;
  return private.plan_required(lacks, larger);
end $$;

-- Whether a person's plan has a feature.
create function private.has_feature(p_user uuid, p_feature text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from profiles join plans on plans.name = profiles.plan
    where profiles.user_id = p_user and private.plan_lacks(plans, p_feature) is null
  )
$$;

-- Refuses with `plan_required` unless the person's plan has it.
create function private.require_feature(p_user uuid, p_feature text) returns void
language plpgsql stable set search_path = public, pg_temp as $$
declare
  larger plans;
begin
  if private.has_feature(p_user, p_feature) then return; end if;
  select * into larger from plans where place is not null and private.plan_lacks(plans, p_feature) is null
  order by place limit 1;
  perform private.fail(403, 'plan_required', (private.plan_required(p_feature, larger) - 'status')::text);
end $$;

-- For callers that act before a row is written, such as an upload.
create function require_feature(p_user uuid, p_feature text) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select private.require_feature(p_user, p_feature);
  select 'null'::jsonb
$$;

create function list_plans() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(p) order by p.place), '[]') from plans p where p.place is not null
$$;

-- Who pays for the runs of a project.
create function private.payer_of(p_project text, p_user uuid) returns uuid
language sql stable set search_path = public, pg_temp as $$
  select p_user
$$;

-- Why a job cannot be paid for; null when it can.
create function private.refusal(p_payer uuid, p_quality text, p_mode text, p_surcharge bigint, p_needed int) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(
    private.plan_refusal(p_payer, p_quality, p_mode, p_surcharge),
    case when profiles.credits < p_needed and not plans.tops_up then
      jsonb_build_object('status', 'insufficient', 'available', profiles.credits, 'needed', p_needed)
    end
  )
  from profiles join plans on plans.name = profiles.plan where profiles.user_id = p_payer
$$;

-- Whether a run could be accepted: null, or the refusal that `queue_job` would answer.
create function check_run(p_user uuid, p_project text, p_quality text, p_mode text, p_surcharge bigint, p_needed int)
returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select private.refusal(private.payer_of(p_project, p_user), p_quality, p_mode, p_surcharge, p_needed)
$$;

-- The plan that pays for the runs of a project.
create function paying_plan(p_project text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(plans) from profiles join plans on plans.name = profiles.plan
  where profiles.user_id = private.payer_of(p_project, p_user)
$$;

-- As before; `p_job` says the surcharge of one picture too, and the plan and the wallet are those of whoever pays.
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
  refusal := private.refusal(
    payer, p_job ->> 'quality', project ->> 'mode', coalesce((p_job ->> 'surcharge_micro_usd')::bigint, 0),
    (p_job ->> 'est_credits')::int
  );
  if refusal is not null then
    delete from idempotency_keys where user_id = p_user and key = p_key;  -- a refusal may be tried again with the same key
    return refusal;
  end if;
  insert into prompts (id, project_id, raw, normalized, seed, model_pref)
  select p.id, p_job ->> 'project_id', p.raw, p.normalized, p.seed, p.model_pref
  from jsonb_populate_record(null::prompts, p_prompt) p;
  insert into jobs (
    id, project_id, user_id, payer_id, prompt_id, model, quality, variants, est_credits, provider, queue_expires_at
  )
  select j.id, j.project_id, p_user, nullif(payer, p_user), p_prompt ->> 'id', j.model, j.quality, j.variants,
    j.est_credits, coalesce(j.provider, '{}'), j.queue_expires_at
  from jsonb_populate_record(null::jobs, p_job) j;
  perform post_events(jsonb_build_array(p_event));
  perform private.refresh_project(p_job ->> 'project_id');
  return jsonb_build_object('status', 'accepted', 'job', get_job(p_job ->> 'id', p_user));
end $$;

-- Takes the price out of the wallet into a new hold. The payer is locked and the hold is new. The plan is asked again: it
-- may be another one by now.
create or replace function private.take_hold(p_hold holds, p_plan plans) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  available int;
  member text := p_hold.ticket ->> 'user_id';
  about jsonb := jsonb_strip_nulls(jsonb_build_object(
    'job_id', p_hold.job_id, 'member', nullif(member, p_hold.user_id::text)
  ));
  refused jsonb := private.plan_refusal(
    p_hold.user_id, p_hold.ticket ->> 'quality', p_hold.ticket #>> '{brief,mode}',
    (p_hold.ticket #>> '{quote,surcharge_micro_usd}')::bigint
  );
begin
  if refused is not null then
    perform private.refuse(p_hold.job_id, 'plan_required', refused ->> 'detail');
    return;
  end if;
  select credits into available from profiles where user_id = p_hold.user_id;
  if available < p_hold.amount and p_plan.tops_up then
    perform private.book(p_hold.user_id, 'credits.topped_up', greatest(p_plan.monthly_credits, p_hold.amount),
      'topup:' || p_hold.job_id, about);
  elsif available < p_hold.amount then
    perform private.refuse(p_hold.job_id, 'insufficient_credits', '');
    return;
  end if;
  perform private.book(p_hold.user_id, 'job.held', -p_hold.amount, 'hold:' || p_hold.job_id, about);
end $$;

-- As before, from the wallet of whoever pays.
create or replace function reserve_credits(p_ticket jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  job text := p_ticket ->> 'job_id';
  payer uuid := coalesce((select payer_id from jobs where id = job), (p_ticket ->> 'user_id')::uuid);
  plan plans;
  hold holds;
begin
  perform from profiles where user_id = payer for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  insert into holds (job_id, user_id, status, amount, variants, ticket, queue_expires_at, expires_at)
  values (
    job, payer, 'waiting', (p_ticket #>> '{quote,total}')::int, (p_ticket ->> 'variants')::int, p_ticket,
    (p_ticket ->> 'queue_expires_at')::timestamptz, (p_ticket ->> 'queue_expires_at')::timestamptz
  )
  on conflict (job_id) do nothing
  returning * into hold;
  if found then
    select plans.* into plan from profiles join plans on plans.name = profiles.plan where profiles.user_id = payer;
    perform private.take_hold(hold, plan);
    if hold.queue_expires_at <= now() then
      perform private.expire(job);
    end if;
    perform private.dispatch_waiting(payer, 'reserve:' || job);
  end if;
  return private.announcement(job, 'reserve:' || job);
end $$;

drop function private.refusal(uuid, text, text, int);
drop function private.plan_allows(plans, text, text);

select private.seal_functions();
