-- What a run would cost and when its turn would come, said before it is asked for. Nothing here writes anything.

-- What is charged for a number of delivered pictures whose surcharges, in micro-USD, add up to `p_surcharge`.
create function private.charge_of(p_quote jsonb, p_variants int, p_delivered int, p_surcharge bigint) returns int
language sql immutable set search_path = '' as $$
  select (
    pg_catalog.ceil((p_quote ->> 'base')::numeric * p_delivered / p_variants)
    + pg_catalog.ceil(p_surcharge / (p_quote ->> 'credit_micro_usd')::numeric)
  )::int
$$;

-- As before, with the charge said in one place.
create or replace function private.settle_if_complete(p_job text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  hold holds;
  counted record;
  charge int;
  failure jsonb;
begin
  select * into hold from holds where job_id = p_job;
  select count(*) as total, count(*) filter (where status = 'succeeded') as delivered,
    count(*) filter (where status = 'blocked') as blocked,
    coalesce(sum(surcharge_micro_usd) filter (where status = 'succeeded'), 0)::bigint as surcharge,
    jsonb_agg(
      jsonb_build_object('variant', variant, 'status', status, 'code', code, 'message', message) order by variant
    ) as verdicts
  into counted from outcomes where job_id = p_job;
  if hold.settlement is not null or counted.total < hold.variants then return; end if;

  charge := least(
    private.charge_of(hold.ticket -> 'quote', hold.variants, counted.delivered::int, counted.surcharge), hold.amount
  );
  if counted.delivered = 0 then
    failure := coalesce(hold.closing - 'status', (counted.verdicts -> 0) - 'variant' - 'status');
  end if;
  update holds set
    status = 'settled', charged = charge, settled_at = now(),
    settlement = jsonb_build_object(
      'status', private.job_status_of(hold.variants, counted.delivered::int, counted.blocked::int, hold.closing ->> 'status'),
      'charged', charge, 'refunded', hold.amount - charge, 'verdicts', counted.verdicts, 'failure', failure
    )
  where job_id = p_job;
  if hold.amount > charge then
    perform private.book(hold.user_id, 'job.refunded', hold.amount - charge, 'refund:' || p_job,
      jsonb_build_object('job_id', p_job, 'charged', charge, 'delivered', counted.delivered));
  end if;
  perform private.dispatch_waiting(hold.user_id, 'settle:' || p_job);
end $$;

-- How the payer of a project stands, or without one the user: {wallet: {available, held, tops_up},
-- line: {waiting, running, lanes}}.
create function payer_standing(p_user uuid, p_project text) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  payer uuid := private.payer_of(p_project, p_user);
begin
  return (
    select jsonb_build_object(
      'wallet', jsonb_build_object(
        'available', p.credits, 'tops_up', plans.tops_up, 'held', coalesce(sum(h.amount), 0)
      ),
      'line', jsonb_build_object(
        'waiting', count(h.job_id) filter (where h.status = 'waiting'),
        'running', count(h.job_id) filter (where h.status = 'running'), 'lanes', plans.running_jobs
      )
    )
    from profiles p
    join plans on plans.name = p.plan
    left join holds h on h.user_id = p.user_id and h.status in ('waiting', 'running')
    where p.user_id = payer
    group by p.credits, plans.tops_up, plans.running_jobs
  );
end $$;

-- A run as `queue_job` would judge it. `p_quote` is the ticket's. Answers {refusal, charges}: the refusal or null, and what
-- is charged when 0, 1, ... all of the pictures are delivered at the dearest permitted model.
create function foresee_run(p_user uuid, p_project text, p_quality text, p_mode text, p_quote jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  variants int := (p_quote ->> 'variants')::int;
  surcharge bigint := (p_quote ->> 'surcharge_micro_usd')::bigint;
begin
  return jsonb_build_object(
    'refusal', check_run(p_user, p_project, p_quality, p_mode, surcharge, (p_quote ->> 'total')::int),
    'charges', (
      select jsonb_agg(private.charge_of(p_quote, variants, delivered, surcharge * delivered) order by delivered)
      from generate_series(0, variants) delivered
    )
  );
end $$;

select private.seal_functions();
