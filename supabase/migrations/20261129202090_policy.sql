-- What was judged at the safety gate, and who is paused for asking too often for what is refused.

create table policy_decisions (
  id bigint generated always as identity primary key,
  user_id uuid not null references users (id),
  verdict text not null check (verdict in ('allowed', 'refused')),
  category text not null default '',
  rule text not null default '',
  place text not null default '',
  text_hash text not null,
  created_at timestamptz not null default now(),
  check ((verdict = 'refused') = (rule <> ''))
);
comment on table policy_decisions is 'Append-only. Never the text, never a face: a keyed hash that recognizes the same text.';
create index policy_decisions_of_user on policy_decisions (user_id, created_at desc) where verdict = 'refused';
create trigger append_only before update or delete on policy_decisions
for each row execute function private.refuse_change();
create trigger never_emptied before truncate on policy_decisions
for each statement execute function private.refuse_change();

alter table policy_decisions enable row level security;
revoke all on policy_decisions from anon, authenticated;
grant select on policy_decisions to authenticated, service_role;
create policy own on policy_decisions for select to authenticated using (user_id = (select auth.uid()));

-- Until when an account is paused; null when it is not. `p_strikes` refusals within a day pause it until the oldest of them
-- is a day old; none pause who runs the installation, and no account where `p_strikes` is 0.
create function account_pause(p_user uuid, p_strikes int) returns jsonb
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


insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('policy_decisions', 900, 'kept', '{user_id}', 'user_id = $1', null,
    'Says that the safety gate judged and what it found: no text, only a keyed hash of one.');

select private.seal_functions();
