-- Organisations: people who share a plan, its credits and what is made with them. One of them owns it and pays; admins
-- invite and remove; members work. Whose things may be seen and used is decided by the functions named `may_` here.

create type organisation_role as enum ('owner', 'admin', 'member');

create table organisations (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create trigger touch before update on organisations for each row execute function touch_updated_at();

create table memberships (
  organisation_id text not null references organisations (id) on delete cascade,
  user_id uuid not null references users (id),
  role organisation_role not null,
  joined_at timestamptz not null default now(),
  primary key (organisation_id, user_id)
);
create index memberships_of_user on memberships (user_id);
create unique index one_owner on memberships (organisation_id) where role = 'owner';
comment on index one_owner is 'Who pays; the role is handed over, never given up.';

create table invitations (
  id text primary key,
  organisation_id text not null references organisations (id) on delete cascade,
  email text,
  role organisation_role not null check (role <> 'owner'),
  token_hash text not null unique,
  invited_by uuid references users (id),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references users (id),
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
comment on column invitations.token_hash is 'SHA-256 of the token, which was shown once and is kept nowhere.';
comment on column invitations.email is 'Whom it is for; without one, whoever holds the token.';
create index invitations_of_organisation on invitations (organisation_id, created_at desc);
create index invitations_by_person on invitations (accepted_by) where accepted_by is not null;
create index invitations_by_inviter on invitations (invited_by);

alter table projects add column organisation_id text references organisations (id) on delete set null;
alter table assets add column organisation_id text references organisations (id) on delete set null;
comment on column projects.organisation_id is 'Its members see and use it, and its owner pays; the maker alone when null.';
comment on column assets.organisation_id is 'Who sees it beside its owner: shared by hand, or a picture of the organisation''s project.';
create index projects_of_organisation on projects (organisation_id, created_at desc) where organisation_id is not null;
create index assets_of_organisation on assets (organisation_id, created_at desc) where organisation_id is not null;

-- The pictures of an organisation's project are the organisation's.
create function private.take_organisation() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  new.organisation_id := (
    select p.organisation_id from jobs j join projects p on p.id = j.project_id where j.id = new.meta ->> 'job_id'
  );
  return new;
end $$;
create trigger take_organisation before insert on assets
  for each row when (new.type = 'render') execute function private.take_organisation();

-- Null for whoever is no member.
create function private.role_in(p_organisation text, p_user uuid) returns organisation_role
language sql stable set search_path = public, pg_temp as $$
  select role from memberships where organisation_id = p_organisation and user_id = p_user
$$;

-- Projects, and with them jobs, renders and revisions: the maker's own, or the organisation's, whoever made them.
create function private.may_use(p_user uuid, p_owner uuid, p_organisation text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select case
    when p_organisation is null then p_owner = p_user
    else private.role_in(p_organisation, p_user) is not null
  end
$$;

create function private.may_use_project(p_project text, p_user uuid) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce((select private.may_use(p_user, user_id, organisation_id) from projects where id = p_project), false)
$$;

-- A face may be seen by an organisation as long as its owner's newest consent names it.
create function private.consents_to(p_owner uuid, p_recipient text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(current_consent(p_owner) -> 'recipients' ? p_recipient, false)
$$;

-- Uploads stay their owner's and may be shared; renders go with their project.
create function private.may_use_asset(p_asset assets, p_user uuid) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select case
    when p_asset.type = 'render' then private.may_use(p_user, p_asset.user_id, p_asset.organisation_id)
    when p_asset.user_id = p_user then true
    when p_asset.organisation_id is null then false
    else private.role_in(p_asset.organisation_id, p_user) is not null
      and (p_asset.type <> 'selfie' or private.consents_to(p_asset.user_id, p_asset.organisation_id))
  end
$$;

create or replace function get_asset(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asset jsonb;
begin
  select to_jsonb(a) into asset from assets a where a.id = p_id and private.may_use_asset(a, p_user);
  if asset is null then perform private.fail(404, 'not_found'); end if;
  return asset;
end $$;

-- Those of `p_ids` (a JSON list) that exist and that the user may use, in the order asked for.
create or replace function get_assets(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(to_jsonb(a) order by wanted.place), '[]')
  from jsonb_array_elements_text(p_ids) with ordinality as wanted (id, place)
  join assets a on a.id = wanted.id and private.may_use_asset(a, p_user)
$$;

create or replace function note_asset(p_id text, p_user uuid, p_meta jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform get_asset(p_id, p_user);
  update assets set meta = meta || p_meta where id = p_id;
  return get_asset(p_id, p_user);
end $$;

-- A selfie is kept for longer by its owner alone.
create or replace function pin_asset(p_id text, p_user uuid, p_pinned boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asset jsonb := get_asset(p_id, p_user);
begin
  if asset ->> 'type' = 'selfie' and asset ->> 'user_id' <> p_user::text then perform private.fail(403, 'forbidden'); end if;
  if p_pinned and asset ->> 'type' = 'selfie' and not exists (
    select from consents c
    where c.user_id = p_user and c.revoked_at is null and c.granted_at > (asset ->> 'created_at')::timestamptz
  ) then
    perform private.fail(403, 'consent_required', 'To keep a selfie for longer, record the consent again.');
  end if;
  update assets set pinned_at = case when p_pinned then coalesce(pinned_at, now()) end where id = p_id;
  return get_asset(p_id, p_user);
end $$;

create or replace function get_project(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  project jsonb;
begin
  select to_jsonb(p) into project from projects p
  where p.id = p_id and private.may_use(p_user, p.user_id, p.organisation_id);
  if project is null then perform private.fail(404, 'not_found'); end if;
  return project;
end $$;

-- `p_project`: {id, mode, platform, width, height, brief, organisation_id?}.
-- Answers {status: accepted | replayed, project} or {status: mismatch}.
create or replace function create_project(
  p_user uuid, p_project jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_project ->> 'id');
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    if p_project ->> 'organisation_id' is not null then
      perform private.must_be(p_project ->> 'organisation_id', p_user, 'member');
    end if;
    insert into projects (id, user_id, mode, platform, width, height, brief, organisation_id)
    select p.id, p_user, p.mode, p.platform, p.width, p.height, p.brief, p.organisation_id
    from jsonb_populate_record(null::projects, p_project) p;
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'project', get_project(coalesce(earlier ->> 'id', p_project ->> 'id'), p_user)
  );
end $$;

create or replace function get_job(p_job text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  select * into job from jobs j where j.id = p_job and private.may_use_project(j.project_id, p_user);
  if not found then perform private.fail(404, 'not_found'); end if;
  return to_jsonb(job) - 'prepared' || jsonb_build_object(
    'seed', (select seed from prompts where id = job.prompt_id),
    'failure', job.settlement -> 'failure',
    'queue_position', private.queue_position(job.id),
    'variant_states', private.variants_json(job),
    'renders', (
      select coalesce(jsonb_agg(private.render_json(r) order by r.variant), '[]') from renders r where r.job_id = job.id
    )
  );
end $$;

create or replace function get_render(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_render jsonb;
begin
  select jsonb_build_object('render', private.render_json(r), 'quality', j.quality, 'brief', p.normalized)
  into found_render
  from renders r join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where r.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is not null then return found_render; end if;
  select jsonb_build_object(
    'render', private.revision_json(v), 'quality', j.quality,
    'brief', p.normalized || coalesce(v.meta -> 'words', '{}')
      || jsonb_strip_nulls(jsonb_build_object('disclosure', v.meta #> '{disclosure,choice}'))
  )
  into found_render
  from revisions v join renders r on r.id = v.render_id join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where v.id = p_id and private.may_use_project(j.project_id, p_user);
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

-- Who pays for the runs of a project: the owner of its organisation, while their plan has seats; else whoever asks.
create or replace function private.payer_of(p_project text, p_user uuid) returns uuid
language plpgsql stable set search_path = public, pg_temp as $$
declare
  payer uuid;
begin
  select m.user_id into payer
  from projects p join memberships m on m.organisation_id = p.organisation_id and m.role = 'owner'
  where p.id = p_project;
  if payer is null then return p_user; end if;
  perform private.require_feature(payer, 'seats');
  return payer;
end $$;

-- Seats share the plan: its features are each member's, but for the seats themselves.
create or replace function private.has_feature(p_user uuid, p_feature text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from profiles join plans on plans.name = profiles.plan
    where private.plan_lacks(plans, p_feature) is null and (
      profiles.user_id = p_user
      or p_feature <> 'seats' and profiles.user_id in (
        select o.user_id from memberships m join memberships o on o.organisation_id = m.organisation_id and o.role = 'owner'
        where m.user_id = p_user
      )
    )
  )
$$;

-- The person's role, at least `p_role`. Whoever is no member learns nothing.
create function private.must_be(p_organisation text, p_user uuid, p_role organisation_role) returns organisation_role
language plpgsql stable set search_path = public, pg_temp as $$
declare
  has organisation_role := private.role_in(p_organisation, p_user);
begin
  if has is null then perform private.fail(404, 'not_found'); end if;
  if has > p_role then perform private.fail(403, 'forbidden'); end if;
  return has;
end $$;

create function private.seats_of(p_organisation text) returns int
language sql stable set search_path = public, pg_temp as $$
  select plans.seats from memberships m
  join profiles on profiles.user_id = m.user_id join plans on plans.name = profiles.plan
  where m.organisation_id = p_organisation and m.role = 'owner'
$$;

create function private.seats_taken(p_organisation text) returns int
language sql stable set search_path = public, pg_temp as $$
  select count(*)::int from memberships where organisation_id = p_organisation
$$;

create function private.is_open(p_invitation invitations) returns boolean
language sql stable set search_path = '' as $$
  select p_invitation.accepted_at is null and p_invitation.revoked_at is null and p_invitation.expires_at > now()
$$;

create function get_organisation(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  mine organisation_role := private.must_be(p_id, p_user, 'member');
begin
  return (
    select to_jsonb(o) || jsonb_build_object(
      'role', mine, 'seats', private.seats_of(o.id), 'seats_taken', private.seats_taken(o.id),
      'invited', (select count(*) from invitations i where i.organisation_id = o.id and private.is_open(i))
    )
    from organisations o where o.id = p_id
  );
end $$;

create function list_organisations(p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(get_organisation(organisation_id, p_user) order by joined_at, organisation_id), '[]')
  from memberships where user_id = p_user
$$;

-- Answers {status: accepted | replayed, organisation} or {status: mismatch}.
create function create_organisation(
  p_user uuid, p_id text, p_name text, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb;
begin
  perform private.require_feature(p_user, 'seats');
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_id);
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into organisations (id, name) values (p_id, p_name);
    insert into memberships (organisation_id, user_id, role) values (p_id, p_user, 'owner');
  end if;
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'),
    'organisation', get_organisation(coalesce(earlier ->> 'id', p_id), p_user)
  );
end $$;

create function rename_organisation(p_id text, p_user uuid, p_name text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_id, p_user, 'admin');
  update organisations set name = p_name where id = p_id;
  return get_organisation(p_id, p_user);
end $$;

-- When it ends, uploads are their owner's alone again, and a project its maker's with all that was made in it; the projects
-- of those who had left go to the owner.
create function private.end_organisation() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  owner uuid := (select user_id from memberships where organisation_id = old.id and role = 'owner');
begin
  update projects set user_id = owner where organisation_id = old.id and private.role_in(old.id, user_id) is null;
  update jobs set user_id = p.user_id from projects p
  where p.organisation_id = old.id and jobs.project_id = p.id and jobs.user_id <> p.user_id;
  update revisions set user_id = j.user_id
  from renders r join jobs j on j.id = r.job_id join projects p on p.id = j.project_id
  where p.organisation_id = old.id and revisions.render_id = r.id and revisions.user_id <> j.user_id;
  update assets set user_id = j.user_id from jobs j
  where assets.organisation_id = old.id and assets.type = 'render' and j.id = assets.meta ->> 'job_id'
    and assets.user_id <> j.user_id;
  return old;
end $$;
create trigger ends before delete on organisations for each row execute function private.end_organisation();

create function delete_organisation(p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from organisations where id = p_id for update;
  perform private.must_be(p_id, p_user, 'owner');
  delete from organisations where id = p_id;
  return 'null'::jsonb;
end $$;

-- Whoever has their account erased leaves every organisation; those they own end. Projects that stay are the owner's, so
-- that nothing of others hangs on what is about to go.
create function private.leave_organisations() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  delete from organisations
  where id in (select organisation_id from memberships where user_id = new.id and role = 'owner');
  update projects set user_id = m.user_id
  from memberships m
  where projects.user_id = new.id and m.organisation_id = projects.organisation_id and m.role = 'owner';
  delete from memberships where user_id = new.id;
  return null;
end $$;
create trigger leaves after update of erased_at on users
  for each row when (new.erased_at is not null and old.erased_at is null) execute function private.leave_organisations();

insert into private.belongings (name, place, fate, columns, whose, changes, why) values
  ('memberships', 92, 'deleted', '{organisation_id,user_id}', 'user_id = $1', null, ''),
  ('invitations', 94, 'deleted', '{organisation_id,email,invited_by,accepted_by}',
    'invited_by = $1 or accepted_by = $1', null, '');
-- A project that stayed with an organisation keeps no word of who has gone.
update private.belongings set
  whose = '(project_id in (select id from projects where user_id = $1 or organisation_id is not null))'
    ' and not exists (select from jobs where jobs.prompt_id = prompts.id)'
where name = 'prompts';
update private.belongings set columns = columns || '{organisation_id}' where name in ('projects', 'assets');

create function list_members(p_organisation text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select jsonb_agg(
      jsonb_build_object(
        'user_id', u.id, 'name', u.name, 'email', u.email, 'role', m.role, 'joined_at', m.joined_at
      ) order by m.role, m.joined_at, u.id
    )
    from memberships m join users u on u.id = m.user_id where m.organisation_id = p_organisation
  );
end $$;

-- `owner` hands the organisation over, and the bill with it: the new owner's plan has to have the seats.
create function change_role(p_organisation text, p_user uuid, p_member uuid, p_role organisation_role) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from organisations where id = p_organisation for update;
  perform private.must_be(p_organisation, p_user, 'member');
  if private.role_in(p_organisation, p_member) is null then perform private.fail(404, 'not_found'); end if;
  perform private.must_be(p_organisation, p_user, 'owner');
  if p_role = 'owner' and p_member <> p_user then
    perform private.require_feature(p_member, 'seats');
    update memberships set role = 'admin' where organisation_id = p_organisation and user_id = p_user;
    update memberships set role = 'owner' where organisation_id = p_organisation and user_id = p_member;
    if private.seats_taken(p_organisation) > private.seats_of(p_organisation) then perform private.fail(409, 'seats_exhausted'); end if;
  elsif p_member = p_user and p_role <> 'owner' then
    perform private.fail(409, 'last_owner');
  else
    update memberships set role = p_role where organisation_id = p_organisation and user_id = p_member;
  end if;
  return list_members(p_organisation, p_user);
end $$;

-- Leaving, or being removed by an admin. What is personal goes along: selfies are shared no more.
create function remove_member(p_organisation text, p_user uuid, p_member uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  theirs organisation_role;
begin
  perform from organisations where id = p_organisation for update;
  perform private.must_be(p_organisation, p_user, 'member');
  theirs := private.role_in(p_organisation, p_member);
  if theirs is null then perform private.fail(404, 'not_found'); end if;
  if theirs = 'owner' then perform private.fail(409, 'last_owner'); end if;
  if p_member <> p_user and private.role_in(p_organisation, p_user) >= theirs then perform private.fail(403, 'forbidden'); end if;
  delete from memberships where organisation_id = p_organisation and user_id = p_member;
  update assets set organisation_id = null
  where organisation_id = p_organisation and user_id = p_member and type = 'selfie';
  return 'null'::jsonb;
end $$;

create function private.invitation_json(p_invitation invitations) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select to_jsonb(p_invitation) - 'token_hash' || jsonb_build_object('status', case
    when p_invitation.accepted_at is not null then 'accepted'
    when p_invitation.revoked_at is not null then 'revoked'
    when p_invitation.expires_at <= now() then 'expired'
    else 'open'
  end)
$$;

-- `p_invitation`: {id, organisation_id, email?, role, token_hash, expires_at}. Every open invitation keeps a seat.
-- Answers {status: accepted | replayed, invitation} or {status: mismatch}.
create function invite(
  p_user uuid, p_invitation jsonb, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  organisation text := p_invitation ->> 'organisation_id';
  earlier jsonb;
  made invitations;
begin
  perform from organisations where id = organisation for update;
  perform private.must_be(organisation, p_user, 'admin');
  earlier := private.claim_key(p_user, p_key, p_body_hash, p_invitation ->> 'id');
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    if p_invitation ->> 'role' = 'admin' then perform private.must_be(organisation, p_user, 'owner'); end if;
    perform private.require_feature(
      (select user_id from memberships where organisation_id = organisation and role = 'owner'), 'seats'
    );
    if private.seats_of(organisation) <= private.seats_taken(organisation)
      + (select count(*) from invitations i where i.organisation_id = organisation and private.is_open(i))
    then
      perform private.fail(409, 'seats_exhausted');
    end if;
    insert into invitations (id, organisation_id, email, role, token_hash, invited_by, expires_at)
    select i.id, organisation, lower(i.email), i.role, i.token_hash, p_user, i.expires_at
    from jsonb_populate_record(null::invitations, p_invitation) i;
  end if;
  select * into made from invitations where id = coalesce(earlier ->> 'id', p_invitation ->> 'id');
  return jsonb_build_object(
    'status', coalesce(earlier ->> 'status', 'accepted'), 'invitation', private.invitation_json(made)
  );
end $$;

create function list_invitations(p_organisation text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'admin');
  return (
    select coalesce(jsonb_agg(private.invitation_json(i) order by i.created_at desc, i.id desc), '[]')
    from invitations i where i.organisation_id = p_organisation
  );
end $$;

create function revoke_invitation(p_organisation text, p_id text, p_user uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'admin');
  update invitations set revoked_at = coalesce(revoked_at, now())
  where id = p_id and organisation_id = p_organisation and accepted_at is null;
  if not found then perform private.fail(404, 'not_found'); end if;
  return 'null'::jsonb;
end $$;

-- Whoever holds the token, and has the address it names. Accepted again by the same person, it answers the same.
create function accept_invitation(p_user uuid, p_token_hash text, p_email text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  invited invitations;
begin
  perform from organisations
  where id = (select organisation_id from invitations where token_hash = p_token_hash) for update;
  select * into invited from invitations where token_hash = p_token_hash for update;
  if not found then perform private.fail(404, 'not_found'); end if;
  if invited.accepted_by = p_user and private.role_in(invited.organisation_id, p_user) is not null then
    return get_organisation(invited.organisation_id, p_user);
  end if;
  if not private.is_open(invited) then perform private.fail(410, 'invitation_over'); end if;
  if invited.email is not null and invited.email is distinct from lower(p_email) then
    perform private.fail(403, 'invitation_for_another');
  end if;
  if private.role_in(invited.organisation_id, p_user) is null then
    if private.seats_taken(invited.organisation_id) >= private.seats_of(invited.organisation_id) then
      perform private.fail(409, 'seats_exhausted');
    end if;
    insert into memberships (organisation_id, user_id, role) values (invited.organisation_id, p_user, invited.role);
  end if;
  update invitations set accepted_at = now(), accepted_by = p_user where id = invited.id;
  return get_organisation(invited.organisation_id, p_user);
end $$;

-- Shares an upload with an organisation, or with nobody any more (`p_organisation` null). A face needs its owner's consent
-- that names the organisation.
create function share_asset(p_id text, p_user uuid, p_organisation text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asset assets;
begin
  select * into asset from assets where id = p_id and user_id = p_user and type <> 'render' for update;
  if not found then perform private.fail(404, 'not_found'); end if;
  if p_organisation is not null then
    perform private.must_be(p_organisation, p_user, 'member');
    perform private.require_feature(p_user, 'shared_assets');
    if asset.type = 'selfie' and not private.consents_to(p_user, p_organisation) then
      perform private.fail(403, 'consent_required', jsonb_build_object(
        'detail', 'To share a selfie, record a consent that names the organisation among its recipients.',
        'recipient', p_organisation
      )::text);
    end if;
  end if;
  update assets set organisation_id = p_organisation where id = p_id;
  return get_asset(p_id, p_user);
end $$;

-- What its members see of an organisation, newest first; `p_before` is the id of the last one seen.
create function shared_assets(p_organisation text, p_user uuid, p_limit int default 50, p_before text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select a.* from assets a
      where a.organisation_id = p_organisation and private.may_use_asset(a, p_user)
        and (p_before is null or (a.created_at, a.id) < (select b.created_at, b.id from assets b where b.id = p_before))
      order by a.created_at desc, a.id desc limit p_limit
    ) page
  );
end $$;

-- As `shared_assets`.
create function shared_projects(p_organisation text, p_user uuid, p_limit int default 50, p_before text default null)
returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.organisation_id = p_organisation
        and (p_before is null or (p.created_at, p.id) < (select b.created_at, b.id from projects b where b.id = p_before))
      order by p.created_at desc, p.id desc limit p_limit
    ) page
  );
end $$;

-- Whom else a person may see the face of, and who may receive it: the recipients that each owner's newest consent names.
-- [{user_id, recipients}]; recipients are null for an owner without consent.
create function consents_for(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'user_id', owner.user_id, 'recipients', current_consent(owner.user_id) -> 'recipients'
  )), '[]')
  from (
    select distinct a.user_id from assets a
    where p_ids ? a.id and a.type = 'selfie' and a.user_id <> p_user and private.may_use_asset(a, p_user)
  ) owner
$$;

alter table organisations enable row level security;
alter table memberships enable row level security;
alter table invitations enable row level security;
revoke all on organisations, memberships, invitations from anon, authenticated;
grant select on organisations, memberships to authenticated;
grant select on organisations, memberships, invitations to service_role;

-- A policy asks by one's own membership rows alone: asking for other people's would ask itself.
create policy own on memberships for select to authenticated using (user_id = (select auth.uid()));
create policy members on organisations for select to authenticated
  using (id in (select organisation_id from memberships where user_id = (select auth.uid())));
drop policy own on projects;
create policy own on projects for select to authenticated using (
  organisation_id is null and user_id = (select auth.uid())
  or organisation_id = any (array(select organisation_id from memberships where user_id = (select auth.uid())))
);
-- Other people's faces are never read this way: whether their owner consents is looked at by `get_asset`.
drop policy own on assets;
create policy own on assets for select to authenticated using (
  user_id = (select auth.uid()) and (type <> 'render' or organisation_id is null)
  or type <> 'selfie'
    and organisation_id = any (array(select organisation_id from memberships where user_id = (select auth.uid())))
);
-- The rest belongs to a project, and whose projects one may see is said there.
drop policy own on jobs;
create policy own on jobs for select to authenticated using (project_id = any (array(select id from projects)));
drop policy own on prompts;
create policy own on prompts for select to authenticated using (project_id = any (array(select id from projects)));
drop policy own on selections;
create policy own on selections for select to authenticated using (project_id = any (array(select id from projects)));
drop policy own on job_variants;
create policy own on job_variants for select to authenticated using (job_id = any (array(select id from jobs)));
drop policy own on renders;
create policy own on renders for select to authenticated using (job_id = any (array(select id from jobs)));
drop policy own on revisions;
create policy own on revisions for select to authenticated using (render_id = any (array(select id from renders)));

select private.seal_functions();
