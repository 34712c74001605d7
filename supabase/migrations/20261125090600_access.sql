-- Who may see what. Nobody but the services (service_role) writes or calls a function; a signed-in person may read their
-- own rows; anonymous visitors get nothing.

-- Called at the end of every migration that adds functions: Postgres lets everybody execute a new one.
create function private.seal_functions() returns void
language plpgsql set search_path = '' as $$
begin
  revoke execute on all functions in schema public, private from public, anon, authenticated;
  grant execute on all functions in schema public to service_role;
end $$;

alter table plans enable row level security;
alter table users enable row level security;
alter table profiles enable row level security;
alter table consents enable row level security;
alter table assets enable row level security;
alter table projects enable row level security;
alter table prompts enable row level security;
alter table jobs enable row level security;
alter table job_variants enable row level security;
alter table renders enable row level security;
alter table audit enable row level security;
alter table holds enable row level security;
alter table outcomes enable row level security;
alter table idempotency_keys enable row level security;
alter table outbox enable row level security;

revoke all on all tables in schema public from anon, authenticated;
revoke all on all sequences in schema public from anon, authenticated;
grant select on
  plans, users, profiles, consents, assets, projects, prompts, jobs, job_variants, renders, audit
to authenticated;
grant select on all tables in schema public to service_role;

-- `(select auth.uid())` is evaluated once per query instead of once per row
create policy everybody on plans for select to authenticated using (true);
create policy own on users for select to authenticated using (id = (select auth.uid()));
create policy own on profiles for select to authenticated using (user_id = (select auth.uid()));
create policy own on consents for select to authenticated using (user_id = (select auth.uid()));
create policy own on assets for select to authenticated using (user_id = (select auth.uid()));
create policy own on projects for select to authenticated using (user_id = (select auth.uid()));
create policy own on jobs for select to authenticated using (user_id = (select auth.uid()));
create policy own on audit for select to authenticated using (user_id = (select auth.uid()));
create policy own on prompts for select to authenticated
  using (project_id in (select id from projects where user_id = (select auth.uid())));
create policy own on job_variants for select to authenticated
  using (job_id in (select id from jobs where user_id = (select auth.uid())));
create policy own on renders for select to authenticated
  using (job_id in (select id from jobs where user_id = (select auth.uid())));

select private.seal_functions();
