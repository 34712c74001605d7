-- Whether what somebody was let in with still holds. A stream asks again while it is open; a ticket, whenever it is used.

alter table users add column sessions_ended int not null default 0;
comment on column users.sessions_ended is 'How often they signed out: what was opened before is worth nothing.';
update private.belongings set columns = columns || '{sessions_ended}' where name = 'users';

-- The number of sessions that are over; null when the account or the key is.
create function standing(p_user uuid, p_key_id text default null) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(u.sessions_ended) from users u
  where u.id = p_user and u.erased_at is null
    and not exists (select from erasures e where e.user_id = p_user and e.kind = 'account' and e.erased_at is null)
    and (p_key_id is null or exists (
      select from api_keys k
      where k.id = p_key_id and k.user_id = p_user and k.revoked_at is null and coalesce(k.expires_at > now(), true)
    ))
$$;

create function end_sessions(p_user uuid) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update users set sessions_ended = sessions_ended + 1 where id = p_user;
  select 'null'::jsonb
$$;

select private.seal_functions();
