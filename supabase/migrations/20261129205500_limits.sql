-- What a rehearsal foresees is what a run is judged by: each limit is one function, called by the trigger that keeps it and
-- by `foresee_runs`, which writes nothing.

-- What the jobs of a key have cost in the period that counts; running ones by what they were quoted.
create function private.spent_by(p_key api_keys) returns int
language sql stable set search_path = public, pg_temp as $$
  select coalesce(sum(coalesce(cost_credits, est_credits)), 0)::int from jobs
  where key_id = p_key.id
    and (p_key.spend_period = 'total' or created_at >= date_trunc('month', now() at time zone 'utc') at time zone 'utc')
$$;

-- Why a key may not spend so much: {required, available, spend_cap}; null when it may.
create function private.cap_refusal(p_key api_keys, p_needed int) returns jsonb
language plpgsql stable set search_path = public, pg_temp as $$
declare
  room int := p_key.spend_cap - private.spent_by(p_key);
begin
  if p_needed > room then
    return jsonb_build_object('required', p_needed, 'available', greatest(room, 0), 'spend_cap', p_key.spend_cap);
  end if;
  return null;
end $$;

-- The cap is checked where a job becomes a row, whichever road it came: in its transaction, one job of a key at a time.
-- Whose key asks is said for the transaction, so that no function that makes jobs has to pass it on.
create function private.keep_within_cap() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  asking text := coalesce(new.key_id, nullif(current_setting('thumbworks.api_key', true), ''));
  used api_keys;
  refused jsonb;
begin
  if asking is null then return new; end if;
  select * into used from api_keys where id = asking and user_id = new.user_id and revoked_at is null for update;
  if not found then perform private.fail(401, 'unauthenticated', 'That key is not valid.'); end if;
  refused := private.cap_refusal(used, new.est_credits);
  if refused is not null then perform private.fail(403, 'key_spend_cap_reached', refused::text); end if;
  new.key_id := asking;
  return new;
end $$;
create trigger within_cap before insert on jobs for each row execute function private.keep_within_cap();

-- Why so many more jobs of a payer do not fit: {unfinished, allowed}; null when they do.
create function private.queue_refusal(p_payer uuid, p_more int) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select case when counted.unfinished + p_more > plans.queued_jobs then
    jsonb_build_object('unfinished', counted.unfinished, 'allowed', plans.queued_jobs)
  end
  from profiles join plans on plans.name = profiles.plan,
    lateral (
      select count(*)::int as unfinished from jobs
      where coalesce(payer_id, user_id) = p_payer and status in ('queued', 'running')
    ) counted
  where profiles.user_id = p_payer
$$;

-- Where a job becomes a row, whichever road it came, in its transaction; one job of a payer at a time.
create function private.keep_queue_short() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  payer uuid := coalesce(new.payer_id, new.user_id);
  refused jsonb;
begin
  perform from profiles where user_id = payer for no key update;
  refused := private.queue_refusal(payer, 1);
  if refused is not null then perform private.fail(429, 'queue_full', refused::text); end if;
  return new;
end $$;
create trigger queue_is_short before insert on jobs for each row execute function private.keep_queue_short();

-- Why an account may neither buy nor run anything: {since}; null when it may.
create function private.freeze_refusal(p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object('since', created_at) from account_flags where user_id = p_user and kind = 'frozen'
$$;

create function private.refuse_the_frozen() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  refused jsonb := private.freeze_refusal(coalesce((to_jsonb(new) ->> 'payer_id')::uuid, new.user_id));
begin
  if refused is not null then perform private.fail(403, 'account_frozen', refused::text); end if;
  return new;
end $$;
create trigger frozen before insert on jobs for each row execute function private.refuse_the_frozen();
create trigger frozen before insert on purchases for each row execute function private.refuse_the_frozen();

create function private.freeze() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.user_id is null then return new; end if;
  if new.disputed > 0 and (tg_op = 'INSERT' or old.user_id is null or old.disputed = 0) then
    insert into account_flags (user_id, kind, reason) values (new.user_id, 'frozen', 'A payment is disputed: ' || new.id)
    on conflict (user_id, kind) do nothing;
  elsif tg_op = 'UPDATE' and new.disputed = 0 and old.disputed > 0 and not exists (
    select from billing_payments where user_id = new.user_id and disputed > 0 and id <> new.id
  ) then
    delete from account_flags where user_id = new.user_id and kind = 'frozen';
  end if;
  return new;
end $$;
create trigger disputed_freeze after insert or update on billing_payments for each row execute function private.freeze();

create function private.day_utc() returns date
language sql stable set search_path = '' as $$
  select (pg_catalog.now() at time zone 'utc')::date
$$;

create function private.until_midnight_utc() returns int
language sql stable set search_path = public, pg_temp as $$
  select ceil(extract(epoch from (private.day_utc() + 1) - (now() at time zone 'utc')))::int
$$;

-- Why so much more may not be spent today: {detail, retry_after}, in seconds; null when it may. What costs nothing always may.
create function private.spend_refusal(p_user uuid, p_micro_usd bigint) returns jsonb
language plpgsql stable set search_path = public, pg_temp as $$
declare
  everybodys bigint := nullif(private.house_rule('spend_per_day'), 0);
  ones bigint := nullif(private.house_rule('spend_per_person'), 0);
  spent record;
begin
  if p_micro_usd = 0 or coalesce(everybodys, ones) is null then return null; end if;
  select coalesce(sum(micro_usd), 0) as everybody, coalesce(sum(micro_usd) filter (where user_id = p_user), 0) as one
  into spent from spends where day = private.day_utc();
  if spent.one + p_micro_usd > ones then
    return jsonb_build_object('detail', 'What you may spend at paid providers in a day would be exceeded.',
      'retry_after', private.until_midnight_utc());
  elsif spent.everybody + p_micro_usd > everybodys then
    return jsonb_build_object('detail', 'What this installation may spend at paid providers in a day would be exceeded.',
      'retry_after', private.until_midnight_utc());
  end if;
  return null;
end $$;

create function private.count_spend() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  quote jsonb := new.payload #> '{ticket,quote}';
  asking uuid := (new.payload #>> '{ticket,user_id}')::uuid;
  cost bigint := coalesce((quote ->> 'surcharge_micro_usd')::bigint * (quote ->> 'variants')::int, 0);
  refusal jsonb;
begin
  if cost = 0 then return new; end if;
  if private.house_rule('spend_per_day') + private.house_rule('spend_per_person') > 0 then
    perform pg_advisory_xact_lock(hashtext('spends'));  -- one at a time counts, where there is something to count for
  end if;
  refusal := private.spend_refusal(asking, cost);
  if refusal is not null then perform private.fail(429, 'spend_cap_reached', refusal::text); end if;
  insert into spends (day, user_id, micro_usd) values (private.day_utc(), asking, cost)
  on conflict (day, user_id) do update set micro_usd = spends.micro_usd + excluded.micro_usd;
  return new;
end $$;
create trigger spending after insert on outbox for each row when (new.subject like 'job.requested.%')
execute function private.count_spend();

-- The limits in the way of so many runs together, in the order in which a run meets them: [{status, code, detail}]. A new
-- limit is a row here.
create function private.limits_in_the_way(
  p_user uuid, p_payer uuid, p_key_id text, p_runs int, p_credits int, p_micro_usd bigint
) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('status', met.status, 'code', met.code, 'detail', met.refused::text) order by met.place
  ), '[]')
  from (values
    (1, 403, 'account_frozen', private.freeze_refusal(p_payer)),
    (2, 429, 'queue_full', private.queue_refusal(p_payer, p_runs)),
    (3, 403, 'key_spend_cap_reached', (
      select private.cap_refusal(k, p_credits) from api_keys k where k.id = p_key_id and k.user_id = p_user
    )),
    (4, 429, 'spend_cap_reached', private.spend_refusal(p_user, p_micro_usd))
  ) met (place, status, code, refused)
  where met.refused is not null
$$;

-- Why runs that are asked for together cannot be paid for; null when they can. `p_runs`: [{quality, mode, quote}].
create function private.refusal_of_all(p_payer uuid, p_runs jsonb) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select judged.refused
  from (
    select place, private.refusal(
      p_payer, run ->> 'quality', run ->> 'mode', (run #>> '{quote,surcharge_micro_usd}')::bigint,
      (select sum((each #>> '{quote,total}')::int)::int from jsonb_array_elements(p_runs) each)
    ) as refused
    from jsonb_array_elements(p_runs) with ordinality runs (run, place)
  ) judged
  where judged.refused is not null order by judged.place limit 1
$$;

-- Runs as they would be judged if they were queued together: {refusal, limits, charges}. The refusal or null, the limits in
-- the way, and for each run what is charged when 0, 1, ... all of its pictures are delivered at the dearest permitted model.
create function foresee_runs(p_user uuid, p_project text, p_runs jsonb, p_key_id text default null) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  payer uuid := private.payer_of(p_project, p_user);
  credits int := (select sum((run #>> '{quote,total}')::int) from jsonb_array_elements(p_runs) run);
  micro_usd bigint := (
    select sum((run #>> '{quote,surcharge_micro_usd}')::bigint * (run #>> '{quote,variants}')::int)
    from jsonb_array_elements(p_runs) run
  );
begin
  return jsonb_build_object(
    'refusal', private.refusal_of_all(payer, p_runs),
    'limits', private.limits_in_the_way(p_user, payer, p_key_id, jsonb_array_length(p_runs), credits, micro_usd),
    'charges', (
      select jsonb_agg(each.charges order by runs.place)
      from jsonb_array_elements(p_runs) with ordinality runs (run, place), lateral (
        select jsonb_agg(private.charge_of(
          run -> 'quote', (run #>> '{quote,variants}')::int, delivered,
          (run #>> '{quote,surcharge_micro_usd}')::bigint * delivered
        ) order by delivered) as charges
        from generate_series(0, (run #>> '{quote,variants}')::int) delivered
      ) each
    )
  );
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

select private.seal_functions();
