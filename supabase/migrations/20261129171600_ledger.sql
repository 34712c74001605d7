-- The ledger: what is held for each job, how each variant ended, and the one place where a balance changes.
--
-- Every function here first locks the payer's profile, then the hold. So one payer's money moves in single file, other
-- payers are never in the way, and there is no order in which two calls could wait for each other.

-- The one place where a balance changes. False when `p_key` was booked before.
create function private.book(p_user uuid, p_action text, p_delta int, p_key text, p_meta jsonb) returns boolean
language plpgsql set search_path = public, pg_temp as $$
begin
  insert into audit (user_id, action, delta_credits, key, meta)
  values (p_user, p_action, p_delta, p_key, p_meta)
  on conflict (key) do nothing;
  if not found then return false; end if;
  update profiles set credits = credits + p_delta where user_id = p_user;
  return true;
end $$;

create function private.lock_hold(p_job text) returns holds
language plpgsql set search_path = public, pg_temp as $$
declare
  hold holds;
begin
  perform from profiles where user_id = (select user_id from holds where job_id = p_job) for update;
  select * into hold from holds where job_id = p_job for update;
  return hold;
end $$;

-- Lets the payer's waiting jobs run, oldest first, while there are free lanes. The deadline starts here.
create function private.dispatch_waiting(p_user uuid, p_cause text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  lanes int;
begin
  select running_jobs into lanes from profiles join plans on plans.name = profiles.plan where user_id = p_user;
  lanes := lanes - (select count(*) from holds where user_id = p_user and status = 'running');
  update holds set
    status = 'running', dispatched_at = now(), dispatched_by = p_cause,
    expires_at = d.deadline + interval '30 seconds',  -- the message about the deadline goes first
    ticket = jsonb_set(ticket, '{deadline}', to_jsonb(d.deadline))
  from (
    select job_id, now() + make_interval(secs => (ticket ->> 'run_seconds')::double precision) as deadline
    from holds
    where user_id = p_user and status = 'waiting' and queue_expires_at > now()
    order by created_at, job_id
    limit greatest(lanes, 0)
  ) d
  where holds.job_id = d.job_id;
end $$;

-- What a step has to announce. Built from rows, so that a repeated step says the same again.
create function private.announcement(p_job text, p_cause text) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(
    (
      select jsonb_build_object(
        'job_id', h.job_id, 'state', h.status, 'settlement', h.settlement,
        'ticket', case when h.settlement is not null then h.ticket end,
        'dispatch', coalesce(
          (
            select jsonb_agg(d.ticket order by d.created_at, d.job_id)
            from holds d where d.dispatched_by = p_cause and d.status = 'running'
          ),
          '[]'
        )
      )
      from holds h where h.job_id = p_job
    ),
    jsonb_build_object('job_id', p_job, 'state', 'unknown', 'settlement', null, 'ticket', null, 'dispatch', '[]'::jsonb)
  )
$$;

-- The status of a job from the endings of its variants.
create function private.job_status_of(p_total int, p_delivered int, p_blocked int, p_closing text) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_delivered = p_total then 'succeeded'
    when p_delivered > 0 then 'partially_succeeded'
    when p_blocked = p_total then 'blocked'
    when p_closing in ('canceled', 'expired') then p_closing
    else 'failed'
  end
$$;

-- What is charged for a number of delivered pictures whose surcharges, in micro-USD, add up to `p_surcharge`.
create function private.charge_of(p_quote jsonb, p_variants int, p_delivered int, p_surcharge bigint) returns int
language sql immutable set search_path = '' as $$
  select (
    pg_catalog.ceil((p_quote ->> 'base')::numeric * p_delivered / p_variants)
    + pg_catalog.ceil(p_surcharge / (p_quote ->> 'credit_micro_usd')::numeric)
  )::int
$$;

-- Charges what was delivered and gives back the rest, once every variant has its outcome. The payer is locked.
create function private.settle_if_complete(p_job text) returns void
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

-- Ends every variant that has no outcome yet and is not being made for money right now. The payer is locked.
create function private.close_rest(p_job text, p_closing jsonb, p_bought jsonb) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  update holds set closing = coalesce(closing, p_closing) where job_id = p_job;
  insert into outcomes (job_id, variant, status, code, message)
  select p_job, variant,
    case when p_closing ->> 'status' in ('canceled', 'blocked') then p_closing ->> 'status' else 'failed' end::outcome_status,
    p_closing ->> 'code', p_closing ->> 'message'
  from generate_series(1, (select variants from holds where job_id = p_job)) variant
  where not p_bought @> to_jsonb(variant)
  on conflict do nothing;
  perform private.settle_if_complete(p_job);
end $$;

-- Past its deadline, or past its time in line.
create function private.is_over(p_hold holds) returns boolean
language sql stable set search_path = '' as $$
  select coalesce((p_hold.ticket ->> 'deadline')::timestamptz, p_hold.queue_expires_at) <= now()
$$;

create function private.expire(p_job text, p_bought jsonb default '[]') returns void
language sql set search_path = public, pg_temp as $$
  select private.close_rest(
    p_job,
    jsonb_build_object(
      'status', 'expired', 'message', '',
      'code', case when status = 'waiting' then 'queue_expired' else 'deadline_exceeded' end
    ),
    p_bought
  )
  from holds where job_id = p_job and status in ('waiting', 'running')
$$;

-- Ends a job at reserve: nothing is held, every variant gets the same verdict.
create function private.refuse(p_job text, p_code text, p_message text) returns void
language sql set search_path = public, pg_temp as $$
  update holds set
    status = 'rejected', amount = 0, charged = 0, settled_at = now(),
    settlement = jsonb_build_object(
      'status', 'failed', 'charged', 0, 'refunded', 0,
      'verdicts', (
        select jsonb_agg(
          jsonb_build_object('variant', variant, 'status', 'failed', 'code', p_code, 'message', p_message) order by variant
        )
        from generate_series(1, variants) variant
      ),
      'failure', jsonb_build_object('code', p_code, 'message', p_message)
    )
  where job_id = p_job
$$;

-- Must always be empty: a row here is money that cannot be explained.
create view ledger_violations with (security_invoker = true) as
  select 'balance is not the sum of the audit' as rule, p.user_id::text as subject
  from profiles p
  where p.credits <> (select coalesce(sum(delta_credits), 0) from audit a where a.user_id = p.user_id)
  union all
  select 'balance is below zero', p.user_id::text from profiles p where p.credits < 0
  union all
  select 'hold and audit disagree', h.job_id
  from holds h
  where h.amount <> -(select coalesce(sum(delta_credits), 0) from audit a where a.key = 'hold:' || h.job_id)
  union all
  select 'refund and audit disagree', h.job_id
  from holds h
  where coalesce((h.settlement ->> 'refunded')::int, 0)
    <> (select coalesce(sum(delta_credits), 0) from audit a where a.key = 'refund:' || h.job_id)
  union all
  select 'more came back than was charged', h.job_id
  from holds h
  where (select sum(delta_credits) from audit a where a.key = 'return:' || h.job_id) <> coalesce(h.charged, 0)
  union all
  select 'charged and refunded are not what was held', h.job_id
  from holds h
  where h.settlement is not null
    and (h.settlement ->> 'charged')::int + (h.settlement ->> 'refunded')::int <> h.amount
  union all
  select 'charged without a delivery', h.job_id
  from holds h
  where h.charged > 0
    and not exists (select from outcomes o where o.job_id = h.job_id and o.status = 'succeeded')
  union all
  select 'complete but not settled', h.job_id
  from holds h
  where h.settlement is null and h.variants <= (select count(*) from outcomes o where o.job_id = h.job_id)
  union all
  select 'held for another price than the job has', h.job_id
  from holds h
  where h.amount > 0 and h.amount <> (h.ticket #>> '{quote,total}')::int
  union all
  select 'a movement for a job names none, or has the wrong sign', a.key
  from audit a
  where a.action like 'job.%' and (a.meta ->> 'job_id' is null or (a.action = 'job.held') <> (a.delta_credits < 0))
  union all
  select 'a movement belongs to no job that is known', a.key
  from audit a
  where a.action like 'job.%' and not exists (select from holds h where h.job_id = a.meta ->> 'job_id');
revoke all on ledger_violations from anon, authenticated;
grant select on ledger_violations to service_role;

select private.seal_functions();
