-- What Supabase brings and a bare Postgres lacks: its roles and the `auth` functions that policies call.
-- Runs only where `auth.uid()` is missing, so hosted and self-hosted Supabase never see it.

do $$
begin
  if to_regrole('anon') is null then create role anon nologin noinherit; end if;
  if to_regrole('authenticated') is null then create role authenticated nologin noinherit; end if;
  if to_regrole('service_role') is null then create role service_role nologin noinherit bypassrls; end if;
  -- PostgREST signs in as this one and then becomes whoever the token names; it gets a password where one is needed
  if to_regrole('authenticator') is null then create role authenticator login noinherit; end if;
exception when duplicate_object then null;  -- roles belong to the whole cluster: another database was faster
end $$;

grant anon, authenticated, service_role to authenticator;

create schema if not exists auth;

create or replace function auth.jwt() returns jsonb
language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;

create or replace function auth.uid() returns uuid
language sql stable as $$
  select nullif(auth.jwt() ->> 'sub', '')::uuid
$$;

grant usage on schema auth, public to anon, authenticated, service_role;

-- Supabase lends everybody everything that is new in `public`. So do we: then every migration has to take it back, and a
-- test sees whether it did.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
