-- What an operator may need: settling a job whose last word got lost, giving a job's charge back, and the invariants of both.

-- Settles a job whose outcomes are all in; for any other nothing changes. The last outcome does the same by itself.
create function settle_job(p_job text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hold holds := private.lock_hold(p_job);
begin
  if hold.status in ('waiting', 'running') then
    perform private.settle_if_complete(p_job);
    update holds set announce_at = now() where job_id = p_job and settlement is not null;
  end if;
  return private.announcement(p_job, 'settle:' || p_job);
end $$;

-- Gives back what a settled job was charged, whole and once; pictures stay. Answers {refunded, credits}.
create function refund_job(p_job text, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hold holds := private.lock_hold(p_job);
  given boolean := false;
begin
  if hold.job_id is null then perform private.fail(404, 'not_found'); end if;
  if hold.settlement is null then perform private.fail(409, 'conflict', 'The job is not over yet; cancel it instead.'); end if;
  if hold.charged > 0 then
    given := private.book(hold.user_id, 'job.returned', hold.charged, 'return:' || p_job,
      jsonb_build_object('job_id', p_job, 'reason', p_reason));
  end if;
  return jsonb_build_object(
    'refunded', case when given then hold.charged else 0 end,
    'credits', (select credits from profiles where user_id = hold.user_id)
  );
end $$;

-- Must always be empty: a row here is money that cannot be explained.
create or replace view ledger_violations with (security_invoker = true) as
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

grant select on ledger_violations to service_role;

select private.seal_functions();
