-- What everything else stands on. Nobody but the services (service_role) writes or calls a function; a signed-in person may
-- read their own rows; anonymous visitors get nothing.

create schema private;  -- not exposed by PostgREST; reached only through the functions in `public`

-- Called at the end of every migration. Postgres lets everybody execute a new function, and Supabase lends the API's roles
-- everything that is new in `public`: both are taken back here. The services do not write tables either: they call functions.
create function private.seal_functions() returns void
language plpgsql set search_path = '' as $$
begin
  revoke execute on all functions in schema public, private from public, anon, authenticated;
  grant execute on all functions in schema public to service_role;
  revoke all on all tables in schema public from anon;
  revoke insert, update, delete, truncate, references, trigger on all tables in schema public
    from authenticated, service_role;
  revoke all on all sequences in schema public from anon, authenticated, service_role;
end $$;

-- Whether a migration was applied. True where nobody keeps a record of that.
create function schema_has(p_version text) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  known boolean := true;
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    select exists (select from supabase_migrations.schema_migrations where version = p_version) into known;
  end if;
  return to_jsonb(known);
end $$;

create function private.fail(p_status int, p_code text, p_detail text default '') returns void
language plpgsql set search_path = '' as $$
begin
  -- PostgREST answers SQLSTATE PTnnn with HTTP status nnn; the message is our public code
  raise exception using errcode = 'PT' || p_status, message = p_code, detail = p_detail;
end $$;

create function touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;

select private.seal_functions();
