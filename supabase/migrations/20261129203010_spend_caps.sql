-- What accepted jobs may cost at providers in a day (UTC), for the installation and for each person, in micro-USD of their
-- quotes. Counted where a job is accepted, in its transaction, whichever road it came.

create table spends (
  day date not null,
  user_id uuid not null references users (id),
  micro_usd bigint not null default 0 check (micro_usd >= 0),
  primary key (day, user_id)
);
comment on table spends is 'What the quotes of a day''s accepted jobs come to at the providers, at most.';
create index spends_of_user on spends (user_id);
alter table spends enable row level security;
revoke all on spends from anon, authenticated;
grant select on spends to authenticated, service_role;
create policy own on spends for select to authenticated using (user_id = (select auth.uid()));
insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('spends', 900, 'kept', '{user_id}', 'user_id = $1', null, 'What a day cost the installation.');

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

-- As before, with `spend`: why so much may not be spent today, or null.
create or replace function foresee_run(p_user uuid, p_project text, p_quality text, p_mode text, p_quote jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  variants int := (p_quote ->> 'variants')::int;
  surcharge bigint := (p_quote ->> 'surcharge_micro_usd')::bigint;
begin
  return jsonb_build_object(
    'refusal', check_run(p_user, p_project, p_quality, p_mode, surcharge, (p_quote ->> 'total')::int),
    'spend', private.spend_refusal(p_user, surcharge * variants),
    'charges', (
      select jsonb_agg(private.charge_of(p_quote, variants, delivered, surcharge * delivered) order by delivered)
      from generate_series(0, variants) delivered
    )
  );
end $$;

select private.seal_functions();
