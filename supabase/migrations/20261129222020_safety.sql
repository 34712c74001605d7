-- What was judged at the safety gate, who is paused for asking too often for what is refused, and what an operator knows of
-- accounts: flags. Flagged only: something to look at, which stops nobody.

-- `p_strikes` refusals within a day pause an account until the oldest of them is a day old; none pause who runs the
-- installation, and no account where `p_strikes` is 0.
create function private.pause_by_strikes(p_user uuid, p_strikes int) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if p_strikes = 0 or exists (
    select from users u join profiles p on p.user_id = u.id
    where u.id = p_user and (u.role = 'admin' or p.plan = 'local')
  ) then
    return null;
  end if;
  return (
    select to_jsonb(created_at + interval '1 day') from policy_decisions
    where user_id = p_user and verdict = 'refused' and created_at > now() - interval '1 day'
    order by created_at desc offset p_strikes - 1 limit 1
  );
end $$;

-- Until when an account is paused, by an operator, who pauses whom they want, or by its strikes; null when it is not.
create function account_pause(p_user uuid, p_strikes int) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
    (select to_jsonb(until) from account_flags where user_id = p_user and kind = 'paused' and until > now()),
    private.pause_by_strikes(p_user, p_strikes)
  )
$$;

-- Writes down a decision: {verdict, category, rule, place, hash}. Answers until when the account is paused, as it was before
-- this one; while it is paused nothing is written, or a pause would never end.
create function decide_content(p_user uuid, p_decision jsonb, p_strikes int) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  paused jsonb := account_pause(p_user, p_strikes);
begin
  if paused is null then
    insert into policy_decisions (user_id, verdict, category, rule, place, text_hash)
    values (
      p_user, p_decision ->> 'verdict', p_decision ->> 'category', p_decision ->> 'rule', p_decision ->> 'place',
      p_decision ->> 'hash'
    );
  end if;
  return paused;
end $$;

-- Writes down decisions about one picture: [{verdict, category, rule, place, engine, hash}]. Also while the account is paused:
-- who goes on sending what is refused stays paused.
create function decide_picture(p_user uuid, p_decisions jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into policy_decisions (user_id, verdict, category, rule, place, engine, text_hash)
  select p_user, one.verdict, one.category, one.rule, one.place, one.engine, one.hash
  from jsonb_to_recordset(p_decisions)
    as one(verdict text, category text, rule text, place text, engine text, hash text)
$$;

create function decide_drawn(p_user uuid, p_subject text, p_decisions jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into policy_decisions (user_id, verdict, category, rule, place, engine, subject, text_hash)
  select p_user, one.verdict, one.category, one.rule, one.place, one.engine, p_subject, ''
  from jsonb_to_recordset(p_decisions) as one(verdict text, category text, rule text, place text, engine text)
  on conflict (subject, category) where subject <> '' do nothing
$$;

-- Newest first: [{user_id, kind, reason, until, created_at}] of accounts that are paused, frozen, or only flagged. `p_after`
-- is {at, id, n}: kinds of one account at one time come in the order of their names, of which `n` is the place.
create function list_flags(p_limit int, p_after jsonb default null) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(page) - 'n' order by page.created_at desc, page.user_id desc, page.n), '[]')
  from (
    select * from (
      select user_id, kind, reason, until, created_at, case kind when 'frozen' then 0 else 1 end as n
      from account_flags where coalesce(until > now(), true)
      union all
      select user_id, 'flagged', flag, null, flagged_at, 2 from billing_accounts where flagged_at is not null
    ) flags
    where p_after is null or (created_at, user_id::text, -n)
      < ((p_after ->> 'at')::timestamptz, p_after ->> 'id', -(p_after ->> 'n')::int)
    order by created_at desc, user_id desc, n limit p_limit + 1
  ) page
$$;

-- Nothing is run for an account for so long.
create function pause_account(p_user uuid, p_hours int, p_reason text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from users where id = p_user) then perform private.fail(404, 'not_found'); end if;
  insert into account_flags (user_id, kind, reason, until)
  values (p_user, 'paused', p_reason, now() + make_interval(hours => p_hours))
  on conflict (user_id, kind) do update set reason = excluded.reason, until = excluded.until, created_at = now();
  return 'null'::jsonb;
end $$;

-- Takes every flag off an account, or those of one kind; answers how many there were. A dispute that is told again afterwards
-- freezes nothing: a new one does.
create function clear_flags(p_user uuid, p_kind text default null) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  lifted int;
  seen int;
begin
  delete from account_flags where user_id = p_user and (p_kind is null or kind = p_kind);
  get diagnostics lifted = row_count;
  update billing_accounts set flagged_at = null, flag = ''
  where user_id = p_user and flagged_at is not null and coalesce(p_kind, 'flagged') = 'flagged';
  get diagnostics seen = row_count;
  return to_jsonb(lifted + seen);
end $$;

-- What today (UTC) may cost at providers at most, by the quotes of what was accepted: {day, micro_usd, cap, people}, the
-- dearest people first. A cap of 0 is none.
create function spend_today(p_people int default 20) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'day', private.day_utc(),
    'micro_usd', (select coalesce(sum(micro_usd), 0) from spends where day = private.day_utc()),
    'cap_micro_usd', private.house_rule('spend_per_day'),
    'people', (
      select coalesce(jsonb_agg(jsonb_build_object('user_id', user_id, 'micro_usd', micro_usd) order by micro_usd desc), '[]')
      from (
        select user_id, micro_usd from spends where day = private.day_utc() order by micro_usd desc limit p_people
      ) dearest
    )
  )
$$;

select private.seal_functions();
