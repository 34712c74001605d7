-- Erasing: a picture, everything measured of a face, or a whole account; and originals whose time is over. Each is one row
-- of `erasures` that walks through steps, may die at any of them, and is gone on with. The row is the receipt.

create table erasures (
  id text primary key,
  user_id uuid not null references users (id),
  kind text not null check (kind in ('asset', 'biometrics', 'account', 'retention')),
  subject text,
  step text not null,
  work jsonb not null default '{}',
  erased jsonb not null default '{}',
  remaining jsonb not null default '[]',
  requested_at timestamptz not null default now(),
  erased_at timestamptz,
  due_at timestamptz,
  finished_at timestamptz
);
comment on column erasures.step is 'The next thing to do; `done` at the end.';
comment on column erasures.work is 'What later steps need: {jobs, keys, prefixes} of files. Emptied at the end.';
comment on column erasures.erased is 'How many of what, by its name.';
comment on column erasures.remaining is 'What others still have, and until when.';
comment on column erasures.erased_at is 'When the first pass was complete; a second one looks for what came late.';
create index erasures_of_user on erasures (user_id, requested_at desc);
create index erasures_of_subject on erasures (subject) where subject is not null;
create index erasures_due on erasures (due_at) where finished_at is null;

-- Pictures that were erased: no event of the stream, however late, writes them again.
create table erased_assets (
  id text primary key,
  erased_at timestamptz not null default now()
);

-- What belongs to a person, table by table, in the order in which it goes. A test reads the schema and fails when a column
-- that leads to a person, a job or a file is on no row of this list; so a new table adds its row in its own migration.
create table private.belongings (
  name text primary key,
  place int not null,
  fate text not null check (fate in ('deleted', 'emptied', 'kept')),
  columns text[] not null,
  whose text not null default 'user_id = $1',
  changes text check ((fate = 'emptied') = (changes is not null)),
  why text not null default '' check (fate <> 'kept' or why <> '')
);
comment on column private.belongings.columns is 'Those that lead to a person, a job or a file; all there are, of a table that is emptied.';
comment on column private.belongings.whose is 'Which rows: $1 is the person, $2 their jobs (text[]).';
comment on column private.belongings.changes is 'What an emptied row becomes.';

insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('free_uses', 5, 'deleted', '{user_id,render_id}', 'user_id = $1', null, ''),
  ('selections', 10, 'deleted', '{project_id,render_id,revision_id}',
    'project_id in (select id from projects where user_id = $1)', null, ''),
  ('revisions', 20, 'deleted', '{user_id,render_id,from_id,asset_id}', 'user_id = $1', null, ''),
  ('render_choices', 30, 'deleted', '{user_id,render_id}', 'user_id = $1', null, ''),
  ('renders', 40, 'deleted', '{job_id,asset_id}', 'job_id = any ($2)', null, ''),
  ('job_variants', 50, 'deleted', '{job_id}', 'job_id = any ($2)', null, ''),
  ('outbox', 60, 'deleted', '{job_id}', 'job_id = any ($2)', null, ''),
  ('webhook_deliveries', 65, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('webhook_endpoints', 66, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('webhook_secrets', 67, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('jobs', 70, 'deleted', '{user_id,payer_id,project_id,prompt_id,key_id,retry_of,batch_id}', 'user_id = $1', null, ''),
  ('api_keys', 75, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  -- a project that stayed with an organisation keeps no word of who has gone
  ('prompts', 80, 'deleted', '{project_id}',
    '(project_id in (select id from projects where user_id = $1 or organisation_id is not null))'
      ' and not exists (select from jobs where jobs.prompt_id = prompts.id)', null, ''),
  ('projects', 90, 'deleted', '{user_id,organisation_id}', 'user_id = $1', null, ''),
  ('memberships', 92, 'deleted', '{organisation_id,user_id}', 'user_id = $1', null, ''),
  ('invitations', 94, 'deleted', '{organisation_id,email,invited_by,accepted_by}',
    'invited_by = $1 or accepted_by = $1', null, ''),
  ('brand_kits', 96, 'deleted', '{user_id,organisation_id,logo_id}', 'user_id = $1 and organisation_id is null', null, ''),
  ('uploads', 100, 'deleted', '{user_id}', 'user_id = $1', null, ''),
  ('assets', 110, 'deleted', '{user_id,consent_id,organisation_id}', 'user_id = $1', null, ''),
  ('idempotency_keys', 120, 'deleted', '{user_id,resource_id}', 'user_id = $1', null, ''),
  ('billing_accounts', 125, 'deleted', '{user_id,offer}', 'user_id = $1', null, ''),
  ('holds', 130, 'emptied',
    '{job_id,user_id,status,amount,variants,ticket,queue_expires_at,expires_at,dispatched_at,dispatched_by,closing,charged,settlement,settled_at,announce_at,created_at}',
    'user_id = $1 and settlement is not null and ticket is not null', 'ticket = null', ''),
  -- the times and the grant that waits stay: they say nothing of a person, and the erased are granted nothing
  ('profiles', 140, 'emptied',
    '{user_id,plan,credits,brand_colors,default_style,updated_at,billing_anchor,next_grant_at,first_grant_waits}',
    'user_id = $1',
    'brand_colors = ''[]'', default_style = ''{}'', plan = case plan when ''local'' then plan else ''starter'' end', ''),
  ('users', 150, 'emptied', '{id,email,name,role,created_at,erased_at,sessions_ended}', 'id = $1',
    'email = null, name = '''', role = ''user''', ''),
  ('audit', 900, 'kept', '{user_id}', 'user_id = $1', null, 'The ledger is append-only: it says what was paid, of whom nobody knows a name.'),
  ('outcomes', 900, 'kept', '{job_id}', 'job_id = any ($2)', null, 'Why the ledger charged what it did: status and code of each variant.'),
  ('consents', 900, 'kept', '{user_id}', 'user_id = $1', null, 'Proves that consent was given and taken back: a wording and two times.'),
  ('attestations', 900, 'kept', '{asset_id,user_id}', 'user_id = $1', null, 'Proves what was declared about a picture of somebody else: a wording and a time.'),
  ('erasures', 900, 'kept', '{user_id,subject}', 'user_id = $1', null, 'The receipts.'),
  ('erased_assets', 900, 'kept', '{id}', 'false', null, 'Ids alone, so that nothing late brings a picture back.'),
  ('purchases', 900, 'kept', '{user_id,offer}', 'user_id = $1', null, 'What was bought, for the books.'),
  ('billing_payments', 900, 'kept', '{user_id}', 'user_id = $1', null, 'What was paid and given back, for the books.'),
  ('offers', 900, 'kept', '{plan}', 'false', null, 'What is on offer belongs to nobody.'),
  ('policy_decisions', 900, 'kept', '{user_id}', 'user_id = $1', null,
    'Says that the safety gate judged and what it found: no text, only a keyed hash of one.'),
  ('spends', 900, 'kept', '{user_id}', 'user_id = $1', null, 'What a day cost the installation.'),
  ('account_flags', 900, 'kept', '{user_id}', 'user_id = $1', null, 'Erasing an account lifts no pause, and settles no dispute.');

create function private.refuse_the_erased() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from users where id = new.user_id and erased_at is not null) then
    perform private.fail(401, 'account_erased');
  end if;
  return new;
end $$;
create trigger refuse_the_erased before insert on projects for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on consents for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on uploads for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on jobs for each row execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on revisions for each row execute function private.refuse_the_erased();
-- Not of renders: the projection writes those, and must never stand still.
create trigger refuse_the_erased before insert on assets
  for each row when (new.type <> 'render') execute function private.refuse_the_erased();
create trigger refuse_the_erased before insert on api_keys for each row execute function private.refuse_the_erased();

create function private.pass_over_erased_asset() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  return case when exists (select from erased_assets where id = new.id) then null else new end;
end $$;
create trigger pass_over_erased before insert on assets for each row execute function private.pass_over_erased_asset();

create function private.pass_over_erased_render() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  return case when exists (select from erased_assets where id = new.asset_id) then null else new end;
end $$;
create trigger pass_over_erased before insert on renders for each row execute function private.pass_over_erased_render();

select private.seal_functions();
