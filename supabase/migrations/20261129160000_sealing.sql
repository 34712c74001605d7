-- Supabase lends the API's roles everything that is new in `public`. Every migration ends with `seal_functions`, which from
-- here on takes back the writing of tables too, also from the services: they call functions.

create or replace function private.seal_functions() returns void
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

select private.seal_functions();
