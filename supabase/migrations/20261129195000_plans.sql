-- What each plan includes, as data, and the one place where it is asked. A plan is a row; a rule about plans is a function
-- here that every road calls: before a job is accepted, again when its price is held, and before a feature is used.
--
-- And what a job costs, as rows, and the one place where it is computed for the ledger. The gateway quotes by the same numbers
-- (`common/pricing.py`), a test holds the two against each other, and a quote that differs is refused before anything is held.

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

-- Whether a person has a feature. Seats share the plan: its features are each member's, but for the seats themselves. Whose
-- plans count is found first, then those are looked at.
create function private.has_feature(p_user uuid, p_feature text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from (
      select p_user as user_id
      union all
      select o.user_id
      from memberships m join memberships o on o.organisation_id = m.organisation_id and o.role = 'owner'
      where m.user_id = p_user and p_feature <> 'seats'
    ) paying
    join profiles on profiles.user_id = paying.user_id join plans on plans.name = profiles.plan
    where private.plan_lacks(plans, p_feature) is null
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

-- Who pays for the runs of a project: the owner of its organisation, while their plan has seats; else whoever asks.
create function private.payer_of(p_project text, p_user uuid) returns uuid
language plpgsql stable set search_path = public, pg_temp as $$
declare
  payer uuid;
begin
  select m.user_id into payer
  from projects p join memberships m on m.organisation_id = p.organisation_id and m.role = 'owner'
  where p.id = p_project;
  if payer is null then return p_user; end if;
  perform private.require_feature(payer, 'seats');
  return payer;
end $$;

-- The plan that pays for the runs of a project.
create function paying_plan(p_project text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(plans) from profiles join plans on plans.name = profiles.plan
  where profiles.user_id = private.payer_of(p_project, p_user)
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

create function private.price(p_item text) returns bigint
language sql stable set search_path = public, pg_temp as $$
  select amount from prices where item = p_item
$$;

-- In the shape of a ticket's quote. `p_surcharge` is of one picture, in micro-USD; all of them are rounded up once.
create function quote_job(p_quality text, p_mode text, p_variants int, p_surcharge bigint default 0) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  with priced as (
    select private.price(p_quality) + case when p_mode = 'copy' then private.price('copy_mode') else 0 end as base,
      private.price('credit') as credit
  )
  select jsonb_build_object(
    'base', base, 'surcharge_micro_usd', p_surcharge, 'variants', p_variants, 'credit_micro_usd', credit,
    'total', base + ceil(p_surcharge::numeric * p_variants / credit)
  )
  from priced
$$;

-- Whether the quote on a ticket is what such a job costs, and no picture is paid to be made.
create function private.is_priced(p_ticket jsonb) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select (p_ticket #>> '{quote,surcharge_micro_usd}')::bigint >= 0
    and coalesce(p_ticket -> 'quote' @> quote_job(
      p_ticket ->> 'quality', p_ticket #>> '{brief,mode}', (p_ticket ->> 'variants')::int,
      (p_ticket #>> '{quote,surcharge_micro_usd}')::bigint
    ), false)
$$;

select private.seal_functions();
