-- What an operator knows of accounts: flags. Paused: nothing is run until then. Frozen: a payment is disputed, so nothing is
-- bought or run until an operator has looked, or the dispute is won. Flagged: something to look at, which stops nobody.

create table account_flags (
  user_id uuid not null references users (id),
  kind text not null check (kind in ('paused', 'frozen')),
  reason text not null default '',
  until timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, kind),
  check ((kind = 'paused') = (until is not null))
);
alter table account_flags enable row level security;
revoke all on account_flags from anon, authenticated;
grant select on account_flags to service_role;
insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('account_flags', 900, 'kept', '{user_id}', 'user_id = $1', null, 'Erasing an account lifts no pause, and settles no dispute.');

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

-- Why an account may neither buy nor run anything: {}; null when it may.
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

-- As before, with the freeze, which a run meets first.
create or replace function private.limits_in_the_way(
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

-- As before, and until when an operator paused it, who pauses whom they want.
alter function account_pause(uuid, int) rename to pause_by_strikes;
alter function pause_by_strikes(uuid, int) set schema private;
create function account_pause(p_user uuid, p_strikes int) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
    (select to_jsonb(until) from account_flags where user_id = p_user and kind = 'paused' and until > now()),
    private.pause_by_strikes(p_user, p_strikes)
  )
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
