-- Who is invited to an organisation, and what its people share.

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

-- Newest first.
create function list_invitations(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'admin');
  return (
    select coalesce(jsonb_agg(private.invitation_json(page.invitation) order by page.at desc, page.id desc), '[]')
    from (
      select i as invitation, i.created_at as at, i.id from invitations i
      where i.organisation_id = p_organisation
        and (p_after is null or (i.created_at, i.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by i.created_at desc, i.id desc limit p_limit + 1
    ) page
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

-- What its members see of an organisation, newest first.
create function shared_assets(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select a.* from assets a
      where a.organisation_id = p_organisation and private.may_use_asset(a, p_user)
        and (p_after is null or (a.created_at, a.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by a.created_at desc, a.id desc limit p_limit + 1
    ) page
  );
end $$;

-- As `shared_assets`.
create function shared_projects(p_organisation text, p_user uuid, p_limit int, p_after jsonb) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform private.must_be(p_organisation, p_user, 'member');
  return (
    select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]')
    from (
      select p.* from projects p
      where p.organisation_id = p_organisation
        and (p_after is null or (p.created_at, p.id) < ((p_after ->> 'at')::timestamptz, p_after ->> 'id'))
      order by p.created_at desc, p.id desc limit p_limit + 1
    ) page
  );
end $$;

-- Whom else a person may see the face of, and who may receive it: what each owner's newest consent says, word for word.
-- [{user_id, recipients, statement}]; both are null for an owner without consent.
create function consents_for(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'user_id', owner.user_id,
    'recipients', current_consent(owner.user_id) -> 'recipients',
    'statement', current_consent(owner.user_id) -> 'statement'
  )), '[]')
  from (
    select distinct a.user_id from assets a
    where p_ids ? a.id and a.type = 'selfie' and a.user_id <> p_user and private.may_use_asset(a, p_user)
  ) owner
$$;

select private.seal_functions();
