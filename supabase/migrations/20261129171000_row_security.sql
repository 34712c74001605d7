-- Who may see what. Nothing is lent to visitors, and to a signed-in person only the reading of their own rows.

alter table plans enable row level security;
alter table users enable row level security;
alter table profiles enable row level security;
alter table consents enable row level security;
alter table organisations enable row level security;
alter table memberships enable row level security;
alter table invitations enable row level security;
alter table api_keys enable row level security;
alter table assets enable row level security;
alter table uploads enable row level security;
alter table attestations enable row level security;
alter table projects enable row level security;
alter table brand_kits enable row level security;
alter table prompts enable row level security;
alter table jobs enable row level security;
alter table job_variants enable row level security;
alter table renders enable row level security;
alter table revisions enable row level security;
alter table selections enable row level security;
alter table render_choices enable row level security;
alter table free_uses enable row level security;
alter table prices enable row level security;
alter table audit enable row level security;
alter table holds enable row level security;
alter table outcomes enable row level security;
alter table spends enable row level security;
alter table offers enable row level security;
alter table purchases enable row level security;
alter table billing_accounts enable row level security;
alter table billing_payments enable row level security;
alter table idempotency_keys enable row level security;
alter table outbox enable row level security;
alter table provider_requests enable row level security;
alter table webhook_inbox enable row level security;
alter table webhook_secrets enable row level security;
alter table webhook_endpoints enable row level security;
alter table webhook_deliveries enable row level security;
alter table policy_decisions enable row level security;
alter table account_flags enable row level security;
alter table erasures enable row level security;
alter table erased_assets enable row level security;

revoke all on all tables in schema public from anon, authenticated;
revoke all on all sequences in schema public from anon, authenticated;
grant select on all tables in schema public to service_role;
grant select on
  plans, prices, users, profiles, consents, organisations, memberships, assets, uploads, attestations, projects, brand_kits,
  prompts, jobs, job_variants, renders, revisions, selections, render_choices, free_uses, audit, spends, policy_decisions,
  erasures
to authenticated;
grant select (
  id, user_id, name, prefix, scopes, spend_cap, spend_period, expires_at, last_used_at, revoked_at, created_at, webhook_url
) on api_keys to authenticated;  -- all but the hash

-- `(select auth.uid())` is evaluated once per query instead of once per row
create policy everybody on plans for select to authenticated using (true);
create policy everybody on prices for select to authenticated using (true);
create policy own on users for select to authenticated using (id = (select auth.uid()));
create policy own on profiles for select to authenticated using (user_id = (select auth.uid()));
create policy own on consents for select to authenticated using (user_id = (select auth.uid()));
create policy own on uploads for select to authenticated using (user_id = (select auth.uid()));
create policy own on attestations for select to authenticated using (user_id = (select auth.uid()));
create policy own on render_choices for select to authenticated using (user_id = (select auth.uid()));
create policy own on free_uses for select to authenticated using (user_id = (select auth.uid()));
create policy own on audit for select to authenticated using (user_id = (select auth.uid()));
create policy own on spends for select to authenticated using (user_id = (select auth.uid()));
create policy own on api_keys for select to authenticated using (user_id = (select auth.uid()));
create policy own on policy_decisions for select to authenticated using (user_id = (select auth.uid()));
create policy own on erasures for select to authenticated using (user_id = (select auth.uid()));

-- A policy asks by one's own membership rows alone: asking for other people's would ask itself.
create policy own on memberships for select to authenticated using (user_id = (select auth.uid()));
create policy members on organisations for select to authenticated
  using (id in (select organisation_id from memberships where user_id = (select auth.uid())));
create policy own on projects for select to authenticated using (
  organisation_id is null and user_id = (select auth.uid())
  or organisation_id = any (array(select organisation_id from memberships where user_id = (select auth.uid())))
);
create policy own on brand_kits for select to authenticated using (
  organisation_id is null and user_id = (select auth.uid())
  or organisation_id = any (array(select organisation_id from memberships where user_id = (select auth.uid())))
);
-- Other people's faces are never read this way: whether their owner consents is looked at by `get_asset`.
create policy own on assets for select to authenticated using (
  user_id = (select auth.uid()) and (type <> 'render' or organisation_id is null)
  or type <> 'selfie'
    and organisation_id = any (array(select organisation_id from memberships where user_id = (select auth.uid())))
);
-- The rest belongs to a project, and whose projects one may see is said there.
create policy own on jobs for select to authenticated using (project_id = any (array(select id from projects)));
create policy own on prompts for select to authenticated using (project_id = any (array(select id from projects)));
create policy own on selections for select to authenticated using (project_id = any (array(select id from projects)));
create policy own on job_variants for select to authenticated using (job_id = any (array(select id from jobs)));
create policy own on renders for select to authenticated using (job_id = any (array(select id from jobs)));
create policy own on revisions for select to authenticated using (render_id = any (array(select id from renders)));

select private.seal_functions();
