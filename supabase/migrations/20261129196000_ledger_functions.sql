-- What the credits service calls. Each call is one transaction, idempotent by its business key, and answers
-- {job_id, state, settlement, ticket, dispatch}: `state` is the hold's status or `unknown`, `settlement` and `ticket`
-- are there when the job is over, `dispatch` holds the tickets that may start now. Repeated, it answers the same.

-- `p_meta` of a grant says where it came from. A key used for another grant is a conflict.
create function grant_credits(
  p_user uuid, p_amount int, p_key text, p_action text default 'credits.granted', p_meta jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  booked boolean;
begin
  if p_amount <= 0 then perform private.fail(422, 'validation_failed', 'A grant is at least one credit.'); end if;
  perform from profiles where user_id = p_user for update;
  if not found then perform private.fail(404, 'not_found', 'There is no such account.'); end if;
  booked := private.book(p_user, p_action, p_amount, p_key, p_meta);
  if not exists (select from audit where key = p_key and user_id = p_user and delta_credits = p_amount) then
    perform private.fail(409, 'conflict', 'That grant was made with other values.');
  end if;
  return jsonb_build_object(
    'granted', booked, 'credits', (select credits from profiles where user_id = p_user)
  );
end $$;

-- Takes the price out of the wallet into a new hold. The payer is locked and the hold is new. A price that is not ours is
-- refused, and the plan is asked again: it may be another one by now.
create function private.take_hold(p_hold holds, p_plan plans) returns void
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
  if not private.is_priced(p_hold.ticket) then
    perform private.refuse(p_hold.job_id, 'quote_changed', '');
    return;
  end if;
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

-- Holds the price of a job at queue time in the wallet of whoever pays; all else it needs is on the ticket. The refusal is
-- remembered too. Which jobs may start is answered in `dispatch`: this one, if its payer has a free lane, or nobody.
create function reserve_credits(p_ticket jsonb) returns jsonb
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

-- How one variant ended (`succeeded`, `failed`, `blocked`, `canceled`): the first word counts, later ones change nothing.
-- `p_surcharge_micro_usd` is what the provider really asked for this picture.
create function record_outcome(
  p_job text, p_variant int, p_attempt int, p_status text,
  p_code text default null, p_message text default '', p_surcharge_micro_usd bigint default 0
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hold holds := private.lock_hold(p_job);
begin
  if hold.status in ('waiting', 'running') then
    insert into outcomes (job_id, variant, attempt, status, code, message, surcharge_micro_usd)
    select p_job, p_variant, p_attempt, p_status::outcome_status,
      case when p_status <> 'succeeded' then coalesce(p_code, 'internal_error') end, p_message, p_surcharge_micro_usd
    where p_variant between 1 and hold.variants
    on conflict do nothing;
    perform private.settle_if_complete(p_job);
  end if;
  return private.announcement(p_job, 'settle:' || p_job);
end $$;

-- Ends the whole job: `p_status` is failed, blocked, canceled or expired. Variants that are delivered count, those in
-- `p_bought` (a JSON list of numbers) are waited for until the hold runs out, the others end here. A job that was never
-- reserved gets a tombstone which its reserve will find. `expired` is believed only when our own clock agrees, and finds
-- its own code.
create function close_job(
  p_job text, p_status text, p_code text, p_message text default '', p_bought jsonb default '[]'
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  hold holds;
begin
  insert into holds (job_id, status, charged, settled_at, settlement)
  values (
    p_job, 'settled', 0, now(),
    jsonb_build_object(
      'status', p_status, 'charged', 0, 'refunded', 0, 'verdicts', '[]'::jsonb,
      'failure', jsonb_build_object('code', p_code, 'message', p_message)
    )
  )
  on conflict (job_id) do nothing;
  hold := private.lock_hold(p_job);
  if p_status = 'expired' and private.is_over(hold) then
    perform private.expire(p_job, p_bought);
  elsif p_status <> 'expired' and hold.status in ('waiting', 'running') then
    perform private.close_rest(p_job, jsonb_build_object('status', p_status, 'code', p_code, 'message', p_message), p_bought);
  end if;
  return private.announcement(p_job, 'settle:' || p_job);
end $$;

-- Settles holds whose time is over, without any message, and answers what has to be announced, including what an
-- earlier sweep settled but never confirmed with `sweep_announced`. Payers who are busy right now are left for next time.
create function sweep_holds(p_limit int default 100) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  due record;
  due_now jsonb;
begin
  for due in
    select job_id, user_id from holds
    where status in ('waiting', 'running') and expires_at <= now()
    order by expires_at limit p_limit
  loop
    perform from profiles where user_id = due.user_id for update skip locked;
    if found then
      -- looked at again under the lock: it may have been settled, or dispatched with a new deadline, a moment ago
      update holds set announce_at = now()
      where job_id = due.job_id and status in ('waiting', 'running') and expires_at <= now();
      if found then perform private.expire(due.job_id); end if;
    end if;
  end loop;
  with claimed as (
    update holds set announce_at = now() + interval '30 seconds'
    where job_id in (
      select job_id from holds where announce_at <= now() order by announce_at limit p_limit for update skip locked
    )
    returning job_id
  )
  select coalesce(jsonb_agg(private.announcement(job_id, 'settle:' || job_id)), '[]') into due_now from claimed;
  return due_now;
end $$;

create function sweep_announced(p_jobs jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update holds set announce_at = null where job_id in (select jsonb_array_elements_text(p_jobs));
  select 'null'::jsonb
$$;

-- Settles a job whose outcomes are all in, when its last word got lost; for any other nothing changes. The last outcome does
-- the same by itself.
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

select private.seal_functions();
