-- The ledger: what is held for each job, how each variant ended, and the one place where a balance changes.
--
-- Every function here first locks the payer's profile, then the hold. So one payer's money moves in single file, other
-- payers are never in the way, and there is no order in which two calls could wait for each other.

create schema private;  -- not exposed by PostgREST; reached only through the functions in `public`

create type hold_status as enum ('waiting', 'running', 'settled', 'rejected');
create type outcome_status as enum ('succeeded', 'failed', 'blocked', 'canceled');

-- No reference to `jobs`: money outlives the rows it was spent on, and a job may be closed before it is reserved.
create table holds (
  job_id text primary key,
  user_id uuid references users (id),
  status hold_status not null,
  amount int not null default 0 check (amount >= 0),
  variants int not null default 0 check (variants >= 0),
  ticket jsonb,
  queue_expires_at timestamptz,
  expires_at timestamptz,
  dispatched_at timestamptz,
  dispatched_by text,
  closing jsonb,
  charged int check (charged between 0 and amount),
  settlement jsonb,
  settled_at timestamptz,
  announce_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status in ('settled', 'rejected')) = (settlement is not null)),
  check (user_id is not null or status = 'settled')
);
comment on column holds.user_id is 'Missing on a tombstone: closed before its job.requested arrived.';
comment on column holds.expires_at is 'When the sweeper settles it without any message.';
comment on column holds.dispatched_by is 'Which step let it run (reserve:<job>, settle:<job>): that step announces it, again if repeated.';
comment on column holds.closing is 'Why the rest of the variants will not come: status, code, message.';
comment on column holds.announce_at is 'Settled by the sweeper and not announced yet: due again from here on.';
create index holds_open on holds (user_id, status, created_at) where status in ('waiting', 'running');
create index holds_by_expiry on holds (expires_at) where status in ('waiting', 'running');
create index holds_by_dispatch on holds (dispatched_by) where status = 'running';
create index holds_to_announce on holds (announce_at) where announce_at is not null;

create table outcomes (
  job_id text not null references holds (job_id),
  variant int not null check (variant > 0),
  attempt int not null default 1,
  status outcome_status not null,
  code text,
  message text not null default '',
  surcharge_micro_usd bigint not null default 0 check (surcharge_micro_usd >= 0),
  created_at timestamptz not null default now(),
  primary key (job_id, variant)
);

create function private.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'audit is append-only';
end $$;
create trigger append_only before update or delete on audit for each row execute function private.refuse_change();
create trigger never_emptied before truncate on audit for each statement execute function private.refuse_change();

create function private.fail(p_status int, p_code text, p_detail text default '') returns void
language plpgsql set search_path = '' as $$
begin
  -- PostgREST answers SQLSTATE PTnnn with HTTP status nnn; the message is our public code
  raise exception using errcode = 'PT' || p_status, message = p_code, detail = p_detail;
end $$;

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

create function private.plan_allows(p_plan plans, p_quality text, p_mode text) returns boolean
language sql immutable set search_path = public, pg_temp as $$
  select p_quality::quality = any (p_plan.qualities) and (p_mode <> 'copy' or p_plan.copy_mode)
$$;

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

-- Charges what was delivered and gives back the rest, once every variant has its outcome. The payer is locked.
create function private.settle_if_complete(p_job text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  hold holds;
  counted record;
  quote jsonb;
  charge int;
  failure jsonb;
begin
  select * into hold from holds where job_id = p_job;
  select count(*) as total, count(*) filter (where status = 'succeeded') as delivered,
    count(*) filter (where status = 'blocked') as blocked,
    coalesce(sum(surcharge_micro_usd) filter (where status = 'succeeded'), 0) as surcharge,
    jsonb_agg(
      jsonb_build_object('variant', variant, 'status', status, 'code', code, 'message', message) order by variant
    ) as verdicts
  into counted from outcomes where job_id = p_job;
  if hold.settlement is not null or counted.total < hold.variants then return; end if;

  quote := hold.ticket -> 'quote';
  charge := ceil((quote ->> 'base')::numeric * counted.delivered / hold.variants)
    + ceil(counted.surcharge / (quote ->> 'credit_micro_usd')::numeric);
  charge := least(charge, hold.amount);
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
