-- What is free costs work all the same: how many pictures and files may be asked for of one render in a day (UTC).

create table free_uses (
  render_id text not null references renders (id) on delete cascade,
  day date not null,
  user_id uuid not null references users (id),
  uses int not null check (uses > 0),
  primary key (render_id, day)
);
comment on table free_uses is 'Revisions and exported files asked for, of a render and all its revisions together.';
create index free_uses_of_user on free_uses (user_id);
alter table free_uses enable row level security;
revoke all on free_uses from anon, authenticated;
grant select on free_uses to authenticated, service_role;
create policy own on free_uses for select to authenticated using (user_id = (select auth.uid()));
insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('free_uses', 5, 'deleted', '{user_id,render_id}', 'user_id = $1', null, '');

-- Counts `p_pieces` more of a render, or of one that a revision was made of, before they are drawn. Raises
-- `free_limit_reached` and counts nothing when that is more than a day allows.
create function take_free(p_id text, p_user uuid, p_pieces int) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  original text := get_render(p_id, p_user) #>> '{render,original_id}';
  allowed bigint := nullif(private.house_rule('free_per_render'), 0);
  used int;
begin
  if allowed is null then return 'null'; end if;
  insert into free_uses (render_id, day, user_id, uses) values (original, private.day_utc(), p_user, p_pieces)
  on conflict (render_id, day) do update set uses = free_uses.uses + excluded.uses
  returning uses into used;
  if used > allowed then
    perform private.fail(429, 'free_limit_reached', jsonb_build_object(
      'allowed', allowed, 'left', allowed - (used - p_pieces), 'retry_after', private.until_midnight_utc()
    )::text);
  end if;
  return 'null';
end $$;

select private.seal_functions();
